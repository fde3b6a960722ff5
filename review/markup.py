"""Markup of what stands thousands of times on a page: the cells of tables and the boxes of pages, everything escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from markupsafe import Markup, escape

from review.places import Piece
from review.tables import CellView
from review.wording import Wording
from schemas.decisions import Decision

HEADS = ("header", "title")
SIGNS = {
    "proved": "✓✓",
    "consistent": "✓",
    "unchecked": "·",
    "contradicted": "✗",
    "ambiguous": "?",
    "unknown_unit": "¤",
}
MARKS = {
    "error": "✗",
    "warning": "!",
    "info": "i",
    "passed": "✓",
    "rounding": "≈",
    "failed": "✗",
    "not_applicable": "–",
}


def table_rows(
    rows: Iterable[Sequence[CellView]],
    decided: Mapping[str, Sequence[Decision]],
    signs: Mapping[str, str],
    words: Wording,
) -> Markup:
    """The rows of a table: each cell with its place, the row it opens, its sign and what was decided about it."""
    shown = {
        kind: f'<i class="sign" title="{escape(words(f"sign.{kind}"))}">{escape(sign)}</i>'
        for kind, sign in signs.items()
    }
    parts = []
    for row in rows:
        cells = "".join(_cell(cell, decided.get(cell.row_id or "", ()), shown) for cell in row)
        parts.append(f"<tr>{cells}</tr>\n")
    return Markup("".join(parts))


def _cell(cell: CellView, decisions: Sequence[Decision], shown: Mapping[str, str]) -> str:
    name = "th" if cell.role in HEADS else "td"
    kinds = " ".join(filter(None, (cell.role, cell.sign, "decided" if decisions else "")))
    spans = f' colspan="{cell.column_span}"' if cell.column_span > 1 else ""
    spans += f' rowspan="{cell.row_span}"' if cell.row_span > 1 else ""
    place = f' tabindex="-1" data-at="{cell.place}"' if cell.place else ""
    row = f' data-row="{escape(cell.row_id)}"' if cell.row_id else ""
    sign = _signed(cell.sign, decisions, shown) if cell.sign else ""
    return f'<{name}{spans} class="{escape(kinds)}"{place}{row}>{escape(cell.text)}{sign}</{name}>'


def _signed(sign: str, decisions: Iterable[Decision], shown: Mapping[str, str]) -> str:
    values = (
        f'<ins title="{escape(decision.reason)}">{escape(decision.decided)}</ins>'
        for decision in decisions
        if decision.decided is not None and decision.field == "amount_raw"
    )
    return shown[sign] + "".join(values)


def boxes(pieces: Iterable[Piece], signs: Mapping[str, str]) -> Markup:
    """Rectangles over the picture of a page, one for each piece of print that opens a row."""
    parts = []
    for piece in pieces:
        if piece.box is None:
            continue
        x0, top, x1, bottom = piece.box
        kind = f"p {signs.get(piece.row_id, 'unchecked')}" if piece.main else "p"
        parts.append(
            f'<rect class="{escape(kind)}" data-row="{escape(piece.row_id)}" x="{x0 - 1:.1f}" y="{top - 1:.1f}"'
            f' width="{x1 - x0 + 2:.1f}" height="{bottom - top + 2:.1f}"></rect>\n'
        )
    return Markup("".join(parts))
