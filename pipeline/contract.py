"""The published columns as the record types declare them: name, type, nullability, values, meaning."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from schemas.datasets import Constraint, constraint
from schemas.records import DATASETS
from schemas.resources import read_csv
from schemas.values import unit_factors

PLAIN: dict[Any, str] = {
    str: "string",
    int: "int32",
    bool: "bool",
    date: "date32",
    datetime: "timestamp[s]",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One published column; `type` in the words of the contract, `values` empty when anything is allowed."""

    dataset: str
    name: str
    type: str
    nullable: bool
    values: tuple[str, ...]
    meaning: str
    meaning_zh: str
    promise: Constraint


@cache
def columns(dataset: str) -> tuple[Column, ...]:
    """The columns of `dataset` in published order."""
    return tuple(_columns(dataset))


def _columns(dataset: str) -> Iterator[Column]:
    record: Any = DATASETS[dataset]
    hints = get_type_hints(record, include_extras=True)
    for field in dataclasses.fields(record):
        hint, nullable = _required(hints[field.name])
        literal = get_args(hint) if get_origin(hint) is Literal else ()
        units = tuple(unit_factors()) if field.metadata.get("values") == "units" else ()
        meaning, meaning_zh = _meanings().get((dataset, field.name), ("", ""))
        values = literal or (*units, *field.metadata.get("others", ()))
        yield Column(
            dataset,
            field.name,
            _type_name(hint),
            nullable,
            values,
            meaning,
            meaning_zh,
            constraint(dataset, field.name),
        )


def _required(hint: Any) -> tuple[Any, bool]:
    if get_origin(hint) not in (Union, UnionType):
        return hint, False
    (inner,) = (argument for argument in get_args(hint) if argument is not NoneType)
    return inner, True


def _type_name(hint: Any) -> str:
    if get_origin(hint) is Annotated:
        return str(hint.__metadata__[0])
    if get_origin(hint) is Literal:
        return "string"
    if get_origin(hint) is tuple:
        return f"list<{_struct_name(get_args(hint)[0])}>"
    return PLAIN[hint]


def _struct_name(record: Any) -> str:
    hints = get_type_hints(record, include_extras=True)
    inner = ",".join(f"{field.name}:{_type_name(hints[field.name])}" for field in dataclasses.fields(record))
    return f"struct<{inner}>"


@cache
def _meanings() -> dict[tuple[str, str], tuple[str, str]]:
    return {
        (row["dataset"], row["column"]): (row["meaning"], row.get("meaning_zh") or "")
        for row in read_csv("columns.csv")
    }
