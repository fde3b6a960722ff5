"""The program against the rows that were written by hand before it was run, and against the expected rows."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipeline.extract import Extract
from samples.regenerate import changes, extract_of, samples
from schemas.characters import fold, key

ROOT = Path(__file__).resolve().parent.parent
SAMPLES, TRUTH = ROOT / "samples", ROOT / "tests" / "samples_truth"
NAMES = sorted(path.stem for path in SAMPLES.glob("*.txt"))
# A value without its column is right only when it says so.
FLAGGED = "ambiguous"


@cache
def extract(name: str) -> Extract:
    return extract_of(SAMPLES / f"{name}.txt")


@cache
def truth(dataset: str) -> tuple[dict[str, str], ...]:
    with (TRUTH / f"{dataset}.csv").open(encoding="utf-8") as file:
        return tuple(csv.DictReader(file))


def of(dataset: str, name: str) -> list[dict[str, str]]:
    return [row for row in truth(dataset) if row["sample"] == name]


def rows(name: str, dataset: str) -> list[Any]:
    return list(extract(name).rows.get(dataset, ()))


def words(text: str | None) -> str:
    """Text for comparison: folded, without white space and quotes."""
    return key(text or "")


def number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def report(wrong: Iterable[object]) -> str:
    return "\n".join(map(str, wrong))


def having(dataset: str) -> list[str]:
    return sorted({row["sample"] for row in truth(dataset)})


@pytest.mark.parametrize("name", NAMES)
def test_document_facts_are_those_of_the_print(name: str) -> None:
    (expected,) = of("documents", name)
    document = extract(name).document
    found = {field: str(getattr(document, field)) for field in expected if field != "sample"}
    assert found == {field: value for field, value in expected.items() if field != "sample"}


@pytest.mark.parametrize("name", NAMES)
def test_tables_have_the_number_that_is_printed_with_their_title(name: str) -> None:
    found = [words(t.form_number) for t in rows(name, "tables")]
    assert found == [words(t["form_number"]) for t in of("tables", name)]


@pytest.mark.parametrize("name", NAMES)
def test_tables_are_all_found_with_title_state_unit_and_place(name: str) -> None:
    found = [(words(t.title), t.state, t.unit, t.line_start) for t in rows(name, "tables")]
    expected = [(words(t["title"]), t["state"], t["unit"], int(t["line"])) for t in of("tables", name)]
    assert found == expected


def _amount_of(name: str, expected: dict[str, str]) -> list[Any]:
    return [
        line
        for line in rows(name, "budget_lines")
        if line.line_start == int(expected["line"])
        and fold(line.amount_raw) == fold(expected["amount_raw"])
        and (line.side or "") == expected["side"]
        and _same_code(line, expected)
    ]


def _same_code(line: Any, expected: dict[str, str]) -> bool:
    """A class named on a side of a form may have its code, which is certain though it is not printed."""
    named = bool(expected["side"]) and len(line.subject_code or "") == 3
    return (line.subject_code or "") == expected["subject_code"] or named


def _wrong_amount(name: str, expected: dict[str, str]) -> str | None:
    found = _amount_of(name, expected)
    if not found:
        return f"missing: {expected}"
    wanted = words(expected["column_label"])
    placed = [x for x in found if words(x.column_label) == wanted or x.column_evidence == FLAGGED]
    if not placed:
        return f"column {[x.column_label for x in found]}: {expected}"
    line = placed[0]
    if line.amount != number(expected["amount"]) or line.value != number(expected["value"]):
        return f"amount {line.amount}, value {line.value}: {expected}"
    if not words(line.row_label).endswith(words(expected["row_label"])):
        return f"label {line.row_label!r}: {expected}"
    return None if line.value_kind == expected["value_kind"] else f"kind {line.value_kind}: {expected}"


@pytest.mark.parametrize("name", having("amounts"))
def test_every_amount_by_hand_stands_in_its_row_and_its_column_or_is_flagged(name: str) -> None:
    wrong = [found for row in of("amounts", name) if (found := _wrong_amount(name, row))]
    assert not wrong, report(wrong)


# Samples whose amounts were all written down: nothing else may be published as an amount of a budget form.
WHOLE = ("yunhe-2021-final-accounts", "jinyu-2023-budget", "dianxi-2016-three-public")


@pytest.mark.parametrize("name", WHOLE)
def test_no_amount_is_published_that_is_not_printed(name: str) -> None:
    expected = Counter((int(row["line"]), fold(row["amount_raw"])) for row in of("amounts", name))
    lines = [line for line in rows(name, "budget_lines") if not line.form_id.startswith("performance.")]
    found = Counter((line.line_start, fold(line.amount_raw)) for line in lines)
    assert found == expected


def _has_performance_amount(name: str, expected: dict[str, str]) -> bool:
    return any(
        line.line_start == int(expected["line"])
        and line.amount == number(expected["amount"])
        and words(expected["row_label"]) in words(line.row_label)
        and words(line.column_label).endswith(words(expected["column_label"]))
        for line in rows(name, "budget_lines")
        if line.form_id.startswith("performance.")
    )


@pytest.mark.parametrize("name", having("performance_amounts"))
def test_amounts_of_performance_forms_are_budget_lines(name: str) -> None:
    wrong = [row for row in of("performance_amounts", name) if not _has_performance_amount(name, row)]
    assert not wrong, report(wrong)


PRINTED_COLUMNS = (
    "jinyu-2023-budget",
    "shuling-2024-budget",
    "chuling-2022-budget",
    "yunhe-2021-unit-final-accounts",
)


@pytest.mark.parametrize("name", PRINTED_COLUMNS)
def test_where_the_columns_are_printed_nothing_is_ambiguous(name: str) -> None:
    lines = rows(name, "budget_lines")
    flagged = [(line.line_start, line.amount_raw) for line in lines if line.column_evidence == FLAGGED]
    assert lines and not flagged, report(flagged)


TEXT_FIELDS = ("level1", "level2", "level3", "description", "basis", "target_raw", "actual_raw", "deviation")
NUMBER_FIELDS = ("target_value", "actual_value", "weight", "score")


def _project_names(name: str) -> dict[str, str]:
    return {project.project_id: words(project.project_name) for project in rows(name, "projects")}


def _wrong_fields(found: Any, expected: dict[str, str]) -> list[str]:
    wrong = [f for f in TEXT_FIELDS if words(getattr(found, f)) != words(expected[f])]
    wrong += [f for f in NUMBER_FIELDS if getattr(found, f) != number(expected[f])]
    wrong += [f for f in ("operator", "target_unit", "deviation_reason") if _differs(found, expected, f)]
    is_text = not expected["target_value"]
    if (found.target_text is not None) != is_text:
        wrong.append("target_text")
    return wrong


def _differs(found: Any, expected: dict[str, str], field: str) -> bool:
    return fold(getattr(found, field) or "") != fold(expected[field])


@pytest.mark.parametrize("name", having("indicators"))
def test_indicators_are_those_by_hand_with_every_field(name: str) -> None:
    projects = _project_names(name)
    found = [(projects.get(row.project_id or "", ""), row) for row in rows(name, "indicators")]
    expected = [(words(row["project"]), row) for row in of("indicators", name)]
    assert [(p, words(r.level3)) for p, r in found] == [(p, words(r["level3"])) for p, r in expected]
    wrong = []
    for (_, got), (_, wanted) in zip(found, expected, strict=True):
        wrong += [(wanted["level3"], f, getattr(got, f), wanted.get(f)) for f in _wrong_fields(got, wanted)]
    assert not wrong, report(wrong)


def _project_field(project: Any, field: str) -> str:
    value = getattr(project, field)
    if field == "schedule":
        return " ".join(f"{entry.month}:{entry.percent.normalize():f}" for entry in value or ())
    return "" if value is None else str(value)


@pytest.mark.parametrize("name", having("projects"))
def test_projects_are_those_by_hand_with_every_field(name: str) -> None:
    found, expected = rows(name, "projects"), of("projects", name)
    assert [words(p.project_name) for p in found] == [words(p["project_name"]) for p in expected]
    wrong = [
        (wanted["project_name"], field, _project_field(got, field), value)
        for got, wanted in zip(found, expected, strict=True)
        for field, value in wanted.items()
        if field != "sample" and words(_project_field(got, field)) != words(value)
    ]
    assert not wrong, report(wrong)


def _statement(row: Any) -> tuple[object, ...]:
    return (
        row.line_start,
        row.role,
        row.amount,
        row.ratio,
        row.count,
        row.subject_code or "",
        (row.direction or "none").replace("none", ""),
    )


@pytest.mark.parametrize("name", having("statements"))
def test_statements_are_those_by_hand_with_role_subject_and_direction(name: str) -> None:
    found = Counter(_statement(row) for row in rows(name, "statements"))
    expected = Counter(
        (
            int(row["line"]),
            row["role"],
            number(row["amount"]),
            number(row["ratio"]),
            number(row["count"]),
            row["subject_code"],
            row["direction"],
        )
        for row in of("statements", name)
    )
    missing, invented = expected - found, found - expected
    assert not missing and not invented, report(["missing", *missing, "invented", *invented])


@pytest.mark.parametrize("name", having("goals"))
def test_goals_are_those_by_hand(name: str) -> None:
    found = [(g.kind, words(g.text), words(g.result_text)) for g in rows(name, "goals")]
    expected = [(g["kind"], words(g["text"]), words(g["result_text"])) for g in of("goals", name)]
    missing = [row for row in expected if not any(_same_goal(row, got) for got in found)]
    assert not missing, report([*missing, "found", *found])


def _same_goal(expected: tuple[str, str, str], found: tuple[str, str, str]) -> bool:
    """The text of a goal may hold its printed name and labels, too."""
    return found[0] == expected[0] and expected[1] in found[1] and found[2] == expected[2]


PERSONAL = ("样本甲", "样本乙", "样本丙", "样本丁", "0000-0000001", "0000-0000002")


def test_no_personal_datum_stands_in_any_row() -> None:
    everything = repr(extract("jinyu-2023-budget"))
    assert "█" in everything
    assert not [datum for datum in PERSONAL if datum in everything]


def _contradicting(name: str, raw: str) -> list[Any]:
    return [row for row in rows(name, "statements") if row.value_raw.startswith(raw)]


def test_the_two_versions_of_one_year_stay_apart() -> None:
    department, unit = extract("yunhe-2021-final-accounts"), extract("yunhe-2021-unit-final-accounts")
    assert (department.document.scope, unit.document.scope) == ("department", "unit")
    assert department.doc_id != unit.doc_id


@pytest.mark.parametrize(("name", "raw"), [("yunhe-2021-final-accounts", "63.00")])
def test_a_planted_slip_is_published_as_it_is_printed(name: str, raw: str) -> None:
    assert [row.amount for row in _contradicting(name, raw)] == [Decimal("630000.00")]


REFUSED = {
    "empty": ("failed", "unreadable"),
    "binary": ("failed", "unreadable"),
    "no-disclosure": ("unrecognised", None),
    "unknown-form": ("unrecognised", None),
    "cut-in-table": ("partial", None),
    "带 空格的 文件名": ("complete", None),
}


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_bad_input_gets_its_status(name: str) -> None:
    document = extract_of(SAMPLES / "refused" / f"{name}.txt").document
    status, reason = REFUSED[name]
    assert document.status == status
    assert reason is None or document.status_reason == reason


def test_one_very_long_line_is_read_or_refused_but_never_hangs(tmp_path: Path) -> None:
    file = tmp_path / "long.txt"
    file.write_text("一般公共预算支出" * 200_000, encoding="utf-8")
    assert extract_of(file).document.status in {"unrecognised", "failed"}


def test_what_stands_before_a_cut_is_published() -> None:
    found = extract_of(SAMPLES / "refused" / "cut-in-table.txt").rows
    assert [words(row.level3) for row in found["indicators"]][:2] == ["巡查水库座数", "隐患整改率"]
    assert any(finding.rule == "document.cut" for finding in found["findings"])


def _printed(path: Path) -> list[str]:
    from extractors.readers.text import decode, split_lines

    return split_lines(decode(path.read_bytes()))


@pytest.mark.parametrize("name", NAMES)
def test_every_provenance_row_is_the_print_at_its_place(name: str) -> None:
    lines = _printed(SAMPLES / f"{name}.txt")
    wrong = []
    for row in rows(name, "provenance"):
        printed = lines[row.line_start - 1][row.char_start : row.char_end]
        same = len(printed) == len(row.source_text) and all(
            a == b or b == "█" for a, b in zip(printed, row.source_text, strict=True)
        )
        if row.line_start != row.line_end or not same:
            wrong.append((row.dataset, row.field, row.line_start, printed, row.source_text))
    assert rows(name, "provenance")
    assert not wrong, report(wrong)


def test_the_expected_rows_are_current() -> None:
    stale = [file.relative_to(SAMPLES).as_posix() for file, _, _ in changes()]
    assert not stale, f"run `make samples`, read the difference: {stale}"


def test_every_sample_is_described_and_has_truth() -> None:
    text = (SAMPLES / "README.md").read_text(encoding="utf-8")
    assert [path.name for path in samples() if f"`{path.name}`" not in text] == []
    assert {row["sample"] for row in truth("documents")} == set(NAMES)
