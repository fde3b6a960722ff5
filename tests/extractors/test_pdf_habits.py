"""One made-up form drawn with the habits of many producers: every amount in its row and column each time."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from pipeline.extract import Extract, Options
from pipeline.opinions import doubtful_pages
from pipeline.process import interpret, process
from pipeline.process import read as read_source
from schemas.records import BudgetLine, FindingRow, TableRow

FONT = "STSong-Light"
XS = (60.0, 110.0, 230.0, 310.0, 390.0, 470.0, 540.0)
HEAD = ("科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出", "经营支出")
ROWS = (
    ("", "合计", "1,000.50", "700.25", "300.25", ""),
    ("201", "一般公共服务支出", "400.50", "300.25", "100.25", ""),
    ("20103", "政府办公厅（室）及相关机构事务", "400.50", "300.25", "100.25", ""),
    ("2010301", "行政运行", "300.25", "300.25", "", ""),
    ("2010302", "一般行政管理事务", "100.25", "", "100.25", ""),
    ("208", "社会保障和就业支出", "600.00", "400.00", "200.00", ""),
    ("20805", "行政事业单位养老支出", "600.00", "400.00", "200.00", ""),
    ("2080505", "机关事业单位基本养老保险缴费支出", "400.00", "400.00", "", ""),
    ("2080599", "其他行政事业单位养老支出", "200.00", "", "200.00", ""),
)
Row = Sequence[str]


class Pen:
    """Draws on one page in points from its top left."""

    def __init__(self, canvas: Canvas, height: float = 842) -> None:
        self.canvas, self.height = canvas, height

    def text(self, x: float, y: float, text: str, align: str = "left", size: float = 9) -> None:
        self.canvas.setFont(FONT, size)
        draw = {"left": "drawString", "right": "drawRightString", "center": "drawCentredString"}[align]
        getattr(self.canvas, draw)(x, self.height - y, text)

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.canvas.line(x0, self.height - y0, x1, self.height - y1)

    def captions(self, y: float, title: str = "支出决算表", number: str = "公开03表") -> float:
        self.text(297, y, title, "center", 16)
        self.text(540, y + 16, number, "right")
        self.text(60, y + 30, "部门：云河市文化局")
        self.text(540, y + 30, "单位：万元", "right")
        return y + 36

    def row(self, y: float, row: Row, rules: str = "all", centred: bool = False) -> float:
        pieces = [row[1][at : at + 12] for at in range(0, len(row[1]), 12)] or [""]
        height = max(18, len(pieces) * 11 + 6)
        base = y + height / 2 + 3.2
        self.text(XS[0] + 3, base, row[0])
        for at, piece in enumerate(pieces):
            self.text(XS[1] + 3, base - (len(pieces) - 1) * 5.5 + at * 11, piece)
        for at, cell in enumerate(row[2:], 2):
            if centred:
                self.text((XS[at] + XS[at + 1]) / 2, base, cell, "center")
            else:
                self.text(XS[at + 1] - 3, base, cell, "right")
        if rules != "none":
            self.line(XS[0], y, XS[-1], y)
            self.line(XS[0], y + height, XS[-1], y + height)
        for x in {"all": XS, "inner": XS[1:-1]}.get(rules, ()):
            self.line(x, y, x, y + height)
        return y + height

    def table(self, y: float, rows: Sequence[Row] = ROWS, rules: str = "all", head: bool = True) -> float:
        if head:
            y = self.row(y, HEAD, rules, centred=True)
        for row in rows:
            y = self.row(y, row, rules)
        return y


Draw = Callable[[Pen], object]


def read(*pages: Draw) -> Extract:
    """The extract of a document with a cover and the given pages, each with its number at the foot."""
    return process(drawn(*pages), Options())


def drawn(*pages: Draw) -> bytes:
    """A document with a cover and the given pages, each with its number at the foot."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842), invariant=1)
    for number, draw in enumerate((cover, *pages), 1):
        pen = Pen(canvas)
        draw(pen)
        pen.text(297, 817, str(number), "center")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def cover(pen: Pen) -> None:
    pen.text(297, 300, "云河市文化局", "center", 24)
    pen.text(297, 340, "2023年度部门决算", "center", 24)


