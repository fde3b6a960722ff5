"""A made-up document as a web page: tables with merged cells, as content systems and office programs write them."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from benchmarks.generator.cells import PrintedCell, PrintedTable
from benchmarks.generator.documents import MadeUp

STYLE = """
@page { size: A4 landscape; margin: 14mm }
body { font-family: "WenQuanYi Zen Hei", "Noto Sans CJK SC", sans-serif; font-size: 9pt }
h2 { font-size: 15pt; text-align: center; margin: 0; break-before: page }
table.form { border-collapse: collapse; width: 100% }
table.form td, table.form th { border: 0.5pt solid black; padding: 2pt; font-weight: normal }
table.caption { width: 100% }
tr { break-inside: avoid }
"""


def rows_of(table: PrintedTable) -> list[list[PrintedCell]]:
    """Cells by row from left to right, blank ones included; places that a merged cell covers have none."""
    covered = set()
    rows: list[list[PrintedCell]] = [[] for _ in range(table.n_rows)]
    for cell in table.cells:
        rows[cell.row].append(cell)
        covered |= {
            (cell.row + r, cell.column + c) for r in range(cell.row_span) for c in range(cell.column_span)
        }
    for number, row in enumerate(rows):
        blank = (c for c in range(len(table.weights)) if (number, c) not in covered)
        row += [PrintedCell(number, column, "") for column in blank]
        row.sort(key=lambda cell: cell.column)
    return rows


def _cell(cell: PrintedCell, head: bool) -> str:
    name = "th" if head else "td"
    spans = f' rowspan="{cell.row_span}"' if cell.row_span > 1 else ""
    spans += f' colspan="{cell.column_span}"' if cell.column_span > 1 else ""
    return f'<{name}{spans} align="{cell.align}">{escape(cell.text) or "&nbsp;"}</{name}>'


def _table(table: PrintedTable) -> Iterator[str]:
    left, right = table.caption
    yield f"<h2>{escape(table.title)}</h2>"
    yield f'<p align="right">{escape(table.number)}</p>'
    yield f'<table class="caption"><tr><td>{escape(left)}</td><td align="right">{escape(right)}</td></tr></table>'
    yield '<table class="form"><thead>'
    for number, row in enumerate(rows_of(table)):
        if number == table.header_rows:
            yield "</thead><tbody>"
        yield "<tr>" + "".join(_cell(cell, number < table.header_rows) for cell in row) + "</tr>"
    yield "</tbody></table>"
    yield from (f"<p>{escape(note)}</p>" for note in table.notes)


def html_of(made: MadeUp) -> bytes:
    """The page in UTF-8."""
    parts = [
        f'<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8"><title>{escape("".join(made.cover))}</title>',
        f"<style>{STYLE}</style></head><body>",
        *(f"<h1>{escape(line)}</h1>" for line in made.cover),
    ]
    for table in made.tables:
        parts += _table(table)
    parts += (f"<p>{escape(text)}</p>" for text in made.narrative)
    return "\n".join([*parts, "</body></html>\n"]).encode()
