"""Headers of tables whose blank cells vanished: which columns the header words and the ruler allow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from extractors.amounts.collapsed_order import prints_order
from extractors.amounts.collapsed_words import Matched, match, stream
from extractors.amounts.header_prints import find_print
from extractors.amounts.printed import Heading
from extractors.amounts.rulers import is_ruler
from extractors.amounts.tokens import Token
from extractors.amounts.words import (
    dropped_headings,
    heading_key,
    heading_kinds,
    heading_label,
    side_words,
    vocabulary,
)
from schemas.amounts import Evidence
from schemas.characters import key
from schemas.forms import Column, Form
from schemas.values import unit_name

LEAST_REST = 2


@dataclass(frozen=True, slots=True)
class Outer:
    """A heading over whole blocks of codes, and the classes that stand under it."""

    text: str
    classes: tuple[str, ...]

    @property
    def word(self) -> str:
        """The heading as a key."""
        return key(self.text)

    def holds(self, code: str) -> bool:
        """Whether a code is one of its classes or below one."""
        return bool(code) and code[:3] in self.classes


def outer_headings(form: Form) -> tuple[Outer, ...]:
    """The headings over blocks that a form knows."""
    return tuple(Outer(entry["text"], tuple(entry["classes"])) for entry in form.raw.get("outer", ()))


@dataclass(frozen=True, slots=True)
class Header:
    """The columns that a header allows; `certain` when ruler or header words leave no other reading."""

    headings: tuple[Heading, ...]
    variant: str
    certain: bool
    numbered: bool
    rest: str = ""
    outer: tuple[Outer, ...] = ()
    points: float = 0.0

    def of_block(self, code: str, label: str) -> tuple[int, ...]:
        """Indexes of the headings under which the class of a code, or the total of a block, stands."""
        for index, outer in enumerate(self.outer):
            if outer.holds(code) or (not code and key(label).startswith(outer.word)):
                return (index,)
        return tuple(range(len(self.headings)))

    def of_side(self, side: str | None) -> tuple[int, ...]:
        """Indexes of the headings of one side, in printed order."""
        return tuple(
            i for i, heading in enumerate(self.headings) if heading.side in (side, None) or side is None
        )

    def panes(self, side: str) -> tuple[int, ...]:
        """Indexes of a side's headings where each has labels of its own: one heading again under different outer ones."""
        found = [i for i, heading in enumerate(self.headings) if heading.side == side]
        columns = [heading.column for i, heading in enumerate(self.headings) if i in found]
        paths = [column.path for column in columns if column is not None]
        own = len(paths) == len(found) > 1 and all(len(path) == 2 for path in paths)
        alike = (
            own and len({path[-1] for path in paths}) == 1 and len({path[0] for path in paths}) == len(paths)
        )
        return tuple(found) if alike else ()


def ruler_count(rows: Sequence[Sequence[Token]]) -> int | None:
    """How many columns the ruler row numbers, or None without one."""
    for row in rows:
        if is_ruler([token.text for token in row]):
            numbers = [token.integer for token in row if token.integer is not None]
            if numbers and numbers == list(range(1, len(numbers) + 1)):
                return len(numbers)
    return None


def _printed(level: Sequence[str], header: str, wraps: frozenset[str] = frozenset()) -> str | None:
    """The longest alternative that the header prints."""
    found = [text for text in level if heading_key(text) in header or heading_key(text) in wraps]
    return max(found, key=lambda text: len(heading_key(text)), default=None)


def _label(column: Column, header: str, outer: str | None = None, wraps: frozenset[str] = frozenset()) -> str:
    """The published heading of a column: the printed wordings of its levels, under the heading over all columns."""
    parts: list[str] = [outer] if outer else []
    for depth, level in enumerate(column.path):
        printed = _printed(level, header, wraps)
        if printed is None and depth + 1 < len(column.path):
            continue
        part = heading_label(printed or level[0]) + _unit_behind(printed, header)
        if part and (not parts or parts[-1] != part):
            parts.append(part)
    dropped = dropped_headings(column.side is not None)
    kept = [part for part in parts if key(part) not in dropped] or parts[-1:]
    return "/".join(kept)


def _unit_behind(printed: str | None, header: str) -> str:
    """The unit in brackets that a header prints behind a heading, with its brackets; else nothing."""
    if printed is None or "(" in heading_key(printed):
        return ""
    match = regex.search(regex.escape(heading_key(printed)) + r"(\(([^()]{1,4})\))", header)
    return match[1] if match and unit_name(match[2]) else ""


