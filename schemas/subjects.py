"""Names of functional subjects as text prints them, resolved to codes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from schemas.codes import exact_name, loose_name
from schemas.records import BudgetLine

CLASS_DIGITS, GROUP_DIGITS, ITEM_DIGITS = 3, 5, 7


class SubjectNames(Protocol):
    """Whatever can tell the code of a subject from the names of its class, group and item."""

    def resolve(self, class_name: str | None, group_name: str | None, item_name: str | None) -> str | None:
        """The code of the innermost name given, None when it is not certain."""

    def current(self, code: str, name: str, year: int) -> bool:
        """Whether a code may have had this name in `year`, 0: not known."""


@dataclass(frozen=True, slots=True)
class NoSubjects:
    """Knows no subject."""

    def resolve(self, class_name: str | None, group_name: str | None, item_name: str | None) -> str | None:  # noqa: ARG002
        """None, always."""
        return None

    def current(self, code: str, name: str, year: int) -> bool:  # noqa: ARG002
        """True, always."""
        return True


@dataclass(frozen=True, slots=True)
class ObservedSubjects:
    """Subjects that the forms of one document print (code, name), before what `book` knows."""

    pairs: tuple[tuple[str, str], ...]
    book: SubjectNames

    def _codes(self, name: str | None, digits: int, prefixes: tuple[str, ...]) -> tuple[str, ...]:
        if name is None:
            return prefixes
        for compared in (exact_name, loose_name):
            wanted = compared(name)
            codes = [code for code, label in self.pairs if len(code) == digits and compared(label) == wanted]
            found = tuple(code for code in codes if not prefixes or code.startswith(prefixes))
            if found:
                return found
        return ()

    def resolve(self, class_name: str | None, group_name: str | None, item_name: str | None) -> str | None:
        """The one code whose names stand in the document's forms; a group may be worded otherwise there."""
        classes = self._codes(class_name, CLASS_DIGITS, ())
        groups = self._codes(group_name, GROUP_DIGITS, classes)
        if item_name is None:
            codes = groups if group_name else classes
        elif group_name and groups:
            codes = self._codes(item_name, ITEM_DIGITS, groups)
        else:
            codes = self._codes(item_name, ITEM_DIGITS, classes) if classes or class_name is None else ()
        distinct = set(codes)
        if len(distinct) == 1 and (class_name is None or classes):
            return distinct.pop()
        return self.book.resolve(class_name, group_name, item_name)

    def current(self, code: str, name: str, year: int) -> bool:
        """Whether the document's forms print the code with this name, or the book knows it for the year."""
        own = any(code == printed and loose_name(label) == loose_name(name) for printed, label in self.pairs)
        return own or self.book.current(code, name, year)


def observed_subjects(lines: Iterable[BudgetLine], book: SubjectNames) -> ObservedSubjects:
    """The functional subjects printed in a document's own forms, with `book` behind them."""
    pairs = {
        (line.subject_code, line.row_label)
        for line in lines
        if line.subject_code and line.row_label and line.subject_kind in (None, "functional")
    }
    return ObservedSubjects(tuple(sorted(pairs)), book)
