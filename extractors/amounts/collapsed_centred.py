"""Labels over several lines whose row is printed at their middle: pieces that stand above the code they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractors.amounts.collapsed_coded import Draft
from schemas.spans import Text


@dataclass(frozen=True, slots=True)
class _Label:
    """The pieces of a row's label by line: above its code, beside it and below."""

    above: tuple[Text, ...]
    beside: tuple[Text, ...]
    below: tuple[Text, ...]


def recentred(drafts: Sequence[Draft]) -> list[Draft]:
    """Rows with the pieces above them that were read as the end of the row before.

    A row without a word beside its code stands at the middle of its label, which has then as many lines above as below;
    a row before it with as many lines above as below has its label whole.
    """
    out: list[Draft] = []
    for draft in drafts:
        before = out[-1] if out else None
        if before is None or not draft.code or not draft.values or _split(draft).beside:
            out.append(draft)
            continue
        label = _split(before)
        spare = label.below[len(label.above) :] if label.above or label.beside else ()
        if spare:
            kept = label.below[: len(label.above)]
            out[-1] = replace(before, label=(*label.above, *label.beside), late=kept)
            draft = replace(draft, label=(*spare, *draft.label))
        out.append(draft)
    return out


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
