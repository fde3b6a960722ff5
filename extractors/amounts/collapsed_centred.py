"""Labels over several lines whose row is printed at their middle: pieces that stand above the code they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractors.amounts.collapsed_coded import Draft
from schemas.codes import SubjectBook
from schemas.spans import Text, join


@dataclass(frozen=True, slots=True)
class _Label:
    """The pieces of a row's label by line: above its code, beside it and below."""

    above: tuple[Text, ...]
    beside: tuple[Text, ...]
    below: tuple[Text, ...]


def recentred(drafts: Sequence[Draft], book: SubjectBook | None) -> list[Draft]:
    """Rows with the pieces above them that were read as the end of the row before.

    A row without a word beside its code has its label above, below, or both: the name of the code (`book`) tells where
    the label of the row before ends; else that is whole with as many lines below its code as above.
    """
    out: list[Draft] = []
    for draft in drafts:
        before = out[-1] if out else None
        if before is None or not draft.code or not draft.values or _split(draft).beside:
            out.append(draft)
            continue
        label = _split(before)
        own = _own(label, before, book)
        if label.below[own:]:
            out[-1] = replace(before, label=(*label.above, *label.beside), late=label.below[:own])
            draft = replace(draft, label=(*label.below[own:], *draft.label))
        out.append(draft)
    return out


def _own(label: _Label, draft: Draft, book: SubjectBook | None) -> int:
    """How many of the pieces below a row are its own."""
    begun = (*label.above, *label.beside)
    if not draft.code:
        return 0 if begun else len(label.below)
    for count in range(len(label.below) + 1):
        if book is not None and book.agrees(draft.digits, str(join((*begun, *label.below[:count])))):
            return count
    return len(label.above) if begun else len(label.below)


def _split(draft: Draft) -> _Label:
    anchor = draft.code[0] if draft.code else draft.values[0].text if draft.values else None
    pieces = (*draft.label, *draft.late)
    if anchor is None:
        return _Label((), pieces, ())
    at = (anchor.first.page or 0, anchor.first.line)
    places = [((text.first.page or 0, text.first.line), text) for text in pieces]
    return _Label(
        tuple(text for place, text in places if place < at),
        tuple(text for place, text in places if place == at),
        tuple(text for place, text in places if place > at),
    )
