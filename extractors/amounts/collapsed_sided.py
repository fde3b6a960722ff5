"""Rows of collapsed tables with two sides, or with labels only: where the labels, row numbers and amounts are cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractors.amounts.collapsed_coded import Draft
from extractors.amounts.tokens import Token
from extractors.amounts.words import label_key, numbering
from schemas.characters import key
from schemas.forms import Form, RowLabel
from schemas.spans import Text, join

SIDES = ("revenue", "expenditure")
LARGEST_GAP = 30


@dataclass(frozen=True, slots=True)
class _Sides:
    """What tells the sides apart: the form's labels by side, and whether rows are numbered."""

    labels: dict[str, frozenset[str]]
    numbered: bool


@dataclass(frozen=True, slots=True)
class Panes:
    """The headings of one side that have labels of their own, from left to right; none in most tables."""

    headings: tuple[int, ...]
    form: Form

    def _classes(self) -> frozenset[str]:
        return frozenset(label_key(text) for row in self.form.rows if row.code for text in row.texts)

    def opens(self, labels: Sequence[str], side: str | None) -> bool:
        """Whether the first label of a line is one of the other side."""
        return len(labels) > len(self.headings) or (side == "revenue" and labels[0] not in self._classes())

    def of(self, labels: Sequence[str]) -> list[int | None]:
        """The heading of each label: all in order, else classes under the first; None where nothing tells."""
        if len(labels) == len(self.headings):
            return list(self.headings)
        rows = {label_key(text): row for row in self.form.rows for text in row.texts if row.side != "revenue"}
        return [self._of(rows.get(label)) for label in labels]

    def _of(self, row: RowLabel | None) -> int | None:
        if row is None or row.total:
            return None
        if row.code:
            return self.headings[0]
        return self.headings[-1] if len(self.headings) == 2 else None


def known_labels(form: Form) -> dict[str, frozenset[str]]:
    """Keys of the form's row labels by side."""
    return {
        side: frozenset(
            label_key(text) for row in form.rows if row.side in (side, None) for text in row.texts
        )
        for side in SIDES
    }


def _segments(found: Sequence[Token]) -> list[list[Token]]:
    """A line cut before each label that follows a number or begins with numbering after a label."""
    parts: list[list[Token]] = []
    for token in found:
        previous = parts[-1][-1] if parts else None
        fresh = token.kind == "words" and (
            previous is None
            or previous.kind != "words"
            or (bool(numbering(token.word)) and not _continues(parts[-1]))
        )
        if fresh or previous is None:
            parts.append([])
        parts[-1].append(token)
    return parts


def _continues(part: Sequence[Token]) -> bool:
    """A label that so far is only a lead-in (its last word ends with a colon) goes on."""
    return part[-1].word.endswith(":")


def _key(part: Sequence[Token]) -> str:
    """The key of the label that some words make."""
    return label_key(str(join([token.text for token in part])))


def _label(part: Sequence[Token]) -> Text | None:
    words = [token.text for token in part if token.kind == "words"]
    return join(words) if words else None


