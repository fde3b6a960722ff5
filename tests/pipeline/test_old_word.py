"""Word files of older kinds: read through LibreOffice where it is installed, else told what to install."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from benchmarks.generator.compare import compare
from benchmarks.generator.documents import final_accounts
from benchmarks.generator.office import docx_of
from benchmarks.generator.programs import converted_by_office
from extractors.readers.old_word import PROGRAMS, as_docx
from pipeline.extract import Options
from pipeline.process import process
from schemas.errors import Unsupported
from schemas.records import BudgetLine

Run = Callable[..., tuple[int, str]]
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600) + "WordDocument".encode("utf-16-le") + bytes(600)


@pytest.mark.skipif(not any(map(shutil.which, PROGRAMS)), reason="LibreOffice is not installed")
def test_an_old_word_file_has_the_amounts_of_its_twin_and_verifies(tmp_path: Path, run: Run) -> None:
    made = final_accounts(2, rows=20)
    data = converted_by_office(docx_of(made), "docx", "doc")
    lines = [row for row in process(data, Options()).rows["budget_lines"] if isinstance(row, BudgetLine)]
    assert compare(made.truths(), lines).exact
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "accounts.doc").write_bytes(data)
    assert run("ingest", tmp_path / "in", "--out", tmp_path / "out", "--workers", 1)[0] == 0
    (row,) = pq.read_table(tmp_path / "out" / "documents").to_pylist()
    assert (row["reader"], row["media_type"]) == ("docx", "application/msword")
    assert run("verify", tmp_path / "out", "--sources", tmp_path / "in")[0] == 0


def test_without_libreoffice_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    for data in (OLE, b"{\\rtf1 text}"):
        with pytest.raises(Unsupported, match="install libreoffice-writer"):
            process(data, Options())
    with pytest.raises(Unsupported):
        as_docx(OLE)
