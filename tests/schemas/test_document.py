"""Lines know where their characters stand."""

from __future__ import annotations

from schemas.document import Field, Line, Run
from schemas.spans import Box

ROW = Line(
    2,
    7,
    "合计\t\t418.81",
    runs=(
        Run(0, 2, (10.0, 20.0, 30.0), 5.0, 15.0),
        Run(4, 10, (100.0, 105.0, 110.0, 115.0, 118.0, 123.0, 128.0), 5.0, 15.0),
    ),
    fields=(Field(0, 2, 0, column_span=2), Field(4, 10, 2)),
    grid=0,
)


def test_a_cut_has_the_box_of_its_own_characters() -> None:
    (span,) = ROW.cut(5, 8)
    assert (span.text, span.start, span.end) == ("18.", 5, 8)
    assert span.box == Box(105.0, 5.0, 118.0, 15.0)


def test_a_cut_over_two_places_is_two_pieces() -> None:
    assert [(piece.text, piece.box is None) for piece in ROW.cut()] == [
        ("合计", False),
        ("\t\t", True),
        ("418.81", False),
    ]


def test_a_locator_is_kept_where_there_is_no_box() -> None:
    line = Line(1, 1, "甲\t乙", runs=(Run(0, 1, locator="表1!A1"), Run(2, 3, locator="表1!B1")))
    assert [piece.locator for piece in line.cut()] == ["表1!A1", None, "表1!B1"]
    assert line.cut(2).first.box is None


def test_a_field_gives_the_text_of_its_cell() -> None:
    assert [str(ROW.cell(place)) for place in ROW.fields] == ["合计", "418.81"]
