"""Reconciliation on whole documents: the real disclosures, and made-up ones that an export flattened."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest

from benchmarks.collapsed import compare, harvest_of
from benchmarks.generator.department import make_department
from benchmarks.generator.errors import KINDS, OTHERS, plant
from benchmarks.generator.judge import broken, printed, sums, tellings
from benchmarks.generator.printed import Scale
from benchmarks.generator.sheets import sheets
from benchmarks.generator.told import statements
from benchmarks.generator.variants import VARIANTS, make_variant
from benchmarks.identities import make
from benchmarks.tally import alarmed, flagged, named_right, run, truth
from samples.regenerate import extract_of

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "disclosures"
real = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the real disclosures (../shared/disclosures) are not here"
)
JIAOZUO, BUDGET = "jiaozuo-2022-final-accounts", "jiyuan-2021-budget"


@cache
def rows(name: str, dataset: str) -> list[Any]:
    return list(extract_of(FOLDER / f"{name}.txt").rows.get(dataset, ()))


def findings(name: str, rule: str) -> list[Any]:
    return [finding for finding in rows(name, "findings") if finding.rule == rule]


def amounts(name: str) -> list[Any]:
    return [line for line in rows(name, "budget_lines") if not line.form_id.startswith("performance.")]


@real
def test_every_amount_whose_column_can_be_known_stands_in_it() -> None:
    evidence = Counter(line.column_evidence == "ambiguous" for line in amounts(JIAOZUO))
    assert evidence == {False: 161, True: 3}
    basic = {
        (line.subject_code, line.measure) for line in amounts(JIAOZUO) if line.form_id == "final.expenditure"
    }
    assert ("2150517", "project") in basic and ("2210201", "basic") in basic


@real
def test_the_row_that_no_reading_satisfies_is_ambiguous_and_contradicted_with_both_readings() -> None:
    lost = [line for line in amounts(JIAOZUO) if line.column_evidence == "ambiguous"]
    assert {(line.line_start, line.proof, line.measure) for line in lost} == {(533, "contradicted", None)}
    (found,) = findings(JIAOZUO, "column.contradicted")
    assert found.line_start == 533
    assert found.message.count("4.00 = ") >= 4


@real
def test_the_slip_of_the_text_is_named_once_and_taints_no_form() -> None:
    (slip,) = [f for f in findings(JIAOZUO, "statement.disagrees") if "350.42" in (f.found or "")]
    assert (slip.line_start, slip.expected, slip.severity) == (645, "305.42万元", "error")
    assert not [
        line for line in amounts(JIAOZUO) if line.amount_raw == "305.42" and line.proof == "contradicted"
    ]
    assert len([f for f in rows(JIAOZUO, "findings") if "350.42" in f.message]) == 1


@real
def test_item_budgets_that_fall_short_of_the_stated_whole_are_found() -> None:
    (found,) = findings(JIAOZUO, "statement.parts")
    assert (found.expected, found.found, f"{found.residual:.2f}") == ("159.38万元", "109.38万元", "50.00")


@real
def test_a_share_that_is_off_by_its_rounding_is_information() -> None:
    (found,) = findings(JIAOZUO, "ratio.rounding")
    assert (found.found, found.expected, found.severity) == ("1.56", "1.57", "info")


@real
def test_a_control_rate_is_held_against_what_was_spent() -> None:
    (found,) = findings(JIAOZUO, "performance.actual_unlike_target")
    assert found.found == "85%"


@real
def test_the_projects_add_up_to_the_project_expenditure_of_the_general_budget() -> None:
    (check,) = [check for check in rows(BUDGET, "checks") if check.identity == "projects.amount_year"]
    assert check.state == "passed"
    assert Counter(member.sign for member in check.members) == {-1: 25, 1: 1}


@real
@pytest.mark.parametrize("name", [BUDGET, "funing-2020-project-targets", "zunhua-2022-project-targets"])
def test_a_document_that_is_right_gets_no_error(name: str) -> None:
    rules = ("identity.", "row.missing", "column.shifted", "unit.suspect", "statement.", "ratio.")
    assert not [f for f in rows(name, "findings") if f.severity == "error" and f.rule.startswith(rules)]


@real
@pytest.mark.parametrize("name", [JIAOZUO, BUDGET])
def test_flags_stay_below_two_percent(name: str) -> None:
    flags = [
        line for line in amounts(name) if line.proof == "contradicted" or line.column_evidence == "ambiguous"
    ]
    assert len(flags) <= 0.02 * len(amounts(name))


@pytest.mark.parametrize("seed", range(3))
def test_a_made_up_document_survives_the_loss_of_its_blank_cells(seed: int) -> None:
    random = Random(seed)
    department, scale = make_department(random, 30), Scale("万元", 1_000_000)
    made, told = sheets(department, scale), statements(department, scale)
    counts = compare(made, harvest_of(made, told))
    assert (counts["missed"], counts["invented"], counts["wrong column"]) == (0, 0, 0)
    assert (counts["contradicted"], counts["error findings"]) == (0, 0)
    assert counts["open"] <= 0.05 * counts["printed"]


@pytest.mark.parametrize("seed", range(4))
def test_clean_documents_raise_no_alarm_and_nothing_is_misplaced(seed: int) -> None:
    made, told, _ = make(seed * 13 + 1)
    for lost in (False, True):
        found, _ = run(made, told, lost)
        columns = truth(made)
        assert not alarmed(found)
        assert all(columns[line] == column for line, column in found.placement.columns.items())


@pytest.mark.parametrize("variant", VARIANTS)
def test_documents_that_print_otherwise_raise_no_alarm(variant: str) -> None:
    made, _, _ = document = make_variant(variant, 31)
    for lost in (False, True):
        found, _ = run(made, document[1], lost)
        columns = truth(made)
        assert not alarmed(found)
        assert all(columns[line] == column for line, column in found.placement.columns.items())


def test_a_form_that_is_not_there_makes_no_spending_impossible() -> None:
    made, told, _ = make_variant("few_forms", 3)
    assert "final.general_expenditure" not in {sheet.form_id for sheet in made}
    assert not any(alarmed(run(made, told, lost)[0]) for lost in (False, True))


def test_totals_that_differ_by_one_digit_do_not_promise_that_every_row_is_equal() -> None:
    made, told, _ = make_variant("decimals", 124)
    assert not any(alarmed(run(made, told, lost)[0]) for lost in (False, True))


def test_small_amounts_that_may_stand_anywhere_are_not_placed() -> None:
    made, told, _ = make_variant("decimals", 1059)
    found, _ = run(made, told, True)
    columns = truth(made)
    assert all(columns[line] == column for line, column in found.placement.columns.items())


def test_an_amount_in_a_column_whose_sums_are_blank_is_named_as_moved() -> None:
    made, told, _ = make_variant("zeros", 110)
    planted = next(p for p in (plant("column_shifted", Random(110), made, told) for _ in range(20)) if p)
    found, _ = run(planted.sheets, planted.statements, False)
    assert named_right(found, planted)
    assert all(flagged(found, line) for line in planted.wrong)


def test_a_table_in_a_wrong_unit_that_nothing_accuses_sends_no_amount_into_another_column() -> None:
    made, told, _ = make_variant("zeros", 80020)
    random = Random(80020)
    planted = next(p for p in (plant("unit", random, made, told) for _ in range(20)) if p)
    found, _ = run(planted.sheets, planted.statements, True)
    columns = truth(planted.sheets)
    assert all(flagged(found, line) for line in planted.wrong)
    assert [
        line
        for line, column in found.placement.columns.items()
        if column != columns[line] and not flagged(found, line)
    ] == []


def test_a_relation_that_contradicts_nothing_clears_nobody() -> None:
    made, told, _ = make_variant("decimals", 80027)
    random = Random(80027)
    planted = next(p for p in (plant("two", random, made, told) for _ in range(20)) if p)
    found, _ = run(planted.sheets, planted.statements, False)
    assert all(flagged(found, line) for line in planted.wrong)


@pytest.mark.parametrize("kind", OTHERS)
def test_other_errors_are_found(kind: str) -> None:
    made, told, _ = make(17)
    random = Random(2)
    planted = next(p for p in (plant(kind, random, made, told) for _ in range(20)) if p is not None)
    assert broken([*sums(made), *tellings(told, made)], printed(planted.sheets, planted.statements))
    found, _ = run(planted.sheets, planted.statements, False)
    assert named_right(found, planted)
    assert all(flagged(found, line) for line in planted.wrong)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_error_is_found_and_its_place_named(kind: str) -> None:
    made, told, _ = make(3)
    random = Random(5)
    planted = next(p for p in (plant(kind, random, made, told) for _ in range(20)) if p is not None)
    found, _ = run(planted.sheets, planted.statements, False)
    assert alarmed(found)
    assert named_right(found, planted)
    assert all(flagged(found, line) for line in planted.wrong if line in found.tiers)


def test_the_same_document_gives_the_same_result_twice() -> None:
    made, told, _ = make(9)
    first, _ = run(made, told, True)
    second, _ = run(made, told, True)
    assert (first.placement, first.tiers, first.causes) == (second.placement, second.tiers, second.causes)


@real
def test_tails_of_rounding_are_information_and_told_once_for_the_same_rows() -> None:
    tails = findings(JIAOZUO, "identity.rounding")
    assert {finding.severity for finding in tails} == {"info"}
    assert sorted(finding.line_start for finding in tails) == [125, 183, 323, 377]


@real
def test_a_cost_target_unlike_the_amount_of_its_project_is_found() -> None:
    (found,) = findings(BUDGET, "project.target_unlike_amount")
    assert (found.expected, found.found, found.line_start) == ("440000.00", "500000.00", 662)
