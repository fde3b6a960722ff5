"""Lines of print as the rows of a table: what is wrapped in its cell belongs to one row."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from statistics import median

import regex

from extractors.grids.around import OFF_CENTRE, ROW_SHARE, around_numbers
from extractors.grids.chunks import Chunk, Row, over
from extractors.grids.edges import Edge

SPANNED = 0.6
FEW_SHARE = 0.4
WRAP = 1.48  # of the size
APART = 1.3
LEAST_FAR = 2
FULL = 0.5  # of the size
_REST = regex.compile(r"\d{0,6}(?:\.\d*)?")
_BEGUN = regex.compile(r"-?\d[\d,]*\.\d*|-?\d[\d,]*,\d{0,2}")
_TORN = regex.compile(r"-?\d{1,3}(?:,\d{3})*,\d{0,2}")  # in its thousands
_WHOLE = regex.compile(
    r"-?(?:\d{1,3}(?:,\d{3})+|\d+)\.\d+%?|-?\d{1,3}(?:,\d{3})+|\d{3}(?:\d{2}){0,2}|\d{6}(?:\d{3})?"
)


def grouped(lines: Sequence[Row], across: Sequence[Edge]) -> list[Row]:
    """Lines of print as rows: those nearer to each other than rows are belong to one row of wrapped cells."""
    centred = _centred(lines) or around_numbers(lines) or spaced(lines)
    if centred and not any(_ruled_off(a, b, across) for row in centred for a, b in itertools.pairwise(row)):
        return with_rests([one_row(row) for row in centred])
    pitches = [
        below.middle - above.middle
        for above, below in itertools.pairwise(lines)
        if min(len(above.chunks), len(below.chunks)) > 1
    ]
    pitch = median(pitches) if pitches else 0.0
    rows: list[list[Row]] = []
    for line in lines:
        last = rows[-1][-1] if rows else None
        if last is None or not _same_row(rows[-1], line, pitch) or _ruled_off(last, line, across):
            rows.append([line])
        else:
            rows[-1].append(line)
    return with_rests([one_row(row) for row in rows])


def with_rests(rows: Sequence[Row]) -> list[Row]:
    """Rows, those that begin with the rest of the numbers above put to these: only joined have they the decimals of the table."""
    texts = [chunk.text for row in rows for chunk in row.chunks if "." in chunk.text and chunk.is_number]
    counts = Counter(len(text.rpartition(".")[2]) for text in texts)
    out: list[Row] = []
    for row in rows:
        upper = _uppers(out[-1], row) if out else []
        joined = {len((above + below).rpartition(".")[2]) for above, below in upper if "." in above + below}
        own = {len(above.rpartition(".")[2]) if "." in above else 0 for above, _ in upper}
        told = len(own) > 1 or all(counts[number] for number in joined)
        torn = bool(upper) and all(_TORN.fullmatch(above) for above, _ in upper)
        if torn or (len(joined) == 1 and not joined & own and told):
            out[-1] = one_row([out[-1], row])
        else:
            out.append(row)
    return out


def _uppers(above: Row, row: Row) -> list[tuple[str, str]]:
    """The numbers of a row with those above that they may go on; none where one goes on nothing."""
    found = []
    for chunk in (chunk for chunk in row.chunks if chunk.is_number):
        upper = next((other for other in above.chunks if over(chunk, other)), None)
        if upper is None or not _REST.fullmatch(chunk.text) or not _BEGUN.fullmatch(upper.text):
            return []
        if not _WHOLE.fullmatch(upper.text + chunk.text):
            return []
        found.append((upper.text, chunk.text))
    return found


def _centred(lines: Sequence[Row]) -> list[list[Row]]:
    """Lines by the row whose numbers they stand around, where cells are wrapped and all rows are so; else none.

    Where most labels wrap, the distance of lines tells rows apart from wraps no more.
    """
    data = [at for at, line in enumerate(lines) if len(line.chunks) > 1 or line.chunks[0].is_number]
    neighbours = sum(below - above == 1 for above, below in itertools.pairwise(data))
    if len(data) < 2 or neighbours > FEW_SHARE * len(data) or len(data) == len(lines):
        return []
    rows: dict[int, list[Row]] = {at: [] for at in data}
    for line in lines:
        rows[min(data, key=lambda at: abs(lines[at].middle - line.middle))].append(line)
    for at, row in rows.items():
        size = lines[at].bottom - lines[at].top
        offset = sum(line.middle - lines[at].middle for line in row) / len(row)
        if abs(offset) > OFF_CENTRE * size:
            return []
    return list(rows.values())


def spaced(lines: Sequence[Row]) -> list[list[Row]]:
    """Lines by rows that stand clearly further apart than their wraps; none where one would hold two lines of numbers."""
    size = min((line.bottom - line.top for line in lines), default=0.0)
    gaps = [below.middle - above.middle for above, below in itertools.pairwise(lines)]
    near, far = [gap for gap in gaps if gap <= WRAP * size], [gap for gap in gaps if gap > WRAP * size]
    if not near or len(far) < LEAST_FAR or min(far) < APART * max(near):
        return []
    rows = [[lines[0]]]
    for line, gap in zip(lines[1:], gaps, strict=True):
        if gap <= WRAP * size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows if all(_is_one(row, lines) for row in rows) else []


def _is_one(row: Sequence[Row], lines: Sequence[Row]) -> bool:
    """Whether lines hold one line of numbers, and others but the rest of these."""
    numbers = [line for line in row if _has_amounts(line) or (line is not row[0] and _is_rest(line))]
    return all(_ends_numbers(above, line, lines) for above, line in itertools.pairwise(numbers))


def _is_rest(line: Row) -> bool:
    return all(chunk.is_number for chunk in line.chunks)


def _ends_numbers(above: Row, line: Row, lines: Sequence[Row]) -> bool:
    """Whether all numbers of a line are digits that the numbers above, which fill their cells, go on with."""
    for chunk in (chunk for chunk in line.chunks if chunk.is_number):
        upper = next((other for other in above.chunks if over(chunk, other)), None)
        if upper is None or not (upper.is_number or _BEGUN.fullmatch(upper.text)):
            return False
        if not _REST.fullmatch(chunk.text):
            return False
        if not _WHOLE.fullmatch(upper.text + chunk.text) or not _fills(upper, lines):
            return False
    return True


def _fills(chunk: Chunk, lines: Sequence[Row]) -> bool:
    """Whether no number that stands over a chunk is wider by a digit."""
    size = chunk.prints[0].bottom - chunk.prints[0].top
    widths = [
        other.x1 - other.x0
        for line in lines
        for other in line.chunks
        if other.is_number and over(chunk, other)
    ]
    return chunk.x1 - chunk.x0 > max(widths) - FULL * size


def _has_amounts(line: Row) -> bool:
    return sum(chunk.is_number for chunk in line.chunks) > 1


def _same_row(row: Sequence[Row], line: Row, pitch: float) -> bool:
    if line.middle - row[-1].middle >= ROW_SHARE * pitch:
        return False
    if any(
        line.middle - other.middle >= ROW_SHARE * pitch and over(chunk, above)
        for other in row
        for above in other.chunks
        for chunk in line.chunks
    ):
        return False
    values = [chunk for other in row for chunk in other.chunks if chunk.is_number]
    return not any(over(chunk, value) for chunk in line.chunks if chunk.is_number for value in values)


def _ruled_off(above: Row, below: Row, across: Sequence[Edge]) -> bool:
    """Whether a rule parts two lines."""
    x0 = min(chunk.x0 for chunk in below.chunks)
    x1 = max(chunk.x1 for chunk in below.chunks)
    return any(
        above.middle < edge.at < below.middle
        and min(edge.end, x1) - max(edge.start, x0) > SPANNED * (x1 - x0)
        for edge in across
    )


def one_row(lines: Sequence[Row]) -> Row:
    """One row of its lines: chunks over each other are one cell."""
    chunks: list[Chunk] = []
    for line in lines:
        for chunk in line.chunks:
            at = next((i for i, other in enumerate(chunks) if over(chunk, other)), None)
            if at is None:
                chunks.append(chunk)
                continue
            other = chunks[at]
            chunks[at] = Chunk(
                other.prints + chunk.prints,
                min(other.x0, chunk.x0),
                max(other.x1, chunk.x1),
                other.text + chunk.text,
            )
    ordered = tuple(sorted(chunks, key=lambda chunk: chunk.x0))
    return Row(ordered, min(line.top for line in lines), max(line.bottom for line in lines))
