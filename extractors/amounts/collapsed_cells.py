"""Cells of collapsed tables, and the headings that the values of a row may stand under."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.amounts.collapsed_coded import Draft
from extractors.amounts.collapsed_header import Header
from extractors.amounts.tokens import Token
from schemas.grids import Cell
from schemas.spans import Text


def columns_of(draft: Draft, header: Header) -> tuple[int, ...]:
    """Indexes of the headings under which the values of a row may stand."""
    if header.outer:
        return header.of_block(draft.digits, str(draft.name or ""))
    if draft.pane is not None:
        return (draft.pane,)
    return header.of_side(draft.side)


def cells_of(header_rows: Sequence[Sequence[Token]], drafts: Sequence[Draft], header: Header) -> list[Cell]:
    """The cells of the header and of the rows, in the order of the print."""
    cells = [
        Cell(index, column, token.text, role="header")
        for index, found in enumerate(header_rows)
        for column, token in enumerate(found)
    ]
    used: dict[int, int] = {}
    for draft in drafts:
        column = used.get(draft.ordinal, 0)
        parts: list[tuple[Text, str, bool]] = []
        if draft.code:
            parts.append((Text(tuple(piece for text in draft.code for piece in text)), "label", False))
        labels = (draft.unit_code, *draft.outer, draft.name, draft.number)
        parts += [(text, "label", False) for text in labels if text is not None]
        floating = len(draft.values) < len(columns_of(draft, header))
        values = sorted((*draft.values, *draft.marks), key=lambda token: token.text.first.place)
        parts += [(token.text, "value", floating) for token in values]
        for text, role, loose in parts:
            cells.append(Cell(draft.ordinal, column, text, role=role, floating=loose))
            column += 1
        used[draft.ordinal] = column
    return cells
