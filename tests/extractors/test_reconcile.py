"""Arithmetic places lost columns, proves values and never guesses."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest

from benchmarks.generator.tables import table_of, truth_of
from benchmarks.generator.variants import make_variant
from extractors.reconcile import Reconciled, reconcile_tables
from extractors.reconcile import place as placing
from extractors.reconcile.across import across_instances
from extractors.reconcile.document import knowledge
from extractors.reconcile.effort import Effort
from extractors.reconcile.ground import table_instances
from extractors.reconcile.indexing import build_board
from extractors.reconcile.instances import tolerances
from extractors.reconcile.puzzle import build_puzzle
from extractors.reconcile.slips import slip
from schemas.amounts import Amount, AmountColumn, AmountRow, AmountTable
from schemas.context import Facts
from schemas.forms import load_forms
from schemas.identities import Identities, Identity, form_identities
from schemas.records import ProjectRow, StatementRow

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


FULL: list[Printed] = [
    (role, code, values, [(0,), (2,)] if code == "2010350" else [(n,) for n in range(len(values))])
    for role, code, values, _ in SPENT
]


def in_unit(values: Sequence[str], factor: Decimal) -> list[str]:
    return [f"{(Decimal(value) * factor):.2f}" for value in values]


@pytest.mark.parametrize(
    ("printed", "meant", "factor", "times"),
    [
        ("元", "万元", 10_000, True),
        ("万元", "元", 10_000, False),
        ("元", "千元", 1_000, True),
        ("千元", "元", 1_000, False),
    ],
)
def test_a_unit_is_wrong_in_either_direction_by_a_thousand_or_ten_thousand(
    printed: str, meant: str, factor: int, times: bool
) -> None:
    per = {"元": Decimal(10_000), "千元": Decimal(10), "万元": Decimal(1)}[meant]
    wrong = [(role, code, in_unit(values, per), places) for role, code, values, places in FULL]
    right = FULL
    tables = [
        table("final.expenditure", right, lost=False),
        table(GENERAL, wrong, lost=False, unit=printed),
    ]
    told = [said("general_budget.expenditure", "100.00"), said("general_budget.basic", "60.00", 1)]
    found = reconcile_tables(tables, told, FACTS)
    assert [(u.table, u.factor, u.times) for u in found.units] == [(1, factor, times)]
    assert not found.causes
    clean = reconcile_tables([tables[0], table(GENERAL, wrong, lost=False, unit=meant)], told, FACTS)
    assert not clean.units and not clean.causes


def test_a_limit_of_time_leaves_amounts_open_and_guesses_none(monkeypatch: pytest.MonkeyPatch) -> None:
    made, _, _ = make_variant("few_forms", 3)
    truth = {line: column for sheet in made for line, column in truth_of(sheet).items()}
    board = build_board([table_of(sheet, True) for sheet in made], load_forms(), FACTS)
    instances = [*table_instances(knowledge(), board), *across_instances(knowledge(), board)]
    whole = placing.place(board, instances)
    monkeypatch.setattr(placing, "is_small", lambda domains: False)
    short = placing.place(board, instances, Effort(1e-6, 1e-6, 1e-6, steps=0))
    solved = placing.place(board, instances, Effort(steps=0))
    none = placing.place(board, instances, Effort(0.0, 0.0, 0.0, steps=0))
    assert whole.columns == solved.columns
    assert len(whole.open) <= len(short.open) <= len(none.open) != len(whole.open)
    for placement in (whole, solved, short, none):
        assert all(truth[line] == column for line, column in placement.columns.items())
        assert all(truth[line] in columns for line, columns in placement.open.items())


def thousand() -> list[Printed]:
    """A thousand items in two hundred groups, one in three of them basic expenditure, as rows with the places they stand in."""
    random = Random(4)
    sums: dict[str, list[int]] = {}
    for code in (f"{c}{g:02}{i:02}" for c in range(201, 209) for g in range(1, 26) for i in range(1, 6)):
        cents, kind = random.randint(100, 99_999), 1 if random.random() < 0.3 else 2
        for above in ("", code[:3], code[:5], code):
            own = sums.setdefault(above, [0, 0, 0])
            own[0] += cents
            own[kind] += cents
    return [
        (
            "subject" if code else "total",
            code or None,
            [f"{v / 100:.2f}" for v in values if v],
            [(n,) for n, v in enumerate(values) if v],
        )
        for code, values in sorted(sums.items())
    ]


def test_a_table_of_a_thousand_rows_is_placed_group_by_group() -> None:
    rows = thousand()
    truth = {
        f"{GENERAL}:{n}:{order}": place[0]
        for n, (_, _, _, places) in enumerate(rows)
        for order, place in enumerate(places or ())
    }
    board = build_board(
        [table(GENERAL, [(role, code, values, None) for role, code, values, _ in rows])], load_forms(), FACTS
    )
    instances = list(table_instances(knowledge(), board))
    puzzle = build_puzzle(board, instances)
    found = placing.place(board, instances)
    assert len(rows) == 1209 and len(puzzle.patterns) >= 1000
    assert all(truth[line] == column for line, column in found.columns.items())
    assert len(found.columns) >= 0.99 * len(puzzle.patterns)


def test_where_no_column_was_lost_no_solver_is_loaded() -> None:
    code = (
        "import sys\n"
        "from benchmarks.identities import make\n"
        "from benchmarks.generator.tables import table_of\n"
        "from extractors.reconcile import reconcile_tables\n"
        "from schemas.context import Facts\n"
        "made, told, _ = make(1)\n"
        "found = reconcile_tables([table_of(s, False) for s in made], told, Facts('d', 2022))\n"
        "assert found.verdicts and not found.causes\n"
        "assert not [name for name in sys.modules if name.startswith('ortools')]\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)


def declared(**entry: object) -> tuple[Identity, ...]:
    form = load_forms()[GENERAL]
    raw = {
        **form.raw,
        "identity": [{"id": "x", "scope": "row", "total": "total", "parts": ["basic", "project"], **entry}],
    }
    return form_identities(replace(form, raw=raw))


@pytest.mark.parametrize(
    ("entry", "region", "applies"),
    [
        ({"certainty": "provincial", "regions": ["41"]}, "410800", True),
        ({"certainty": "provincial", "regions": ["41"]}, "320000", False),
        ({"certainty": "provincial", "regions": ["41"]}, None, False),
        ({"variants": ["ministry"]}, None, True),
        ({"except_variants": ["ministry"]}, None, False),
    ],
)
def test_an_identity_of_a_province_or_variant_holds_there_only(
    entry: dict[str, object], region: str | None, applies: bool
) -> None:
    facts = replace(FACTS, region_code=region)
    board = build_board([table(GENERAL, FULL, lost=False)], load_forms(), facts)
    identities = Identities({GENERAL: declared(**entry)}, (), ())
    assert bool(list(table_instances(identities, board))) is applies


def plain(
    form_id: str, rows: Sequence[tuple[str, str]], variant: str = "", measure: str = "amount"
) -> AmountTable:
    """A table of one column whose rows are named."""
    made = tuple(
        AmountRow(n, "label", (Amount(f"{form_id}:{n}", Decimal(v), 2, (0,), "printed"),), name, name)
        for n, (name, v) in enumerate(rows)
    )
    return AmountTable(form_id, form_id, variant, "万元", (AmountColumn(measure, measure),), made)


def budget_spent(total: str, basic: str, project: str) -> AmountTable:
    form = load_forms()["budget.expenditure"]
    columns = tuple(
        AmountColumn(c.measure, c.path[-1][0], None, c.forced, "money", "approved", 2022)
        for c in form.side_columns("plain")
    )
    amounts = tuple(
        Amount(f"budget:{n}", Decimal(value), 2, (n,), "printed")
        for n, value in enumerate((total, basic, project))
    )
    row = AmountRow(0, "total", amounts, "合计", "合计")
    return AmountTable("b", "budget.expenditure", "plain", "万元", columns, (row,))


def test_department_targets_are_held_against_the_budget() -> None:
    targets = [("total", "100.00"), ("source.fiscal", "100.00"), ("basic", "60.00"), ("project", "40.00")]
    spent = budget_spent("100.00", "60.00", "40.00")
    right = reconcile_tables([plain("performance.department_targets", targets), spent], [], FACTS)
    names = {verdict.instance.name for verdict in right.verdicts if verdict.state == "passed"}
    assert {
        "performance.department_targets=budget.expenditure.basic", "performance.department_targets=budget.expenditure.project",
        "performance.department_targets.kinds", "performance.department_targets.sources",
    } <= names  # fmt: skip
    assert not right.causes
    targets[3] = ("project", "46.00")
    wrong = reconcile_tables([plain("performance.department_targets", targets), spent], [], FACTS)
    assert [cause.suspects[0] for cause in wrong.causes] == ["performance.department_targets:3"]


def test_a_self_review_is_held_against_the_final_accounts() -> None:
    form = load_forms()["final.summary"]
    columns = tuple(
        AmountColumn(c.measure, c.path[-1][0], c.side, c.forced, "money", form.phase, 2022)
        for c in form.side_columns("ministry")
    )
    spent = next(i for i, column in enumerate(columns) if column.side == "expenditure")
    row = AmountRow(
        0,
        "label",
        (Amount("s:0", Decimal("88.00"), 2, (spent,), "printed"),),
        "本年支出合计",
        "本年支出合计",
        "expenditure",
    )
    accounts = AmountTable("s", "final.summary", "ministry", "万元", columns, (row,))
    for done, state in (("88.00", "passed"), ("80.00", "failed")):
        review = plain("performance.department_review", [("total", done)], measure="executed")
        found = reconcile_tables([accounts, review], [], FACTS)
        states = {v.instance.name: v.state for v in found.verdicts}
        assert states["performance.department_review=final.summary"] == state


def test_projects_that_add_up_to_the_project_expenditure_are_a_passed_identity() -> None:
    def project(number: int, amount: str) -> ProjectRow:
        return ProjectRow(
            doc_id="d", fiscal_year=2022, project_id=f"p{number}", table_id="t", project_name="x",
            amount_year=Decimal(amount) * 10_000, page=1, line_start=1,
        )  # fmt: skip

    spent = budget_spent("100.00", "60.00", "40.00")
    whole = reconcile_tables([spent], [], FACTS, [project(0, "25.00"), project(1, "15.00")])
    assert {"projects.amount_year": "passed"}.items() <= {
        v.instance.name: v.state for v in whole.verdicts
    }.items()
    part = reconcile_tables([spent], [], FACTS, [project(0, "25.00"), project(1, "5.00")])
    assert "projects.amount_year" not in {v.instance.name for v in part.verdicts}  # not all are published


def test_the_narrative_is_held_against_the_cell_of_its_metric_subject_and_role() -> None:
    spent = table(GENERAL, FULL, lost=False)
    values = ["9.00", *["0.00"] * 4, "9.00", "7.00", *["0.00"] * 4, "7.00"]
    three = table("final.three_public", [("free", None, values, [(n,) for n in range(12)])])
    told = [
        said("general_budget.expenditure", "70.00", 0, "201"),
        said("general_budget.expenditure", "30.00", 1, "208"),
        said("three_public", "9.00", 2, role="budget"),
        said("three_public", "7.00", 3, role="final"),
    ]
    found = reconcile_tables([spent, three], told, FACTS)
    pairs = {
        verdict.members[0].row_id: verdict.members[1].row_id
        for verdict in found.verdicts
        if verdict.instance.numbers
    }
    assert pairs == {
        "said:0": f"{GENERAL}:1:0", "said:1": f"{GENERAL}:5:0", "said:2": "final.three_public:0:0", "said:3": "final.three_public:0:6",
    }  # fmt: skip
    assert not found.causes


def test_of_two_tables_that_nothing_else_tells_apart_neither_is_trusted() -> None:
    basic = (("301", "40.12"), ("302", "20.00"))
    rows = tuple(
        AmountRow(n, "subject", (Amount(f"b:{n}", Decimal(v), 2, (0,), "printed"),), c, None, None, c)
        for n, (c, v) in enumerate(basic)
    )
    sums = tuple(
        AmountRow(n + 2, "label", (Amount(f"b:{n + 2}", Decimal(v), 2, (0,), "printed"),), name, name)
        for n, (name, v) in enumerate((("人员经费合计", "40.12"), ("公用经费合计", "20.00")))
    )
    other = AmountTable("b", "final.basic", "ministry", "元", columns_of("final.basic")[:1], rows + sums)
    spent = table(
        GENERAL,
        [
            (role, code, ["100.37", "60.12", "40.25"], None)
            for role, code in (("total", None), ("subject", "201"))
        ],
        False,
    )
    found = reconcile_tables([spent, other], [], FACTS)
    assert [unit.table for unit in found.units] == [0, 1]
    assert {tier for tier, _, _ in found.tiers.values()} == {"contradicted"}
    told = [said("general_budget.expenditure", "100.37"), said("general_budget.basic", "60.12", 1)]
    named = reconcile_tables([spent, other], told, FACTS)
    assert [unit.table for unit in named.units] == [1]


@pytest.mark.parametrize(("people", "state"), [("40.00", "passed"), ("47.00", "failed")])
def test_the_classes_stand_for_a_total_that_is_not_printed(people: str, state: str) -> None:
    sums = tuple(
        AmountRow(n, "label", (Amount(f"b:{n}", Decimal(v), 2, (0,), "printed"),), name, name)
        for n, (name, v) in enumerate((("人员经费合计", people), ("公用经费合计", "20.00")))
    )
    basic = AmountTable("b", "final.basic", "ministry", "万元", columns_of("final.basic")[:1], sums)
    found = reconcile_tables([table(GENERAL, FULL[1:], lost=False), basic], [], FACTS)
    states = {verdict.instance.name: verdict.state for verdict in found.verdicts}
    assert states["final.basic=general_expenditure"] == state


def test_an_identity_that_holds_with_a_wrong_value_supports_nobody() -> None:
    # 208 and its only item are both wrong alike: the sum of the item holds, those of the total and of the row do not.
    rows = [
        ("total", None, ["100.00", "60.00", "40.00"], None),
        ("subject", "201", ["70.00", "30.00", "40.00"], None),
        ("subject", "208", ["39.00", "30.00"], [(0,), (1,)]),
        ("subject", "20805", ["39.00", "30.00"], [(0,), (1,)]),
    ]
    found = reconcile_tables([table(GENERAL, rows, lost=False)], [], FACTS)
    wrong = {line for line, (tier, _, _) in found.tiers.items() if tier == "contradicted"}
    assert f"{GENERAL}:2:0" in wrong
    assert {found.tiers[f"{GENERAL}:3:0"][0]} <= {"contradicted", "unchecked"}
