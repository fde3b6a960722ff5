"""People and telephone numbers: where they stand, and the document with them masked."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from extractors.grids.rows import BAR, celled, tab_rows
from schemas.characters import fold, key
from schemas.document import Document, Line
from schemas.performance import key_fields
from schemas.personal import (
    DIALLED,
    has_surname,
    inline_pattern,
    is_name,
    is_office,
    is_phone,
    name_before_label,
    no_names,
    role_openings,
    roles,
    vocabulary,
)
from schemas.spans import Span, Text

MASK = "█"
LONGEST_VALUE = 60
# (signature)  :  value
_INLINE = regex.compile(r"\s*(?:\([^()]{1,6}\))?\s*:\s*(\S{2,40})")


@dataclass(frozen=True, slots=True)
class Persons:
    """Personal print: (role, text) of the cells, and every stretch of the document to mask."""

    contacts: tuple[tuple[str, Text], ...] = ()
    stretches: tuple[Text, ...] = ()


def _parts(text: Text) -> Iterator[Text]:
    """The people or numbers of one cell; what stands in brackets is a part of its own."""
    printed = fold(str(text))
    separators = set(vocabulary()["separators"])
    start = 0
    for index, character in enumerate(printed + " "):
        if character in separators or character.isspace():
            if index > start:
                yield text.cut(start, index)
            start = index + 1


def _is_person(part: Text) -> bool:
    return is_phone(str(part)) or is_name(str(part))


def _role(label: str, part: Text) -> str:
    return "telephone" if is_phone(str(part)) else roles()[label]


def _is_known(word: str) -> bool:
    """Whether a cell is the label of something else, so that no person stands beside the label before it."""
    return word in roles() or word in key_fields()


def _names_role(line: Line) -> bool:
    """Whether the label of a person or telephone may stand on a line."""
    printed = key(line.text)
    return not role_openings().isdisjoint(printed) and any(role in printed for role in roles())


def _cell_values(row: Sequence[Text]) -> Iterator[tuple[str, Text]]:
    label, beside = None, False
    for cell in row:
        word = key(str(cell)).rstrip(":")
        if _is_known(word):
            label, beside = (word if word in roles() else None), True
        elif not word:
            beside = False
        else:
            certain = beside or all(map(_is_person, _parts(cell)))
            if label is not None and certain and len(str(cell)) <= LONGEST_VALUE:
                yield label, cell.strip()
            elif label is None:
                yield from _glued(cell)
            label = None


def _glued(cell: Text) -> Iterator[tuple[str, Text]]:
    """Label and value in one cell, with a colon between."""
    printed = fold(str(cell))
    place = printed.find(":")
    word = _without_bracket(key(printed[:place])) if place > 0 else ""
    if word in roles() and len(printed) <= LONGEST_VALUE:
        yield word, cell.cut(place + 1).strip()


def _without_bracket(word: str) -> str:
    return word[: word.index("(")] if "(" in word[1:] and word.endswith(")") else word


def _cellwise_values(lines: Sequence[Line]) -> Iterator[tuple[str, Text]]:
    for line, following in itertools.pairwise(lines):
        if not (line.text.startswith("\t") and following.text.startswith("\t")):
            continue
        word = key(line.text).rstrip(":")
        if word in roles() and following.text.strip() and not _is_known(key(following.text)):
            yield word, following.strip()


def _stacked_values(lines: Sequence[Line]) -> Iterator[tuple[str, Text]]:
    """The cell below the cell of a label, where each stands alone on its line, with or without a bar behind it."""
    filled = [line.strip().strip("| ") for line in lines if not line.blank]
    for label, value in itertools.pairwise(filled):
        word = _without_bracket(key(str(label)).rstrip(":"))
        if word not in roles() or _is_known(key(str(value))) or len(str(value)) > LONGEST_VALUE:
            continue
        parts = list(_parts(value))
        if parts and all(is_phone(str(part)) or _is_surnamed(str(part)) for part in parts):
            yield word, value


def _is_surnamed(word: str) -> bool:
    return is_name(word) and has_surname(word)


def _inline_values(line: Line) -> Iterator[tuple[str, Text]]:
    """`label: value` in running text, and a label and its value parted by white space in a table without cells.

    Only names and numbers count. In a sentence, where any words may follow a colon, a name begins with a surname.
    """
    folded = fold(line.text)
    for match in inline_pattern().finditer(folded):
        value = _INLINE.match(folded, match.end())
        before = folded[: match.start()][-1:].strip()
        for part in _parts(line.cut(value.start(1), value.end(1))) if value else ():
            behind = folded[part.last.end : part.last.end + 1]
            sentence = bool(before) or behind in vocabulary()["stops"]
            if not _is_person(part) or (sentence and not is_phone(str(part)) and not has_surname(str(part))):
                break
            yield match[1], part
        yield from _squeezed(line, folded, match)
    words = list(regex.finditer(r"\S+", folded))
    for here, there in itertools.pairwise(words):
        if here[0] in roles() and not _is_known(there[0]) and (is_name(there[0]) or is_phone(there[0])):
            yield here[0], line.cut(there.start(), there.end())


def _squeezed(line: Line, folded: str, label: regex.Match[str]) -> Iterator[tuple[str, Text]]:
    """A number right behind a label, or a name between two labels, where nothing parts the cells of a table."""
    number = DIALLED.match(folded, label.end())
    if number:
        yield label[1], line.cut(*number.span())
    name = name_before_label().match(folded, label.end())
    if name and has_surname(name[1]):
        yield label[1], line.cut(*name.span(1))


def _values(document: Document) -> Iterator[tuple[str, Text]]:
    for line in document.lines:
        if celled(line) and (BAR in line.text or line.text.strip("\t").count("\t")):
            if _names_role(line):
                yield from _cell_values([cell for row in tab_rows([line]) for cell in row])
        elif not line.blank:
            yield from _inline_values(line)
    yield from _cellwise_values(document.lines)
    yield from _stacked_values(document.lines)


def find_personal(document: Document) -> Persons:
    """The people and telephone cells of a document, and every place where the same strings stand."""
    contacts: dict[tuple[int, int, int], tuple[str, Text]] = {}
    strings: set[str] = set()
    for label, cell in _values(document):
        for part in _parts(cell):
            word = str(part)
            if _is_person(part):
                strings.add(word)
            elif not any(map(str.isalnum, word)) or key(word) in no_names() or is_office(word):
                continue
            contacts.setdefault(part.first.place, (_role(label, part), part))
    found = tuple(contacts.values())
    stretches = [part for _, part in found]
    stretches += [text for text in _everywhere(document, strings) if text.first.place not in contacts]
    return Persons(found, tuple(stretches))


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
            end = start + len(word)
            if not (is_phone(word) and _inside_number(stream, start, end)):
                yield Text(tuple(_span(line, offset) for _, line, offset in places[start:end]))
            start = stream.find(word, start + 1)


def _inside_number(stream: str, start: int, end: int) -> bool:
    """Whether the digits `start:end` are part of a longer number."""
    return stream[start - 1 : start].isdecimal() or stream[end : end + 1].isdecimal()


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
