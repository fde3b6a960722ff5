"""Headings of a table without marks: put together from wrapped pieces and set in the order of their columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from extractors.grids.performance_flow_tokens import Flow, Token
from extractors.grids.performance_flow_words import Lexicon, Place, Word, lexicon, read_words
from extractors.grids.performance_laid_header import read_stacked
from schemas.performance import amount_columns, column_fields, data, heading_fields
from schemas.performance import words as named_blocks

FEWEST = 3
REPEATED = ("none", "prior", "further")


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading: the pieces it is printed in and the field that it names."""

    tokens: tuple[Token, ...]
    field: str


@dataclass(frozen=True, slots=True)
class Header:
    """Headings in the order of their columns, labels printed among them, and the place after all of them."""

    headings: tuple[Heading, ...]
    labels: tuple[Heading, ...]
    end: Place

    @property
    def fields(self) -> list[str]:
        """Fields of the columns."""
        return [heading.field for heading in self.headings]


@cache
def _headings() -> Lexicon:
    return lexicon(heading_fields())


@cache
def _amounts() -> Lexicon:
    return lexicon(amount_columns().keys() | named_blocks("amounts", "beside"))


def in_column_order(words: Sequence[Word], rank: Mapping[str, int]) -> list[Word]:
    """Words of a header by column: as printed where words that wrap are printed whole before the next, else the order of
    its fullest line, what stands above or below it by rank."""
    pieces = [token.place for word in words for token in word.tokens]
    if pieces == sorted(pieces) and (len(pieces) > len(words) or words[0].tokens[0].alone):
        return list(words)
    lines = Counter(word.tokens[0].row for word in words)
    main = max(lines, key=lambda row: (lines[row], -row))
    ordered = [word for word in words if word.tokens[0].row == main]
    for word in words:
        if word.tokens[0].row == main:
            continue
        place = rank.get(word.key, len(rank))
        index = next(
            (i for i, other in enumerate(ordered) if rank.get(other.key, len(rank)) > place), len(ordered)
        )
        ordered.insert(index, word)
    return ordered


def read_header(flow: Flow, row: int) -> Header | None:
    """The header of indicators that begins with this line, or None."""
    first = 1 if row < len(flow) and flow[row][0].key in named_blocks("furniture", "labels") else 0
    if not _begins(flow, row, _headings(), first):
        return None
    words, end = read_words(flow, (row, first), _headings(), whole_lines=True)
    stacked, below = read_stacked(flow, row, _headings()) if not first else ((), end)
    if stacked and below >= end:
        words, end = stacked, below
    return _named(words, flow[row][:first], end)


def _named(words: Sequence[Word], beside: tuple[Token, ...], end: Place) -> Header | None:
    """The words as the header of indicators, if they can be one."""
    if len(words) < FEWEST:
        return None
    fields = list(data()["headings"])
    rank = {word: fields.index(field) for word, field in heading_fields().items()}
    ordered = in_column_order(words, rank)
    named_as = column_fields([word.key for word in ordered])
    found = [Heading(word.tokens, field) for word, field in zip(ordered, named_as, strict=True)]
    last = {heading.field: heading for heading in sorted(found, key=lambda item: item.tokens[0].place)}
    headings = tuple(
        heading
        for heading in found
        if heading.field and (heading.field in REPEATED or last[heading.field] is heading)
    )
    named = {heading.field for heading in headings}
    if len(named) < FEWEST or not named & {"level2", "level3"} or not named & {"target", "actual", "nature"}:
        return None
    labels = [Heading(beside, "")] if beside else []
    return Header(headings, (*labels, *(heading for heading in found if heading not in headings)), end)


def read_amount_header(flow: Flow, place: Place) -> Header | None:
    """Headings over amounts from `place` on, or None."""
    if place[0] >= len(flow) or not _begins(flow, place[0], _amounts(), place[1]):
        return None
    words, end = read_words(flow, place, _amounts(), whole_lines=True)
    if sum(word.key in amount_columns() for word in words) < 2:
        return None
    rank = {word: index for index, word in enumerate(amount_columns())}
    ordered = in_column_order(words, rank)
    known = [word for word in ordered if word.key in amount_columns()]
    found = tuple(Heading(word.tokens, amount_columns()[word.key].measure) for word in known)
    return Header(found, tuple(Heading(word.tokens, "") for word in ordered if word not in known), end)


def _begins(flow: Flow, row: int, known: Lexicon, order: int = 0) -> bool:
    if row >= len(flow) or order >= len(flow[row]):
        return False
    first = flow[row][order].key
    return first in known.words or first in known.prefixes
