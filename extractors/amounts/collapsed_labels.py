"""Labels of rows whose cells only blanks part: those that may be the print of several cells, or a piece of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import get_args

from extractors.amounts.collapsed_blocks import is_one_word
from extractors.amounts.collapsed_coded import Draft
from extractors.amounts.words import label_key, numbering, plain_label, total_words
from schemas.characters import fold
from schemas.codes import Kind, subject_book
from schemas.spans import Text, join

WIDE = 3
LEAST_WORD = 2
PAIRS = (("(", ")"), ("\u300a", "\u300b"))
BEHIND = frozenset(")\u3001\uff0c,\u300b.")


def innermost(drafts: Sequence[Draft], known: frozenset[str]) -> list[Draft]:
    """Rows without the labels of the cells before theirs, where a wide gap parts these from a name that stands for itself."""
    return [
        replace(draft, outer=draft.label[:-1], label=draft.label[-1:])
        if len(draft.label) > 1
        and not _is_name(join(draft.label), known)
        and _is_name(draft.label[-1], known)
        and _gap(draft.label[-2], draft.label[-1]) >= WIDE
        else draft
        for draft in drafts
    ]


def doubtful_labels(drafts: Sequence[Draft], known: frozenset[str]) -> frozenset[int]:
    """Ordinals of rows whose label the form does not know and that may have lost a part to, or won one from, another cell."""
    named = [_is_name(join(draft.label), known) for draft in drafts]
    rests = {
        near
        for at, draft in enumerate(drafts)
        if draft.label and not draft.values and not draft.code and (not named[at] or _is_short(draft.label))
        for near in (at - 1, at + 1)
    }
    return frozenset(
        draft.ordinal
        for at, draft in enumerate(drafts)
        if draft.values
        and draft.label
        and not draft.code
        and not named[at]
        and (at in rests or _is_torn(draft.label) or _is_several(draft.label))
    )


def cut_labels(
    drafts: Sequence[Draft], known: Mapping[str, frozenset[str]]
) -> frozenset[tuple[int, str | None]]:
    """Ordinal and side of the rows whose label is a piece of labels that the form knows, or hardly one."""
    cut = [
        (draft.ordinal, draft.side)
        for draft in drafts
        if draft.values and draft.label and _is_piece(draft, known.get(draft.side or "", frozenset()))
    ]
    return frozenset(cut)


def _is_piece(draft: Draft, known: frozenset[str]) -> bool:
    label = label_key(str(join(draft.label)))
    if not label or label in known:
        return False
    return len(label) <= LEAST_WORD or any(label in name for name in known)


def _is_name(label: Text | None, known: frozenset[str]) -> bool:
    """Whether a label stands for itself: the form, the totals or the code books have it."""
    printed = str(label or "")
    word = label_key(printed)
    return (
        word in known
        or word.endswith(tuple(total_words()))
        or any(subject_book(kind).holds(plain_label(printed)) for kind in get_args(Kind))
    )


def _is_short(label: Sequence[Text]) -> bool:
    """Whether a label may as well end a longer one: one short word without numbering that is no total."""
    word = label_key(str(join(label)))
    numbered = numbering(fold(str(label[0])).strip())
    return len(word) <= LEAST_WORD and not numbered and word not in total_words()


def _gap(left: Text, right: Text) -> int:
    """Characters between two prints beside each other."""
    return right.first.start - max(piece.end for piece in left.pieces)


def _is_torn(label: Sequence[Text]) -> bool:
    """Whether a label holds half a pair of brackets or begins behind its beginning."""
    text = fold(plain_label(str(join(label))))
    return text[:1] in BEHIND or any(text.count(left) != text.count(right) for left, right in PAIRS)


def _is_several(label: Sequence[Text]) -> bool:
    """Whether a label is more than one word: a name hardly holds blanks, but behind its numbering or a lead."""
    apart = [
        text
        for before, text in zip((None, *label), label, strict=False)
        if not before or not is_one_word(before, text)
    ]
    words = [fold(str(text)) for text in apart]
    words = [word for word in words if len(word) > len(numbering(word)) and not word.endswith(":")]
    return sum(len(word) >= LEAST_WORD for word in words) > 1
