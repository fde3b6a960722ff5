"""The print at a place of a workbook, web page or Word file, found apart from the reader that made the place."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

import regex

MASK = "█"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MARKUP = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_STEP = regex.compile(r"(table|row|cell|paragraph|box)\[(\d+)\]")
_CELL = regex.compile(r"([A-Z]+)(\d+)")
_FIGURE = regex.compile(r"[-(]?[\d,]*\.?\d+\)?%?")

Places = Callable[[str], object]


def same_place(printed: str, found: object) -> bool:
    """Whether the characters of a row stand at its place; a number as it is shown, within half of its last digit."""
    if found is None:
        return False
    if isinstance(found, bool | str):
        return _inside(printed, str(found))
    if isinstance(found, date):
        return str(found.year) in printed or MASK in printed
    return _shows(printed, Decimal(str(found)))


def _inside(printed: str, found: str) -> bool:
    wanted, text = "".join(printed.split()), "".join(found.split())
    if MASK not in wanted:
        return any(_whole(text, match, len(wanted)) for match in _all(text, wanted))
    pattern = "".join("." if character == MASK else regex.escape(character) for character in wanted)
    return regex.search(pattern, text, timeout=5) is not None


def _all(text: str, wanted: str) -> list[int]:
    found, at = [], text.find(wanted)
    while at >= 0:
        found.append(at)
        at = text.find(wanted, at + 1)
    return found


def _whole(text: str, start: int, length: int) -> bool:
    """Whether a figure that stands at `start` is not a part of a longer one; words may be cut anywhere."""
    if (
        not regex.fullmatch(r"[\d.,]+", text[start : start + length])
        or "." not in text[start : start + length]
    ):
        return True
    around = text[max(start - 1, 0) : start] + text[start + length : start + length + 1]
    return not any(character.isdigit() for character in around)


def _shows(printed: str, value: Decimal) -> bool:
    match = _FIGURE.search(printed)
    if match is None:
        return not any(character.isdigit() for character in printed) and (value == 0 or MASK in printed)
    bare = match[0].strip("()%").replace(",", "").lstrip("-")
    try:
        shown = Decimal(bare)
    except InvalidOperation:
        return False
    shown *= -1 if match[0].startswith(("-", "(")) else 1
    if bare.isdigit() and bare.lstrip("0") == str(abs(value)).removesuffix(".0"):
        return True
    half = Decimal(1).scaleb(-len(bare.partition(".")[2])) / 2
    return abs(shown - value * (100 if "%" in printed else 1)) <= half


def sheet_places(data: bytes) -> Places:
    """Values of cells by `Sheet!C7`, as calamine reads them; the name of a sheet by `Sheet!`."""
    import python_calamine as calamine

    book = calamine.load_workbook(io.BytesIO(data))

    @cache
    def rows(name: str) -> list[list[Any]]:
        return book.get_sheet_by_name(name).to_python(skip_empty_area=False)

    def at(locator: str) -> object:
        name, _, cell = locator.rpartition("!")
        match = _CELL.fullmatch(cell)
        if name not in book.sheet_names:
            return None
        if match is None:
            return name if not cell else None
        column = 0
        for letter in match[1]:
            column = column * 26 + ord(letter) - ord("A") + 1
        found = rows(name)
        row = int(match[2]) - 1
        return found[row][column - 1] if row < len(found) and column <= len(found[row]) else None

    return at


def page_places(data: bytes) -> Places:
    """Text of a web page by XPath and offset: all that its element holds from there on."""
    import lxml.html

    from extractors.readers.web import page_text

    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    root = lxml.html.document_fromstring(page_text(data).encode(), parser=parser)

    @cache
    def text(path: str) -> str | None:
        found: Any = root.getroottree().xpath(path)
        return str(found[0].xpath("string()")) if len(found) == 1 else None

    def at(locator: str) -> object:
        path, _, offset = locator.rpartition("#")
        whole = text(path)
        return None if whole is None else whole[int(offset) :].partition("\n")[0]

    return at


def word_places(data: bytes) -> Places:
    """Text of a Word file by table, row, cell and paragraph; a number of a list stands before its paragraph."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        body = ET.fromstring(archive.read("word/document.xml")).find(
            f"{WORD}body"
        )  # no entities: checked before

    @cache
    def at(locator: str) -> object:
        element = body
        for kind, ordinal in _STEP.findall(locator):
            if element is None:
                return None
            inside = _children(element, kind)
            element = inside[int(ordinal) - 1] if int(ordinal) <= len(inside) else None
        return None if element is None else "".join(_text(element))

    def numbered(locator: str) -> object:
        bare = locator.removesuffix("/number")
        found = at(bare)
        return found if bare == locator or found is None else _AnyNumber(str(found))

    return numbered


class _AnyNumber(str):
    """Where the number of a list is printed: its characters stand nowhere in the file."""

    __slots__ = ()


def is_list_number(found: object) -> bool:
    """Whether a place is that of a list's number, which only counting the paragraphs could confirm."""
    return isinstance(found, _AnyNumber)


TAGS = {"table": "tbl", "row": "tr", "cell": "tc", "paragraph": "p", "box": "txbxContent"}
INSIDE = {"table": ("tbl", "p"), "paragraph": ("tbl", "p"), "row": ("tr", "tbl"), "cell": ("tc", "tr", "tbl")}


def _children(element: ET.Element, kind: str) -> list[ET.Element]:
    """Descendants of a kind that no other of the kinds that end the search stands around."""
    found: list[ET.Element] = []
    for child in element:
        if child.tag == f"{MARKUP}Fallback":
            continue
        if child.tag == WORD + TAGS[kind]:
            found.append(child)
        elif child.tag not in {WORD + name for name in INSIDE.get(kind, ())}:
            found.extend(_children(child, kind))
    return found


def _text(element: ET.Element) -> list[str]:
    if element.tag == f"{MARKUP}Fallback" or element.tag in (f"{WORD}del", f"{WORD}instrText"):
        return []
    found = [element.text or ""] if element.tag == f"{WORD}t" else []
    found += ["-"] if element.tag == f"{WORD}noBreakHyphen" else []
    return found + [part for child in element for part in _text(child)]


def native_witness(places: Places) -> Callable[[Mapping[str, Any]], str | None]:
    """What stands at the locators of a source without pages of points."""

    def other(row: Mapping[str, Any]) -> str | None:
        if not row["source_text"].strip():
            return None  # the blank that joins two pieces stands nowhere
        found = places(row["locator"]) if row["locator"] else None
        return None if is_list_number(found) or same_place(row["source_text"], found) else str(found)

    return other
