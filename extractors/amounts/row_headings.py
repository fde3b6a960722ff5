"""Rows that say what a form says above its columns: budget and account one below the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractors.amounts.groups import Group, build_groups
from extractors.amounts.headings import HeaderColumn
from extractors.amounts.printed import Heading
from extractors.amounts.words import heading_key
from schemas.forms import Form
from schemas.spans import Text


def outer_words(form: Form | None) -> frozenset[str]:
    """The outermost headings of a form whose columns stand under two or more of them, as keys."""
    if form is None:
        return frozenset()
    tops = {column.path[0] for column in form.columns if len(column.path) > 1}
    return frozenset(heading_key(text) for level in tops for text in level)


def under_row(
    columns: Sequence[HeaderColumn], word: Text, form: Form | None
) -> tuple[list[Group], list[Heading]] | None:
    """Groups and headings of columns for the rows of one word, which stands above all headings; None where none then fit."""
    inner = [
        column if column.kinds else replace(column, path=(str(word), *column.path)) for column in columns
    ]
    found, headings, _ = build_groups(inner, form)
    _, plain, _ = build_groups(columns, form)
    if not all(heading.column for heading in headings):
        return None
    return found, [
        replace(heading, label=other.label) for heading, other in zip(headings, plain, strict=True)
    ]
