"""Where a table ends: headings, notes, and the last row that the export marks."""

from __future__ import annotations

from functools import cache
from typing import Any

import regex

from extractors.grids.rows import celled, is_lone
from schemas.characters import key
from schemas.document import Line
from schemas.performance import heading_fields
from schemas.resources import read_toml

LONGEST_HEADING = 45
LONGEST_DECLARATION = 80
NEAR = 2
HIGH = 3
_NUMBERED = regex.compile(r"^[(]?[\p{Han}]{1,3}[、.)]")


@cache
def _vocabulary() -> dict[str, Any]:
    return read_toml("tables.toml")


@cache
def _ending() -> tuple[regex.Pattern[str], regex.Pattern[str]]:
    ending = _vocabulary()["ending"]
    return regex.compile(ending["part"]), regex.compile(ending["heading"])


@cache
def _openers() -> tuple[str, ...]:
    return tuple(_vocabulary()["note"]["openers"])


def is_note(line: Line) -> bool:
    """Whether the line opens a note below a table."""
    folded = key(line.text)
    if line.text.startswith("\t") or not folded.startswith(_openers()):
        return False
    return any(
        folded.startswith(word) and (word[-1] == ":" or not folded[len(word) : len(word) + 1].isalpha())
        for word in _openers()
    )


@cache
def _standalone() -> frozenset[str]:
    return frozenset(map(key, read_toml("sections.toml")["heading"]["standalone"]))


def ends_tables(line: Line) -> bool:
    """Whether the line is a heading that ends whatever table stands above it."""
    if celled(line) and not is_lone(line):
        return False
    folded = key(line.text)
    part, heading = _ending()
    if len(folded) > LONGEST_HEADING:
        return False
    if folded in _standalone():
        return True
    return bool(part.match(folded)) or (bool(heading.search(folded)) and bool(_NUMBERED.match(folded)))


def _declaration(lines: list[Line], last_row: int) -> int | None:
    """Index of a line right below the last row that declares the table empty without calling itself a note."""
    below = [i for i in range(last_row + 1, len(lines)) if not lines[i].blank][:NEAR]
    return next(
        (i for i in below if len(lines[i].text.strip()) <= LONGEST_DECLARATION and declares(lines[i])), None
    )


def _last_row(lines: list[Line]) -> int | None:
    """Index of the last row; where the source shows cells, notes may stand in cells of their own below it."""
    rows = [index for index, line in enumerate(lines) if celled(line)]
    full = [index for index in rows if not is_lone(lines[index])]
    if full and any(is_note(lines[index]) for index in rows if index > full[-1]):
        return full[-1]
    return rows[-1] if rows else None


def _ends_heading(lines: list[Line], index: int) -> bool:
    """Whether a line is the last piece of a wrapped heading that begins at the end of a line above."""
    word = key(lines[index].text)
    if word not in _openers():
        return False
    above = [key(line.text) for line in lines[max(0, index - HIGH) : index] if not line.blank]
    headings = [*map(key, _vocabulary()["heading"]["remark"]), *heading_fields()]
    begun = tuple(
        heading[: -len(word)] for heading in headings if heading.endswith(word) and len(heading) > len(word)
    )
    return any(line.endswith(begun) for line in above)


def split_notes(lines: list[Line]) -> tuple[list[Line], list[Line], int]:
    """Body, notes and how many of the lines belong to the region (what follows is prose again)."""
    last_row = _last_row(lines)
    notes_at = next(
        (
            i
            for i, line in enumerate(lines)
            if is_note(line) and (last_row is None or i > last_row) and not _ends_heading(lines, i)
        ),
        None,
    )
    if notes_at is None and last_row is not None:
        notes_at = _declaration(lines, last_row)
    if last_row is not None:
        end = last_row + 1
        while (
            end < len(lines)
            and not lines[end].blank
            and not is_note(lines[end])
            and lines[end - 1].text[:1] == "\t"
        ):
            end += 1
        if notes_at is None:
            return lines[:end], [], end
        body = lines[: max(end, 0)]
    else:
        if notes_at is None:
            return lines, [], len(lines)
        body = lines[:notes_at]
    end = notes_at
    open_sentence = False
    for index in range(notes_at, len(lines)):
        line = lines[index]
        if line.blank:
            continue
        if index > notes_at and not is_note(line) and not open_sentence:
            break
        open_sentence = not key(line.text).endswith(("。", ")", ";")) or key(line.text).endswith(";")
        end = index + 1
    return body, [line for line in lines[notes_at:end] if not line.blank], end


@cache
def _empty() -> tuple[tuple[str, ...], tuple[regex.Pattern[str], ...], frozenset[str]]:
    note = read_toml("tables.toml")["note"]
    patterns = tuple(regex.compile(pattern) for pattern in note["empty_patterns"])
    return tuple(map(key, note["empty"])), patterns, frozenset(map(key, note["empty_cells"]))


def declares(line: Line) -> bool:
    """Whether a line says that the table above it holds nothing."""
    words, patterns, cells = _empty()
    folded = key(line.text)
    if folded in cells or any(key(part) in cells for part in line.text.split("\t")):
        return True
    return any(word in folded for word in words) or any(pattern.search(folded) for pattern in patterns)
