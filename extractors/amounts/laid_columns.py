"""Columns of a laid out page: what no line of the body prints in lies between two of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors.amounts.laid_rows import LaidLine
from extractors.amounts.tokens import Token

FARTHEST = 4

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Columns:
    """The characters at which columns begin and end, from left to right, and whether they hold words."""

    spans: tuple[tuple[int, int], ...]
    words: tuple[bool, ...]

    def over(self, token: Token) -> tuple[int, int]:
        """The first and last column that a token stands in; the nearest one where it stands between two."""
        low, high = token.text.first.start, token.text.last.end
        found = [n for n, (start, end) in enumerate(self.spans) if low < end and start < high]
        found = found or [self._nearest(token, range(len(self.spans)))]
        return found[0], found[-1]

    def of(self, token: Token) -> tuple[int, int]:
        """The same for a token of the body: a word alone among numbers is drawn out of the column of words beside it."""
        first, last = self.over(token)
        name = token.kind == "words" and not any(character.isdigit() for character in token.word)
        inside = token.text.first.start < self.spans[first][1] and self.spans[first][0] < token.text.last.end
        if first != last or (inside and not (name and not self.words[first])):
            return first, last
        alike = [n for n, words in enumerate(self.words) if words == name]
        found = self._nearest(token, alike) if alike else first
        return found, found

    def _nearest(self, token: Token, among: Iterable[int]) -> int:
        low, high = token.text.first.start, token.text.last.end
        return min(among, key=lambda n: _apart(self.spans[n], low, high))


def _apart(span: tuple[int, int], low: int, high: int) -> int:
    return max(span[0] - high, low - span[1])


@dataclass(frozen=True, slots=True)
class Drift:
    """The columns of a page by the line from which on they stand so, and their numbers in the table."""

    parts: tuple[tuple[int, Columns, tuple[int, ...]], ...]

    def over(self, token: Token) -> Span:
        """The first and last column of the table that a token of the header stands in."""
        _, columns, numbers = self.parts[0]
        first, last = columns.over(token)
        return numbers[first], numbers[last]

    def of(self, token: Token) -> Span:
        """The same for a token of the body."""
        line = token.text.first.line
        _, columns, numbers = next((part for part in reversed(self.parts) if part[0] <= line), self.parts[0])
        first, last = columns.of(token)
        return numbers[first], numbers[last]

    @property
    def width(self) -> int:
        """The number of columns up to the last one that prints something on the page."""
        return 1 + max(max(numbers) for _, _, numbers in self.parts)


def drift_of_page(
    head: Sequence[LaidLine], body: Sequence[LaidLine], width: int, filled: Sequence[int]
) -> Drift | None:
    """The columns of a page; None where nothing tells which of the table they are.

    `width`: how many columns the pages before have, 0 for the first; `filled`: those that print something there.
    """
    parts: list[tuple[int, Columns, tuple[int, ...]]] = []
    last: dict[int, Span] = {}
    for lines in _stretches_of(body):
        own = _columns(() if parts else head, lines)
        count = len(own.spans)
        if count == (width or count):
            numbers: Sequence[int] | None = range(count)
        elif last:
            numbers = _matched(own.spans, last)
        else:
            numbers = filled if count == len(filled) else None
        if numbers is None:
            return None
        width = width or count
        last |= dict(zip(numbers, own.spans, strict=True))
        parts.append((lines[0].line.number, own, tuple(numbers)))
    return Drift(tuple(parts)) if parts else None


def plain_columns(body: Sequence[LaidLine]) -> Drift | None:
    """The columns of a page as if they stood in one place on it, where only their order matters."""
    lines = [line for line in body if line.tokens]
    own = _columns((), lines)
    return Drift(((0, own, tuple(range(len(own.spans)))),)) if own.spans else None


def _stretches_of(body: Sequence[LaidLine]) -> list[list[LaidLine]]:
    """The printed lines of a page, parted where one prints across the gap of two columns of those before it."""
    found: list[list[LaidLine]] = []
    for line in body:
        if not line.tokens:
            continue
        if found and len(_between([*found[-1], line])) >= len(_between(found[-1])):
            found[-1].append(line)
        else:
            found.append([line])
    return found


def _matched(spans: Sequence[Span], last: Mapping[int, Span]) -> list[int] | None:
    """The numbers of columns by the nearest ones before them; None where one is far from all or the order is another."""
    numbers = []
    for low, high in spans:
        number, span = min(last.items(), key=lambda item: abs(sum(item[1]) - low - high))
        if abs(sum(span) - low - high) > 2 * FARTHEST:
            return None
        numbers.append(number)
    return numbers if all(a < b for a, b in pairwise(numbers)) else None


def _columns(head: Sequence[LaidLine], lines: Sequence[LaidLine]) -> Columns:
    """The columns of lines by their tokens, with those of which only the header prints something."""
    spans = _with_heads(_between(lines), head)
    return Columns(tuple(spans), tuple(_holds_words(span, lines) for span in spans))


def _with_heads(spans: list[Span], head: Sequence[LaidLine]) -> list[Span]:
    """Columns of the body with those that only the header prints; a heading beside a column without one is that column's."""
    headings = [(t.text.first.start, t.text.last.end) for line in reversed(head) for t in line.tokens]
    bare = [span for span in spans if headings and not any(_meet(span, own) for own in headings)]
    alone: list[Span] = []
    for own in headings:
        if not any(_meet(span, own) for span in (*spans, *alone)):
            alone.append(own)
    merged = sorted([*spans, *alone])
    for span in bare:
        at = merged.index(span)
        beside = [other for other in merged[max(at - 1, 0) : at + 2] if other in alone]
        if len(beside) == 1:
            merged[at] = (min(span[0], beside[0][0]), max(span[1], beside[0][1]))
            merged.remove(beside[0])
            alone.remove(beside[0])
    return merged


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _holds_words(span: tuple[int, int], lines: Sequence[LaidLine]) -> bool:
    inside = [
        t for line in lines for t in line.tokens if _apart(span, t.text.first.start, t.text.last.end) < 0
    ]
    return 2 * sum(token.kind == "words" for token in inside) > len(inside)


def _between(lines: Sequence[LaidLine]) -> list[Span]:
    """The stretches of characters in which a line prints."""
    width = max((token.text.last.end for line in lines for token in line.tokens), default=0)
    counts = [0] * (width + 1)
    for line in lines:
        for token in line.tokens:
            for at in range(token.text.first.start, token.text.last.end):
                counts[at] += 1
    return list(_stretches(count > 0 for count in counts))


def _stretches(marks: Iterable[bool]) -> Iterable[tuple[int, int]]:
    start: int | None = None
    for at, mark in enumerate(marks):
        if mark and start is None:
            start = at
        elif not mark and start is not None:
            yield start, at
            start = None