def title_at_foot(pen: Pen) -> None:
    pen.text(60, 100, "第二部分 2023年度部门决算表", size=14)
    pen.text(297, 790, "支出决算表", "center", 16)


def without_title(pen: Pen) -> None:
    pen.text(540, 45, "公开03表", "right")
    pen.text(60, 60, "部门：云河市文化局")
    pen.text(540, 60, "单位：万元", "right")
    pen.table(66)


def captions_inside(pen: Pen) -> None:
    for y in (50, 76, 94):
        pen.line(60, y, 540, y)
    for x in (60, 540):
        pen.line(x, 50, x, 94)
    pen.text(297, 68, "支出决算表", "center", 14)
    pen.text(63, 89, "部门：云河市文化局")
    pen.text(537, 89, "单位：万元", "right")
    pen.table(94)


def before(count: int, rules: str = "all") -> Draw:
    return lambda pen: pen.table(pen.captions(60), ROWS[:count], rules)


def after(count: int, rules: str = "all", head: bool = False) -> Draw:
    return lambda pen: pen.table(50, ROWS[count:], rules, head)


def cut_label(pen: Pen) -> None:
    y = pen.table(pen.captions(60), ROWS[:7])
    pen.row(y, ("2080505", "机关事业单位基本养", "", "", "", ""))


def rest_of_label(pen: Pen) -> None:
    pen.row(pen.row(50, ("", "老保险缴费支出", "400.00", "400.00", "", "")), ROWS[8])


def rest_below_header(pen: Pen) -> None:
    y = pen.row(50, HEAD, centred=True)
    pen.row(pen.row(y, ("", "老保险缴费支出", "400.00", "400.00", "", "")), ROWS[8])


def empty_row(pen: Pen) -> None:
    pen.row(50, ("",) * 6)


def watermark(pen: Pen) -> None:
    pen.table(pen.captions(60))
    pen.canvas.saveState()
    pen.canvas.setFillGray(0.8)
    pen.canvas.translate(200, 300)
    pen.canvas.rotate(45)
    pen.canvas.setFont(FONT, 60)
    pen.canvas.drawString(0, 0, "云河市文化局公开")
    pen.canvas.restoreState()


def sideways(pen: Pen) -> None:
    pen.canvas.setPageRotation(90)
    pen.canvas.saveState()
    pen.canvas.translate(595, 0)
    pen.canvas.rotate(90)
    other = Pen(pen.canvas, 595)
    other.table(other.captions(60))
    pen.canvas.restoreState()


