"""Web pages: tables of data as grids, everything else as lines of text, in the order of the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import takewhile
from typing import Any

import regex

from extractors.readers.placed_text import Piece, TableCell, table_lines, text_line
from extractors.readers.text import decode
from schemas.document import Document, Line, Remark
from schemas.errors import Unreadable

HTML = "text/html"
HIDDEN = "html.hidden"
INVISIBLE = frozenset(
    {"script", "style", "head", "template", "noscript", "select", "textarea", "svg", "iframe"}
)
BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "figure",
        "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "nav", "ol", "p",
        "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "caption", "br",
    }
)  # fmt: skip
APART = frozenset(
    {"sup", "sub", "del", "s", "strike"}
)  # on the same line, and yet no part of the number beside it
LAYOUT_TEXT = 400
LEAST_DATA_ROWS = 3
_META = regex.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]{2,20})", regex.IGNORECASE)
_WORDS = regex.compile(r"[^\s]+(?:[ \u00a0\u3000]+[^\s]+)*")
_NOT_SHOWN = regex.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", regex.IGNORECASE)


def read_html(data: bytes, doc_id: str) -> Document:
    """Read a web page; `Unreadable` when it holds no markup."""
    import lxml.html
    from lxml import etree

    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root = lxml.html.document_fromstring(page_text(data).encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(f"the web page cannot be read ({type(error).__name__})") from error
    page = _Page(root)
    page.walk(root)
    page.flush()
    return Document(doc_id, "html", HTML, tuple(page.lines), 1, remarks=tuple(page.remarks))


def page_text(data: bytes) -> str:
    """The decoded text of a web page: by its mark, by what it declares, else as a text export is."""
    declared = _META.search(data[:4096])
    if declared and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        name = declared[1].decode("ascii", "replace").lower()
        name = "gb18030" if name.startswith("gb") else name
        try:
            return data.decode(name)
        except (LookupError, UnicodeDecodeError):
            return decode(data)
    return decode(data)


class _Page:
    """The lines read so far, and the pieces of the line that is being read."""

    def __init__(self, root: Any) -> None:
        self.tree = root.getroottree()
        self.lines: list[Line] = []
        self.remarks: list[Remark] = []
        self.open: list[Piece] = []
        self.ends_open = False  # whether the last character is none that parts words
        self.grids = 0

    def flush(self) -> None:
        """End the line that is being read."""
        if any(piece.text.strip() for piece in self.open):
            self.lines.append(text_line(self.open, 1, len(self.lines) + 1))
        self.open, self.ends_open = [], False

    def _add(self, text: str | None, place: str, offset: int) -> None:
        found = list(words(text, place, offset))
        if found and self.ends_open and text and not text[0].isspace():
            found[0] = replace(found[0], glued=True)
        self.open += found
        self.ends_open = not text[-1].isspace() if text else self.ends_open

    def walk(self, element: Any) -> None:
        """Read an element: its text and its children, tables of data as grids."""
        if not isinstance(element.tag, str) or element.tag in INVISIBLE:
            return
        if is_hidden(element):
            self._remark(element)
            return
        if element.tag in BLOCKS:
            self.flush()
        if element.tag == "table" and is_data(element):
            self._table(element)
        else:
            self._texts(element)
        if element.tag in BLOCKS:
            self.flush()

    def _texts(self, element: Any) -> None:
        offset = 0
        place = self.tree.getpath(element)
        self.ends_open = self.ends_open and element.tag not in APART
        self._add(element.text, place, offset)
        offset += len(element.text or "")
        for child in element:
            self.walk(child)
            offset += _length(child)
            self._add(child.tail, place, offset)
            offset += len(child.tail or "")
        self.ends_open = self.ends_open and element.tag not in APART

    def _table(self, table: Any) -> None:
        rows = [[self._cell(cell) for cell in cells_of(row)] for row in self._shown(rows_of(table))]
        for caption in table.iterchildren("caption"):
            self.walk(caption)
        self.grids += 1
        self.lines.extend(table_lines([row for row in rows if row], 1, len(self.lines) + 1, self.grids))

    def _shown(self, rows: Iterable[Any]) -> Iterator[Any]:
        """The rows that a browser shows; others are remarked."""
        for row in rows:
            parts = [row, *takewhile(lambda parent: parent.tag != "table", row.iterancestors())]
            if any(is_hidden(part) for part in parts):
                self._remark(row)
            else:
                yield row

    def _cell(self, cell: Any) -> TableCell:
        place = self.tree.getpath(cell)
        pieces = [
            piece for text, offset in whole_texts(visible(cell, 0)) for piece in words(text, place, offset)
        ]
        return TableCell(tuple(pieces), _span(cell, "colspan"), _span(cell, "rowspan"))

    def _remark(self, element: Any) -> None:
        text = "".join(element.itertext())
        if any(character.isdigit() for character in text):
            self.remarks.append(Remark(HIDDEN, " ".join(text.split())[:80]))


def is_hidden(element: Any) -> bool:
    """Whether an element says of itself that it is not shown."""
    return bool(_NOT_SHOWN.search(element.get("style") or "")) or element.get("hidden") is not None


def _length(element: Any) -> int:
    return sum(map(len, element.itertext())) if isinstance(element.tag, str) else 0


def words(text: str | None, place: str, offset: int) -> Iterator[Piece]:
    """The print of a text node, a piece for each stretch without line breaks: where its element is, and how far in."""
    for match in _WORDS.finditer(text or ""):
        yield Piece(match[0], f"{place}#{offset + match.start()}")


def whole_texts(texts: Iterable[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """The texts, those that follow without anything between them as one: a number in pieces is one number."""
    held, start = "", 0
    for text, offset in texts:
        if held and offset != start + len(held):
            yield held, start
            held = ""
        held, start = held + text, start if held else offset
        if text == "":
            yield held, start
            held = ""
    yield held, start


def visible(element: Any, offset: int) -> Iterator[tuple[str, int]]:
    """Text nodes inside an element that are shown, with their offsets in all of its text; an empty one parts lines."""
    shown = isinstance(element.tag, str) and element.tag not in INVISIBLE
    shown = shown and not is_hidden(element)
    if shown and element.tag in BLOCKS | APART:
        yield "", offset
    if shown and element.text:
        yield element.text, offset
    offset += len(element.text or "") if isinstance(element.tag, str) else 0
    for child in element:
        if shown:
            yield from visible(child, offset)
        offset += _length(child)
        if shown and child.tail:
            yield child.tail, offset
        offset += len(child.tail or "")
    if shown and element.tag in BLOCKS | APART:
        yield "", offset


def rows_of(table: Any) -> list[Any]:
    """The rows of a table without those of tables inside it."""
    return [row for row in table.iter("tr") if next(row.iterancestors("table"), None) is table]


def cells_of(row: Any) -> list[Any]:
    """The cells of a row."""
    return [cell for cell in row if cell.tag in ("td", "th")]


def is_data(table: Any) -> bool:
    """Whether a table holds data: rows of several filled cells, rather than the frame of a page."""
    filled = [[cell for cell in cells_of(row) if "".join(cell.itertext()).strip()] for row in rows_of(table)]
    several = [row for row in filled if len(row) > 1]
    if any(True for _ in table.iterdescendants("table")):
        own = [row for row in several if not any(len(cell.findall(".//table")) for cell in row)]
        return len(own) >= LEAST_DATA_ROWS and 2 * len(own) >= len(filled)
    longest = max((_length(cell) for row in filled for cell in row), default=0)
    return len(several) >= 1 and (len(several) >= LEAST_DATA_ROWS or longest < LAYOUT_TEXT)


def _span(cell: Any, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return int(value) if value.isascii() and value.isdigit() and int(value[:6]) > 0 else 1
