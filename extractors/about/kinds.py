"""What kinds of disclosure a document holds, and whether it speaks of a department or of a unit."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Literal, cast

import regex

from extractors.about.announcements import Announcements, cut_folded, vocabulary
from schemas.characters import key
from schemas.document import Document
from schemas.forms import load_forms
from schemas.spans import Text

Kind = Literal[
    "department_budget", "department_final_accounts", "performance_targets", "performance_review", "other"
]
Scope = Literal["department", "unit"]
COVER_WEIGHT = 3


@cache
def _kind_words() -> tuple[tuple[Kind, tuple[str, ...]], ...]:
    entries = vocabulary()["kind"]
    return tuple((cast("Kind", entry["kind"]), tuple(map(key, entry["words"]))) for entry in entries)


def named_kind(folded: str) -> Kind | None:
    """The kind of disclosure that folded text names."""
    for word in vocabulary()["kinds"]["neutral"]:
        folded = folded.replace(word, "")
    return next((kind for kind, words in _kind_words() if any(word in folded for word in words)), None)


def _form_kind(form_id: str) -> Kind | None:
    family = form_id.partition(".")[0]
    if family == "performance":
        return "performance_review" if load_forms()[form_id].shape == "review" else "performance_targets"
    kinds: dict[str, Kind] = {"final": "department_final_accounts", "budget": "department_budget"}
    return kinds.get(family)


def _held(found: Announcements) -> dict[Kind, Text]:
    """The kinds of the forms whose titles are printed, with the first title of each."""
    held: dict[Kind, Text] = {}
    references = tuple(map(key, vocabulary()["title"]["references"]))
    for title in found.titles:
        folded = key(str(title.text))
        by_form = _form_kind(title.form_id) if title.form_id else None
        by_words = named_kind(folded)
        kind = by_form or (by_words if by_words in ("performance_targets", "performance_review") else None)
        if kind is not None and not folded.startswith(references):
            held.setdefault(kind, title.text)
    return held


def find_kinds(found: Announcements) -> tuple[Kind, tuple[Kind, ...], Text | None]:
    """The leading kind, all kinds in order of print, and the print that tells the leading one."""
    held = _held(found)
    texts = found.cover or ([] if held else found.headings)
    named = [(kind, text) for text in texts if (kind := named_kind(key(str(text)))) is not None]
    if not named and not held:
        named = [(kind, text) for text in found.headings if (kind := named_kind(key(str(text)))) is not None]
    cover = next(((kind, text) for kind, text in named if kind != "other" or not held), None)
    if cover is not None:
        return cover[0], tuple(dict.fromkeys((cover[0], *held))), cover[1]
    order = cast("list[Kind]", vocabulary()["leading"]["order"])
    leading = next((kind for kind in order if kind in held), None)
    return (leading, tuple(held), held[leading]) if leading is not None else ("other", ("other",), None)


def names_table(document: Document) -> bool:
    """Whether a document speaks of a table of its disclosure anywhere."""
    named = regex.compile(vocabulary()["tables"]["named"])
    return any(named.search(line.text) for line in document.lines)


def find_scope(found: Announcements) -> tuple[Scope, Text] | None:
    """Whether cover, titles and headings speak of a department or of a unit; None when they do not tell."""
    votes: Counter[Scope] = Counter()
    first: dict[Scope, Text] = {}
    weighted = [(text, COVER_WEIGHT) for text in found.cover]
    weighted += [(title.text, 1) for title in found.titles] + [(text, 1) for text in found.headings]
    for text, weight in weighted:
        folded = key(str(text))
        for scope in ("department", "unit"):
            word = next((word for word in vocabulary()["scope"][scope] if word in folded), None)
            if word is not None:
                votes[scope] += weight
                start = folded.index(word)
                first.setdefault(scope, cut_folded(text, start, start + len(word)))
    if votes["department"] == votes["unit"]:
        return None
    best: Scope = "department" if votes["department"] > votes["unit"] else "unit"
    return best, first[best]
