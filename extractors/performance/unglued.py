"""Lines of a performance table whose cells stand together without anything between: cut at the words that forms know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from extractors.grids.performance_flow_looks import is_operator, is_value
from schemas.characters import keyed
from schemas.document import Line
from schemas.performance import heading_fields, key_fields, levels, words
from schemas.spans import Text

FEWEST = 3

Cut = tuple[int, int]


@cache
def _headings() -> tuple[str, ...]:
    return _longest_first(heading_fields().keys() | words("furniture", "labels"))


@cache
def _labels() -> tuple[str, ...]:
    goals = words("goals", "overall") | words("goals", "expected") | words("goals", "result")
    return _longest_first(key_fields().keys() | goals | words("furniture", "labels"))


@cache
def _levels() -> tuple[str, ...]:
    found = {text for entry in levels() for text in (entry.text, *entry.level2)}
    return _longest_first(keyed(text)[0] for text in found)


def _longest_first(known: object) -> tuple[str, ...]:
    return tuple(sorted(set(known), key=lambda word: (-len(word), word)))  # type: ignore[call-overload]


def _prefix(folded: str, at: int, known: Sequence[str]) -> int:
    """The end of the longest known word at a place of folded text; the place itself where none stands there."""
    return next((at + len(word) for word in known if folded.startswith(word, at)), at)


def _run(folded: str, known: Sequence[str]) -> list[int]:
    """The ends of known words that follow each other from the beginning on."""
    ends = [0]
    while ends[-1] < len(folded) and (end := _prefix(folded, ends[-1], known)) > ends[-1]:
        ends.append(end)
    return ends[1:]


def is_header(line: Line) -> bool:
    """Whether a line is nothing but headings of indicators, printed without anything between."""
    folded = keyed(line.text)[0]
    ends = _run(folded, _headings()) if len(line.text.split()) == 1 else []
    return bool(ends) and ends[-1] == len(folded) and len(ends) >= FEWEST


def _value(folded: str, start: int) -> int:
    """Where the value at the end of a row begins; the end where it does not read like one."""
    for at in range(start + 1, len(folded)):
        first, before = folded[at], folded[at - 1]
        opens = (first.isdigit() or is_operator(first)) and not (before.isdigit() or is_operator(before))
        if opens and before not in ".," and is_value(folded[at:]):
            return at
    return len(folded)


def _cuts(folded: str, below: bool) -> list[int]:
    """Where the cells of a line end, in folded text."""
    ends = _run(folded, _levels() if below else _labels())
    last = ends[-1] if ends else 0
    if not below:
        inner = next((at for at in range(last + 1, len(folded)) if _prefix(folded, at, _keys()) > at), None)
        if ends and inner is not None:
            ends += [inner, _prefix(folded, inner, _keys())]
    elif last < len(folded):
        ends.append(_value(folded, last))
    return [*ends, len(folded)]


@cache
def _keys() -> tuple[str, ...]:
    return tuple(word for word in _longest_first(key_fields().keys()) if len(word) > FEWEST)


def _pieces(line: Line, ends: Sequence[int]) -> Iterator[Line]:
    _, offsets = keyed(line.text)
    start = 0
    for end in ends:
        if end > start:
            low, high = offsets[start], offsets[end - 1] + 1
            yield Line(line.page, line.number, line.text[low:high], offset=line.offset + low)
        start = max(start, end)


def unglued(lines: Sequence[Line]) -> tuple[list[Line], list[Text]]:
    """The lines of a table with such a header in their cells, and the cells that were cut where nothing is certain.

    Without such a header the lines come back as they are.
    """
    plain = not any(line.runs or line.fields or line.skips or "\t" in line.text for line in lines)
    header = next((at for at, line in enumerate(lines) if is_header(line)), None) if plain else None
    if header is None:
        return list(lines), []
    found: list[Line] = []
    doubts: list[Text] = []
    for at, line in enumerate(lines):
        folded = keyed(line.text)[0]
        if at == header:
            found += _pieces(line, _run(folded, _headings()))
            continue
        pieces = list(_pieces(line, _cuts(folded, at > header))) if folded else [line]
        found += pieces
        doubts += [piece.strip() for piece in pieces[-2:]] if at > header and len(pieces) > 1 else []
    return found, doubts
