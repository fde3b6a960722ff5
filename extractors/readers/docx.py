"""Word documents: paragraphs with the numbers of their lists, text boxes, and tables with their merged cells."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import count
from typing import Any

from extractors.readers.docx_notes import note_remarks
from extractors.readers.docx_numbers import NS, Numbering
from extractors.readers.docx_text import BOX, FALLBACK, SKIPPED, printed
from extractors.readers.placed_text import Piece, TableCell, table_lines, text_line
from schemas.document import Document, Line, Remark
from schemas.errors import Unreadable

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HIDDEN = "docx.hidden"
DEEPEST = 20
LEAST_DATA_ROWS = 3
NO_PAGE = 0


def read_docx(data: bytes, doc_id: str) -> Document:
    """Read a Word document; `Unreadable` when it is damaged. Pages are not known: `Line.page` is 0."""
    import docx

    try:
        package = docx.Document(io.BytesIO(data))
        numbers = package.part.numbering_part.element if _has_numbering(package) else None
        notes = list(note_remarks(package))
    except Exception as error:  # python-docx raises what it meets: KeyError, ValueError, XML and ZIP errors
        raise Unreadable(f"the document cannot be read ({type(error).__name__})") from error
    reading = _Reading(Numbering(numbers), _style_lists(package))
    reading.blocks(package.element.body, "", 0)
    return Document(doc_id, "docx", DOCX, tuple(reading.lines), 0, remarks=(*reading.remarks, *notes))


def _has_numbering(package: Any) -> bool:
    return any(relation.reltype.endswith("/numbering") for relation in package.part.rels.values())


def _style_lists(package: Any) -> dict[str, tuple[str, int]]:
    """(list, level) of paragraph styles that number their paragraphs."""
    found = {}
    for style in package.styles.element.findall(f"{NS}style"):
        placed = _list_of(style.find(f"{NS}pPr"))
        if placed is not None:
            found[style.get(f"{NS}styleId")] = placed
    return found


def _list_of(properties: Any | None) -> tuple[str, int] | None:
    numbered = properties.find(f"{NS}numPr") if properties is not None else None
    if numbered is None:
        return None
    name, level = numbered.find(f"{NS}numId"), numbered.find(f"{NS}ilvl")
    if name is None:
        return None
    printed = level.get(f"{NS}val", "0") if level is not None else "0"
    return name.get(f"{NS}val", "0"), int(printed) if printed.isdigit() else 0


class _Reading:
    """The lines read so far."""

    def __init__(self, numbering: Numbering, styles: dict[str, tuple[str, int]]) -> None:
        self.lines: list[Line] = []
        self.remarks: list[Remark] = []
        self.numbering, self.styles = numbering, styles
        self.grids = 0

    def blocks(self, parent: Any, place: str, depth: int) -> None:
        """Read the paragraphs and tables of a body, cell or text box in order."""
        if depth > DEEPEST:
            return
        paragraphs, tables = count(1), count(1)
        for child in _block_children(parent):
            if child.tag == f"{NS}p":
                self._paragraph(child, f"{place}paragraph[{next(paragraphs)}]", depth)
            else:
                self._table(child, f"{place}table[{next(tables)}]", depth)

    def _paragraph(self, paragraph: Any, place: str, depth: int) -> None:
        label = self._label(paragraph)
        for index, text in enumerate(self.texts(paragraph)):
            pieces = [Piece(label, f"{place}/number")] if label and index == 0 else []
            pieces += [Piece(text.strip(), place)] if text.strip() else []
            if pieces:
                self.lines.append(text_line(pieces, NO_PAGE, len(self.lines) + 1))
        for order, box in enumerate(_boxes(paragraph), 1):
            self.blocks(box, f"{place}/box[{order}]/", depth + 1)

    def _label(self, paragraph: Any) -> str:
        properties = paragraph.find(f"{NS}pPr")
        placed = _list_of(properties)
        if placed is None and properties is not None:
            style = properties.find(f"{NS}pStyle")
            placed = self.styles.get(style.get(f"{NS}val", "")) if style is not None else None
        return self.numbering.label(*placed) if placed is not None else ""

    def texts(self, paragraph: Any) -> list[str]:
        """The printed lines of a paragraph: cut at its line breaks, without deleted and hidden text."""
        hidden: list[str] = []
        text = "".join(printed(paragraph, hidden))
        if any(character.isdigit() for part in hidden for character in part):
            self.remarks.append(Remark(HIDDEN, "".join(hidden)[:80]))
        return text.split("\n")

    def _table(self, table: Any, place: str, depth: int) -> None:
        rows = [self._row(row, f"{place}/row[{index}]") for index, row in enumerate(_rows(table), 1)]
        single = max((len(row) for row in rows), default=0) <= 1
        if (single and _holds_blocks(table)) or _is_frame(table):
            for index, row in enumerate(_rows(table), 1):
                for order, cell in enumerate(_cells(row), 1):
                    self.blocks(cell, f"{place}/row[{index}]/cell[{order}]/", depth + 1)
            return
        self.grids += 1
        merged = _merged(rows)
        self.lines.extend(table_lines(merged, NO_PAGE, len(self.lines) + 1, self.grids))
        for index, row in enumerate(_rows(table), 1):
            for order, cell in enumerate(_cells(row), 1):
                for inner, nested in enumerate(cell.findall(f"{NS}tbl"), 1):
                    self._table(nested, f"{place}/row[{index}]/cell[{order}]/table[{inner}]", depth + 1)

    def _row(self, row: Any, place: str) -> list[tuple[TableCell, str | None]]:
        """The row's cells with whether each begins (restart) or goes on (continue) a cell over several rows."""
        found: list[tuple[TableCell, str | None]] = []
        properties = row.find(f"{NS}trPr")
        column = _number(properties, "gridBefore", 0)
        for order, cell in enumerate(_cells(row), 1):
            about = cell.find(f"{NS}tcPr")
            span = _number(about, "gridSpan", 1)
            merge = about.find(f"{NS}vMerge") if about is not None else None
            kind = None if merge is None else merge.get(f"{NS}val", "continue")
            pieces = tuple(self._cell_pieces(cell, f"{place}/cell[{order}]"))
            found.append((TableCell(pieces, span, 1, column), kind))
            column += span
        return found

    def _cell_pieces(self, cell: Any, place: str) -> Iterator[Piece]:
        for paragraph in cell.iter(f"{NS}p"):
            around = list(paragraph.iterancestors(f"{NS}tc", FALLBACK))
            if not around or around[0] is not cell:
                continue
            label = self._label(paragraph)
            if label:
                yield Piece(label, f"{place}/number")
            for text in self.texts(paragraph):
                if text.strip():
                    yield Piece(text.strip(), place)


