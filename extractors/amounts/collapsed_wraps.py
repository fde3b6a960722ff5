"""Labels of collapsed rows that stand on several lines, joined where the form knows the whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors.amounts.collapsed_coded import Draft
from extractors.amounts.words import label_key, numbering
from schemas.characters import key
from schemas.spans import join

LOOK_BACK = 5


def join_wraps(drafts: Sequence[Draft], known: dict[str, frozenset[str]]) -> list[Draft]:
    """Labels over two or three lines joined, where the form knows the whole; the values stand behind the last piece."""
    out: list[Draft] = []
    for draft in _centred(drafts, known):
        at = _opened(out, draft, known)
        if at is None:
            out.append(draft)
        else:
            held = out.pop(at)
            label = (*held.label, *draft.label)
            number = draft.number or held.number
            out.append(replace(draft, label=label, side=held.side, number=number, pane=held.pane))
    return out


def doubted_panes(drafts: Sequence[Draft], known: dict[str, frozenset[str]]) -> list[Draft]:
    """Rows whose value may belong to a label that goes on above and below its line, without the pane they seemed to have."""
    opened = {draft.ordinal for draft in drafts if _is_open(draft, known)}
    return [
        replace(draft, pane=None)
        if draft.pane is not None and draft.values and draft.ordinal - 1 in opened
        else draft
        for draft in drafts
    ]


def _is_open(draft: Draft, known: dict[str, frozenset[str]]) -> bool:
    """Whether a row is but the beginning of a label of expenditure that the form knows."""
    if draft.values or not draft.label:
        return False
    label = label_key(str(join(draft.label)))
    names = known["expenditure"]
    return label not in names and any(name.startswith(label) for name in names)


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


def _centred(drafts: Sequence[Draft], known: dict[str, frozenset[str]]) -> list[Draft]:
    """Values without a label between the two pieces of one that the form knows: they stand centred beside it."""
    out: list[Draft] = []
    rest = list(drafts)
    while rest:
        draft = rest.pop(0)
        above = _beside(reversed(out), draft, -1)
        below = _beside(iter(rest), draft, 1)
        whole = (*above.label, *below.label) if above and below and draft.values and not draft.label else ()
        if whole and label_key(str(join(whole))) in known[draft.side or ""]:
            out = [held for held in out if held is not above]
            rest = [held for held in rest if held is not below]
            draft = replace(draft, label=whole)
        out.append(draft)
    return out


def _beside(drafts: Iterator[Draft], draft: Draft, step: int) -> Draft | None:
    """The row of the same side on the next line (or the one before) that is a label and nothing else."""
    found = next(
        (held for held in drafts if held.side == draft.side and held.ordinal == draft.ordinal + step), None
    )
    return found if draft.side and found is not None and found.label and not found.values else None
