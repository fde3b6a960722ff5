"""Rows of collapsed tables with two sides, or with labels only: where the labels, row numbers and amounts are cut."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extractors.amounts.collapsed_coded import Draft
from extractors.amounts.tokens import Token
from extractors.amounts.words import label_key, numbering
from schemas.characters import key
from schemas.forms import Form
from schemas.spans import Text, join

SIDES = ("revenue", "expenditure")
LARGEST_GAP = 30
LOOK_BACK = 5


@dataclass(frozen=True, slots=True)
class _Sides:
    """What tells the sides apart: the form's labels by side, and whether rows are numbered."""

    labels: dict[str, frozenset[str]]
    numbered: bool


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


def _label(part: Sequence[Token]) -> Text | None:
    words = [token.text for token in part if token.kind == "words"]
    return join(words) if words else None


class SidedReader:
    """Reads lines of a sided table in order; remembers only the row numbers that come next."""

    def __init__(self, form: Form, numbered: bool) -> None:
        self._sides = _Sides(known_labels(form), numbered)
        self._next: dict[str, int | None] = dict.fromkeys(SIDES)

    def read(self, found: Sequence[Token], ordinal: int) -> list[Draft]:
        """The rows of one line, one per side that it prints."""
        if not any(token.kind == "words" for token in found):
            return self._numbers_only(found, ordinal)
        parts = _segments(found)
        if parts[0][0].kind != "words":
            lead, rest = parts[0], parts[1:]
            drafts = self._lead(lead, ordinal)
            return drafts + self._parts(rest, ordinal, after_lead=True)
        return self._parts(parts, ordinal, after_lead=False)

    def _parts(self, parts: Sequence[Sequence[Token]], ordinal: int, after_lead: bool) -> list[Draft]:
        if len(parts) > 2:
            parts = self._joined(parts)
        if len(parts) == 2:
            return [self._draft(part, side, ordinal) for part, side in zip(parts, SIDES, strict=True)]
        if len(parts) == 1 and not after_lead and self._side(parts[0]) == "revenue":
            return self._with_bare_number(parts[0], ordinal)
        return [
            self._draft(part, "expenditure" if after_lead else self._side(part), ordinal) for part in parts
        ]

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

    def _side(self, part: Sequence[Token]) -> str:
        label = label_key(str(_label(part)))
        number = next((token.integer for token in part if token.kind == "number"), None)
        if self._sides.numbered and number is not None:
            exact = [side for side in SIDES if self._next[side] == number]
            if exact:
                return exact[0]
        known = [side for side in SIDES if label in self._sides.labels[side]]
        return known[0] if known else "expenditure" if numbering(key(label)) else "revenue"

    def _draft(self, part: Sequence[Token], side: str, ordinal: int) -> Draft:
        draft = Draft(ordinal, label=tuple(t.text for t in part if t.kind == "words"), side=side)
        draft = replace(draft, marks=tuple(t for t in part if t.kind == "mark"))
        values = [token for token in part if token.kind == "number"]
        if self._sides.numbered and values and self._is_next(values[0], side):
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
        return [self._draft(found, "revenue", ordinal)]


def join_wraps(drafts: Sequence[Draft], known: dict[str, frozenset[str]]) -> list[Draft]:
    """Labels over two or three lines joined, where the form knows the whole; the values stand behind the last piece."""
    out: list[Draft] = []
    for draft in drafts:
        at = _opened(out, draft, known)
        if at is None:
            out.append(draft)
        else:
            held = out.pop(at)
            label = (*held.label, *draft.label)
            out.append(replace(draft, label=label, side=held.side, number=draft.number or held.number))
    return out


def _opened(out: Sequence[Draft], draft: Draft, known: dict[str, frozenset[str]]) -> int | None:
    """Index of the row whose label goes on with this one's: recent, without values, and known only as a whole."""
    if not draft.label or numbering(key(str(draft.label[0]))):
        return None
    for at in range(len(out) - 1, max(len(out) - LOOK_BACK, -1), -1):
        held = out[at]
        if held.values or not held.label or held.ordinal == draft.ordinal:
            continue
        whole = label_key(str(join((*held.label, *draft.label))))
        if whole in known.get(held.side or "", frozenset()) or (
            held.side is None and whole in known["expenditure"]
        ):
            return at
    return None


def read_labelled(lines: Sequence[Sequence[Token]], known: frozenset[str], first: int = 0) -> Iterator[Draft]:
    """Rows of label and values; a label over two lines is joined where the form knows the whole."""
    held: Draft | None = None
    for ordinal, found in enumerate(lines, first):
        draft = Draft(
            ordinal,
            label=tuple(token.text for token in found if token.kind == "words"),
            values=tuple(token for token in found if token.kind == "number"),
            marks=tuple(token for token in found if token.kind == "mark"),
        )
        if held is not None and _goes_on(held, draft, known):
            held = replace(
                held,
                label=(*held.label, *draft.label),
                values=(*held.values, *draft.values),
                marks=(*held.marks, *draft.marks),
            )
            continue
        if held is not None:
            yield held
        held = draft
    if held is not None:
        yield held


def _goes_on(held: Draft, draft: Draft, known: frozenset[str]) -> bool:
    if not draft.label:
        return not held.values and bool(held.label)
    whole = label_key(str(join((*held.label, *draft.label))))
    return whole in known and not (held.values and draft.values)
