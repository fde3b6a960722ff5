"""Words set apart to fill their cell, and headings of which a sheet prints the beginning: read where nothing else fits."""

from __future__ import annotations

from collections import Counter

import pytest

from extractors.amounts.headings import HeaderColumn, name_columns
from extractors.grids.chunks import as_row
from extractors.grids.prints import Print
from schemas.forms import load_forms
from schemas.records import BudgetLine
from tests.extractors.test_pdf_habits import HEAD, ROWS, Pen, read

OFFICE = ("", "云河市文化局", "1,000.50", "700.25", "300.25", "")


def lone(x: float, text: str) -> Print:
    sides = ([x], [0.0], [x + 10.0], [10.0])
    return Print(text, sides, (), x, 0.0, x + 10.0, 10.0)


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        (((10, "合"), (70, "计")), ["合计"]),
        (((10, "收"), (40, "入"), (200, "支"), (230, "出")), ["收入", "支出"]),
        (((10, "收"), (30, "入"), (50, "总"), (70, "计")), ["收入总计"]),
        (((10, "类"), (40, "款"), (70, "项")), ["类", "款", "项"]),
        (((10, "项"), (40, "目"), (170, "款")), ["项目", "款"]),
        (((10, "合"), (300, "计")), ["合", "计"]),
    ],
)
def test_characters_that_spell_a_known_word_are_one_cell(
    places: tuple[tuple[float, str], ...], expected: list[str]
) -> None:
    assert [chunk.text for chunk in as_row([lone(*place) for place in places]).chunks] == expected


def test_a_total_set_apart_is_no_label_and_code() -> None:
    def page(pen: Pen) -> None:
        pen.table(pen.captions(60), (OFFICE, *ROWS[1:]), "none")
        pen.text(113, 795, "合")
        pen.text(149, 795, "计")
        for at, cell in enumerate(ROWS[0][2:5], 3):
            pen.text((60, 110, 230, 310, 390, 470, 540)[at] - 3, 795, cell, "right")

    lines = [line for line in read(page).rows["budget_lines"] if isinstance(line, BudgetLine)]
    found = Counter((line.row_label, line.column_label, line.amount_raw) for line in lines)
    for at, cell in enumerate(ROWS[0][2:5], 2):
        assert found["云河市文化局", HEAD[at], cell] == 1
        assert sum(found[label, HEAD[at], cell] for label in ("合计", "合 计", "合  计")) == 1


def test_headings_cut_off_by_the_next_cell_are_those_that_their_place_leaves_to_them() -> None:
    leaves = ("合计", "因公出国（", "小计", "公务用车购", "公务用车运", "公务接待费") * 2
    printed = [HeaderColumn(at, (leaf,), True) for at, leaf in enumerate(leaves)]
    form = load_forms()["final.three_public"]
    named = name_columns(printed, form, None, "ministry")
    columns = form.side_columns("ministry")
    assert [heading.column for heading in named] == list(columns[:12])


def test_the_beginning_of_a_heading_names_nothing_where_a_column_is_missing() -> None:
    leaves = ("合计", "因公出国（", "小计", "公务用车", "公务接待费") * 2
    printed = [HeaderColumn(at, (leaf,), True) for at, leaf in enumerate(leaves)]
    named = name_columns(printed, load_forms()["final.three_public"], None, "ministry")
    assert named[3].column is named[8].column is None