def _number(properties: Any | None, name: str, default: int) -> int:
    found = properties.find(f"{NS}{name}") if properties is not None else None
    value = found.get(f"{NS}val", "") if found is not None else ""
    return int(value) if value.isdigit() else default


def _block_children(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables of a container, also those inside content controls and other frames of markup."""
    waiting = [iter(parent)]
    while waiting:
        child = next(waiting[-1], None)
        if child is None:
            waiting.pop()
        elif child.tag in (f"{NS}p", f"{NS}tbl"):
            yield child
        elif child.tag not in SKIPPED and child.tag != FALLBACK:
            waiting.append(iter(child))


def _rows(table: Any) -> list[Any]:
    return [row for row in table.iter(f"{NS}tr") if next(row.iterancestors(f"{NS}tbl"), None) is table]


def _cells(row: Any) -> list[Any]:
    return [cell for cell in row.iter(f"{NS}tc") if next(cell.iterancestors(f"{NS}tr"), None) is row]


def _is_frame(table: Any) -> bool:
    """Whether a table holds tables and is mostly their frame: few rows of several filled cells of its own."""
    rows = [_cells(row) for row in _rows(table)]
    if not any(cell.find(f"{NS}tbl") is not None for row in rows for cell in row):
        return False
    filled = [[cell for cell in row if next(cell.iter(f"{NS}t"), None) is not None] for row in rows]
    own = [r for r in filled if len(r) > 1 and all(cell.find(f"{NS}tbl") is None for cell in r)]
    return len(own) < LEAST_DATA_ROWS or 2 * len(own) < len(rows)


def _holds_blocks(table: Any) -> bool:
    """Whether a table of one column frames a table or several paragraphs."""
    return any(
        cell.find(f"{NS}tbl") is not None or len(cell.findall(f"{NS}p")) > 2 for cell in table.iter(f"{NS}tc")
    )


def _boxes(paragraph: Any) -> list[Any]:
    """Text boxes anchored in a paragraph, each once: the newer form of one that is stored twice."""
    return [
        box
        for box in paragraph.iter(BOX)
        if not any(parent.tag == FALLBACK for parent in box.iterancestors())
        and next((p for p in box.iterancestors(BOX)), None) is None
    ]


def _merged(rows: list[list[tuple[TableCell, str | None]]]) -> list[list[TableCell]]:
    """Cells with the rows that they cover; a cell that goes on with the one above it is left out."""
    spans: dict[tuple[int, int], int] = {}
    owner: dict[int, tuple[int, int]] = {}
    kept: list[list[tuple[int, TableCell]]] = []
    for index, row in enumerate(rows):
        starts: list[tuple[int, TableCell]] = []
        above, owner = owner, {}
        for cell, kind in row:
            column = cell.column or 0
            if kind == "continue" and column in above:
                owner[column] = above[column]
                spans[above[column]] += 1
                continue
            spans[index, column] = 1
            if kind is not None:
                owner[column] = (index, column)
            starts.append((column, cell))
        kept.append(starts)
    return [
        [TableCell(cell.pieces, cell.column_span, spans[index, column], column) for column, cell in row]
        for index, row in enumerate(kept)
    ]
