"""Rows that the end of a page cuts in two, and rows that only look so."""

from __future__ import annotations

import pytest

from extractors.amounts.gridded_cut import joined_cuts
from extractors.captions import read_caption
from extractors.grids.exact import ExactCell, ExactRow
from extractors.grids.filling import apart
from extractors.grids.prints import Print, to_prints
from schemas.document import Line
from schemas.forms import load_forms
from schemas.page import Glyph, Glyphs
from schemas.spans import Span, Text

Rows = list[list[str]]
CODED: Rows = [
    ["201", "一般公共服务支出", "172,639.00", "1,526.00"],
    ["20119", "海洋管理事务", "52,181.00", "826.00"],
    ["2011911", "极地考察", "52,181.00", "700.00"],
]


def rows_of(pages: list[Rows]) -> list[ExactRow]:
    """Rows of pages of cells."""
    found = []
    for page, rows in enumerate(pages, 1):
        for line, cells in enumerate(rows, 1):
            found.append(
                ExactRow(
                    tuple(
                        ExactCell(
                            column, Text((Span(page, line, column * 40, column * 40 + len(text), text),))
                        )
                        for column, text in enumerate(cells)
                    ),
                    (),
                    0,
                )
            )
    return found


def joined(above: Rows, below: Rows, form: str | None = None) -> Rows:
    """What is left of rows on two pages."""
    found = joined_cuts(rows_of([above, below]), load_forms()[form] if form else None)
    return [[str(cell.text) for cell in row.cells] for row in found]


@pytest.mark.parametrize(
    ("upper", "lower", "whole"),
    [
        (["20804", "补充全", "286,6", "113,2"], ["", "国社会保障基金", "07.00", "45.00"],
         ["20804", "补充全国社会保障基金", "286,607.00", "113,245.00"]),
        (["20119", "极地考", "7,139.0", "5,164."], ["12", "察", "0", "00"],
         ["2011912", "极地考察", "7,139.00", "5,164.00"]),
        (["206", "科学技术支出", "1,341,", "1,318,"], ["", "", "971.00", "246.00"],
         ["206", "科学技术支出", "1,341,971.00", "1,318,246.00"]),
    ],
)  # fmt: skip
def test_numbers_codes_and_labels_go_on(upper: list[str], lower: list[str], whole: list[str]) -> None:
    after = [["21011", "行政单位医疗", "15.00", "15.00"]]
    assert joined([*CODED, upper], [lower, *after]) == [*CODED, whole, *after]


def test_a_known_label_that_is_cut_goes_on_in_a_table_of_numbered_rows() -> None:
    above = [[f"项目{n}", str(n), f"{n}.50"] for n in range(1, 9)] + [["本年收", "27", "1,375,"]]
    below = [["入合计", "", "200.00"], ["总计", "31", "1,375,200.00"]]
    assert joined(above, below, "final.summary")[8:] == [["本年收入合计", "27", "1,375,200.00"], below[1]]


@pytest.mark.parametrize(
    "row",
    [
        ["21011", "行政单位医疗", "15.00", "15.00"],
        ["", "合计", "15.00", "15.00"],
        ["", "其中：补助", "15.00", "15.00"],
    ],
)
def test_whole_rows_stay_apart(row: list[str]) -> None:
    assert joined(CODED, [row]) == [*CODED, row]


def test_the_numbers_of_the_columns_are_no_part_of_a_total() -> None:
    above = [["项目", "", "合计", "基本支出"], ["栏次", "", "1", "2"]]
    below = [["合计", "", "179.78", "79.78"], *CODED]
    assert joined(above, below) == [*above, *below]


def test_a_flat_stroke_belongs_to_the_word_around_it() -> None:
    boxes = [
        ("一", 54.0, 179.1, 62.1, 180.2),
        ("、", 62.5, 176.0, 71.5, 185.2),
        ("一", 71.9, 179.1, 80.1, 180.2),
    ]
    boxes += [("般", 80.5, 176.0, 89.5, 185.2), ("公", 89.5, 176.0, 98.5, 185.2)]
    assert [found.text for found in to_prints(Glyphs.of(Glyph(*box) for box in boxes))] == ["一、一般公"]


def test_a_unit_that_follows_an_organisation_without_a_gap_is_its_own_caption() -> None:
    caption = read_caption(Line(1, 1, "编制单位：云河市文化局金额单位：万元"))
    assert caption is not None
    assert (str(caption.organisation), caption.unit) == ("云河市文化局", "万元")


@pytest.mark.parametrize(
    ("upper", "lower", "two"), [("172,6", "39.00", False), ("7,139.0", "0", False), ("27", "28", True)]
)
def test_a_number_goes_on_where_its_cell_is_full(upper: str, lower: str, two: bool) -> None:
    def printed(text: str, top: float) -> list[Print]:
        lefts = [5.0 + 5 * at for at in range(len(text))]
        sides = (lefts, [top] * len(text), [x + 5 for x in lefts], [top + 10] * len(text))
        return [Print(text, sides, (), 5.0, top, 5.0 + 5 * len(text), top + 10)]

    assert apart(printed(upper, 0), printed(lower, 12), 0, 5 * len(upper) + 16) is two
