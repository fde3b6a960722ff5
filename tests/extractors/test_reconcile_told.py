"""What the narrative, indicators and code names say is held against the rest of the document."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from extractors.reconcile import readthrough, solver
from extractors.reconcile.effort import Effort, Spent
from extractors.reconcile.indexing import build_board
from extractors.reconcile.instances import Family, outside
from extractors.reconcile.likeness import alike
from extractors.reconcile.likeness import share as pool
from extractors.reconcile.names import name_findings
from extractors.reconcile.percents import percent_findings
from extractors.reconcile.propagate import Conflict, propagate, watchers
from extractors.reconcile.puzzle import Constraint
from extractors.reconcile.ratios import ratio_findings
from extractors.reconcile.search import Steps, possible_patterns
from extractors.reconcile.targets import rate_findings, review_findings, target_findings
from schemas.context import Facts
from schemas.records import BudgetLine, IndicatorRow, ProjectRow, StatementRow

NOBODY: frozenset[str] = frozenset()


def said(
    role: str, value: str, number: int, metric: str = "general_budget.expenditure", **more: object
) -> StatementRow:
    percent = role in ("share", "completion_ratio", "change_ratio")
    fields: dict[str, object] = {
        "doc_id": "d", "fiscal_year": 2022, "statement_id": f"s{number}", "group_id": "g", "section_id": "x", "metric": metric,
        "role": role, "value_raw": value, "unit": "%" if percent else "万元", "agreement": "no_counterpart",
        "ratio" if percent else "amount": Decimal(value) if percent else Decimal(value) * 10_000,
    }  # fmt: skip
    return StatementRow(**{**fields, **more})  # type: ignore[arg-type]


def test_wrong_shares_of_one_whole_are_one_finding() -> None:
    rows = [said("final", "148.81", 0)]
    for number, (value, share) in enumerate((("104.70", "25.00"), ("209.41", "50.00"), ("6.56", "1.57"))):
        rows += [
            said("final", value, 2 * number + 1, subject_code=f"20{number}"),
            said("share", share, 2 * number + 2, subject_code=f"20{number}"),
        ]
    right = [replace(rows[0], value_raw="418.81", amount=Decimal("4188100")), *rows[1:]]
    assert {finding.rule for finding in ratio_findings(right, {}, NOBODY)} <= {"ratio.rounding"}
    (found,) = ratio_findings(rows, {}, NOBODY)
    assert found.rule == "ratio.shares_wrong" and found.row_ids[-1] == "s0"
    assert dict(found.values)["equation"].count("148.81") == len(found.row_ids) // 2


@pytest.mark.parametrize(
    ("rows", "rule"),
    [
        (
            [said("budget", "20.28", 0), said("final", "24.47", 1), said("completion_ratio", "120.66", 2)],
            None,
        ),
        (
            [said("budget", "20.28", 0), said("final", "24.47", 1), said("completion_ratio", "102.66", 2)],
            "ratio.wrong",
        ),
        (
            [
                said("final", "418.81", 0),
                said("final", "6.56", 1, subject_code="221"),
                said("share", "1.56", 2, subject_code="221"),
            ],
            "ratio.rounding",
        ),
        (
            [
                said("final", "418.81", 0),
                said("change_amount", "211.38", 1, direction="decrease"),
                said("change_ratio", "33.54", 2, direction="decrease"),
            ],
            None,
        ),
        (
            [
                said("final", "418.81", 0),
                said("change_amount", "211.38", 1, direction="decrease"),
                said("change_ratio", "50.47", 2, direction="decrease"),
            ],
            "ratio.wrong",
        ),
        (
            [
                said("budget", "37337407.64", 0, unit="元"),
                said("budget", "36849227", 1, unit="元"),
                said("change_amount", "27125219.46", 2, unit="元", direction="increase"),
                said("change_ratio", "265.6", 3, direction="increase"),
            ],
            "ratio.other_base",
        ),
    ],
)
def test_percentages_are_computed_again_from_their_parts(rows: list[StatementRow], rule: str | None) -> None:
    assert [finding.rule for finding in ratio_findings(rows, {}, NOBODY)] == ([rule] if rule else [])


def test_a_percentage_of_an_amount_that_is_wrong_itself_is_not_reported_again() -> None:
    rows = [said("budget", "20.28", 0), said("final", "24.47", 1), said("completion_ratio", "102.66", 2)]
    assert not list(ratio_findings(rows, {}, frozenset({"s1"})))


def indicator(**more: object) -> IndicatorRow:
    fields: dict[str, object] = {
        "doc_id": "d", "fiscal_year": 2022, "indicator_id": "i", "table_id": "t", "scope": "project", "level_evidence": "printed",
    }  # fmt: skip
    return IndicatorRow(**{**fields, **more})  # type: ignore[arg-type]


def test_a_cost_target_above_the_amount_of_its_project_is_found_and_one_below_is_not() -> None:
    project = ProjectRow(
        doc_id="d",
        fiscal_year=2022,
        project_id="p",
        table_id="t",
        project_name="甲",
        amount_year=Decimal(440_000),
    )
    cost = indicator(
        project_id="p", level2="成本", operator="<=", target_value=Decimal(50), target_unit="万元"
    )
    (found,) = target_findings([project], [cost], {})
    assert (found.rule, found.expected) == ("project.target_unlike_amount", "440000")
    assert not list(target_findings([project], [replace(cost, target_value=Decimal(20))], {}))


def test_weights_that_do_not_add_up_to_100_are_found_unless_the_rate_of_execution_makes_up_for_it() -> None:
    rows = [indicator(indicator_id=f"i{n}", weight=Decimal(45), score=Decimal(45)) for n in range(2)]
    assert [f.rule for f in review_findings(rows, {}, {})] == ["performance.weights"]
    assert not list(review_findings(rows, {"t": frozenset({Decimal(10)})}, {}))


def test_a_score_above_its_weight_is_found() -> None:
    rows = [indicator(weight=Decimal(100), score=Decimal(101))]
    assert [f.rule for f in review_findings(rows, {}, {})] == ["performance.score_above_weight"]


def test_a_control_rate_is_compared_with_what_was_spent() -> None:
    rows = [said("budget", "4.00", 0, "three_public"), said("final", "0.00", 1, "three_public")]
    actual = indicator(level3="“三公经费”控制率", actual_value=Decimal(85), actual_raw="85%")
    assert [f.rule for f in rate_findings([actual], rows, {})] == ["performance.actual_unlike_target"]


def test_a_name_that_its_code_does_not_have_is_found() -> None:
    line = BudgetLine(
        doc_id="d", fiscal_year=2022, line_id="l", table_id="t", form_id="final.expenditure", form_title="表", is_total=False,
        value_kind="money", amount_raw="1", column_evidence="printed", proof="unchecked", checks_passed=0, checks_failed=0,
        subject_kind="functional", subject_code="2010301", row_label="事业运行",
    )  # fmt: skip
    (found,) = name_findings([line], {})
    assert (found.rule, found.found, found.expected) == ("code.name_mismatch", "事业运行", "行政运行")
    assert not list(name_findings([replace(line, row_label="行政运行")], {}))
    # A name that nobody has seen in print outranks no printed one: it is a remark.
    (unsure,) = name_findings([replace(line, subject_code="2010307")], {})
    assert (found.severity, unsure.severity) == (None, "info")


def review(**printed: str) -> list[str]:
    """Rules that one row of a review table gives; money in 万元, `ratio` in percent."""
    measures = {
        "initial": "budget.initial",
        "adjusted": "budget.adjusted",
        "done": "executed",
        "ratio": "execution_ratio",
    }
    lines = [
        BudgetLine(
            doc_id="d", fiscal_year=2022, line_id=name, table_id="t", form_id="performance.department_review", form_title="表",
            is_total=False, value_kind="percent" if name == "ratio" else "money", amount_raw=raw, column_evidence="printed",
            proof="unchecked", checks_passed=0, checks_failed=0, measure=measures[name], row_label="部门预算总额",
            value=Decimal(raw.rstrip("%")), unit="%" if name == "ratio" else "万元", page=1, line_start=4,
        )
        for name, raw in printed.items()
    ]  # fmt: skip
    return [finding.rule for finding in percent_findings(lines, {}, frozenset())]


def test_a_percentage_of_a_table_is_held_against_the_amounts_of_its_row() -> None:
    assert review(adjusted="200.00", done="150.00", ratio="75%") == []
    assert review(adjusted="200.00", done="150.00", ratio="57%") == ["percent.wrong"]
    assert review(initial="160.00", adjusted="200.00", done="150.00", ratio="93.75%") == []
    assert review(adjusted="0.00", done="150.00", ratio="75%") == []


def test_a_table_with_its_own_numbering_is_told_once() -> None:
    line = BudgetLine(
        doc_id="d", fiscal_year=2022, line_id="l", table_id="t", form_id="final.basic", form_title="表", is_total=False,
        value_kind="money", amount_raw="1", column_evidence="printed", proof="unchecked", checks_passed=0, checks_failed=0,
        subject_kind="economic_department", subject_code="30202", row_label="咨询费",
    )  # fmt: skip
    shifted = {"30202": "咨询费", "30203": "水费", "30204": "电费", "30206": "办公设备购置费"}
    rows = [replace(line, line_id=code, subject_code=code, row_label=name) for code, name in shifted.items()]
    (found,) = name_findings(rows, {})
    assert (found.rule, dict(found.values)["count"]) == ("code.names_mismatch", "4")
    assert found.row_ids == tuple(shifted)
    assert len(list(name_findings(rows[:2], {}))) == 2


def shares(percent: str) -> list[str]:
    parts = [
        said("budget", value, n, f"three_public.{name}")
        for n, (name, value) in enumerate([("abroad", "110"), ("vehicles", "317.8"), ("reception", "156.55")])
    ]
    rows = [*parts, said("share", percent, 9, "three_public.reception")]
    return [f.rule for f in ratio_findings(rows, {}, frozenset())]


def test_a_share_of_an_unstated_whole_is_held_against_the_sum_of_its_parts_and_never_against_a_sibling() -> (
    None
):
    assert shares("26.79") == []
    assert shares("26.72") == ["ratio.wrong"]
    assert shares("49.26") == ["ratio.wrong"]


BOARD = build_board((), {}, Facts("d", 2022))


def constraint(name: str, fixed: int, rows: dict[tuple[int, int], tuple[int, ...]]) -> Constraint:
    return Constraint(outside(Family(BOARD, name), (), (), (0, 1)), fixed, rows, 0, 1)


A, B, C = (0, 0), (0, 1), (0, 2)
DOMAINS = {A: (0, 1), B: (0, 1), C: (0, 1)}


def test_search_finds_every_pattern_that_some_solution_has() -> None:
    sums = [constraint("sum", -30, {A: (10, 0), B: (20, 0), C: (10, 0)})]
    found = possible_patterns([A, B, C], sums, dict(DOMAINS), Steps(100))
    assert found == {A: {0, 1}, B: {0}, C: {0, 1}}


def test_the_solver_agrees_with_the_search() -> None:
    sums = [constraint("sum", -30, {A: (10, 0), B: (20, 0), C: (10, 0)})]
    patterns = dict.fromkeys(DOMAINS, ((0,), (1,)))
    found, ended = solver.possible_patterns([A, B, C], sums, dict(DOMAINS), patterns, Effort().purse())
    assert ended and found == {A: {0, 1}, B: {0}, C: {0, 1}}


def test_the_solver_goes_on_until_every_amount_that_can_move_has_moved() -> None:
    patterns = {A: tuple((first, second) for first in (0, 1, 2) for second in (3, 4, 5))}
    loose = [constraint("sum", 0, {A: (0,) * 9})]
    found, ended = solver.possible_patterns([A], loose, {A: tuple(range(9))}, patterns, Effort().purse())
    assert ended and found is not None
    seen = [patterns[A][index] for index in found[A]]
    assert len({first for first, _ in seen}) > 1 and len({second for _, second in seen}) > 1
    assert readthrough.possible_patterns([A], loose, {A: tuple(range(9))}) == {A: set(range(9))}


def test_rows_that_stand_for_each_other_are_told_from_those_that_only_look_like_them() -> None:
    sums = [
        constraint("one group", 0, {A: (10, 0), B: (10, 0)}),
        constraint("another", 5, {C: (10, 0)}),
    ]
    readings: dict[tuple[int, int], object] = dict.fromkeys(DOMAINS, ((0,), (1,)))
    classes = alike([A, B, C], sums, dict(DOMAINS), readings)
    assert classes == [[A, B]]
    seen = {A: {0}, B: {1}, C: {0}}
    pool(seen, classes)
    assert seen == {A: {0, 1}, B: {0, 1}, C: {0}}


def test_one_solution_shows_that_equal_rows_can_all_move(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [(0, number) for number in range(25)]
    shares: dict[tuple[int, int], tuple[int, ...]] = dict.fromkeys(rows, (10, 0))
    sums = [constraint("sum", -120, shares)]
    limits: list[float] = []
    solve = solver._solve

    def counted(model: Any, spent: Spent) -> tuple[Any, int]:
        limits.append(spent.limit)
        return solve(model, spent)

    monkeypatch.setattr(solver, "_solve", counted)
    patterns = dict.fromkeys(rows, ((0,), (1,)))
    domains: dict[tuple[int, int], tuple[int, ...]] = dict.fromkeys(rows, (0, 1))
    found, ended = solver.possible_patterns(rows, sums, domains, patterns, Effort().purse())
    assert ended and found is not None and all(found[row] == {0, 1} for row in rows)
    assert len(limits) == 1


def test_reading_everything_and_the_solver_find_the_same_compromise() -> None:
    sums = [
        constraint("one", -10, {A: (10, 0)}),
        constraint("two", -10, {A: (0, 10)}),
        constraint("three", -20, {B: (20, 0)}),
    ]
    domains = {A: (0, 1), B: (0, 1)}
    tried, solved = (
        readthrough.compromise(sums, domains),
        solver.compromise(sums, domains, Effort().purse()),
    )
    assert tried == solved
    assert tried.broken == {0, 1}
    steady = {A: 0, B: 0}
    assert readthrough.shaken(steady, sums, domains, tried.cost) == {A, B}
    assert solver.shaken(steady, sums, domains, tried.cost, Effort().purse()) == {A, B}


def test_propagation_raises_where_nothing_is_left() -> None:
    sums = [constraint("sum", -31, {A: (10, 0), B: (20, 0)})]
    with pytest.raises(Conflict):
        propagate(sums, watchers(sums), {A: (0, 1), B: (0, 1)})
