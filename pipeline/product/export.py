"""The command `export`: datasets as CSV, XLSX or a Fiscal Data Package, harmless to those who open them."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.contract import columns
from pipeline.product.fiscal import write_fiscal
from pipeline.product.printing import harmless, plain, text
from pipeline.product.query import ON_REQUEST, connect
from pipeline.release import Release, read_release
from schemas.datasets import datasets
from schemas.errors import CallError

if TYPE_CHECKING:
    import duckdb

LARGE = ("cells", "checks", "provenance")
BATCH = 10_000
SHEET_ROWS = 1_048_576
CELL_CHARACTERS = 32_767
EXACT_DIGITS = 15  # more than a spreadsheet keeps in a number
MEANINGS = ("dataset", "column", "type", "unit", "meaning", "meaning_zh")


def export(out: Path, to: Path, form: str, wanted: Sequence[str], contacts: bool) -> int:
    """Write `to`; `CallError` for a dataset that is not there, and for one too long for a sheet."""
    release = read_release(out)
    chosen = _chosen(release, wanted, contacts)
    connection = connect(out, release, contacts)
    try:
        if form == "csv":
            _write_csv(connection, to, chosen)
        elif form == "xlsx":
            _write_xlsx(connection, to, release, chosen)
        else:
            write_fiscal(connection, to)
    except OSError as error:
        raise CallError(f"cannot write {to}: {error.strerror}; choose another --to") from error
    finally:
        connection.close()
    return 0


def _chosen(release: Release, wanted: Sequence[str], contacts: bool) -> list[str]:
    for name in wanted:
        if name not in datasets():
            raise CallError(f"no dataset {name}: choose among {', '.join(datasets())}")
        if name == ON_REQUEST and not contacts:
            raise CallError("contacts hold people and telephones: add --contacts if you need them")
        if name not in release.files:
            raise CallError(f"this release has no {name}: leave it out, or ingest again with --contacts")
    left_out = (*LARGE, *(() if contacts else (ON_REQUEST,)))
    return list(wanted) or [name for name in datasets() if name in release.files and name not in left_out]


def _rows(connection: duckdb.DuckDBPyConnection, dataset: str) -> Iterator[tuple[Any, ...]]:
    found = connection.execute(f"select * from {dataset}")
    while batch := found.fetchmany(BATCH):
        yield from batch


def _write_csv(connection: duckdb.DuckDBPyConnection, to: Path, chosen: Sequence[str]) -> None:
    to.mkdir(parents=True, exist_ok=True)
    for dataset in chosen:
        # the mark at the start tells Excel that the file is UTF-8
        with (to / f"{dataset}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([column.name for column in columns(dataset)])
            writer.writerows([harmless(text(value)) for value in row] for row in _rows(connection, dataset))


def _write_xlsx(
    connection: duckdb.DuckDBPyConnection, to: Path, release: Release, chosen: Sequence[str]
) -> None:
    from openpyxl import Workbook

    for dataset in chosen:
        if release.rows(dataset) >= SHEET_ROWS:
            what = f"{dataset} has {release.rows(dataset):,} rows, a sheet {SHEET_ROWS:,}"
            raise CallError(f"{what}: use --format csv, or `gongkai query --csv` for a part")
    to.parent.mkdir(parents=True, exist_ok=True)
    book = Workbook(write_only=True)
    meanings = book.create_sheet("README")
    meanings.append(list(MEANINGS))
    for dataset in chosen:
        for column in columns(dataset):
            told = (dataset, column.name, column.type, column.promise.unit, column.meaning, column.meaning_zh)
            meanings.append([_cell(meanings, value) for value in told])
    cut = 0
    for dataset in chosen:
        sheet = book.create_sheet(dataset)
        sheet.append([column.name for column in columns(dataset)])
        sheet.freeze_panes = "A2"
        for row in _rows(connection, dataset):
            cut += sum(isinstance(value, str) and len(value) > CELL_CHARACTERS for value in row)
            sheet.append([_cell(sheet, value) for value in row])
    book.save(to)
    if cut:
        warning = f"gongkai: {cut} texts are longer than a cell can hold and were cut; --format csv has them whole\n"
        sys.stderr.write(warning)


def _cell(sheet: Any, value: Any) -> Any:
    """A cell that holds a value as it is: texts are texts even when they look like formulas."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    value = plain(value) if isinstance(value, list | dict) else value
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Decimal) and len(value.as_tuple().digits) <= EXACT_DIGITS:
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = "0" if value == value.to_integral() else "0.00####"
        return cell
    shown = ILLEGAL_CHARACTERS_RE.sub("\ufffd", text(value))
    cell = WriteOnlyCell(
        sheet, shown if len(shown) <= CELL_CHARACTERS else shown[: CELL_CHARACTERS - 1] + "…"
    )
    cell.data_type = "s"
    return cell
