"""Codes that print their own level only: 02 below 205 is 20502, where the name beside it says so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast, get_args

import regex

from schemas.codes import Kind, SubjectBook, subject_book
from schemas.forms import Form

_OWN = regex.compile(r"\d{2}")
CLASS, GROUP = 3, 5


def book_of(form: Form | None) -> SubjectBook | None:
    """The code book of a form's subjects."""
    kind = form.subject_kind if form is not None else None
    return subject_book(cast("Kind", kind)) if kind in get_args(Kind) else None


def _wholes(last: str, own: str) -> Iterator[str]:
    """The codes below or beside the last one that end with these digits."""
    for length in (CLASS, GROUP):
        if len(last) >= length:
            yield last[:length] + own


def completed(own: str | None, last: str | None, label: str, book: SubjectBook | None) -> str | None:
    """The whole code of a row that prints the two digits of its level, after a row with the code `last`.

    None unless exactly one code is named so.
    """
    if own is None or last is None or book is None or not _OWN.fullmatch(own):
        return None
    named = [code for code in _wholes(last, own) if book.agrees(code, label)]
    return named[0] if len(named) == 1 else None


def is_heading(label: str, following: str | None, seen: frozenset[str], book: SubjectBook | None) -> bool:
    """Whether a row without a code heads the codes below it, and is not a subject that lost its own.

    `following` is the next code, `seen` are those since the last heading: a subject's name is no heading, nor is a row
    in the midst of a class.
    """
    if book is not None and book.holds(label):
        return False
    if following is None or following in seen:
        return True
    return not any(following[:length] in seen for length in (CLASS, GROUP) if length < len(following))