def striped(pen: Pen) -> None:
    y = pen.row(pen.captions(60), HEAD, "none", centred=True)
    for at, row in enumerate(ROWS):
        height = max(18, -(-len(row[1]) // 12) * 11 + 6)
        if at % 2 == 0:
            pen.canvas.setFillGray(0.9)
            pen.canvas.rect(60, 842 - y - height, 480, height, stroke=0, fill=1)
            pen.canvas.setFillGray(0)
        y = pen.row(y, row, "none")


def shaded_cells(pen: Pen, y: float, rows: Sequence[Row]) -> float:
    """Rows, each cell of every second one a shaded rectangle, as browsers print them; no rules."""
    for at, row in enumerate(rows):
        height = max(18, -(-len(row[1]) // 12) * 11 + 6)
        for x0, x1 in pairwise(XS) if at % 2 == 0 else ():
            pen.canvas.setFillGray(0.9)
            pen.canvas.rect(x0, 842 - y - height, x1 - x0, height, stroke=0, fill=1)
            pen.canvas.setFillGray(0)
        y = pen.row(y, row, "none", centred=row is HEAD)
    return y


def shaded_by_turns(pen: Pen) -> None:
    shaded_cells(pen, pen.captions(60), (HEAD, *ROWS[:5]))


def underlined(pen: Pen, y: float, rows: Sequence[Row]) -> float:
    """Rows with a rule below each cell, as browsers draw them: nothing stands between the columns but the ends of these."""
    for row in rows:
        y = pen.row(y, row, "none", centred=row is HEAD)
        for x0, x1 in pairwise(XS):
            pen.line(x0, y, x1, y)
    return y


def underlined_cells(pen: Pen) -> None:
    """Headings on two levels, one over three columns; other headings stand on the rule below it."""
    y = pen.captions(60)
    pen.text((XS[2] + XS[5]) / 2, y + 12, "支出", "center")
    for x0, x1 in pairwise(XS[2:6]):
        pen.line(x0, y + 18, x1, y + 18)
    for at, heading in enumerate(HEAD):
        pen.text((XS[at] + XS[at + 1]) / 2, y + (30 if 2 <= at < 5 else 21), heading, "center")
    for x0, x1 in pairwise(XS):
        pen.line(x0, y + 36, x1, y + 36)
    underlined(pen, y + 36, ROWS[:5])


def headings_in_the_middle(pen: Pen) -> None:
    """No rules: headings on two levels in the middle of their cells, as full as these are wide, above an empty column."""
    xs = (60.0, 106.0, 236.0, 277.0, 318.0, 359.0, 400.0)
    y = pen.captions(60)
    pen.text((xs[2] + xs[5]) / 2, y + 12, "支出", "center")
    for at, heading in enumerate(HEAD):
        pieces = [heading[n : n + 4] for n in range(0, len(heading), 4)]
        for n, piece in enumerate(pieces):
            base = y + (36 if 2 <= at < 5 else 24) + 12 * n - 6 * len(pieces)
            pen.text((xs[at] + xs[at + 1]) / 2, base, piece, "center")
    for number, row in enumerate(ROWS):
        for at, cell in enumerate(row):
            base = y + 60 + 18 * number
            pen.text(xs[at] + 2 if at < 2 else xs[at + 1] - 2, base, cell, "left" if at < 2 else "right", 8)


def two_amounts_in_one_print(pen: Pen) -> None:
    y = pen.row(pen.captions(60), HEAD, centred=True)
    for row in ROWS:
        top, base = y, y + max(18, -(-len(row[1]) // 12) * 11 + 6) / 2 + 3.2
        y = pen.row(top, (*row[:3], "", "", ""))
        pen.text(
            350 if row[3] else 430,
            base,
            row[3] + " " * 14 + row[4] if row[3] and row[4] else row[3] or row[4],
        )


def two_forms(pen: Pen) -> None:
    y = pen.captions(pen.table(pen.captions(60)) + 40, "政府性基金预算财政拨款支出决算表", "公开07表")
    y = pen.row(pen.row(y, HEAD, centred=True), ("",) * 6)
    pen.text(60, y + 36, "注：本部门没有政府性基金收支，本表无数据。")


def without_a_rule(pen: Pen) -> None:
    """No rule parts two columns of amounts."""
    y = pen.captions(60)
    for row in (HEAD, *ROWS):
        top, y = y, pen.row(y, row, "across", centred=row is HEAD)
        for x in (*XS[:4], *XS[5:]):
            pen.line(x, top, x, y)


def boxed(pen: Pen) -> None:
    """Rules that part but two of the columns."""
    top = pen.captions(60)
    bottom = pen.table(top, rules="across")
    for x in (XS[0], XS[2], XS[-1]):
        pen.line(x, top, x, bottom)


def ruled_head(pen: Pen) -> None:
    """The headings have cells; a frame stands around the rows."""
    top = pen.row(pen.captions(60), HEAD, centred=True)
    bottom = pen.table(top, rules="none", head=False)
    for x in (XS[0], XS[-1]):
        pen.line(x, top, x, bottom)
    pen.line(XS[0], bottom, XS[-1], bottom)


def ruled_columns(pen: Pen) -> None:
    """Rules part the columns and nothing the rows."""
    top = pen.captions(60)
    bottom = pen.table(top, rules="none")
    for x in XS:
        pen.line(x, top, x, bottom)
    for y in (top, bottom):
        pen.line(XS[0], y, XS[-1], y)


def narrow(pen: Pen, y: float, rows: Sequence[Row]) -> float:
    """Rows without rules, whose labels are wrapped to a few characters around the line of their numbers."""
    for row in rows:
        pieces = [row[1][at : at + 7] for at in range(0, len(row[1]), 7)]
        height = 11 * len(pieces) + 5
        pen.row(y + height / 2 - 9, (row[0], "", *row[2:]), "none")
        for at, piece in enumerate(pieces):
            pen.text(XS[1] + 3, y + height / 2 + 3.2 + 11 * (at - (len(pieces) - 1) / 2), piece)
        y += height
    return y


def narrow_labels(pen: Pen) -> None:
    narrow(pen, pen.row(pen.captions(60), HEAD, "none", centred=True), ROWS[:7])


def numbers_at_the_left(pen: Pen) -> None:
    """Numbers begin their columns, headings stand in the middle, one over several."""
    y = pen.captions(60)
    pen.text((XS[2] + XS[-1]) / 2, y + 8, "支出", "center")
    for at, heading in enumerate(HEAD):
        pen.text((XS[at] + XS[at + 1]) / 2, y + 24, heading, "center")
    for at, row in enumerate(ROWS):
        for x, cell in zip(XS, row, strict=False):
            pen.text(x + 2, y + 44 + 18 * at, cell, size=7)


def headings_at_the_left(pen: Pen) -> None:
    """Headings stand at the left of wide columns, numbers at the right, nearer to the heading of the next column."""
    xs = (50.0, 100.0, 260.0, 340.0, 420.0, 500.0, 575.0)
    y = pen.captions(60)
    for at, row in enumerate((HEAD, *ROWS)):
        for column, cell in enumerate(row):
            right = column > 1 and row is not HEAD
            pen.text(
                xs[column + 1] - 4 if right else xs[column],
                y + 18 * at,
                cell,
                "right" if right else "left",
                size=7,
            )


def header_again_lower(rows: Sequence[Row], y: float, title: bool) -> Draw:
    """Rows at heights that every page shares, below a header of two levels that stands lower or higher."""

    def draw(pen: Pen) -> None:
        top = pen.captions(y - 90) if title else y - 40
        pen.text((XS[2] + XS[-1]) / 2, top + 8, "支出", "center")
        for at, heading in enumerate(HEAD):
            pen.text((XS[at] + XS[at + 1]) / 2, top + 22, heading, "center")
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                x = XS[column] + 3 if column < 2 else XS[column + 1] - 3
                pen.text(x, y + 15 * at, cell, "left" if column < 2 else "right", 7)

    return draw


def wrapped_at_the_end(pen: Pen) -> None:
    pen.table(pen.captions(60), ROWS[:8], "none")


def pane(rows: Sequence[Row], columns: range, top: bool, rules: bool = True) -> Draw:
    """Some columns of the table at the left of a page, as a spreadsheet prints a sheet that is wider than its paper."""

    def draw(pen: Pen) -> None:
        shift = XS[columns[0]] - XS[0]
        y = 60.0
        if top and not shift:
            pen.text(60, y, "支出决算表", size=16)
            pen.text(60, y + 30, "部门：云河市文化局")
        elif top:
            pen.text(XS[-1] - shift - 60, y + 30, "单位：万元")
        y = y + 36 if top else 50
        for row in (HEAD, *rows) if top else rows:
            height = 11.0 * -(-len(row[1]) // 12) + 7
            for at in columns:
                x0, x1 = XS[at] - shift, XS[at + 1] - shift
                pieces = [row[at][n : n + 12] for n in range(0, len(row[at]), 12)]
                for n, piece in enumerate(pieces):
                    base = y + height / 2 + 3.2 - (len(pieces) - 1) * 5.5 + n * 11
                    pen.text(x0 + 3 if at < 2 else x1 - 3, base, piece, "left" if at < 2 else "right")
                for x in (x0, x1) if rules else ():
                    pen.line(x, y, x, y + height)
            for line in (y, y + height) if rules else ():
                pen.line(XS[columns[0]] - shift, line, XS[columns[-1] + 1] - shift, line)
            y += height

    return draw


LEFT, RIGHT = range(4), range(4, 6)
HABITS: dict[str, tuple[Draw, ...]] = {
    "plain": (before(9),),
    "title at the foot of the page before": (title_at_foot, without_title),
    "captions inside the grid": (captions_inside,),
    "goes on with a header": (before(5), after(5, head=True)),
    "goes on without": (before(5), after(5)),
    "goes on for one row": (before(8), after(8)),
    "goes on for an empty row": (before(9), empty_row),
    "label cut by the page": (cut_label, rest_of_label),
    "label cut, header again": (cut_label, rest_below_header),
    "open sides": (lambda pen: pen.table(pen.captions(60), rules="inner"),),
    "horizontal rules only": (lambda pen: pen.table(pen.captions(60), rules="across"),),
    "no rules": (lambda pen: pen.table(pen.captions(60), rules="none"),),
    "no rules, goes on": (before(5, "none"), after(5, "none")),
    "striped": (striped,),
    "shaded by turns": (shaded_by_turns, lambda pen: shaded_cells(pen, 50, (HEAD, *ROWS[5:]))),
    "shaded by turns, no header": (shaded_by_turns, lambda pen: shaded_cells(pen, 50, ROWS[5:])),
    "watermark": (watermark,),
    "sideways": (sideways,),
    "a rule below each cell": (underlined_cells, lambda pen: underlined(pen, 50, (HEAD, *ROWS[5:]))),
    "two amounts in one print": (two_amounts_in_one_print,),
    "two forms on a page": (two_forms,),
    "a rule is missing": (without_a_rule,),
    "rules part groups of columns": (boxed,),
    "rules of the headings and around": (ruled_head,),
    "rules of the columns": (ruled_columns,),
    "no rules, numbers at the left": (numbers_at_the_left,),
    "no rules, headings at the left, numbers at the right": (headings_at_the_left,),
    "no rules, headings in the middle": (headings_in_the_middle,),
    "no rules, most labels wrapped": (narrow_labels, lambda pen: narrow(pen, 50, ROWS[7:])),
    "columns on another page": (pane(ROWS, LEFT, True), pane(ROWS, RIGHT, True)),
    "columns on other pages, down and then over": (
        pane(ROWS[:5], LEFT, True),
        pane(ROWS[5:], LEFT, False),
        pane(ROWS[:5], RIGHT, True),
        pane(ROWS[5:], RIGHT, False),
    ),
    "columns on other pages, over and then down": (
        pane(ROWS[:5], LEFT, True),
        pane(ROWS[:5], RIGHT, True),
        pane(ROWS[5:], LEFT, False),
        pane(ROWS[5:], RIGHT, False),
    ),
    "columns on another page, no rules": (pane(ROWS, LEFT, True, False), pane(ROWS, RIGHT, True, False)),
    "no rules, header again at another height": (
        header_again_lower(ROWS[:5], 180, True),
        header_again_lower(ROWS[5:], 135, False),
    ),
    "no rules, a wrapped label at the end": (wrapped_at_the_end, lambda pen: pen.table(50, ROWS[8:], "none")),
}


@pytest.mark.parametrize("habit", HABITS)
def test_every_amount_stands_in_its_row_and_column(habit: str) -> None:
    rows = read(*HABITS[habit]).rows
    found = Counter(
        (line.row_label, (line.column_label or "").removeprefix("支出/"), line.amount_raw)
        for line in rows["budget_lines"]
        if isinstance(line, BudgetLine)
    )
    assert found == Counter(
        (row[1], HEAD[at], row[at]) for row in ROWS for at in range(2, len(HEAD)) if row[at]
    )
    told = [row for row in rows.get("findings", ()) if isinstance(row, FindingRow)]
    assert [row.rule for row in told if row.severity != "info"] == []


def test_borders_that_are_another_opinion_are_told() -> None:
    (table,) = read(without_a_rule).rows["tables"]
    assert isinstance(table, TableRow) and table.method == "nearest"


def test_a_value_that_its_sums_contradict_has_its_page_looked_at_again() -> None:
    wrong = [(*row[:2], "666.00", *row[3:]) if row[0] == "2080505" else row for row in ROWS]
    reading = interpret(read_source(drawn(lambda pen: pen.table(pen.captions(60), wrong)), Options()))
    assert doubtful_pages(reading) == {2}
    right = interpret(read_source(drawn(before(9)), Options()))
    assert doubtful_pages(right) == frozenset()