def _over_all(rows: Sequence[Sequence[Token]], columns: Sequence[Column]) -> str | None:
    """A heading over all value columns: alone on a header line beside headings of label columns."""
    known = {heading_key(text) for column in columns for level in column.path for text in level}
    sided = any(column.side for column in columns)
    for row in rows[:-1] if not sided else ():
        others = [token for token in row if token.word not in heading_kinds()]
        word = heading_key(str(others[0].text)) if len(others) == 1 else ""
        if (
            len(row) > 1
            and word
            and not any(word in other for other in known)
            and word not in side_words()
            and others[0].kind == "words"
        ):
            return heading_label(str(others[0].text))
    return None


def _unexplained(rows: Sequence[Sequence[Token]], columns: Sequence[Column]) -> str | None:
    """The one printed heading that no column and no label column explains, or None."""
    known = {heading_key(text) for column in columns for level in column.path for text in level}
    known |= set(heading_kinds()) | set(side_words())
    found = [str(token.text) for row in rows for token in row if heading_key(str(token.text)) not in known]
    found = [text for text in found if any(character.isalpha() for character in text)]
    return heading_label(found[-1]) if len(found) == 1 else None


def _as_printed(columns: Sequence[Column], rows: Sequence[Sequence[Token]]) -> list[Column]:
    """The columns in printed order where several innermost headings stand on one line; else in the form's order."""
    order = list(columns)
    for row in rows:
        found: list[int] = []
        for token in row:
            word = heading_key(str(token.text))
            hits = [i for i, c in enumerate(order) if word in {heading_key(text) for text in c.path[-1]}]
            if len(hits) == 1 and hits[0] not in found:
                found.append(hits[0])
        if len({order[i].side for i in found}) == 1 and found != sorted(found):
            moved = [order[i] for i in found]
            for place, column in zip(sorted(found), moved, strict=True):
                order[place] = column
    return order


def _quality(form: Form, variant: str, found: Matched, count: int | None) -> tuple[float, int]:
    """How well a variant explains a header: printed headings, those missing, words left over, the ruler's count."""
    columns = form.side_columns(variant)
    points = 2.0 * len(found.columns) - len(columns) - 0.1 * len(found.rest)
    if count is not None:
        points += 6.0 if count == len(columns) else 3.0 if count == len(found.columns) else 0.0
    return points, -form.variants().index(variant)


def _chosen(
    columns: Sequence[Column], matched: list[Column], count: int | None, rest: str
) -> tuple[list[Column], bool]:
    """The columns that the table has, and whether header and ruler leave no other reading."""
    if count is not None and count == len(columns):
        renamed = len(columns) - len(matched)
        certain = 2 * len(matched) >= len(columns) and (renamed < 2 or len(rest) < LEAST_REST)
        return list(columns), certain
    if count is not None:
        return matched, count == len(matched)
    return matched, bool(matched) and len(rest) < LEAST_REST


def read_header(rows: Sequence[Sequence[Token]], form: Form, variants: Sequence[str] | None = None) -> Header:
    """The columns of a collapsed table by the best of the form's variants (all of them, or those given)."""
    words = [row for row in rows if not is_ruler([token.text for token in row])]
    header = stream(words)
    count = ruler_count(rows)
    numbered = any(key(word) in header for word in vocabulary()["heading"]["number"])
    matches = {name: match(words, form.side_columns(name), form) for name in variants or form.variants()}
    variant = max(matches, key=lambda name: _quality(form, name, matches[name], count))
    points = _quality(form, variant, matches[variant], count)[0]
    columns, found = form.side_columns(variant), matches[variant]
    matched, rest = list(found.columns), found.rest
    if len(columns) == 1 and matched and form.shape == "blocks":
        return _blocks(form, columns[0], header, variant, points)
    chosen, certain = _chosen(columns, matched, count, rest)
    certain = certain and prints_order(words, chosen)
    chosen = _as_printed(chosen, words)
    renamed = [column for column in chosen if column not in matched]
    outer = _over_all(words, columns)

    def heading(column: Column) -> Heading:
        if renamed == [column] and len(rest) >= LEAST_REST:
            label = _unexplained(words, matched) or rest
            return Heading(label, None, column.side, text=find_print(words, label))
        evidence: Evidence = "printed" if column in matched else "inferred"
        inner = _printed(column.path[-1], header, found.wraps)
        text = find_print(words, inner) if inner else None
        return Heading(_label(column, header, outer, found.wraps), column, column.side, evidence, text=text)

    return Header(tuple(map(heading, chosen)), variant, certain, numbered, rest, points=points)


def _blocks(form: Form, column: Column, header: str, variant: str, points: float) -> Header:
    """One column of amounts, printed once per block of codes, under the blocks' own headings where they are printed."""
    outer = tuple(item for item in outer_headings(form) if item.word in header)
    inner = _label(column, header)
    labels = [f"{item.text}/{inner}" for item in outer] or [inner]
    return Header(tuple(Heading(label, column) for label in labels), variant, True, False, "", outer, points)
