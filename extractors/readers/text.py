"""Text exports: bytes to lines with pages; furniture is recognised and set aside."""

from __future__ import annotations

import codecs
import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import regex

from extractors.readers.marks import marked
from extractors.readers.tagged import with_tables
from schemas.document import Document, Furniture, Line
from schemas.errors import Unreadable
from schemas.resources import read_toml
from schemas.spans import Span, Text

MARKS_NEEDED = 3
BLANKS_AROUND_PAGE_NUMBER = 3
CELLS_ALONE = 3
SNIFFED = 65_536
CUT = "document.cut_markup"
LONGEST_WHOLE = 4_000
CONTROL_SHARE = 0.01

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# A form feed behind something else on its line.
_PAGE_END = regex.compile(r"(?<=[^\f])\f")
_CONTROL = regex.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]")
_NUMBER_ALONE = regex.compile(r" *-?\d[\d,]*(?:\.\d+)?%?\s*")
_BARE_NUMBER = regex.compile(r"\s*\d{1,4}\s*")


def decode(data: bytes) -> str:
    """Decode UTF-8 (with or without BOM), UTF-16 or GB18030; `Unreadable` when it is empty or no text."""
    if not data.strip():
        raise Unreadable("the file is empty")
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _checked(_decoded(data, encoding))
    for encoding in (*_utf16_guess(data), "utf-8", "gb18030"):
        text = _decoded(data, encoding)
        if text is not None:
            return _checked(text)
    raise Unreadable("the file is no text in UTF-8, UTF-16 or GB18030")


def _utf16_guess(data: bytes) -> tuple[str, ...]:
    head = data[:SNIFFED]
    if b"\x00" not in head:
        return ()
    even, odd = head[0::2].count(0), head[1::2].count(0)
    return ("utf-16-le",) if odd > even else ("utf-16-be",)


def _decoded(data: bytes, encoding: str) -> str | None:
    """The text without a last character that was cut; None when it is another encoding."""
    try:
        return codecs.getincrementaldecoder(encoding)().decode(data, final=False)
    except UnicodeDecodeError:
        return None


def _checked(text: str | None) -> str:
    if text is None or len(_CONTROL.findall(text)) > CONTROL_SHARE * len(text):
        raise Unreadable("the file is no text: it holds control characters or broken sequences")
    if not text.strip():
        raise Unreadable("the file holds nothing but white space")
    return text


def split_lines(text: str) -> list[str]:
    """Lines end at LF or CRLF only; a final line end makes no further line."""
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    return lines[:-1] if lines and not lines[-1] else lines


@dataclass(frozen=True, slots=True)
class _Part:
    """What of a line stands on one page: a line that holds a form feed stands on two. `offset` is where it begins."""

    number: int
    offset: int
    text: str


def _parts(lines: list[str]) -> list[_Part]:
    parts = []
    for number, line in enumerate(lines, 1):
        cuts = [0, *(match.start() for match in _PAGE_END.finditer(line)), len(line)]
        parts += [_Part(number, a, line[a:b]) for a, b in itertools.pairwise(cuts)] if line else []
        parts += [] if line else [_Part(number, 0, "")]
    return parts


def _is_mark(lines: list[str], index: int) -> bool:
    line = lines[index]
    if line == " ":
        return True
    if not line.startswith(" ") or line[1:2].isspace() or len(line) < 2:
        return False
    return index == 0 or bool(lines[index - 1].strip())


def page_numbers(lines: list[str]) -> list[int]:
    """Page of each line: advanced by form feeds; without any, by one-space marks where the file has three or more."""
    marks = [_is_mark(lines, index) for index in range(len(lines))]
    marked = sum(marks) >= MARKS_NEEDED and not any("\f" in line for line in lines)
    pages: list[int] = []
    page, seen = 1, False
    for line, mark in zip(lines, marks, strict=True):
        leading = len(line) - len(line.lstrip("\f"))
        page += leading
        if marked and mark and seen and not leading:
            page += 1
        pages.append(page)
        page += line.count("\f") - leading
        seen = seen or bool(line.strip())
    return pages


