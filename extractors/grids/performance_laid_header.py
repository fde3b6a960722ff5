"""Headings whose lines a text laid out with blanks prints in another order than they are read: half a line up or down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, permutations

from extractors.grids.performance_flow_tokens import Flow, Token, keeps_places
from extractors.grids.performance_flow_words import Lexicon, Place, Word

MOST_LINES = 6
MOST_PIECES = 4
MOST_STEPS = 3000
LOOKED = 40
ASIDE = 6.0


class _Cover:
    """A search for known words that use every piece once."""

    def __init__(self, known: Lexicon) -> None:
        self.known, self.steps = known, 0

    def words(self, left: Sequence[Token]) -> list[Word] | None:
        """Words of all pieces, the one at the left first; None where there are none."""
        if not left:
            return []
        for word in self._beginning(left):
            self.steps += 1
            if self.steps > MOST_STEPS:
                return None
            rest = self.words([token for token in left if token not in word.tokens])
            if rest is not None:
                return [word, *rest]
        return None

    def _beginning(self, left: Sequence[Token]) -> Iterator[Word]:
        """Known words that hold the piece at the left, those of most pieces first."""
        first = left[0]
        near = [token for token in left[1:] if token.row != first.row and _aside(first, token) <= ASIDE]
        for count in range(min(MOST_PIECES - 1, len(near)), -1, -1):
            stacks = [own for own in combinations(near, count) if len({token.row for token in own}) == count]
            for others in sorted(stacks, key=lambda own: sum(_aside(first, token) for token in own)):
                for pieces in permutations(sorted((first, *others), key=lambda token: token.place)):
                    text = "".join(piece.key for piece in pieces)
                    if text in self.known.words:
                        yield Word(pieces, text)


def _aside(one: Token, other: Token) -> float:
    """How far the middles of two pieces stand apart."""
    return abs(one.start + one.end - other.start - other.end) / 2


def read_stacked(flow: Flow, row: int, known: Lexicon) -> tuple[tuple[Word, ...], Place]:
    """Known words of which the lines from `row` on consist, pieces above or below each other in any order, and the place
    after them; no words where the text does not keep the places of the page."""
    found: tuple[tuple[Word, ...], Place] = ((), (row, 0))
    if not keeps_places(flow[row : row + LOOKED]):
        return found
    for end in range(row + 2, min(row + MOST_LINES, len(flow)) + 1):
        pieces = sorted((t for line in flow[row:end] for t in line), key=lambda t: (t.start, t.row))
        words = _Cover(known).words(pieces)
        if words:
            found = tuple(words), (end, 0)
    return found
