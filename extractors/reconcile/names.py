"""Codes against the code book: a name printed beside a code that the book of that year knows otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import get_args

from rapidfuzz import fuzz

from schemas.codes import Kind, exact_name, subject_book
from schemas.harvest import Finding
from schemas.records import BudgetLine
from schemas.spans import Text

UNSURE = "recall"
OWN_NUMBERS = 4  # so many names of one table that disagree are one cause: the table has its own numbering
SHOWN = 3
LEAST_BEGUN = 6  # characters
ALIKE = 75  # names this much alike (rapidfuzz) differ by wording: a remark


def name_findings(lines: Iterable[BudgetLine], prints: Mapping[str, Text]) -> Iterator[Finding]:
    """One finding per code and name that disagree; one for all where a table numbers its subjects by itself."""
    by_table: dict[str, list[Finding]] = {}
    lines = list(lines)
    tables = {line.line_id: line.table_id for line in lines}
    for finding in _mismatches(lines, prints):
        by_table.setdefault(tables[finding.row_ids[0]], []).append(finding)
    for found in by_table.values():
        plain = [finding for finding in found if finding.severity is None]
        yield from (
            found if len(plain) < OWN_NUMBERS else [_own_numbers(plain), *(f for f in found if f.severity)]
        )


def _own_numbers(found: Sequence[Finding]) -> Finding:
    shown = ", ".join(f"{dict(f.values)['code']} {f.found} ({f.expected})" for f in found[:SHOWN])
    ids = tuple(row_id for finding in found for row_id in finding.row_ids)
    values = (("count", str(len(found))), ("names", shown))
    return Finding("code.names_mismatch", found[0].at, ids, values=values)


def _mismatches(lines: Iterable[BudgetLine], prints: Mapping[str, Text]) -> Iterator[Finding]:
    """One finding per code and name that disagree; names known from memory only make it a remark."""
    rows: dict[tuple[str, str], list[BudgetLine]] = {}
    for line in lines:
        if line.subject_code and line.row_label and line.subject_kind in get_args(Kind):
            rows.setdefault((line.subject_code, line.row_label), []).append(line)
    for (code, label), found in rows.items():
        book = subject_book(found[0].subject_kind)
        if book.agrees(code, label) is not False or _is_cut(label, [name.name for name in book.names(code)]):
            continue
        known = book.names(code)[0]
        alike = max(fuzz.ratio(exact_name(label), exact_name(name.name)) for name in book.names(code))
        ids = tuple(line.line_id for line in found)
        yield Finding(
            "code.name_mismatch",
            prints.get(ids[0]),
            ids,
            expected=book.name(code, found[0].fiscal_year or None),
            found=label,
            values=(("code", code),),
            severity="info" if known.evidence == UNSURE or alike >= ALIKE else None,
        )


def _is_cut(label: str, names: Sequence[str]) -> bool:
    """Whether a label is the beginning of a known name, as a cell that is too narrow prints it."""
    begun = exact_name(label)
    return len(begun) >= LEAST_BEGUN and any(exact_name(name).startswith(begun) for name in names)
