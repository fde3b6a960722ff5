"""Columns of a laid out page: what no line of the body prints in lies between two of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extractors.amounts.laid_rows import LaidLine
from extractors.amounts.tokens import Token

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


def columns_of_page(
    head: Sequence[LaidLine], body: Sequence[LaidLine], wanted: int | None = None
) -> Columns | None:
    """The columns of a page by the tokens of its body, with those of which only the header prints something.

    `wanted`: how many the page before has; one line that prints across may stand in the way of them.
    """
    printed = [line for line in body if line.tokens]
    spans = _with_heads(_between(printed), head)
    if wanted is not None and len(spans) != wanted:
        others = (
            _with_heads(_between([line for line in printed if line is not left]), head) for left in printed
        )
        spans = next((other for other in others if len(other) == wanted), [])
    return Columns(tuple(spans), tuple(_holds_words(span, printed) for span in spans)) if spans else None


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