class SidedReader:
    """Reads lines of a sided table in order; remembers only the row numbers that come next."""

    def __init__(self, form: Form, numbered: bool, panes: Sequence[int] = ()) -> None:
        self._sides = _Sides(known_labels(form), numbered)
        self._panes = Panes(tuple(panes), form)
        self._next: dict[str, int | None] = dict.fromkeys(SIDES)
        self._read: set[str] = set()

    def read(self, found: Sequence[Token], ordinal: int) -> list[Draft]:
        """The rows of one line, one per side that it prints."""
        if not any(token.kind == "words" for token in found):
            return self._numbers_only(found, ordinal)
        parts = [piece for part in _segments(found) for piece in self._cut(part)]
        if parts[0][0].kind != "words":
            lead, rest = parts[0], parts[1:]
            drafts = self._lead(lead, ordinal)
            return drafts + self._parts(rest, ordinal, after_lead=True)
        return self._parts(parts, ordinal, after_lead=False)

    def _cut(self, part: Sequence[Token]) -> list[Sequence[Token]]:
        """A label of revenue that prints no amount, cut from the label of expenditure that stands beside it."""
        labels = self._sides.labels
        words = next((n for n, token in enumerate(part) if token.kind != "words"), len(part))
        if _key(part[:words]) in labels["revenue"] | labels["expenditure"]:
            return [part]
        for at in range(1, words):
            if _key(part[:at]) in labels["revenue"] and _key(part[at:words]) in labels["expenditure"]:
                return [part[:at], part[at:]]
        return [part]

    def _parts(self, parts: Sequence[Sequence[Token]], ordinal: int, after_lead: bool) -> list[Draft]:
        if self._panes.headings:
            return self._paned(parts, ordinal, after_lead)
        if len(parts) > 2:
            late = [part for part in parts[2:] if self._drawn_late(part)]
            if late:
                own = self._parts([part for part in parts if part not in late], ordinal, after_lead)
                return own + [replace(self._draft(part, "revenue", ordinal), side=None) for part in late]
            parts = self._joined(parts)
        if len(parts) == 2:
            return [self._draft(part, side, ordinal) for part, side in zip(parts, SIDES, strict=True)]
        if len(parts) == 1 and not after_lead and self._side(parts[0]) == "revenue":
            return self._with_bare_number(parts[0], ordinal)
        return [
            self._draft(part, "expenditure" if after_lead else self._side(part), ordinal) for part in parts
        ]

    def _paned(self, parts: Sequence[Sequence[Token]], ordinal: int, after_lead: bool) -> list[Draft]:
        """Parts of a line whose expenditure has labels for each heading: one part each, the left ones may be missing."""
        labels = [label_key(str(_label(part))) for part in parts]
        own = list(parts)
        drafts = []
        if own and not after_lead and self._panes.opens(labels, self._side(own[0])):
            drafts.append(self._draft(own.pop(0), "revenue", ordinal))
            labels.pop(0)
        for part, pane in zip(own, self._panes.of(labels), strict=True):
            drafts.append(replace(self._draft(part, "expenditure", ordinal), pane=pane))
        return drafts

    def _with_bare_number(self, part: Sequence[Token], ordinal: int) -> list[Draft]:
        """A revenue row; a last integer that is the next row number of the other side is that row, printed empty."""
        draft = self._draft(part, "revenue", ordinal)
        last = draft.values[-1] if draft.values else None
        if last is None or not self._sides.numbered or last.integer is None:
            return [draft]
        if not self._is_next(last, "expenditure"):
            return [draft]
        left = replace(draft, values=draft.values[:-1])
        return [left, self._draft([last], "expenditure", ordinal)]

    def _joined(self, parts: Sequence[Sequence[Token]]) -> list[Sequence[Token]]:
        """Three or more parts: the cut is where a known label of expenditure begins, else the last one."""
        labels = self._sides.labels["expenditure"]
        at = next(
            (i for i, part in enumerate(parts) if i and label_key(str(_label(part))) in labels),
            len(parts) - 1,
        )
        left = [token for part in parts[:at] for token in part]
        return [left, [token for part in parts[at:] for token in part]]

    def _drawn_late(self, part: Sequence[Token]) -> bool:
        """Whether a part right of both sides is a numbered row of revenue, as texts have it that follow the drawing."""
        label = _label(part)
        known = label is not None and label_key(str(label)) in self._sides.labels["revenue"]
        return known and bool(numbering(part[0].word))

    def _side(self, part: Sequence[Token]) -> str | None:
        label = label_key(str(_label(part)))
        number = next((token.integer for token in part if token.kind == "number"), None)
        if self._sides.numbered and number is not None:
            exact = [side for side in SIDES if self._next[side] == number]
            if exact:
                return exact[0]
        known = [side for side in SIDES if label in self._sides.labels[side]]
        if len(known) > 1:
            return self._of_both(label, number)
        return known[0] if known else "expenditure" if numbering(key(label)) else "revenue"

    def _of_both(self, label: str, number: int | None) -> str | None:
        """The side of a label that stands on both: the one whose rows come to its number, else revenue; None once it was read."""
        left = {side: number - after for side, after in self._next.items() if number is not None and after}
        near = {side: gap for side, gap in left.items() if gap >= 0}
        if self._sides.numbered and near:
            return min(near, key=lambda side: near[side])
        if label in self._read:
            return None
        self._read.add(label)
        return SIDES[0]

    def _draft(self, part: Sequence[Token], side: str | None, ordinal: int) -> Draft:
        draft = Draft(ordinal, label=tuple(t.text for t in part if t.kind == "words"), side=side)
        draft = replace(draft, marks=tuple(t for t in part if t.kind == "mark"))
        values = [token for token in part if token.kind == "number"]
        if side and self._sides.numbered and values and self._is_next(values[0], side):
            self._next[side] = (values[0].integer or 0) + 1
            draft = replace(draft, number=values[0].text)
            values = values[1:]
        return replace(draft, values=tuple(values))

    def _is_next(self, token: Token, side: str) -> bool:
        """Row numbers rise; rows that a publisher leaves out leave their numbers out too."""
        after = self._next[side]
        return token.integer is not None and (after is None or after <= token.integer <= after + LARGEST_GAP)

    def _lead(self, lead: Sequence[Token], ordinal: int) -> list[Draft]:
        """Numbers before the first label: the row number of a revenue row without a label."""
        return [self._draft(lead, "revenue", ordinal)]

    def _numbers_only(self, found: Sequence[Token], ordinal: int) -> list[Draft]:
        values = [token for token in found if token.kind == "number"]
        if self._sides.numbered and len(values) == 2 and all(map(self._is_next, values, SIDES)):
            return [self._draft([value], side, ordinal) for value, side in zip(values, SIDES, strict=True)]
        if self._sides.numbered:
            return [self._draft(found, "revenue", ordinal)]
        return [Draft(ordinal, values=tuple(values), marks=tuple(t for t in found if t.kind == "mark"))]
