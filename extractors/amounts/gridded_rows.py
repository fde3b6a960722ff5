"""Rows of a grid whose cells the source shows: labels, codes and amounts at their columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import regex

from extractors.amounts.groups import Group
from extractors.amounts.header_split import is_number, is_words
from extractors.amounts.printed import Heading, PrintedAmount, PrintedRow
from extractors.amounts.words import label_key, total_words
from extractors.grids.exact import ExactCell, ExactRow
from schemas.amounts import Evidence
from schemas.characters import fold, key
from schemas.spans import Text, join

_APART = regex.compile(r"\d\s+[-(]?\d")
_WHOLE_APART = regex.compile(r"^\d+(?:\s+\d+)+$")
_CODE_CELL = regex.compile(r"\d{1,7}")
_OWN_LEVEL = regex.compile(r"\d{2}")
_LEVEL = regex.compile(r"0\d+")
_WHOLE = regex.compile(r"\d{3}(?:\d{2}){0,2}")
_CODED_LABEL = regex.compile(r"^[\[(]?(\d{3}(?:\d{2}){0,2})[\])]?[\s\-_]*(?=[^\d\s\-_,.%])")


def read_grid_row(
    row: ExactRow, ordinal: int, groups: Sequence[Group], headings: Sequence[Heading]
) -> list[PrintedRow]:
    """One row as a row per group that holds a label or a value; a label over several groups is that of its amounts."""
    found: list[PrintedRow] = []
    for group in groups:
        amounts = _amounts(row, group, headings)
        code, digits = _code(row, group)
        label, outer = _label(row, group)
        if code is None and label is not None:
            code, digits, label = _parted(label)
        number = _first(row, group, "number")
        if (
            code is None
            and number is None
            and not amounts
            and (label is None or _reaches(row, label, group, groups))
        ):
            continue
        found.append(
            PrintedRow(
                ordinal=ordinal,
                amounts=tuple(amounts),
                code=code,
                label=label,
                number=number,
                unit_code=_first(row, group, "unit_code"),
                outer=outer,
                side=group.side,
                digits=digits,
            )
        )
    labelled = _labelled(found)
    return [row for row in labelled if not _repeated(row, labelled)]


def _labelled(found: Sequence[PrintedRow]) -> list[PrintedRow]:
    """The rows of one line, a label of a total that stands without amounts before amounts without a label put to these."""
    out = list(found)
    for at in range(1, len(out)):
        above, row = out[at - 1], out[at]
        alone = above.side == row.side and not (above.amounts or above.code or above.number)
        if alone and row.amounts and row.label is None and row.code is None and _is_total(above.label):
            out[at] = replace(row, label=above.label)
    return out


def _is_total(label: Text | None) -> bool:
    return label is not None and label_key(str(label)).endswith(tuple(total_words()))


def _repeated(row: PrintedRow, found: Sequence[PrintedRow]) -> bool:
    """Whether a row has nothing but a merged label whose amounts stand in another group of the same row."""
    return (
        row.label is not None
        and not (row.amounts or row.code or row.number)
        and any(other.amounts and other.label == row.label for other in found)
    )


def _amounts(row: ExactRow, group: Group, headings: Sequence[Heading]) -> list[PrintedAmount]:
    """The numbers in value columns; one that covers several of them may stand under each."""
    found = []
    own = {cell.column: cell for cell in row.filled}
    for position, heading in group.values:
        cell = own.get(position)
        if cell is None or not is_number(cell.text) or holds_several(cell.text) or _is_level(cell.text):
            continue
        under = tuple(index for place, index in group.values if cell.covers(place))
        uncertain = group.uncertain or shares(headings, heading)
        if uncertain:
            under = tuple(dict.fromkeys(index for _, index in group.values))
        sure = len(under) == 1 and not uncertain
        evidence = _evidence(cell, headings[heading]) if sure else "ambiguous"
        found.append(PrintedAmount(cell.text, under, evidence, unit=cell.unit))
    return found


def _is_level(text: Text) -> bool:
    """Whether a number is a level of a code: no amount begins with a nought that another digit follows."""
    return _LEVEL.fullmatch(key(str(text))) is not None


def shares(headings: Sequence[Heading], at: int) -> bool:
    """Whether a column has no heading, or stands with others under one that no form knows: nothing tells which is which."""
    own = headings[at]
    if own.column is not None or own.evidence != "inferred":
        return False
    return not own.label or sum(other.label == own.label and other.side == own.side for other in headings) > 1


def is_note(row: ExactRow, width: int) -> bool:
    """Whether a row is one cell of words over (nearly) all columns."""
    filled = row.filled
    return len(filled) == 1 and is_words(filled[0].text) and filled[0].column_span > max(1, width - 1)


def holds_several(text: Text) -> bool:
    """Whether a cell may hold several numbers: blanks between digits that no wrap of one number explains.

    A source that shows its cells by itself wraps nothing; on a page a long number goes on in the next line.
    """
    native = bool(text) and text.first.locator is not None
    return (_APART if native else _WHOLE_APART).search(str(text).strip()) is not None


def _evidence(cell: ExactCell, heading: Heading) -> Evidence:
    """How the column is known: by the source's own cells, by where it stands on the page, or by the form's order."""
    if heading.evidence != "printed":
        return heading.evidence
    return "geometry" if cell.text.first.box is not None else "printed"


def _code(row: ExactRow, group: Group) -> tuple[Text | None, str | None]:
    """The printed code over its columns, and its joined digits; levels kept in columns of their own have two digits."""
    cells = [cell for cell in _code_cells(row, group) if cell.text and _CODE_CELL.fullmatch(_bare(cell.text))]
    if not cells:
        return None, None
    parts = [_bare(cell.text) for cell in cells]
    text = join(cell.text for cell in cells)
    if _WHOLE.fullmatch(parts[-1]):
        return cells[-1].text, parts[-1]
    digits = parts[0] + "".join(part.zfill(2) for part in parts[1:])
    if _WHOLE.fullmatch(digits):
        return text, digits
    return (text, None) if len(parts) == 1 and _OWN_LEVEL.fullmatch(digits) else (None, None)


def _code_cells(row: ExactRow, group: Group) -> list[ExactCell]:
    """The row's own cells of codes with those that reach down from rows above it.

    Cells from above alone are its code only where its name reaches down as well: another name is another subject.
    """
    found = [cell for cell in map(row.covering, group.positions("code")) if cell is not None]
    cells = [cell for place, cell in enumerate(found) if cell not in found[:place]]
    name = row.covering(group.name_position)
    own = any(cell in row.cells and cell.text for cell in cells)
    reaches = name is not None and is_words(name.text) and name not in row.cells
    return cells if own or reaches else []


def _bare(text: Text) -> str:
    """The digits of a code cell: sheets keep codes as numbers (205.0)."""
    return key(str(text)).removesuffix(".0")


def _label(row: ExactRow, group: Group) -> tuple[Text | None, Text | None]:
    """(label, outer label): the name column's words, else the last words of the label columns, also of merged cells."""
    places = sorted(position for position, kinds in group.labels if kinds != {"number"})
    cells: list[ExactCell] = []
    for place in places:
        cell = row.covering(place)
        if cell is not None and is_words(cell.text) and cell not in cells:
            cells.append(cell)
    if not cells:
        return _label_among_values(row, group), None
    own = next((cell for cell in cells if cell.covers(group.name_position)), cells[-1])
    before = [cell for cell in cells if cell.column < own.column]
    return own.text, before[-1].text if before else None


