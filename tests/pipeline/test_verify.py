"""Verify: everything holds, or the list of what does not."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.files import sha256_of
from pipeline.provenance_check.text import same, text_at

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def out(folder: Path, tmp_path: Path, run: Run) -> Path:
    assert run("ingest", folder, "--out", tmp_path / "out", "--workers", 1)[0] == 0
    return tmp_path / "out"


def alter(out: Path, dataset: str, change: Callable[[dict[str, Any]], None]) -> None:
    """Change the first row of a dataset and make the list of files agree with it."""
    path = out / dataset / "2022" / "part-00000.parquet"
    table = pq.read_table(path)
    rows = table.to_pylist()
    change(rows[0])
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), path)
    package = json.loads((out / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        for file in resource["files"]:
            if file["path"] == path.relative_to(out).as_posix():
                file |= {"bytes": path.stat().st_size, "sha256": sha256_of(path)}
    (out / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")


def test_a_release_as_written_holds(out: Path, folder: Path, run: Run) -> None:
    status, printed = run("verify", out, "--sources", folder)
    assert status == 0, printed
    assert "everything holds" in printed


def test_sources_of_several_folders_are_given_each(folder: Path, tmp_path: Path, run: Run) -> None:
    other = tmp_path / "other"
    other.mkdir()
    text = next(path for path in sorted(folder.rglob("*")) if path.is_file()).read_bytes()
    (other / "b.txt").write_bytes(text.replace(b"2022", b"2021"))
    assert run("ingest", folder, other, "--out", tmp_path / "out", "--workers", 1)[0] == 0
    both = ("--sources", folder, "--sources", other)
    assert "everything holds" in run("verify", tmp_path / "out", *both)[1]
    assert "is not among the files given" in run("verify", tmp_path / "out", *both[2:])[1]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_places_hold_in_every_encoding_and_with_every_line_end(
    tmp_path: Path, disclosure: str, run: Run, encoding: str, line_end: str
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    text = disclosure.replace("\n", line_end).replace("第二部分", "\f第二部分")
    (folder / "a.txt").write_bytes(text.encode(encoding))
    assert run("ingest", folder, "--out", tmp_path / "out", "--workers", 1)[0] == 0
    status, printed = run("verify", tmp_path / "out", "--sources", folder)
    assert status == 0, printed
    assert pq.read_table(tmp_path / "out" / "budget_lines").num_rows == 14


def test_one_altered_byte_is_found(out: Path, folder: Path, run: Run) -> None:
    path = out / "budget_lines" / "2022" / "part-00000.parquet"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))
    status, printed = run("verify", out, "--sources", folder)
    assert status == 1
    assert "budget_lines/2022/part-00000.parquet: its bytes are not those" in printed


@pytest.mark.parametrize(
    ("dataset", "change", "message"),
    [
        ("provenance", lambda row: row.update(source_text="x" * len(row["source_text"])), "'xx"),
        (
            "provenance",
            lambda row: row.update(char_start=row["char_start"] + 1, char_end=row["char_end"] + 1),
            " is ",
        ),
        ("provenance", lambda row: row.update(line_start=9999, line_end=9999), " is 'no such place'"),
        ("provenance", lambda row: row.update(row_id="nobody"), "provenance.row_id"),
        ("provenance", lambda row: row.update(field="nothing"), "provenance.field"),
        ("budget_lines", lambda row: row.update(proof="certain"), "proof holds ['certain']"),
        ("budget_lines", lambda row: row.update(table_id="nowhere"), "budget_lines.table_id"),
        ("budget_lines", lambda row: row.update(fiscal_year=2021), "rows of other years"),
        ("cells", lambda row: row.update(table_id="nowhere"), "cells.table_id"),
    ],
)
def test_each_kind_of_wrong_row_is_found(
    out: Path, folder: Path, run: Run, dataset: str, change: Callable[[dict[str, Any]], None], message: str
) -> None:
    alter(out, dataset, change)
    status, printed = run("verify", out, "--sources", folder)
    assert status == 1
    assert message in printed


def test_an_id_that_stands_twice_is_found(out: Path, folder: Path, run: Run) -> None:
    other = pq.read_table(out / "budget_lines" / "2022").to_pylist()[1]["line_id"]
    alter(out, "budget_lines", lambda row: row.update(line_id=other))
    status, printed = run("verify", out, "--sources", folder)
    assert status == 1
    assert "budget_lines.line_id: 1 ids stand more than once" in printed


def test_a_file_that_is_not_listed_and_one_that_is_missing_are_found(
    out: Path, folder: Path, run: Run
) -> None:
    (out / "cells" / "2022" / "part-00000.parquet").rename(out / "cells" / "2022" / "more.parquet")
    status, printed = run("verify", out, "--sources", folder)
    assert status == 1
    assert "part-00000.parquet: missing" in printed
    assert "more.parquet: not listed" in printed


def test_a_source_that_changed_since_is_found(out: Path, folder: Path, run: Run) -> None:
    path = folder / "a.txt"
    path.write_text(path.read_text(encoding="utf-8").replace("12.20", "12.21"), encoding="utf-8")
    status, printed = run("verify", out, "--sources", folder)
    assert status == 1
    assert "is not among the files given" in printed


def test_verify_without_a_release_is_a_wrong_call(tmp_path: Path, folder: Path, run: Run) -> None:
    status, printed = run("verify", tmp_path / "none", "--sources", folder)
    assert status == 2
    assert "holds no release" in printed


def test_a_masked_character_stands_for_any() -> None:
    assert same("电话██", "电话12")
    assert not same("电话██", "电址12")
    assert not same("██", "123")


def test_a_place_beyond_its_line_is_no_place() -> None:
    assert text_at(["abc"], 1, 1, 1, 3) == "bc"
    assert text_at(["abc"], 1, 1, 1, 4) is None
    assert text_at(["abc"], 0, 1, 0, 1) is None


def test_amounts_are_exact(out: Path) -> None:
    amounts = pq.read_table(out / "budget_lines" / "2022")["amount"].to_pylist()
    assert Decimal("203000.00") in amounts
