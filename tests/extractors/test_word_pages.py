"""Tables without rules where word processors break pages, leave rows blank and wrap narrow cells: nothing is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import pytest

from pipeline.extract import Extract
from schemas.records import BudgetLine
from tests.extractors.test_pdf_blocks import FIRST, SECOND, block_rows
from tests.extractors.test_pdf_blocks import XS as SIDES
from tests.extractors.test_pdf_habits import HEAD, ROWS, XS, Draw, Pen, Row, read

PLAIN = [tuple(cell.replace(",", "") if at > 1 else cell for at, cell in enumerate(row)) for row in ROWS]


def side_rows(pen: Pen, y: float, rows: Sequence[Row]) -> None:
    for order, row in enumerate(rows):
        for at, cell in enumerate(row):
            side, align = (SIDES[at + 1] - 4, "right") if at % 2 else (SIDES[at] + 4, "left")
            pen.text(side, y + 18 * order, cell, align)


def heads_at_foot(count: int) -> tuple[Draw, Draw]:
    """The headings and so many rows at the foot of a page, all other rows on the next one."""
    return (
        lambda pen: pen.table(pen.captions(700), ROWS[:count], "none"),
        lambda pen: pen.table(50, ROWS[count:], "none", head=False),
    )


def amounts(found: Extract) -> Counter[tuple[str | None, str | None, str | None, str]]:
    lines = [line for line in found.rows["budget_lines"] if isinstance(line, BudgetLine)]
    return Counter(
        (line.subject_code, line.row_label, line.column_label, "".join(line.amount_raw.split()))
        for line in lines
        if line.column_evidence != "ambiguous"
    )


def printed(rows: Sequence[Row]) -> Counter[tuple[str | None, str | None, str | None, str]]:
    return Counter(
        (row[0] or None, row[1], HEAD[at], row[at]) for row in rows for at in range(2, len(HEAD)) if row[at]
    )


@pytest.mark.parametrize("count", [0, 1, 2])
def test_headings_at_the_foot_of_a_page_are_those_of_the_rows_on_the_next(count: int) -> None:
    assert amounts(read(*heads_at_foot(count))) == printed(ROWS)


def narrow(pen: Pen) -> None:
    """Cells so narrow that numbers break before or behind their point and codes within, from the top of each cell."""
    y = pen.captions(60)
    widths = (2, 2, 3, 3, 3, 3)
    for number, row in enumerate((HEAD, *PLAIN)):
        cells = [
            [
                cell[at : at + width * (1 if number == 0 or n == 1 else 2)]
                for at in steps(cell, width, number, n)
            ]
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        for n, pieces in enumerate(cells):
            for line, piece in enumerate(pieces):
                right = n > 1 and number > 0
                x = 60 + 60 * n + (0 if not right else 36)
                pen.text(x, y + 12 * (line + 1), piece, "right" if right else "left", 9)
        y += 12 * max(map(len, cells)) + 9


def steps(cell: str, width: int, number: int, column: int) -> range:
    return range(0, len(cell), width * (1 if number == 0 or column == 1 else 2))


def test_numbers_and_codes_that_break_anywhere_are_one() -> None:
    assert amounts(read(narrow)) == printed(PLAIN)


def blank_rows(pen: Pen) -> None:
    block_rows(pen, pen.captions(60, "收支预算总表", "公开01表") + 14, FIRST)
    side_rows(pen, 300, SECOND)


def over_the_page(first: Callable[[Pen], None]) -> tuple[Draw, Draw]:
    """Rows of words alone, in both blocks, and totals on the next page."""
    rows = (("三、其他收入", "", "六、农林水支出", "", "", ""), *SECOND[3:])
    return first, lambda pen: side_rows(pen, 60, rows)


def first_rows(pen: Pen) -> None:
    block_rows(pen, pen.captions(60, "收支预算总表", "公开01表") + 14, FIRST)


@pytest.mark.parametrize("pages", [(blank_rows,), over_the_page(first_rows)], ids=["blank rows", "next page"])
def test_totals_far_below_or_on_the_next_page_are_rows(pages: Sequence[Draw]) -> None:
    found = amounts(read(*pages))
    totals = Counter({label: count for (_, label, _, amount), count in found.items() if amount == "1,000.00"})
    assert totals["本年收入合计"] == 1
    assert sum(count for (_, label, _, _), count in found.items() if label == "本年支出合计") == 2


def rest_of_a_word(pen: Pen) -> None:
    pen.text(113, 60, "老保险缴费支出")


def test_the_rest_of_the_last_label_alone_on_the_next_page_is_told_or_read() -> None:
    cut = ("2080505", "机关事业单位基本养", "400.00", "400.00", "", "")
    found = read(lambda pen: pen.table(pen.captions(60), (*ROWS[:7], cut), "none"), rest_of_a_word)
    told = {row_id for row in found.rows.get("findings", ()) for row_id in getattr(row, "row_ids", ())}
    lines = [line for line in found.rows["budget_lines"] if isinstance(line, BudgetLine)]
    own = [line for line in lines if line.subject_code == "2080505"]
    assert own and all(line.row_label == ROWS[7][1] or line.line_id in told for line in own)


def centred_heading(pen: Pen) -> None:
    """The second line of a heading begins, in the middle, where two characters of the line above are set apart."""
    y = pen.captions(60)
    for at, head in enumerate(HEAD):
        pen.text((60, 110, 230, 310, 390, 470)[at] + 3, y + 12, head)
    pen.text(230 + 3 + 18.4, y + 24, "数")
    pen.table(y + 30, ROWS, "none", head=False)


def test_a_second_line_of_a_heading_begins_no_cell() -> None:
    lines = [line for line in read(centred_heading).rows["budget_lines"] if isinstance(line, BudgetLine)]
    assert Counter(line.subject_code for line in lines) == Counter(
        row[0] or None for row in ROWS for cell in row[2:] if cell
    )


def one_character_a_line(pen: Pen) -> None:
    """Names in a column one character wide, numbers in the middle of each row, no rules; 一 is but a flat stroke."""
    xs = (60, 110, 150, 230, 310, 390)
    y = pen.captions(60)
    for x, head in zip(xs, HEAD, strict=True):
        pen.text(x, y + 12, head[:2])
        pen.text(x, y + 24, head[2:])
    y += 40
    for row in NAMES:
        height = 14 * max(1, len(row[1]))
        for n, character in enumerate(row[1]):
            pen.text(xs[1], y + 14 * n + 10, character)
        for at in (0, 2, 3, 4):
            x, align = (xs[at] + 60, "right") if at else (xs[at], "left")
            pen.text(x, y + height / 2 + 3, row[at], align)
        y += height + 7


NAMES = (
    ("", "合计", "1,000.50", "700.25", "300.25", ""),
    ("201", "一般公共服务支出", "400.50", "300.25", "100.25", ""),
    ("2010301", "行政运行", "400.50", "300.25", "100.25", ""),
    ("208", "社会保障和就业支出", "600.00", "400.00", "200.00", ""),
    ("2080599", "养老支出", "600.00", "400.00", "200.00", ""),
)


def test_labels_of_one_character_a_line_are_whole() -> None:
    lines = [line for line in read(one_character_a_line).rows["budget_lines"] if isinstance(line, BudgetLine)]
    assert Counter((line.subject_code, line.row_label, line.amount_raw) for line in lines) == Counter(
        (row[0] or None, row[1], cell) for row in NAMES for cell in row[2:] if cell
    )


def near_headings(pen: Pen) -> None:
    """Two headings nearer to each other than cells are, each centred over its own numbers."""
    xs = (85, 170, 270, 320, 430, 505)
    y = pen.captions(60)
    for x, (upper, lower) in zip(
        xs, (("科目编", "码"), ("科目名", "称"), ("本年支", "合计"), ("基本支出", ""), ("项目支", "出"), ("经营", "支出")),
        strict=True,
    ):  # fmt: skip
        pen.text(x, y + 12, upper, "center", 12)
        pen.text(x, y + 26, lower, "center", 12)
    for n, row in enumerate(NAMES):
        for x, cell in zip(xs, row, strict=True):
            pen.text(x, y + 48 + 18 * n, cell, "center")


def test_headings_near_each_other_are_those_of_the_numbers_in_their_middle() -> None:
    lines = [line for line in read(near_headings).rows["budget_lines"] if isinstance(line, BudgetLine)]
    found = {(line.subject_code, line.column_label, line.amount_raw) for line in lines}
    assert ("201", "基本支出", "300.25") in found
    assert ("201", "项目支出", "100.25") in found


def yuan(pen: Pen) -> None:
    """Whole numbers as full as their cells: their last digits stand below them, beside the rest of a label."""
    y = pen.captions(60)
    for at, head in enumerate(HEAD):
        pen.text(XS[at] + 3, y + 12, head)
    y += 24
    for row in YUAN:
        for at, cell in enumerate(row):
            room = 9 if at > 1 else 8
            for n in range(0, len(cell), room):
                x, align = (XS[at + 1] - 3, "right") if at > 1 else (XS[at] + 3, "left")
                pen.text(x, y + 12 * (n // room), cell[n : n + room], align)
        y += 24


YUAN = (
    ("", "合计", "37,056,400", "25,014,100", "12,042,300", "20,000,000"),
    ("201", "一般公共服务支出", "17,912,900", "13,138,800", "4,774,100", "8,000,000"),
    ("208", "社会保障和就业支出", "19,143,500", "11,875,300", "7,268,200", "12,000,000"),
)


def test_whole_numbers_that_break_in_their_thousands_are_one() -> None:
    assert amounts(read(yuan)) == printed(YUAN)


def clipped_title(pen: Pen) -> None:
    y = pen.captions(60, "般公共预算财政拨款支出情况", "公开05表")
    pen.table(y, ROWS, "none")


def test_a_table_below_an_unknown_title_and_captions_goes_on_with_none_before() -> None:
    first = list(read(lambda pen: pen.table(pen.captions(60), ROWS, "none")).rows["budget_lines"])
    found = read(lambda pen: pen.table(pen.captions(60), ROWS, "none"), clipped_title)
    lines = [line for line in found.rows["budget_lines"] if isinstance(line, BudgetLine)]
    assert len(lines) == len(first)
    assert "table.unrecognised" in {getattr(row, "rule", "") for row in found.rows["findings"]}
