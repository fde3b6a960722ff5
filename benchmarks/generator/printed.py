"""How a made-up document prints: units, lines and sheets of printed strings."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True, slots=True)
class Scale:
    """How a document prints money: a unit, its fen, and decimals; thousands marks or not."""

    unit: str
    fen: int
    decimals: int = 2
    thousands: bool = False

    def show(self, fen: int) -> str:
        """Rounded half up, as printed."""
        value = (Decimal(fen) / self.fen).quantize(Decimal(1).scaleb(-self.decimals), ROUND_HALF_UP)
        return f"{value:,}" if self.thousands else str(value)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of one side: role and keys as in `AmountRow`, cells by column (None: blank)."""

    role: str
    label: str
    cells: tuple[str | None, ...]
    code: str | None = None
    row: str | None = None
    side: str | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One form: `columns` are (side, measure, phase) of its variant, in order."""

    form_id: str
    variant: str
    columns: tuple[tuple[str | None, str, str | None], ...]
    lines: tuple[Line, ...]
    scale: Scale
    forced: frozenset[int] = field(default=frozenset())
