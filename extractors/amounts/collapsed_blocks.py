"""Rows of a laid out text whose cells run over several lines: where blank lines part the rows, the lines between are one."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from extractors.amounts.tokens import Token, tokens
from schemas.document import Line
from schemas.spans import Text, join

NEAR = 2
LEAST_BLOCKS = 3
MOSTLY = 0.9

TokenRows = list[list[Token]]


@dataclass(frozen=True, slots=True)
class _Cell:
    """Words of one line that stand together, and the character at which they begin."""

    at: int
    line: int
    parts: tuple[Token, ...]


def block_rows(lines: Sequence[Line], coded: bool, is_code: Callable[[str], bool], whole: bool) -> TokenRows:
    """The tokens of a table's lines; lines between two blank ones are one row where nearly all rows are parted so.

    `whole`: each line is a row of its own, as where two sides stand beside each other.
    """
    blocks: list[TokenRows] = []
    for blank, run in itertools.groupby(lines, lambda line: line.blank):
        if not blank:
            blocks.append([found for line in run if (found := tokens(line, coded))])
    numbered = [sum(_has_number(row) for row in block) for block in blocks]
    single = sum(count == 1 for count in numbered)
    apart = not whole and single >= LEAST_BLOCKS and single >= MOSTLY * sum(count > 0 for count in numbered)
    rows: TokenRows = []
    for block, count in zip(blocks, numbered, strict=True):
        joined = _joined(block, is_code) if apart and count == 1 and len(block) > 1 else None
        rows += block if joined is None else [joined]
    return rows


def _has_number(row: Sequence[Token]) -> bool:
    return any(token.kind == "number" for token in row)


def _joined(block: Sequence[Sequence[Token]], is_code: Callable[[str], bool]) -> list[Token] | None:
    """The one row of a block; None where its lines without a number are no pieces of labels of the one with."""
    at = next(index for index, row in enumerate(block) if _has_number(block[index]) and row)
    amounts = [
        token for token in block[at] if token.kind == "number" and not _opens(token, block[at], is_code)
    ]
    if not amounts or any(token.kind == "mark" for row in block for token in row if row is not block[at]):
        return None
    cells = [cell for index, row in enumerate(block) for cell in _cells(row, index)]
    loose = [cell for cell in cells if cell.line != at]
    left = amounts[0].text.first.start
    bare = not any(cell.line == at for cell in cells) and _opens(block[at][0], block[at], is_code)
    if any(_end(cell) > left for cell in loose) or not all(_belongs(cell, cells, at, bare) for cell in loose):
        return None
    columns: list[list[_Cell]] = []
    for cell in sorted(cells, key=lambda cell: (cell.at, cell.line)):
        if columns and cell.at - columns[-1][0].at <= NEAR:
            columns[-1].append(cell)
        else:
            columns.append([cell])
    words = [(column[0].at, _whole(column)) for column in columns]
    numbers = [(token.text.first.start, token) for token in block[at] if token.kind != "words"]
    return [token for _, token in sorted((*words, *numbers), key=lambda item: item[0])]


def _opens(token: Token, row: Sequence[Token], is_code: Callable[[str], bool]) -> bool:
    """Whether a token is the code that begins a row."""
    return token is row[0] and is_code(token.word)


def _cells(row: Sequence[Token], line: int) -> list[_Cell]:
    """The words of a line, those together that only a blank beside a digit parts."""
    parts: list[list[Token]] = []
    for before, token in zip((None, *row), row, strict=False):
        if token.kind != "words":
            continue
        if before is not None and parts and before is parts[-1][-1] and is_one_word(before.text, token.text):
            parts[-1].append(token)
        else:
            parts.append([token])
    return [_Cell(part[0].text.first.start, line, tuple(part)) for part in parts]


def is_one_word(left: Text, right: Text) -> bool:
    """Whether two prints beside each other are one word: programs put a blank between digits and other characters."""
    same = left.last.place[:2] == right.first.place[:2] and right.first.start - left.last.end <= 1
    return same and str(left)[-1:].isdigit() != str(right)[:1].isdigit()


def _end(cell: _Cell) -> int:
    return cell.parts[-1].text.last.end


def _belongs(cell: _Cell, cells: Sequence[_Cell], at: int, bare: bool) -> bool:
    """Whether a cell without a number beside it goes on another: in the row, or beyond it; or names a row of a bare code."""
    near = [other for other in cells if other is not cell and abs(other.at - cell.at) <= NEAR]
    return bare or any(other.line == at or (other.line < at) != (cell.line < at) for other in near)


def _whole(column: Sequence[_Cell]) -> Token:
    parts = [token for cell in sorted(column, key=lambda cell: cell.line) for token in cell.parts]
    return parts[0] if len(parts) == 1 else Token(join([token.text for token in parts]), "words")
