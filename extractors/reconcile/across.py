"""Grounding across the forms of one document: cells of two tables, and subjects that stand in both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from extractors.reconcile.board import Board, Slot
from extractors.reconcile.cells import cell_slots, certain_value, column_of
from extractors.reconcile.instances import Instance, build_instance
from schemas.amounts import AmountRow
from schemas.identities import Identities, Identity
from schemas.identity_terms import SIDES, Term

LEVELS = {"class": 3, "group": 5, "item": 7}
Found = Mapping[str, int]


def pairings(board: Board, identity: Identity) -> Iterator[dict[str, int]]:
    """Tables to compare, one per form: the only ones, or the nth of each where every form stands equally often."""
    conditions = [term for pair in identity.when for term in pair]
    names = {term.form for term in (*identity.total, *identity.parts, *conditions) if term.form}
    tables = {name: board.by_form.get(name, ()) for name in sorted(names)}
    present = {name: found for name, found in tables.items() if found}
    counts = {len(found) for found in present.values()}
    if len(counts) != 1:
        return
    for ordinal in range(counts.pop()):
        chosen = {name: found[ordinal] for name, found in present.items()}
        if all(board.has_unit(table) for table in chosen.values()):
            yield chosen


def _holds(board: Board, found: Found, pair: tuple[Term, Term]) -> bool:
    """Whether two cells print the same amount: as far as the coarser print shows it, to the last digit where both do."""
    values, quanta = [], []
    for term in pair:
        table = found.get(term.form or "")
        slots = cell_slots(board, table, term, None) if table is not None else None
        value = certain_value(board, slots) if slots else None
        if value is None or table is None:
            return False
        values.append(value)
        quanta.append(board.quanta[table])
    slack = 0 if quanta[0] == quanta[1] else max(quanta) // 2
    return abs(values[0] - values[1]) <= slack and any(values)


def _cells(identity: Identity, board: Board, found: Found) -> Iterator[Instance | None]:
    signed: list[tuple[Slot, int]] = []
    for terms, factor in ((identity.total, 1), (identity.parts, -1)):
        here, told = [], False
        for term in terms:
            table = found.get(term.form or "")
            slots = cell_slots(board, table, term, None) if table is not None else None
            if slots is None and not term.optional and (factor > 0 or table is None):
                return
            told = told or (slots is not None and not term.optional)
            here += [(slot, factor * term.sign) for slot in slots or ()]
        if not here or not (told or all(term.optional for term in terms)):
            return
        signed += here
    yield build_instance(board, identity.name, signed, (), identity.certainty, identity.relation)


def _subject_rows(board: Board, table: int, level: str | None) -> dict[str, int]:
    """Rows by code, codes that stand once only; rows without amounts count where their form names them."""
    rows: dict[str, list[int]] = {}
    for index, code in enumerate(board.row_codes[table]):
        row = board.tables[table].rows[index]
        if code and (row.amounts or row.role == "label") and row.role != "free":
            if level is None or len(code) == LEVELS[level]:
                rows.setdefault(code, []).append(index)
    return {code: found[0] for code, found in rows.items() if len(found) == 1}


def _columns(board: Board, table: int, term: Term, measure: str | None) -> dict[str | None, int | None]:
    """The column of a term by side."""
    wanted = Term(1, None, None, term.measures or ((measure,) if measure else ()), tag=term.tag)
    return {side: column_of(board, table, wanted, side, None) for side in (None, *SIDES)}


def _grand(board: Board, found: Found, terms: Iterable[Term], measure: str | None) -> int:
    """Sum in ticks of the grand totals of the forms that the document has; open amounts count as nothing."""
    total = 0
    for term in terms:
        if term.form in found:
            cell = Term(
                1, term.form, "@total", term.measures or ((measure,) if measure else ()), tag=term.tag
            )
            total += certain_value(board, cell_slots(board, found[term.form or ""], cell, None) or []) or 0
    return total


def _speaks(identity: Identity, board: Board, found: Found) -> bool:
    """Whether the forms that the document has can tell: where one is missing, the others make up the whole."""
    terms = (*identity.total, *identity.parts)
    missing = [term for term in terms if term.form not in found]
    if any(not term.optional for term in missing):
        return False
    if not missing or identity.relation == ">=":
        return True
    measure = identity.measures[0] if identity.measures else None
    whole, parts = (_grand(board, found, side, measure) for side in (identity.total, identity.parts))
    return whole != 0 and abs(whole - parts) <= max(board.quanta[table] for table in found.values())


class _Part(NamedTuple):
    """One term of an identity between subjects: table, sign, its rows by code, the column of the measure by side."""

    table: int
    sign: int
    optional: bool
    by_code: Mapping[str, int]
    rows: Sequence[AmountRow]
    by_side: Mapping[str | None, int | None]


def _subjects(identity: Identity, board: Board, found: Found) -> Iterator[Instance | None]:
    if not _speaks(identity, board, found):
        return
    wanted = [(term, 1) for term in identity.total] + [(term, -1) for term in identity.parts]
    terms = [(term, factor) for term, factor in wanted if term.form in found]
    rows = [_subject_rows(board, found[term.form or ""], identity.level) for term, _ in terms]
    needed = [set(by_code) for (term, _), by_code in zip(terms, rows, strict=True) if not term.optional]
    codes = sorted(set.intersection(*needed)) if needed else ()
    measures = identity.measures or (None,)
    parts = {measure: _parts(board, found, terms, rows, measure) for measure in measures}
    for code in codes:
        for measure in measures:
            signed = _of_code(parts[measure], code)
            if signed is not None:
                yield build_instance(board, identity.name, signed, (), identity.certainty, identity.relation)


def _parts(
    board: Board,
    found: Found,
    terms: Sequence[tuple[Term, int]],
    rows: Sequence[Mapping[str, int]],
    measure: str | None,
) -> list[_Part]:
    """What each term gives for one measure."""
    return [
        _Part(
            found[term.form or ""],
            factor * term.sign,
            term.optional,
            by_code,
            board.tables[found[term.form or ""]].rows,
            _columns(board, found[term.form or ""], term, measure),
        )
        for (term, factor), by_code in zip(terms, rows, strict=True)
    ]


def _of_code(parts: Iterable[_Part], code: str) -> tuple[tuple[Slot, int], ...] | None:
    """Signed slots of one subject; None where a part that is needed lacks it, or one side is empty."""
    signed: list[tuple[Slot, int]] = []
    plus = 0
    for table, sign, optional, by_code, rows, by_side in parts:
        row = by_code.get(code)
        column = None if row is None else by_side[rows[row].side]
        if row is not None and column is not None:
            signed.append(((table, row, column), sign))
            plus += sign > 0
        elif not optional:
            return None
    return tuple(signed) if 0 < plus < len(signed) else None


def across_instances(identities: Identities, board: Board) -> Iterator[Instance]:
    """Instances of the identities across forms whose conditions hold."""
    region = board.facts.region_code or ""
    seen: set[tuple[object, ...]] = set()
    for identity in identities.across:
        if identity.regions and not any(region.startswith(prefix) for prefix in identity.regions):
            continue
        for found in pairings(board, identity):
            if not all(_holds(board, found, pair) for pair in identity.when):
                continue
            for instance in (_cells if identity.scope == "cell" else _subjects)(identity, board, found):
                if instance is not None and (instance.slots, instance.relation) not in seen:
                    seen.add((instance.slots, instance.relation))
                    yield instance
