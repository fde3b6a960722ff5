"""Arrow schemas derived from the record types, and records as Arrow tables."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import cache, partial
from operator import attrgetter
from typing import Any

import pyarrow as pa
import regex

from pipeline.contract import columns

_SIMPLE: dict[str, Callable[[], pa.DataType]] = {
    "string": pa.string,
    "int32": pa.int32,
    "int64": pa.int64,
    "bool": pa.bool_,
    "float32": pa.float32,
    "date32": pa.date32,
    "timestamp[s]": lambda: pa.timestamp("s"),
}
_DECIMAL = regex.compile(r"decimal128\((\d+),(\d+)\)")
_NESTED = regex.compile(r"(list|struct)<(.*)>")
# list<struct<month:int32,percent:decimal128(7,4)>>: commas inside brackets belong to the inner type
_MEMBER = regex.compile(r"(\w+):((?:[^,(<]|\([^)]*\)|<[^>]*>)+)")


class _NoPandas:
    """A finder that knows no pandas."""

    def find_spec(self, name: str, *_: object) -> None:
        """Fail for pandas; every other module is for other finders."""
        if name == "pandas":
            raise ModuleNotFoundError(name)


def _leave_pandas_out() -> None:
    """Let Arrow's first conversion find no pandas (0.6 s to load): it looks again when a frame is asked for."""
    if "pandas" in sys.modules:
        return
    finder: Any = _NoPandas()
    sys.meta_path.insert(0, finder)
    try:
        pa.array([0])
    finally:
        sys.meta_path.remove(finder)


_leave_pandas_out()


def arrow_type(name: str) -> pa.DataType:
    """The Arrow type that a type name of the contract stands for."""
    if name in _SIMPLE:
        return _SIMPLE[name]()
    if decimal := _DECIMAL.fullmatch(name):
        return pa.decimal128(int(decimal[1]), int(decimal[2]))
    nested = _NESTED.fullmatch(name)
    if nested is None:
        raise ValueError(f"no Arrow type for {name!r}")
    if nested[1] == "list":
        return pa.list_(arrow_type(nested[2]))
    return pa.struct([pa.field(member[1], arrow_type(member[2])) for member in _MEMBER.finditer(nested[2])])


@cache
def schema(dataset: str) -> pa.Schema:
    """The Arrow schema of `dataset`, nullability included."""
    fields = [pa.field(column.name, arrow_type(column.type), column.nullable) for column in columns(dataset)]
    return pa.schema(fields)


def table(dataset: str, rows: Sequence[object]) -> pa.Table:
    """Records of `dataset` as an Arrow table; a missing value in a required column is a `ValueError`."""
    target = schema(dataset)
    arrays = [_array(rows, field) for field in target]
    for field, array in zip(target, arrays, strict=True):
        if array.null_count and not field.nullable:
            raise ValueError(f"{dataset}.{field.name} is null in {array.null_count} rows")
    return pa.Table.from_arrays(arrays, schema=target)


def _array(rows: Sequence[object], field: pa.Field) -> pa.Array:
    values: list[Any] = list(map(attrgetter(field.name), rows))
    if pa.types.is_list(field.type) and pa.types.is_struct(field.type.value_type):
        names = [member.name for member in field.type.value_type]
        plain = partial(_plain, names, attrgetter(*names))
        values = [None if value is None else list(map(plain, value)) for value in values]
    return pa.array(values, field.type)


def _plain(names: Sequence[str], get: Callable[[object], tuple[Any, ...]], member: object) -> dict[str, Any]:
    """A member of a list as Arrow takes it."""
    return dict(zip(names, get(member), strict=True))


def empty(dataset: str) -> pa.Table:
    """A table of `dataset` without rows."""
    return schema(dataset).empty_table()
