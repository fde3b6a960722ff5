"""Cells wrapped at their top, as word processors print them: every label whole, every amount in its row and column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import pytest

from schemas.records import BudgetLine, FindingRow
from tests.extractors.test_pdf_habits import HEAD, ROWS, XS, Pen, Row, read

SIZE, LINE = 9.0, 12.0
Draw = Callable[[Pen], object]


def wrapped(row: Row) -> list[list[str]]:
    """The lines of each cell: words as full as their column, long numbers as well."""
    cells = []
    for at, cell in enumerate(row):
        room = int((XS[at + 1] - XS[at] - 8) / (SIZE if at == 1 else SIZE / 2))
        cells.append([cell[n : n + room] for n in range(0, len(cell), room)] or [""])
    return cells


def top_aligned(pen: Pen, y: float, rows: Sequence[Row], apart: float, heads: int = 0) -> float:
    """Rows whose cells begin on one line; the first `heads` of them are boxed."""
    for number, row in enumerate(rows):
        cells = wrapped(row)
        height = LINE * max(map(len, cells)) + apart
        for at, pieces in enumerate(cells):
            for n, piece in enumerate(pieces):
                right = at > 1 and number >= heads
                x = XS[at + 1] - 4 if right else XS[at] + 4
                pen.text(x, y + LINE * (n + 1), piece, "right" if right else "left", SIZE)
            for x in XS[at : at + 2] if number < heads else ():
                pen.line(x, y + 1, x, y + height)
        for line in (y + 1, y + height) if number < heads else ():
            pen.line(XS[0], line, XS[-1], line)
        y += height
    return y


LONG = [(*row[:2], *(cell and f"12,345,{cell[-6:-3]}.500000" for cell in row[2:])) for row in ROWS]
PAGES: dict[str, tuple[Sequence[Row], tuple[Draw, ...]]] = {
    "rows apart, the header boxed": (
        ROWS,
        (lambda pen: top_aligned(pen, pen.captions(60), (HEAD, *ROWS), 9, heads=1),),
    ),
    "rows apart, the header boxed, over a page": (
        ROWS,
        (
            lambda pen: top_aligned(pen, pen.captions(60), (HEAD, *ROWS[:5]), 9, heads=1),
            lambda pen: top_aligned(pen, 50, ROWS[5:], 9),
        ),
    ),
    "numbers as full as their cells": (
        LONG,
        (lambda pen: top_aligned(pen, pen.captions(60), (HEAD, *LONG), 9, heads=1),),
    ),
}


@pytest.mark.parametrize("habit", PAGES)
def test_wrapped_cells_are_whole(habit: str) -> None:
    rows, pages = PAGES[habit]
    found = read(*pages).rows
    lines = [line for line in found["budget_lines"] if isinstance(line, BudgetLine)]
    assert Counter(
        (line.row_label, line.column_label, "".join(line.amount_raw.split())) for line in lines
    ) == Counter((row[1], HEAD[at], row[at]) for row in rows for at in range(2, len(HEAD)) if row[at])
    told = [row.rule for row in found.get("findings", ()) if isinstance(row, FindingRow)]
    assert [rule for rule in told if rule in ("row.label_missing", "value.unread", "value.unplaced")] == []


def other_label(pen: Pen) -> None:
    """No rules; a line of words that is no row stands between two rows of equal distance."""
    rest, odd = ("", "补充缴费专用", "", "", "", ""), (*ROWS[4][:1], "行政运", *ROWS[4][2:])
    pen.table(pen.captions(60), (*ROWS[:4], odd, rest, *ROWS[5:]), "none")


def unknown_heading(pen: Pen) -> None:
    head = (*HEAD[:4], "项目支出经营支出补助", HEAD[5])
    pen.row(pen.captions(60), head, "none", centred=True)
    pen.table(114, ROWS, "none", head=False)


def test_a_label_that_may_lack_words_is_told() -> None:
    found = read(other_label).rows
    ids = {
        row_id
        for row in found["findings"]
        if isinstance(row, FindingRow) and row.rule == "row.label_doubtful"
        for row_id in row.row_ids
    }
    lines = [line for line in found["budget_lines"] if isinstance(line, BudgetLine)]
    cut = {line.line_id for line in lines if line.subject_code == "2010302"}
    assert cut and cut <= ids
    assert not ids & {line.line_id for line in lines if line.subject_code in ("201", "20103", "20805")}


def test_amounts_below_an_unknown_heading_without_rules_are_ambiguous() -> None:
    lines = [line for line in read(unknown_heading).rows["budget_lines"] if isinstance(line, BudgetLine)]
    assert {line.amount_raw for line in lines if line.measure == "operating"} == set()
    assert all(line.column_evidence in ("ambiguous", "inferred") for line in lines if line.measure is None)


def low_rows(pen: Pen) -> None:
    """Ruled rows as high as one line, in whose middle two stand, as sheets print cells that grew no further."""
    top = pen.row(pen.captions(60), HEAD, centred=True)
    for at, row in enumerate(ROWS):
        y = top + 12 * at
        pieces = wrapped(row)[1]
        for n, piece in enumerate(pieces):
            pen.text(XS[1] + 4, y + 9 + 7 * (2 * n - len(pieces) + 1), piece, size=SIZE)
        for column in (0, 2, 3, 4, 5):
            right = column > 1
            x = XS[column + 1] - 4 if right else XS[column] + 4
            pen.text(x, y + 9, row[column], "right" if right else "left", SIZE)
        for x in XS:
            pen.line(x, y, x, y + 12)
        for line in (y, y + 12):
            pen.line(XS[0], line, XS[-1], line)


def test_print_that_runs_over_rules_belongs_to_the_row_it_is_centred_on() -> None:
    lines = [line for line in read(low_rows).rows["budget_lines"] if isinstance(line, BudgetLine)]
    assert Counter((line.subject_code, line.row_label, line.amount_raw) for line in lines) == Counter(
        (row[0] or None, row[1], amount) for row in ROWS for amount in row[2:] if amount
    )
