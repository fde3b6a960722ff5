"""The kinds of value a published column may hold, and how a record type declares them."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated, Any

from schemas.quickly import quickly_made

Int64 = Annotated[int, "int64"]
Float32 = Annotated[float, "float32"]
Strings = Annotated[tuple[str, ...], "list<string>"]
Integers = Annotated[tuple[int, ...], "list<int32>"]
Money = Annotated[Decimal, "decimal128(20,2)"]
Value = Annotated[Decimal, "decimal128(24,6)"]
Confidence = Annotated[Decimal, "decimal128(4,3)"]
Score = Annotated[Decimal, "decimal128(10,4)"]
Ratio = Annotated[Decimal, "decimal128(12,4)"]
Count = Annotated[Decimal, "decimal128(20,4)"]
Percent = Annotated[Decimal, "decimal128(7,4)"]


@dataclass(frozen=True, slots=True)
class ScheduleEntry:
    """Share of the yearly amount to be spent by the end of a month, in percent."""

    month: int
    percent: Percent


@quickly_made
@dataclass(frozen=True, slots=True)
class CheckMember:
    """One value in an identity: +1 on the side of the total, -1 on the side of its parts."""

    row_id: str
    sign: int


_REQUIRED = object()


def unit_column(*others: str, default: Any = _REQUIRED) -> Any:
    """Declare a column that holds a monetary unit of `units.toml` or one of `others`."""
    metadata = {"values": "units", "others": others}
    if default is _REQUIRED:
        return field(metadata=metadata)
    return field(default=default, metadata=metadata)
