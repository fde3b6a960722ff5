"""Rows of collapsed tables that have a label and no code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors.amounts.collapsed_coded import Draft
from extractors.amounts.tokens import Token
from extractors.amounts.words import label_key
from schemas.spans import join


def read_labelled(
    lines: Sequence[Sequence[Token]],
    known: frozenset[str],
    remarks: frozenset[str],
    first: int = 0,
    numbered: bool = False,
) -> Iterator[Draft]:
    """Rows of label and values; a label over two lines is joined where the form knows the whole; `remarks` are no label.

    `numbered`: a heading stands over row numbers, so that a whole number before a label is one.
    """
    held: Draft | None = None
    for ordinal, printed in enumerate(lines, first):
        number = printed[0].text if numbered and _is_numbered(printed) else None
        found = printed if number is None else printed[1:]
        words = [token for token in found if token.kind == "words"]
        beside = [token for token in words if token.word in remarks]
        draft = Draft(
            ordinal,
            label=tuple(token.text for token in words if token not in beside),
            values=tuple(token for token in found if token.kind == "number"),
            marks=tuple(token for token in found if token.kind == "mark" or token in beside),
            number=number,
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


def _is_numbered(found: Sequence[Token]) -> bool:
    return len(found) > 1 and found[0].integer is not None and found[1].kind == "words"


def _goes_on(held: Draft, draft: Draft, known: frozenset[str]) -> bool:
    if not draft.label:
        return not held.values and bool(held.label)
    whole = label_key(str(join((*held.label, *draft.label))))
    return whole in known and not (held.values and draft.values)
