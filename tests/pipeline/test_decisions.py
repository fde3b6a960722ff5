"""Decisions of people: beside the print, through every new run, and never lost in silence."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from pipeline.decided import anchor, decision_rows
from pipeline.decisions import read_decisions, record, standing
from pipeline.release import read_release
from schemas.decisions import Decision, Withdrawal, from_line, identified, to_line
from schemas.errors import SpecificationError

Run = Callable[..., tuple[int, str]]
Row = dict[str, Any]


@pytest.fixture
def out(folder: Path, tmp_path: Path, run: Run) -> Path:
    assert run("ingest", folder, "--out", tmp_path / "out", "--workers", 1)[0] == 0
    return tmp_path / "out"


def rows(out: Path, dataset: str) -> list[Row]:
    return pq.read_table([out / file.path for file in read_release(out).files[dataset]]).to_pylist()


def line_of(out: Path, year: int = 2022) -> Row:
    return next(
        row
        for row in rows(out, "budget_lines")
        if (row["fiscal_year"], row["subject_code"]) == (year, "2010301")
    )


def correction(out: Path, **changes: Any) -> Decision:
    row = line_of(out)
    tables = {table["table_id"]: table for table in rows(out, "tables")}
    decision = Decision(
        decision_id="",
        doc_id=row["doc_id"],
        place=anchor("budget_lines", row, tables),
        action="correct",
        field="amount_raw",
        printed="12.20",
        decided="12.02",
        reason="the scan shows 12.02",
        by="reviewer",
        at=datetime.fromisoformat("2026-03-01T08:30:00"),
        document="a.txt",
    )
    made = identified(replace(decision, **changes))
    assert isinstance(made, Decision)
    return made


def test_a_correction_stands_beside_the_print_and_changes_no_amount(
    out: Path, folder: Path, tmp_path: Path, run: Run
) -> None:
    before = line_of(out)
    record(tmp_path / "decisions", correction(out))
    assert run("ingest", folder, "--out", out)[0] == 0
    (decision,) = rows(out, "decisions")
    assert line_of(out) == before
    assert (decision["row_id"], decision["printed"], decision["decided"]) == (
        before["line_id"],
        "12.20",
        "12.02",
    )
    assert (decision["state"], decision["by"], decision["at"]) == (
        "applied",
        "reviewer",
        datetime.fromisoformat("2026-03-01T08:30:00"),
    )
    listed = json.loads((out / "datapackage.json").read_text(encoding="utf-8"))["gongkai"]["decisions"]
    assert [file["entries"] for file in listed] == [1]
    assert run("verify", out, "--sources", folder)[0] == 0


def test_a_decision_survives_rows_with_new_ids_and_says_when_it_no_longer_applies(out: Path) -> None:
    decision, row = correction(out), line_of(out)
    table = next(table for table in rows(out, "tables") if table["table_id"] == row["table_id"])

    def state(**changes: Any) -> tuple[str, str | None]:
        known = {row["doc_id"]: {"tables": [table], "budget_lines": [{**row, **changes}]}}
        (found,) = decision_rows([decision], known)
        return found.state, found.row_id

    assert state(line_id="f" * 24) == ("applied", "f" * 24)
    assert state(line_id="f" * 24, amount_raw="12.21") == ("orphaned", None)
    assert state(line_id="f" * 24, row_label_raw="other") == ("orphaned", None)
    assert state(amount_raw="12.21") == ("orphaned", None)


def test_of_two_rows_that_answer_none_is_taken(out: Path) -> None:
    row = line_of(out)
    table = next(table for table in rows(out, "tables") if table["table_id"] == row["table_id"])
    twins = [{**row, "line_id": letter * 24} for letter in "ab"]
    known = {row["doc_id"]: {"tables": [table], "budget_lines": twins}}
    (found,) = decision_rows([correction(out)], known)
    assert found.state == "orphaned"


def test_a_decision_about_a_forgotten_document_is_orphaned(
    out: Path, folder: Path, tmp_path: Path, run: Run
) -> None:
    record(tmp_path / "decisions", correction(out))
    assert run("forget", out, "a.txt")[0] == 0
    (decision,) = rows(out, "decisions")
    assert (decision["state"], decision["row_id"]) == ("orphaned", None)
    (folder / "a.txt").unlink()
    assert run("verify", out, "--sources", folder)[0] == 0


def test_a_withdrawal_takes_back_and_the_file_keeps_both(out: Path, tmp_path: Path) -> None:
    place, made = tmp_path / "decisions", correction(out)
    record(place, made)
    back = Withdrawal(
        "", made.doc_id, made.decision_id, "misread", "reviewer", datetime.fromisoformat("2026-03-02")
    )
    record(place, identified(back))
    decided = read_decisions(place)
    assert len(decided.entries) == 2
    assert standing(decided.entries) == []


def test_the_last_decision_about_a_field_stands(out: Path) -> None:
    first = correction(out)
    second = correction(out, decided="12.03", at=datetime.fromisoformat("2026-03-02"))
    assert standing([first, second]) == [second]


@pytest.mark.parametrize("number", range(6))
def test_of_decisions_in_one_second_the_one_that_was_written_last_stands(
    out: Path, tmp_path: Path, number: int
) -> None:
    for decided in (f"{number}.10", f"{number}.20"):
        record(tmp_path / "decisions", correction(out, decided=decided))
    (stands,) = standing(read_decisions(tmp_path / "decisions").entries)
    assert stands.decided == f"{number}.20"


def test_files_of_decisions_that_are_gone_stop_the_run(
    out: Path, folder: Path, tmp_path: Path, run: Run
) -> None:
    record(tmp_path / "decisions", correction(out))
    assert run("ingest", folder, "--out", out)[0] == 0
    (file,) = (tmp_path / "decisions").iterdir()
    file.rename(tmp_path / file.name)
    status, printed = run("ingest", folder, "--out", out)
    assert status == 2
    assert file.name in printed
    assert len(rows(out, "decisions")) == 1
    assert run("ingest", folder, "--out", out, "--decisions", tmp_path)[0] == 0


def test_unchanged_decisions_write_nothing(out: Path, folder: Path, tmp_path: Path, run: Run) -> None:
    record(tmp_path / "decisions", correction(out))
    run("ingest", folder, "--out", out)
    paths = sorted(out.glob("[!_]*/*/*.parquet"))
    times = [path.stat().st_mtime_ns for path in paths]
    run("ingest", folder, "--out", out)
    assert [path.stat().st_mtime_ns for path in paths] == times


def test_a_line_comes_back_as_it_was_written(out: Path) -> None:
    made = correction(out)
    assert from_line(to_line(made), "x.jsonl", 1) == made


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"action": "guess"}, "accept, correct, dismiss"),
        ({"decided": None}, "decided"),
        ({"by": 7}, "by"),
        ({"reason": "x" * 5000}, "reason"),
        ({"at": "yesterday"}, "yesterday"),
        ({"other": "x"}, "other"),
        ({"place": {"dataset": "cells", "row_id": "a", "text": "b"}}, "dataset"),
    ],
)
def test_a_wrong_line_is_named_with_its_number(out: Path, change: Row, word: str) -> None:
    values = json.loads(to_line(correction(out))) | change
    line = json.dumps({name: value for name, value in values.items() if value is not None})
    with pytest.raises(SpecificationError, match=rf"x\.jsonl:7: no decision: .*{word}"):
        from_line(line, "x.jsonl", 7)
