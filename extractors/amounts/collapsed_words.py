"""The words of a collapsed header: which headings they print, over line ends too, and what is left of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from extractors.amounts.tokens import Token
from extractors.amounts.words import (
    heading_key,
    heading_kinds,
    kinds_of_heading,
    ruler_words,
    side_words,
    vocabulary,
)
from schemas.characters import key
from schemas.forms import Column, Form

MOST_PIECES = 6
LEAST_WRAPPED = 4
Rows = Sequence[Sequence[Token]]


@dataclass(frozen=True, slots=True)
class Matched:
    """Columns whose innermost heading a header prints, in the form's order; the words that are left over.

    `wraps` are the headings that the header prints in pieces, other words between them.
    """

    columns: tuple[Column, ...]
    rest: str
    wraps: frozenset[str] = frozenset()


def piece(token: Token) -> str:
    """A token of the header; a heading of a label column parts the headings beside it."""
    word = heading_key(str(token.text))
    return f"\x01{word}\x01" if word in heading_kinds() else word


def stream(rows: Rows) -> str:
    """All words of the header in reading order."""
    return "".join(piece(token) for row in rows for token in row)


def match(rows: Rows, columns: Sequence[Column], form: Form) -> Matched:
    """The columns that the header prints, each print used once: joined as they follow, else pieced together."""
    header, used = stream(rows), set[tuple[int, int]]()
    left: dict[str, int] = {}
    found: list[Column] = []
    wraps: set[str] = set()
    for column in columns:
        word = _inner(column, header)
        stacked = _stacked(rows, column, word, header, used)
        if stacked:
            used.update(stacked)
            wraps.add(_whole(rows, stacked))
            found.append(column)
            continue
        if word is not None and left.setdefault(word, header.count(word)) > 0:
            left[word] -= 1
            found.append(column)
            continue
        pieces = word is None and next(
            (p for text in column.path[-1] if (p := _pieced(rows, text, used))), None
        )
        if pieces:
            used.update(pieces)
            wraps.add(_whole(rows, pieces))
            found.append(column)
    for word in sorted(_labels()):
        pieces = _pieced(rows, word, used) if len(word) >= LEAST_WRAPPED and word not in header else None
        used.update(pieces or ())
    unused = [[token for j, token in enumerate(row) if (i, j) not in used] for i, row in enumerate(rows)]
    return Matched(tuple(found), _rest(unused, found, form), frozenset(wraps))


@cache
def _labels() -> frozenset[str]:
    """Keys of the headings that stand over no amounts."""
    others = (key(word) for kind in ("filler", "remark") for word in vocabulary()["heading"][kind])
    return frozenset(heading_kinds()) | frozenset(others)


def _whole(rows: Rows, places: Sequence[tuple[int, int]]) -> str:
    return "".join(heading_key(str(rows[i][j].text)) for i, j in places)


def _stacked(
    rows: Rows, column: Column, word: str | None, header: str, used: set[tuple[int, int]]
) -> list[tuple[int, int]] | None:
    """Places of the pieces of a longer heading than `word`, over each other, with other headings read between them."""
    for text in sorted(column.path[-1], key=lambda text: -len(heading_key(text))):
        whole = heading_key(text)
        if len(whole) <= len(word or "") or whole in header:
            continue
        pieces = _pieced(rows, text, used)
        if pieces and all(_over(rows[i][j], rows[m][n]) for (i, j), (m, n) in pairwise(pieces)):
            return pieces
    return None


def _over(upper: Token, lower: Token) -> bool:
    """Whether two tokens stand over each other on one page."""
    one, other = upper.text, lower.text
    over = min(one.last.end, other.last.end) > max(one.first.start, other.first.start)
    return over and one.first.page == other.first.page


def _inner(column: Column, header: str) -> str | None:
    found = [heading_key(text) for text in column.path[-1] if heading_key(text) in header]
    return max(found, key=len, default=None)


def _pieced(rows: Rows, heading: str, used: set[tuple[int, int]]) -> list[tuple[int, int]] | None:
    """Places of whole tokens, one a line and downwards, that make up a heading together."""

    def after(line: int, left: str, pieces: list[tuple[int, int]]) -> list[tuple[int, int]] | None:
        if not left:
            return pieces if len(pieces) > 1 else None
        if len(pieces) == MOST_PIECES:
            return None
        for i in range(line, len(rows)):
            for j, token in enumerate(rows[i]):
                word = heading_key(str(token.text))
                if word and (i, j) not in used and left.startswith(word):
                    rest = after(i + 1, left[len(word) :], [*pieces, (i, j)])
                    if rest:
                        return rest
        return None

    return after(0, heading_key(heading), [])


def _rest(rows: Rows, columns: Sequence[Column], form: Form) -> str:
    """What the header prints beyond the columns' headings, label headings, sides, ruler and title words."""
    header = stream(
        [
            [token for token in row if token.word in heading_kinds() or not kinds_of_heading(str(token.text))]
            for row in rows
        ]
    )
    known = {heading_key(text) for column in columns for level in column.path for text in level}
    known |= _labels() | set(side_words()) | set(ruler_words())
    for word in sorted(known, key=lambda item: (-len(item), item)):
        if word:
            header = header.replace(word, "\x00")
    titles = [key(title.text) for title in form.titles]
    parts = ["".join(c for c in part if c.isalpha()) for part in header.split("\x00")]
    return "".join(part for part in parts if len(part) < 3 or not any(part in title for title in titles))
