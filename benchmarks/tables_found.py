"""Tables that a tool finds on a page against those that were printed there: cells, whole tables, amounts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.generator.pages import PlacedPage, PlacedTable
from schemas.characters import key

Place = tuple[int, int]
Found = Sequence[Sequence[str | None]]


@dataclass(frozen=True, slots=True)
class TrueTable:
    """Folded texts of all filled cells by row and column, and the places of the amounts."""

    cells: dict[Place, str]
    amounts: frozenset[Place]


@dataclass(slots=True)
class Score:
    """Counts over pages."""

    true: int = 0
    found: int = 0
    matched: int = 0
    tables: int = 0
    exact: int = 0
    amounts: int = 0
    amounts_right: int = 0

    @property
    def f1(self) -> float:
        """Of cells that have the right text at the right row and column of their table."""
        return 2 * self.matched / max(self.true + self.found, 1)

    def __iadd__(self, other: Score) -> Score:
        """Add the counts of other pages."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        return self


def true_table(placed: PlacedTable) -> TrueTable:
    """What stands in a printed part of a table."""
    filled = [cell for cell in placed.cells if cell.cell.text.strip()]
    return TrueTable(
        {(cell.row, cell.cell.column): key(cell.cell.text) for cell in filled},
        frozenset((cell.row, cell.cell.column) for cell in filled if cell.cell.truth is not None),
    )


def cells_of(table: Found) -> dict[Place, str]:
    """Filled cells of a tool's table by row and column."""
    return {
        (row, column): key(text)
        for row, texts in enumerate(table)
        for column, text in enumerate(texts)
        if text and text.strip()
    }


def _aligned(true: TrueTable, found: dict[Place, str]) -> set[Place]:
    """Places of the true table whose text stands at the same row and column, counted from the best common corner."""
    by_text: dict[str, list[Place]] = {}
    for place, text in found.items():
        by_text.setdefault(text, []).append(place)
    offsets: Counter[Place] = Counter(
        (row - place[0], column - place[1])
        for place, text in true.cells.items()
        for row, column in by_text.get(text, ())
    )
    if not offsets:
        return set()
    (down, right), _ = max(offsets.items(), key=lambda item: (item[1], item[0]))
    return {
        place for place, text in true.cells.items() if found.get((place[0] + down, place[1] + right)) == text
    }


def score(page: PlacedPage, tables: Iterable[Found]) -> Score:
    """One page: each printed table is compared with the found one that agrees with it most, each found one once."""
    found = [cells_of(table) for table in tables]
    result = Score(found=sum(map(len, found)))
    for placed in page.tables:
        true = true_table(placed)
        result.true += len(true.cells)
        result.tables += 1
        result.amounts += len(true.amounts)
        matches = [_aligned(true, cells) for cells in found]
        best = max(range(len(found)), key=lambda index: len(matches[index]), default=None)
        if best is None:
            continue
        right, own = matches[best], found.pop(best)
        result.matched += len(right)
        result.exact += len(right) == len(true.cells) == len(own)
        result.amounts_right += len(right & true.amounts)
    return result