@cache
def _patterns() -> tuple[
    tuple[tuple[str, regex.Pattern[str]], ...], tuple[tuple[str, regex.Pattern[str]], ...]
]:
    data = read_toml("furniture.toml")
    inline = tuple((entry["kind"], regex.compile(entry["regex"])) for entry in data["pattern"])
    whole = tuple((entry["kind"], regex.compile(entry["regex"])) for entry in data["line"])
    return inline, whole


@cache
def _marks() -> str:
    return str(read_toml("furniture.toml")["marks"])


def _furniture(line: str) -> list[tuple[str, int, int]]:
    inline, whole = _patterns()
    if len(line) < LONGEST_WHOLE:
        for kind, pattern in whole:
            if pattern.fullmatch(line):
                return [(kind, 0, len(line))]
    if not any(mark in line for mark in _marks()):
        return []
    found = [(kind, m.start(), m.end()) for kind, pattern in inline for m in pattern.finditer(line)]
    kept: list[tuple[str, int, int]] = []
    for item in sorted(found, key=lambda item: item[1]):
        if not kept or item[1] >= kept[-1][2]:
            kept.append(item)
    return kept


def _blanked(text: str, found: Sequence[tuple[str, int, int]]) -> str:
    """The text with blanks for its furniture."""
    parts, behind = [], 0
    for _, start, end in found:
        parts += [text[behind:start], " " * (end - start)]
        behind = end
    return "".join([*parts, text[behind:]])


def _lone_page_numbers(lines: list[str]) -> set[int]:
    """Indexes of bare numbers that stand alone between wide gaps, as a page's number does.

    Where cells stand on lines of their own, so do amounts: there only numbers that count up are numbers of pages.
    """
    gap, gaps = 0, []
    for line in lines:
        gaps.append(gap)
        gap = 0 if line.strip() else gap + 1
    found = set()
    for index, line in enumerate(lines):
        if gaps[index] < BLANKS_AROUND_PAGE_NUMBER or "\t" in line or not _BARE_NUMBER.fullmatch(line):
            continue
        if index + 1 == len(lines) or not lines[index + 1].strip():
            found.add(index)
    counted = [int(lines[index]) for index in sorted(found)]
    counts = len(counted) > 1 and counted == list(range(counted[0], counted[0] + len(counted)))
    cells = sum(bool(_NUMBER_ALONE.fullmatch(line)) for i, line in enumerate(lines) if i not in found)
    return found if counts or cells < CELLS_ALONE else set()


def _running_numbers(lines: list[str], pages: list[int]) -> set[int]:
    """Indexes of bare numbers at the edge of pages that count the pages: most of them run in step with these."""
    found: set[int] = set()
    for step in (1, -1):
        edges: dict[int, int] = {}
        for index in range(len(lines))[::step]:
            if lines[index].strip():
                edges.setdefault(pages[index], index)
        numbers = {i: int(lines[i]) - page for page, i in edges.items() if _BARE_NUMBER.fullmatch(lines[i])}
        offset, count = Counter(numbers.values()).most_common(1)[0] if numbers else (0, 0)
        if count >= MARKS_NEEDED and 2 * count > len(numbers):
            found |= {index for index, own in numbers.items() if own == offset}
    return found


def read_text_export(data: bytes, doc_id: str) -> Document:
    """Read a text export; `Unreadable` when the bytes are no text."""
    parts = _parts(split_lines(decode(data)))
    texts = [part.text for part in parts]
    pages = page_numbers(texts)
    lone = _lone_page_numbers(texts) | _running_numbers(texts, pages)
    lines: list[Line] = []
    furniture: list[Furniture] = []
    for index, (part, page, text) in enumerate(zip(parts, pages, marked(texts), strict=True)):
        at = part.offset
        found = [("page_number", 0, len(text))] if index in lone else _furniture(text)
        for kind, start, end in found:
            span = Span(page, part.number, at + start, at + end, part.text[start:end])
            furniture.append(Furniture(Text((span,)), kind))
        visible = _blanked(text, found)
        skips = tuple((at + start, at + end) for _, start, end in found)
        lines.append(Line(page, part.number, " " * at + visible, skips))
    lines, cut = with_tables(lines, texts)
    count = max((line.page for line in lines if not line.blank), default=1)
    notes = (CUT,) if cut else ()
    return Document(doc_id, "text", "text/plain", tuple(lines), count, tuple(furniture), notes)
