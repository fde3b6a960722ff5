"""Arrow schemas that carry the meaning of each column into the Parquet files."""

from __future__ import annotations

from functools import cache

import pyarrow as pa

from pipeline.arrow import schema
from pipeline.contract import Column, columns
from schemas.datasets import datasets


@cache
def documented(dataset: str) -> pa.Schema:
    """The schema of `dataset` with descriptions and units (English, Chinese) as field metadata."""
    about = datasets()[dataset]
    fields = [
        field.with_metadata(_metadata(column))
        for field, column in zip(schema(dataset), columns(dataset), strict=True)
    ]
    words = {"title": about.title, "title_zh": about.title_zh}
    words |= {"description": f"One row is {about.one_row}.", "description_zh": about.one_row_zh}
    return pa.schema(fields, metadata={f"gongkai.{name}": text for name, text in words.items()})


def _metadata(column: Column) -> dict[str, str]:
    words = {"description": column.meaning, "description_zh": column.meaning_zh, "unit": column.promise.unit}
    return {name: text for name, text in words.items() if text}
