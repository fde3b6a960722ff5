"""Arithmetic places lost columns, proves values and never guesses."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest

from extractors.reconcile import Reconciled, reconcile_tables
from extractors.reconcile.instances import tolerances
from extractors.reconcile.slips import slip
from schemas.amounts import Amount, AmountColumn, AmountRow, AmountTable
from schemas.context import Facts
from schemas.forms import load_forms
from schemas.records import StatementRow

FACTS = Facts("0" * 64, 2022)
Printed = tuple[str, str | None, Sequence[str], Sequence[Sequence[int]] | None]


def columns_of(form_id: str, variant: str = "ministry") -> tuple[AmountColumn, ...]:
    form = load_forms()[form_id]
    return tuple(
        AmountColumn(c.measure, c.path[-1][0], c.side, c.forced, "money", c.phase or form.phase, 2022)
        for c in form.side_columns(variant)
    )


def row(form_id: str, number: int, printed: Printed, lost: bool) -> AmountRow:
    role, code, values, places = printed
    width = len(columns_of(form_id))
    amounts = []
    for order, value in enumerate(values):
        if places is not None:
            allowed = tuple(places[order])
        elif not lost or order == 0:
            allowed = (order,)
        else:
            allowed = tuple(range(order, width - len(values) + order + 1))
        evidence = "printed" if len(allowed) == 1 else "ambiguous"
        decimals = len(value.partition(".")[2])
        amounts.append(Amount(f"{form_id}:{number}:{order}", Decimal(value), decimals, allowed, evidence))  # type: ignore[arg-type]
    return AmountRow(number, role, tuple(amounts), code or "合计", None if code else "合计", None, code)  # type: ignore[arg-type]


def table(form_id: str, rows: Sequence[Printed], lost: bool = True, unit: str = "万元") -> AmountTable:
    made = tuple(row(form_id, number, printed, lost) for number, printed in enumerate(rows))
    return AmountTable(form_id, form_id, "ministry", unit, columns_of(form_id), made)


def said(
    metric: str, value: str, number: int = 0, code: str | None = None, role: str = "final"
) -> StatementRow:
    return StatementRow(
        doc_id=FACTS.doc_id,
        fiscal_year=2022,
        statement_id=f"said:{number}",
        group_id="g",
        metric=metric,
        subject_code=code,
        role=role,  # type: ignore[arg-type]
        value_raw=value,
        amount=Decimal(value) * 10_000,
        unit="万元",
        agreement="no_counterpart",
    )


def columns(found: Reconciled, form_id: str) -> dict[str, int]:
    return {key: column for key, column in found.placement.columns.items() if key.startswith(form_id)}


GENERAL = "final.general_expenditure"
SPENT: list[Printed] = [
    ("total", None, ["100.00", "60.00", "40.00"], None),
    ("subject", "201", ["70.00", "30.00", "40.00"], None),
    ("subject", "20103", ["70.00", "30.00", "40.00"], None),
    ("subject", "2010301", ["30.00", "30.00"], None),
    ("subject", "2010350", ["40.00", "40.00"], None),
    ("subject", "208", ["30.00", "30.00"], None),
    ("subject", "20805", ["30.00", "30.00"], None),
    ("subject", "2080505", ["30.00", "30.00"], None),
]


def test_columns_that_an_export_lost_come_back_where_sums_decide() -> None:
    found = reconcile_tables([table(GENERAL, SPENT)], [], FACTS)
    placed = columns(found, GENERAL)
    assert [placed[f"{GENERAL}:{n}:1"] for n in (3, 4, 5, 6, 7)] == [1, 2, 1, 1, 1]
    assert not found.placement.open and not found.causes


def test_an_amount_that_two_readings_allow_stays_open() -> None:
    rows: list[Printed] = [
        ("total", None, ["60.00", "30.00", "30.00"], None),
        ("subject", "201", ["30.00", "30.00"], None),
        ("subject", "208", ["30.00", "30.00"], None),
    ]
    found = reconcile_tables([table(GENERAL, rows)], [], FACTS)
    assert not found.placement.columns
    assert found.placement.open == {f"{GENERAL}:1:1": (1, 2), f"{GENERAL}:2:1": (1, 2)}
    # total = basic + project holds wherever the open amount stands, and supports the total
    assert {v.instance.name for v in found.verdicts if f"{GENERAL}:1:1" in {m.row_id for m in v.members}} == {
        f"{GENERAL}.kinds"
    }


def test_a_zero_is_never_placed_by_arithmetic() -> None:
    rows: list[Printed] = [
        ("total", None, ["5.00", "0.00"], None),
        ("subject", "201", ["5.00", "0.00"], None),
    ]
    found = reconcile_tables([table(GENERAL, rows)], [], FACTS)
    assert f"{GENERAL}:0:1" in found.placement.open


def test_the_narrative_tells_what_no_sum_can() -> None:
    form = "final.expenditure"
    rows: list[Printed] = [
        ("total", None, ["9.00", "4.00", "5.00"], None),
        ("subject", "201", ["9.00", "4.00", "5.00"], None),
    ]
    alone = reconcile_tables([table(form, rows)], [], FACTS)
    assert not columns(alone, form)
    told = [said("expenditure.basic", "4.00"), said("expenditure.project", "5.00", 1)]
    found = reconcile_tables([table(form, rows)], told, FACTS)
    assert {columns(found, form)[f"{form}:{n}:{k}"] for n in (0, 1) for k in (1, 2)} == {1, 2}


def test_a_value_in_two_independent_sums_is_proved_and_a_lone_one_unchecked() -> None:
    found = reconcile_tables([table(GENERAL, SPENT, lost=True)], [], FACTS)
    assert found.tiers[f"{GENERAL}:1:0"][0] == "proved"
    lone = reconcile_tables([table(GENERAL, [("total", None, ["5.00"], None)])], [], FACTS)
    assert lone.tiers[f"{GENERAL}:0:0"][0] == "unchecked"


def test_an_identity_that_another_place_would_satisfy_too_supports_no_placement() -> None:
    found = reconcile_tables([table(GENERAL, SPENT)], [], FACTS)
    passed = [v for v in found.verdicts if f"{GENERAL}:3:1" in {m.row_id for m in v.members}]
    assert len(passed) == 2  # total = basic + project, and the sum of the group
    assert found.tiers[f"{GENERAL}:3:1"][0] == "consistent"


def wrong_digit() -> list[Printed]:
    rows = list(SPENT)
    rows[3] = ("subject", "2010301", ["30.00", "3.00", ""], None)
    rows[3] = ("subject", "2010301", ["30.00", "31.00"], ((0,), (1,)))
    return rows


def test_a_wrong_digit_that_breaks_two_sums_is_one_cause_and_the_only_suspect() -> None:
    found = reconcile_tables([table(GENERAL, wrong_digit())], [], FACTS)
    assert len(found.causes) == 1
    assert found.causes[0].suspects[0] == f"{GENERAL}:3:1"
    assert found.tiers[f"{GENERAL}:3:1"][0] == "contradicted"
    assert found.tiers[f"{GENERAL}:2:0"][0] != "contradicted"


def test_a_slip_of_the_text_does_not_taint_the_tables_that_agree() -> None:
    told = [said("general_budget.expenditure", "34.00", 0, "2010350")]
    rows = [(role, code, values, None) for role, code, values, _ in SPENT]
    rows[4] = ("subject", "2010350", ["43.00", "43.00"], None)
    rows[2] = ("subject", "20103", ["73.00", "30.00", "43.00"], None)
    rows[1] = ("subject", "201", ["73.00", "30.00", "43.00"], None)
    rows[0] = ("total", None, ["103.00", "60.00", "43.00"], None)
    found = reconcile_tables([table(GENERAL, rows)], told, FACTS)
    assert [cause.suspects[0] for cause in found.causes] == ["said:0"]
    assert found.causes[0].named[0].slip == "transposed"
    assert all(tier != "contradicted" for tier, _, _ in found.tiers.values())


def test_a_missing_row_is_one_cause_over_all_columns() -> None:
    rows = [printed for printed in SPENT if printed[1] != "2010350"]
    rows[1] = ("subject", "201", ["70.00", "30.00", "40.00"], None)
    rows.append(("subject", "2010399", ["5.00", "5.00"], ((0,), (1,))))
    rows[3] = ("subject", "2010301", ["25.00", "25.00"], ((0,), (1,)))
    short = [r if r[1] != "20103" else ("subject", "20103", ["75.00", "35.00", "40.00"], None) for r in rows]
    found = reconcile_tables([table(GENERAL, short, lost=False)], [], FACTS)
    assert any(h.kind == "row_missing" for cause in found.causes for h in cause.hypotheses[:1])


def test_a_row_that_touches_a_broken_identity_is_open_and_contradicted() -> None:
    form = "final.three_public"
    printed: list[Printed] = [("free", None, ["4.00", "4.00", "3.00", "1.00"], None)]
    made = table(form, printed)
    told = [
        said("three_public", "4.00", 0, role="budget"),
        said("three_public.vehicles", "3.00", 1, role="budget"),
        said("three_public.reception", "1.00", 2, role="budget"),
        said("three_public", "0.00", 3),
    ]
    found = reconcile_tables([made], told, FACTS)
    lost = {f"{form}:0:{order}" for order in (1, 2, 3)}
    assert set(found.placement.open) == lost == set(found.placement.distrusted)
    assert {found.tiers[line][0] for line in lost} == {"contradicted"}
    assert found.tiers[f"{form}:0:0"][0] != "contradicted"


def test_a_table_in_the_wrong_unit_is_found_by_its_totals() -> None:
    other = table(GENERAL, SPENT, lost=False, unit="元")
    rows = [(role, code, values, None) for role, code, values, _ in SPENT]
    first = table("final.expenditure", rows, lost=False)
    told = [
        said("expenditure_total", "100.00"),
        said("general_budget.expenditure", "100.00", 1),
        said("general_budget.basic", "60.00", 2),
    ]
    found = reconcile_tables([first, other], told, FACTS)
    assert [(found.board.tables[unit.table].form_id, unit.factor) for unit in found.units] == [
        (GENERAL, 10_000)
    ]
    assert all(found.tiers[a.line_id][0] == "contradicted" for _, a in other.amounts())


def test_one_number_of_a_digit_or_two_does_not_make_a_unit_wrong() -> None:
    rows = [(role, code, values, None) for role, code, values, _ in SPENT]
    made = table("final.expenditure", rows, lost=False)
    found = reconcile_tables([made], [said("expenditure_total", "0.01")], FACTS)
    assert not found.units


def test_amounts_beside_rows_without_a_label_are_not_held_against_a_sum() -> None:
    columns = columns_of("final.summary")
    rows = [("经营收入", "7.00"), (None, "3.00"), ("本年收入合计", "10.00")]
    made = tuple(
        AmountRow(
            n,
            "label" if label else "free",
            (Amount(f"s:{n}", Decimal(v), 2, (0,), "printed"),),
            label or "",
            label,
            "revenue",
        )  # type: ignore[arg-type]
        for n, (label, v) in enumerate(rows)
    )
    found = reconcile_tables(
        [AmountTable("t", "final.summary", "ministry", "万元", columns, made)], [], FACTS
    )
    assert not found.causes


@pytest.mark.parametrize(
    ("terms", "near", "far"), [(2, 1, 1), (3, 1, 1), (5, 2, 2), (11, 3, 5), (101, 8, 16)]
)
def test_tolerance_grows_like_the_root_of_the_number_of_terms(terms: int, near: int, far: int) -> None:
    assert tolerances([100] * terms) == (near * 100, far * 100)


@pytest.mark.parametrize(
    ("printed", "repaired", "kind"),
    [
        (35042, 30542, "transposed"),
        (3054, 30542, "lost_digit"),
        (30542, 30642, "digit"),
        (41881, 418810000, "unit"),
        (1, 77, "other"),
    ],
)
def test_slips_are_named(printed: int, repaired: int, kind: str) -> None:
    assert slip(printed, repaired) == kind


def revenue_summary(rows: Sequence[tuple[str, str, str]]) -> Reconciled:
    """Passed and broken identities of the revenue side of a budget summary: (row, value, role)."""
    form = load_forms()["budget.summary"]
    measures = tuple(
        AmountColumn(c.measure, c.path[-1][0], c.side, c.forced, "money", "approved", 2022)
        for c in form.side_columns("standard")
    )
    made = tuple(
        AmountRow(
            number, role, (Amount(f"s:{number}", Decimal(value), 2, (0,), "printed"),), label, label, "revenue", None
        )  # type: ignore[arg-type]
        for number, (label, value, role) in enumerate(rows)
    )  # fmt: skip
    return reconcile_tables(
        [AmountTable("budget.summary", "budget.summary", "standard", "万元", measures, made)], [], FACTS
    )


def test_rows_that_a_table_has_or_lacks_decide_which_sum_it_promises() -> None:
    sources = [
        ("财政拨款收入", "90.00", "label"),
        ("一般公共预算收入", "90.00", "label"),
        ("事业收入", "10.00", "label"),
    ]
    flat = revenue_summary([*sources, ("收入合计", "100.00", "total")])
    of_year = revenue_summary([*sources, ("本年合计", "100.00", "label"), ("收入合计", "100.00", "total")])
    for found in (flat, of_year):
        assert {verdict.state for verdict in found.verdicts} == {"passed"}
        assert not found.causes
    names = {verdict.instance.name for verdict in flat.verdicts}
    assert names == {"budget.summary.revenue-flat", "budget.summary.fiscal-revenue"}
    wrong = revenue_summary([*sources, ("收入合计", "110.00", "total")])
    assert [cause.verdicts[0].instance.name for cause in wrong.causes] == ["budget.summary.revenue-flat"]


def reception(label: str) -> Reconciled:
    """A document whose form 06 spends more on code 30217, printed as `label`, than its form 09 has for reception."""
    row_of = AmountRow(
        0, "subject", (Amount("b:0", Decimal("2.00"), 2, (0,), "printed"),), label, None, None, "30217"
    )
    basic = AmountTable("b", "final.basic", "ministry", "万元", columns_of("final.basic")[:1], (row_of,))
    nothing = ["0.00"] * 5
    values = ["5.00", *nothing[:4], "5.00", "1.00", *nothing[:4], "1.00"]
    three = table("final.three_public", [("free", None, values, [(n,) for n in range(12)])])
    return reconcile_tables([basic, three], [], FACTS)


def test_a_soft_inequality_is_told_and_contradicts_no_value() -> None:
    found = reception("公务接待费")
    (broken,) = [verdict for verdict in found.verdicts if verdict.broken]
    assert broken.instance.name == "final.three_public>=basic.reception"
    assert len(found.causes) == 1 and not broken.sure
    assert "contradicted" not in {tier for tier, _, _ in found.tiers.values()}


def test_a_code_with_the_name_of_another_subject_is_not_taken_for_its_own() -> None:
    assert not [verdict for verdict in reception("咨询费").verdicts if verdict.broken]
