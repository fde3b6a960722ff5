"""Checks of one Parquet file by itself: schema, nulls, allowed values, year and order."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.arrow import schema
from pipeline.contract import Column, columns
from pipeline.release import File

EXAMPLES = 3


def stored(dataset: str) -> pa.Schema:
    """The schema of `dataset` as Parquet gives it back: Parquet knows no timestamps in seconds."""
    seconds, thousandths = pa.timestamp("s"), pa.timestamp("ms")
    fields = [field.with_type(thousandths) if field.type == seconds else field for field in schema(dataset)]
    return pa.schema(fields)


def check_table(dataset: str, file: File, rows: pa.Table) -> Iterator[str]:
    """What is wrong with the rows of one file."""
    if not rows.schema.equals(stored(dataset)):
        yield f"{file.path}: its columns or types are not those of {dataset}"
        return
    if rows.num_rows != file.rows:
        yield f"{file.path}: {rows.num_rows} rows, datapackage.json says {file.rows}"
    for column in columns(dataset):
        values = rows[column.name]
        if not column.nullable and values.null_count:
            yield f"{file.path}: {column.name} is null in {values.null_count} rows"
        if column.values:
            allowed = pa.array([*column.values, None], pa.string())
            others = values.filter(pc.invert(pc.is_in(values, value_set=allowed))).unique().to_pylist()
            if others:
                yield f"{file.path}: {column.name} holds {others[:EXAMPLES]}, which are not allowed"
        yield from _range(file, column, values)
    yield from _place(dataset, file, rows)


def _range(file: File, column: Column, values: pa.ChunkedArray) -> Iterator[str]:
    """Values outside the range that is promised for a column."""
    for compare, bound in ((pc.less, column.promise.minimum), (pc.greater, column.promise.maximum)):
        if bound:
            outside = values.filter(compare(values, pa.scalar(Decimal(bound)).cast(values.type)))
            if len(outside):
                shown = [str(value) for value in outside.unique().to_pylist()[:EXAMPLES]]
                promised = f"{column.promise.minimum or '-'} to {column.promise.maximum or '-'}"
                yield f"{file.path}: {column.name} holds {', '.join(shown)}, promised is {promised}"


def _place(dataset: str, file: File, rows: pa.Table) -> Iterator[str]:
    """Rows must stand in their year's folder, documents one after another, with line numbers that can be."""
    names = rows.column_names
    year = int(file.path.split("/")[1])
    if "fiscal_year" in names and any(value != year for value in rows["fiscal_year"].unique().to_pylist()):
        yield f"{file.path}: rows of other years than {year}"
    if dataset not in ("decisions",) and "doc_id" in names:
        doc_ids = rows["doc_id"].to_pylist()
        runs = sum(1 for before, after in pairwise([None, *doc_ids]) if before != after)
        if runs != len(set(doc_ids)):
            yield f"{file.path}: the rows of a document do not stand together"
    if "line_start" in names and "line_end" in names:
        wrong = pc.or_kleene(pc.less(rows["line_start"], 1), pc.less(rows["line_end"], 1))
        if pc.any(wrong).as_py():
            yield f"{file.path}: line_start or line_end below 1"
        backwards = pc.less(rows["line_end"], rows["line_start"])  # other rows may end on a later page
        if dataset == "provenance" and pc.any(backwards).as_py():
            yield f"{file.path}: line_start after line_end"
