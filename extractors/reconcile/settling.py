"""What is left of the readings of each row, as columns of its amounts."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.reconcile.barred import Pattern
from schemas.amounts import AmountRow


class Settling:
    """Collects the columns of amounts row by row, as in `Placement`."""

    def __init__(self) -> None:
        self.columns: dict[str, int] = {}
        self.open: dict[str, tuple[int, ...]] = {}
        self.distrusted: set[str] = set()
        self.likely: dict[str, int] = {}

    def row(
        self, row: AmountRow, patterns: Sequence[Pattern], left: Sequence[Pattern], distrusted: bool
    ) -> None:
        """Settle the amounts whose column is the same in all readings that are left."""
        for position, amount in enumerate(row.amounts):
            if len(amount.candidates) == 1:
                continue
            allowed = tuple(sorted({pattern[position] for pattern in patterns}))
            places = tuple(sorted({pattern[position] for pattern in left}))
            if not amount.value and len(allowed) > 1:
                self.open[amount.line_id] = allowed
            elif distrusted and len(allowed) > 1:
                self.open[amount.line_id] = allowed
                self.distrusted.add(amount.line_id)
                if len(places) == 1:
                    self.likely[amount.line_id] = places[0]
            elif len(places) > 1:
                self.open[amount.line_id] = places
            else:
                self.columns[amount.line_id] = places[0]
