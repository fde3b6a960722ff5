"""Rows of the indicator block whose cells were lost or moved: which cell is which field."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from schemas.characters import key
from schemas.performance import canonical, column_fields, heading_fields, level3_homes, words
from schemas.spans import Text
from schemas.values import operators, parse_value

OFFSET = ""
MISSING, MISSING_LAST, EITHER = 1.0, 0.3, 0.05
LONG, SHORT = 40, 16
BETTER = 3.0


def header_fields(row: Sequence[Text]) -> list[str] | None:
    """Fields of the columns of a header row of indicators (an empty name where a column has none), or None."""
    fields = column_fields([key(str(cell)) for cell in row])
    named = [name for name in fields if name]
    if len(named) < 3 or ("level3" not in named and "level2" not in named):
        return None
    if "target" not in named and "actual" not in named and "nature" not in named:
        return None
    while fields and not fields[-1] and not row[len(fields) - 1].strip():
        fields.pop()
    return fields


def _is_sign(word: str) -> bool:
    return word in words("sign", "words") or any(word == sign for sign, _ in operators())


def _is_number(word: str) -> bool:
    parsed = parse_value(word)
    return parsed is not None and parsed.value is not None


@cache
def _target_like(word: str) -> bool:
    parsed = parse_value(word)
    if parsed is not None and parsed.value is not None:
        return True
    return any(word.startswith(sign) and not sign.isalpha() for sign, _ in operators()) or word[:1].isdigit()


def cell_cost(cell: Text, name: str) -> float:
    """What speaks against a cell under the heading of a field."""
    word = key(str(cell))
    if word and name not in ("nature", "target", "prior", "none", OFFSET) and _is_sign(word):
        return 3.0
    if name in ("level1", "level2"):
        return _level_cost(word, int(name[-1]))
    if name == OFFSET:
        return 0.0 if not word or word in heading_fields() else 3.0
    if name == "level3":
        if not word:
            return 1.5
        return 5.0 if _target_like(word) else 4.0 if canonical(word, 2, None) or len(word) > 2 * LONG else 0.0
    if name in ("target", "prior"):
        return 1.5 if not word else 0.0 if _target_like(word) else 0.5 if len(word) <= LONG else 5.0
    if name == "description":
        return 0.0 if not word or len(word) > SHORT else 3.0 if _target_like(word) else 1.0
    if name == "actual":
        return 0.2 if not word else 0.0 if _target_like(word) else 0.5
    if name in ("weight", "score", "deviation"):
        return 0.2 if not word else 0.0 if _target_like(word) else 2.0
    if name == "nature":
        return 0.0 if not word else 0.5 if _is_sign(word) else 3.0
    if name == "unit":
        return 2.0 if _is_number(word) else 0.5 if word else 0.0
    return 0.0 if not word else 0.5


def _level_cost(word: str, level: int) -> float:
    if not word or canonical(word, level, None):
        return EITHER if level == 1 and word and key(canonical(word, 2, None) or "") == word else 0.0
    if canonical(word, 3 - level, None):
        return 2.0
    if word in level3_homes():
        return 6.0
    return 3.0 if len(word) <= 8 else 8.0


def align(row: Sequence[Text], fields: Sequence[str]) -> tuple[dict[str, Text], tuple[str, ...]]:
    """Cells by field, and the fields that the row has no cell for.

    A row as wide as the header stands as it is; a narrower one is laid over the fields in order at the least cost.
    """
    cells = [cell.strip() for cell in row]
    while len(cells) > len(fields) and not cells[-1]:
        cells.pop()
    if len(cells) >= len(fields) and not _misread(cells, fields):
        return {name: cell for name, cell in zip(fields, cells, strict=False) if name and cell}, ()
    while len(cells) > 1 and not cells[-1]:
        cells.pop()
    choice = (
        _lay(tuple(range(len(cells))), cells, fields)[1]
        if len(cells) <= len(fields)
        else dict(enumerate(range(len(fields))))
    )
    found = {fields[j]: cells[i] for i, j in choice.items() if fields[j] and cells[i]}
    lost = tuple(name for j, name in enumerate(fields) if name and j not in choice.values())
    return found, lost


def _misread(cells: Sequence[Text], fields: Sequence[str]) -> bool:
    """Whether a row as wide as its header reads much better with a cell lost: its last, blank cells hide the loss."""
    bare = list(cells)
    while len(bare) > 1 and not bare[-1]:
        bare.pop()
    if len(bare) >= len(fields):
        return False
    straight = sum(cell_cost(cell, name) for cell, name in zip(cells, fields, strict=False))
    return straight > _lay(tuple(range(len(bare))), bare, fields)[0] + BETTER


def _lay(
    indexes: Sequence[int], cells: Sequence[Text], fields: Sequence[str]
) -> tuple[float, dict[int, int]]:
    """(cost, field index by cell index) of laying cells over fields in order at the least cost."""
    best: dict[tuple[int, int], tuple[float, dict[int, int]]] = {(0, 0): (0.0, {})}
    for j in range(len(fields) + 1):
        for i in range(len(indexes) + 1):
            if (i, j) not in best:
                continue
            cost, chosen = best[i, j]
            if j == len(fields):
                continue
            missing = MISSING_LAST if i == len(indexes) else MISSING - 0.001 * j
            _keep(best, (i, j + 1), cost + missing, chosen)
            if i < len(indexes):
                _keep(best, (i + 1, j + 1), cost + cell_cost(cells[i], fields[j]), {**chosen, i: j})
    end = (len(indexes), len(fields))
    return best[end]


def _keep(
    best: dict[tuple[int, int], tuple[float, dict[int, int]]],
    state: tuple[int, int],
    cost: float,
    chosen: dict[int, int],
) -> None:
    if state not in best or cost < best[state][0]:
        best[state] = (cost, chosen)
