"""People and telephone numbers: where they stand, and the document with them masked."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import regex

from extractors.grids.rows import celled, tab_rows
from schemas.characters import fold, key
from schemas.document import Document, Line
from schemas.resources import read_toml
from schemas.spans import Span, Text

MASK = "█"
LONGEST_VALUE = 60
_NAME = regex.compile(r"\p{Han}{2,4}|\p{Han}{1,8}·\p{Han}{1,8}")
_PHONE = regex.compile(r"\+?\d[\d\-() ]{5,18}\d")
_INLINE = regex.compile(r"\s*[::]\s*(\S{2,40})")


@dataclass(frozen=True, slots=True)
class Persons:
    """Personal print: (role, text) of the cells, and every stretch of the document to mask."""

    contacts: tuple[tuple[str, Text], ...] = ()
    stretches: tuple[Text, ...] = ()


@cache
def _data() -> dict[str, Any]:
    return read_toml("personal.toml")


@cache
def _roles() -> dict[str, str]:
    return {key(word): entry["role"] for entry in _data()["label"] for word in entry["labels"]}


@cache
def _inline_pattern() -> regex.Pattern[str]:
    words = sorted((regex.escape(word) for word in _roles()), key=len, reverse=True)
    return regex.compile(rf"({'|'.join(words)})")


@cache
def _no_names() -> frozenset[str]:
    return frozenset(map(key, _data()["not_names"]))


def _is_name(word: str) -> bool:
    endings = tuple(_data()["office_endings"])
    return bool(_NAME.fullmatch(word)) and key(word) not in _no_names() and not word.endswith(endings)


def _parts(text: Text) -> Iterator[Text]:
    """The people or numbers of one cell."""
    printed = str(text)
    separators = set(_data()["separators"])
    start = 0
    for index, character in enumerate(printed + " "):
        if character in separators or character.isspace():
            if index > start:
                yield text.cut(start, index)
            start = index + 1


def _role(label: str, part: Text) -> str:
    return "telephone" if _PHONE.fullmatch(fold(str(part))) else _roles()[label]


def _cell_values(row: Sequence[Text]) -> Iterator[tuple[str, Text]]:
    label: str | None = None
    for cell in row:
        word = key(str(cell)).rstrip(":")
        if word in _roles():
            label = word
        elif word and label is not None:
            if len(str(cell)) <= LONGEST_VALUE:
                yield label, cell.strip()
            label = None


def _cellwise_values(lines: Sequence[Line]) -> Iterator[tuple[str, Text]]:
    for line, following in itertools.pairwise(lines):
        word = key(line.text).rstrip(":")
        if (
            line.text.startswith("\t")
            and word in _roles()
            and following.text.startswith("\t")
            and following.text.strip()
        ):
            if key(following.text) not in _roles():
                yield word, following.strip()


def _inline_values(line: Line) -> Iterator[tuple[str, Text]]:
    """`label: value` in running text, and a label and its value parted by white space in a table without cells."""
    folded = fold(line.text)
    for match in _inline_pattern().finditer(folded):
        value = _INLINE.match(folded, match.end())
        if value:
            yield match[1], line.cut(value.start(1), value.end(1))
    words = list(regex.finditer(r"\S+", folded))
    for here, there in itertools.pairwise(words):
        if (
            here[0] in _roles()
            and there[0] not in _roles()
            and (_is_name(there[0]) or _PHONE.fullmatch(there[0]))
        ):
            yield here[0], line.cut(there.start(), there.end())


def _values(document: Document) -> Iterator[tuple[str, Text]]:
    for line in document.lines:
        if celled(line) and line.text.strip("\t").count("\t"):
            yield from _cell_values([cell for row in tab_rows([line]) for cell in row])
        elif not line.blank:
            yield from _inline_values(line)
    yield from _cellwise_values(document.lines)


def find_personal(document: Document) -> Persons:
    """The people and telephone cells of a document, and every place where the same strings stand."""
    contacts: list[tuple[str, Text]] = []
    strings: set[str] = set()
    cells: list[Text] = []
    for label, cell in _values(document):
        cells.append(cell)
        for part in _parts(cell):
            word = str(part)
            if _PHONE.fullmatch(fold(word)) or _is_name(word):
                contacts.append((_role(label, part), part))
                strings.add(word)
            elif not any(character.isalnum() for character in word) or key(word) in _no_names():
                continue
            else:
                contacts.append((_roles()[label], part))
    if not contacts:
        return Persons()
    kept = {piece.place for _, part in contacts for piece in part}
    stretches = [part for _, part in contacts]
    stretches += [text for text in _everywhere(document, strings) if text.first.place not in kept]
    return Persons(tuple(contacts), tuple(stretches))


def _everywhere(document: Document, strings: set[str]) -> Iterator[Text]:
    """Every place where one of the strings stands, also over white space and line ends."""
    if not strings:
        return
    places = [
        (character, line, offset)
        for line in document.lines
        for offset, character in enumerate(line.text)
        if not character.isspace()
    ]
    stream = "".join(character for character, _, _ in places)
    for word in sorted(strings):
        start = stream.find(word)
        while start >= 0:
            yield Text(tuple(_span(line, offset) for _, line, offset in places[start : start + len(word)]))
            start = stream.find(word, start + 1)


def _span(line: Line, offset: int) -> Span:
    return line.cut(offset, offset + 1).pieces[0]


def mask(document: Document, persons: Persons) -> Document:
    """The document with every personal stretch replaced by as many mask characters."""
    hidden: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for text in persons.stretches:
        for piece in text:
            hidden.setdefault((piece.page or 0, piece.line), []).append((piece.start, piece.end))
    if not hidden:
        return document
    lines = tuple(
        replace(line, text=_masked(line.text, hidden[line.page, line.number]))
        if (line.page, line.number) in hidden
        else line
        for line in document.lines
    )
    return replace(document, lines=lines)


def _masked(text: str, stretches: Sequence[tuple[int, int]]) -> str:
    characters = list(text)
    for start, end in stretches:
        characters[start:end] = MASK * (end - start)
    return "".join(characters)
