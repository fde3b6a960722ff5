"""Tables of texts that keep the places of a page: columns between gutters, as grids whose rows may run over several lines."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from extractors.amounts.collapsed_body import split_body
from extractors.amounts.laid_columns import Drift, drift_of_page, plain_columns
from extractors.amounts.laid_rows import LaidLine, rows_of_page
from extractors.amounts.tokens import Token, tokens
from extractors.grids.methods import ALIGNED
from extractors.readers.placed_text import Piece, TableCell, table_lines
from schemas.document import Line
from schemas.forms import Form
from schemas.grids import Block, Region

LEAST_LINES = 2
_GAP = regex.compile(r"\S {2,}\S")
LEAST_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class _Page:
    """The lines of one page of a table with their tokens: its header, and its body with blank lines."""

    head: tuple[LaidLine, ...]
    body: tuple[LaidLine, ...]
    shape: str


def laid_regions(region: Region, form: Form) -> Iterator[Region]:
    """The region with its rows as lines of a grid, and with a plain line for each row; without those that places do not tell."""
    for celled in (True, False):
        blocks = [_block(block, form, number, celled) for number, block in enumerate(region.blocks, 1)]
        if all(block is not None for block in blocks):
            yield replace(region, blocks=tuple(block for block in blocks if block is not None))


def is_laid_out(region: Region) -> bool:
    """Whether a text without marks parts its cells by gaps, as where it keeps the places of a page."""
    gaps = 0
    for line in region.body:
        if line.fields or line.runs or line.offset or "\t" in line.text:
            return False
        gaps += _GAP.search(line.text) is not None
    return gaps >= LEAST_LINES


def _block(block: Block, form: Form, grid: int, celled: bool) -> Block | None:
    if all(line.blank for line in block.body):
        return block
    lines = _celled(block.body, form, grid) if celled else _plain(block.body, form)
    return replace(block, body=tuple(lines)) if lines and len(lines) >= LEAST_LINES else None


def _pages(lines: Sequence[Line], form: Form) -> Iterator[_Page]:
    """The pages of a block; on further ones only a header that is printed again is one."""
    header: frozenset[str] = frozenset()
    for number, (_, run) in enumerate(itertools.groupby(lines, lambda line: line.page)):
        page = _page(list(run), form)
        if number and not _words(page.head) <= header:
            page = _Page((), (*page.head, *page.body), page.shape)
        header = header or _words(page.head)
        if any(line.tokens for line in page.body):
            yield page


def _celled(lines: Sequence[Line], form: Form, grid: int) -> list[Line] | None:
    """A line of the grid for each row; None where a page has neither the columns of the first nor those that print there."""
    found: list[Line] = []
    width, filled = 0, list[int]()
    for page in _pages(lines, form):
        own = drift_of_page(page.head, page.body, width, filled)
        rows = rows_of_page(page.body, own, form, page.shape) if own and own.width >= LEAST_COLUMNS else None
        if width and rows is None and not _numbers(page.body):
            found += [line.line for line in page.body]
            continue
        if own is None or rows is None:
            return None
        if not width:
            width = own.width
            filled = sorted({own.of(token)[0] for line in page.body for token in line.tokens})
        found += _woven(page.head, rows, own, grid)
    return found


def _plain(lines: Sequence[Line], form: Form) -> list[Line] | None:
    """A line for each row, its cells side by side; None where no row runs over several lines."""
    found: list[Line] = []
    several = 0
    for page in _pages(lines, form):
        own = drift_of_page((), page.body, 0, ()) or plain_columns(page.body)
        rows = rows_of_page(page.body, own, form, page.shape) if own else None
        found += [line.line for line in page.head]
        if own is None or rows is None:
            found += [line.line for line in page.body]
            continue
        several += sum(len(row) > 1 for row in rows)
        found += [
            replace(line, text=line.text.replace("\t", " "), fields=(), grid=None, method="")
            for line in _woven((), rows, own, 1)
        ]
    return found if several else None


def _numbers(lines: Sequence[LaidLine]) -> bool:
    return any(token.kind == "number" for line in lines for token in line.tokens)


def _words(lines: Sequence[LaidLine]) -> frozenset[str]:
    return frozenset(token.word for line in lines for token in line.tokens)


def _page(lines: Sequence[Line], form: Form) -> _Page:
    """The header and body of a page, by the first shape of the form that finds rows."""
    laid = [LaidLine(line, tuple(tokens(line))) for line in lines]
    printed = [line for line in laid if line.tokens]
    shapes = dict.fromkeys((form.shape, *map(form.shape_of, form.variants())))
    splits = {shape: split_body([list(line.tokens) for line in printed], shape, form) for shape in shapes}
    shape = next((shape for shape, split in splits.items() if split < len(printed)), form.shape)
    first = laid.index(printed[splits[shape]]) if splits[shape] < len(printed) else len(laid)
    head = tuple(line for line in laid[:first] if line.tokens)
    return _Page(head, tuple(laid[first:]), shape)


def _woven(
    head: Sequence[LaidLine], rows: Sequence[Sequence[LaidLine]], columns: Drift, grid: int
) -> list[Line]:
    """A line of the grid for each line of the header and each row, on the page and line where it begins."""
    cells = [_cells([line], columns.width, columns.over) for line in head]
    cells += [_cells(row, columns.width, columns.of) for row in rows]
    made = table_lines(cells, 1, 1, grid)
    return [
        replace(line, page=row[0].line.page, number=row[0].line.number, method=ALIGNED)
        for line, row in zip(made, [*([line] for line in head), *rows], strict=True)
    ]


def _cells(row: Sequence[LaidLine], width: int, place: Callable[[Token], tuple[int, int]]) -> list[TableCell]:
    placed: dict[tuple[int, int], list[tuple[int, Token]]] = {}
    for order, line in enumerate(row):
        for token in line.tokens:
            placed.setdefault(place(token), []).append((order, token))
    cells: dict[int, TableCell] = {}
    for (low, high), parts in sorted(placed.items()):
        pieces = [_piece(token, order, parts) for order, token in parts]
        if low in cells:
            pieces = [*cells[low].pieces, *pieces]
        cells[low] = TableCell(tuple(pieces), high - low + 1, 1, low)
    return [cells.get(at, TableCell((), 1, 1, at)) for at in _free(cells, width)]


def _free(cells: dict[int, TableCell], width: int) -> list[int]:
    """The columns of a row at which a cell begins, blank ones included."""
    covered = {at for low, cell in cells.items() for at in range(low + 1, low + cell.column_span)}
    return [at for at in range(width) if at in cells or at not in covered]


def _piece(token: Token, order: int, parts: Sequence[tuple[int, Token]]) -> Piece:
    """A token with its place; glued to the one before where a line ends between them."""
    span = token.text.first
    at = next(index for index, (_, other) in enumerate(parts) if other is token)
    glued = at > 0 and parts[at - 1][0] != order
    return Piece(str(token.text), "", glued, line=span.line, at=span.start)
