"""Caption lines of a table: form number, organisation, year and unit of amounts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import regex

from schemas.characters import key, keyed
from schemas.document import Line
from schemas.quickly import quickly_made
from schemas.resources import read_toml
from schemas.spans import Text
from schemas.values import organisation_labels, unit_labels, unit_name

LONGEST_CAPTION = 160
PLACEHOLDERS = "?"
_CODED_NAME = regex.compile(r"\d{3,12}\D{3,40}")
_SPLIT = regex.compile(r"[\t|]+|\s{2,}|(?<=\S) (?=\S)")


@quickly_made
@dataclass(frozen=True, slots=True)
class Caption:
    """What one caption line says; fields it does not print are None."""

    number: Text | None = None
    organisation: Text | None = None
    unit: str | None = None
    unit_text: Text | None = None
    year: int | None = None


@cache
def _vocabulary() -> dict[str, Any]:
    return read_toml("tables.toml")


@cache
def _pattern(name: str) -> regex.Pattern[str]:
    return regex.compile(_vocabulary()["caption"][name])


@cache
def _year() -> regex.Pattern[str]:
    return regex.compile(_vocabulary()["title"]["year"])


@cache
def _endings() -> tuple[str, ...]:
    return tuple(_vocabulary()["title"]["organisations"])


def _pieces(line: Line) -> Iterator[Text]:
    start = 0
    for match in _SPLIT.finditer(line.text):
        if line.text[start : match.start()].strip():
            yield line.cut(start, match.start()).strip()
        start = match.end()
    if line.text[start:].strip():
        yield line.cut(start).strip()


def _after(piece: Text, folded: str, offsets: Sequence[int], labels: tuple[str, ...]) -> Text | None:
    for label in labels:
        rest = folded[len(label) :]
        if folded.startswith(label) and rest.startswith(":"):
            return piece.cut(offsets[len(label)] + 1).strip()
        if folded.startswith(label + "(") and "):" in rest:
            return piece.cut(offsets[len(label) + rest.index("):") + 1] + 1).strip()
    return None


def _joined(pieces: list[Text]) -> list[Text]:
    """Pieces again as printed, where a label and its value were parted by white space after the colon.

    What is a caption of its own is no value: a label may be left without one.
    """
    out: list[Text] = []
    for piece in pieces:
        label = key(str(piece)).endswith(":")
        if out and key(str(out[-1])).endswith(":") and not label and not _is_unit(piece):
            out[-1] = out[-1] + piece
        else:
            out.append(piece)
    return out


def _with_unit(organisation: Text) -> Caption | None:
    """An organisation that the unit of amounts follows without anything between them, as inline print of a web page does."""
    folded, offsets = keyed(str(organisation))
    for label in unit_labels():
        at = folded.rfind(label + ":")
        unit = unit_name(folded[at + len(label) + 1 :]) if at > 0 else None
        if unit is not None:
            text = organisation.cut(offsets[at + len(label)] + 1).strip()
            return Caption(organisation=organisation.cut(0, offsets[at]).strip(), unit=unit, unit_text=text)
    return None


def read_piece(piece: Text) -> Caption | None:
    """What one piece of a caption line says, or None when it is something else."""
    folded, offsets = keyed(str(piece))
    if not folded.strip(PLACEHOLDERS):
        return Caption()
    unit = _after(piece, folded, offsets, unit_labels())
    if unit is not None and unit_name(str(unit)):
        return Caption(unit=unit_name(str(unit)), unit_text=unit)
    bare = folded.strip("()")
    if unit is None and unit_name(bare):
        return Caption(unit=unit_name(bare), unit_text=piece.strip("()（）"))
    if folded.startswith(tuple(_vocabulary()["caption"]["ignored"])) and ":" in folded:
        return Caption()
    organisation = _after(piece, folded, offsets, organisation_labels())
    if organisation is not None:
        return _with_unit(organisation) or Caption(organisation=organisation or None)
    if _pattern("number").match(folded):
        return Caption(number=piece)
    if _pattern("date").match(folded):
        year = _year().search(folded)
        return Caption(year=int(year[1]) if year else None)
    if _CODED_NAME.fullmatch(folded) and folded.endswith(_endings()):
        return Caption(organisation=piece)
    return None


def _begins_otherwise(line: Line) -> bool:
    """Whether the first piece of a line is no caption and no label whose value may follow."""
    first = next(_pieces(line), None)
    return first is not None and not key(str(first)).endswith(":") and read_piece(first) is None


def read_caption(line: Line) -> Caption | None:
    """What a caption line says, or None when any part of it is something else."""
    if len(" ".join(line.text.split())) > LONGEST_CAPTION:
        return None
    marked = "\t" in line.text or "|" in line.text.rstrip("| ")
    if marked and _begins_otherwise(line):
        return None
    found = Caption()
    pieces = _joined(list(_pieces(line)))
    whole = read_piece(line.strip().strip("| ")) if len(pieces) > 1 and not marked else None
    if whole is not None and (whole.number or (whole.organisation and not any(map(_is_unit, pieces)))):
        return whole
    for piece in pieces:
        caption = read_piece(piece)
        if caption is None:
            return None
        found = merged(found, caption)
    return found


def beside_title(line: Line, title: Text) -> Caption:
    """What the other cells of a title's row say."""
    found = Caption()
    for field in line.fields:
        cell = line.cell(field).strip()
        read = read_piece(cell) if cell and cell.pieces != title.pieces else None
        found = merged(found, read) if read is not None else found
    return found


def merged(first: Caption, second: Caption) -> Caption:
    """What either caption says, the first one first."""
    return Caption(*(getattr(first, name) or getattr(second, name) for name in Caption.__slots__))


def read_wrapped(line: Line, above: Sequence[Line], caption: Caption) -> Caption | None:
    """A line with the rest of an organisation that ends a line above, and nothing else but the unit."""
    pieces = _joined(list(_pieces(line)))
    if caption.organisation is None or not 0 < len(pieces) < 3:
        return None
    name = str(caption.organisation)
    ends = [str(other.strip()).endswith(name) for other in above]
    if not any(f"{name} " in f"{other.text} " for other in above):
        return None
    if len(pieces) == 2:
        known = any(ends) and key(str(pieces[0])).endswith(_endings()) and _is_unit(pieces[1])
    else:
        known = _completes(name, str(pieces[0]), any(ends) and not ends[-1])
    if not known:
        return None
    found = read_piece(pieces[1]) if len(pieces) == 2 else Caption()
    return replace(found, organisation=caption.organisation + pieces[0]) if found else None


@cache
def _headings() -> frozenset[str]:
    heading = _vocabulary()["heading"]
    return frozenset(key(word) for kind in ("code", "name", "number", "unit_code") for word in heading[kind])


def _completes(organisation: str, rest: str, apart: bool) -> bool:
    """Whether two pieces are one organisation: the first does not end like one or the unit stands between them."""
    first, last = key(organisation), key(rest)
    ends = last.endswith(_endings()) and (first + last).isalpha() and last not in _headings()
    return ends and (apart or not first.endswith(_endings()))


def _is_unit(piece: Text) -> bool:
    caption = read_piece(piece)
    return caption is not None and (caption.unit is not None or caption.year is not None)