def _label_among_values(row: ExactRow, group: Group) -> Text | None:
    """The label of a total that is centred over all columns of a group, and so stands in one of its values."""
    own = {cell.column: cell for cell in row.filled}
    cells = (own.get(position) for position, _ in group.values)
    return next((cell.text for cell in cells if cell and is_words(cell.text) and _is_total(cell.text)), None)


def _reaches(row: ExactRow, label: Text, group: Group, groups: Sequence[Group]) -> bool:
    """Whether a label is one cell over the label columns of a later group as well, whose row it then names."""
    cell = next((cell for cell in row.cells if cell.text.pieces == label.pieces), None)
    later = groups[list(groups).index(group) + 1 :]
    return cell is not None and any(cell.covers(place) for other in later for place, _ in other.labels)


def _parted(label: Text) -> tuple[Text | None, str | None, Text]:
    """A code that stands before the name in one cell, its digits, and the name."""
    match = _CODED_LABEL.match(fold(str(label)))
    if match is None:
        return None, None, label
    return label.cut(match.start(1), match.end(1)), match[1], label.cut(match.end()).strip()


def _first(row: ExactRow, group: Group, kind: str) -> Text | None:
    places = group.positions(kind)
    return next((cell.text for cell in row.cells if cell.column in places and cell.text), None)
