"""Grounding across the forms of one document: cells of two tables, and subjects that stand in both."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from extractors.reconcile.board import Board
from extractors.reconcile.cells import cell_slots, certain_value, column_of
from extractors.reconcile.instances import Instance, build_instance, family_of, signs_of
from extractors.reconcile.slots import Cell, Slot
from extractors.reconcile.standing import Total
from schemas.identities import Identities, Identity
from schemas.identity_terms import Term

LEVELS = {"class": 3, "group": 5, "item": 7}
Found = Mapping[str, int]


def pairings(board: Board, identity: Identity) -> Iterator[dict[str, int]]:
    """Tables to compare, one per form: the only ones, or the nth of each where every form stands equally often."""
    present = {name: board.by_form[name] for name in identity.among if name in board.by_form}
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
    yield build_instance(family_of(board, identity), signed)


def _subject_rows(board: Board, table: int, level: str | None) -> Mapping[str | None, Mapping[str, int]]:
    """Rows by side and code, codes that stand once only; rows without amounts count where their form names them."""
    if (table, level) not in board.coded:
        rows: dict[str, int] = {}
        twice: set[str] = set()
        width = LEVELS[level] if level else None
        printed = board.tables[table].rows
        for index, (code, row) in enumerate(zip(board.row_codes[table], printed, strict=True)):
            if code and (width is None or len(code) == width) and row.role != "free":
                if row.amounts or row.role == "label":
                    if code in rows:
                        twice.add(code)
                    rows[code] = index
        sides: dict[str | None, dict[str, int]] = {}
        for code, index in rows.items():
            if code not in twice:
                sides.setdefault(printed[index].side, {})[code] = index
        board.coded[table, level] = sides
    return board.coded[table, level]


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


Held = Mapping[str, tuple[int, int, str]]  # what stands in a subject's cell, by code


class _Subjects(NamedTuple):
    """The cells of a measure by code, codes that may have an amount there, and the amount where there can be no other."""

    cells: Mapping[str, Cell]
    filled: Collection[str]
    held: Held


class _Part(NamedTuple):
    """One term of an identity between subjects: its sign, whether it may be missing, its cells."""

    sign: int
    optional: bool
    cells: Mapping[str, Cell]
    filled: Collection[str]
    held: Held


def _between_subjects(
    identity: Identity, board: Board, found: Found, seen: set[object]
) -> Iterator[Instance]:
    """One instance per code and measure of which something may be printed; those that are not seen yet."""
    if not _speaks(identity, board, found):
        return
    parts = [_parts(identity, board, found, measure) for measure in identity.measures or (None,)]
    codes = set().union(*[part.filled for own in parts for part in own])
    forms = [term.form for term in (*identity.total, *identity.parts)]
    family = family_of(board, identity, apart=len(set(forms)) == len(forms))
    for code in sorted(codes):
        for own in parts:
            cells, signs, total = _of_code(own, code)
            if (board.known and not total[0]) or not (1 in signs and -1 in signs):
                continue
            same = (cells, signs, identity.relation)
            if same not in seen and (board.known or not board.possible.isdisjoint(cells)):
                seen.add(same)
                yield Instance(family, cells, 0, signs_of(signs), None, total if board.known else None)


def _of_code(parts: Sequence[_Part], code: str) -> tuple[tuple[Cell, ...], tuple[int, ...], Total]:
    """Cells and signs of one subject, and what stands there; none where a part that is needed lacks it."""
    cells: list[Cell] = []
    signs: list[int] = []
    ids: list[str] = []
    plus = residual = 0
    for sign, optional, known, _, held in parts:
        if code in held:
            _, ticks, line = held[code]
            ids.append(line)
            if sign > 0:
                plus, residual = plus + 1, residual + ticks
            else:
                residual -= ticks
        elif code not in known:
            if optional:
                continue
            return (), (), ([], 0, 0)
        cells.append(known[code])
        signs.append(sign)
    return tuple(cells), tuple(signs), (ids, plus, residual)


def _parts(identity: Identity, board: Board, found: Found, measure: str | None) -> list[_Part]:
    """The terms whose form the document has, for one measure."""
    return [
        _Part(factor * t.sign, t.optional, *_subjects(board, found[t.form or ""], t, identity.level, measure))
        for terms, factor in ((identity.total, 1), (identity.parts, -1))
        for t in terms
        if t.form in found
    ]


def _subjects(board: Board, table: int, term: Term, level: str | None, measure: str | None) -> _Subjects:
    """The cells of a measure, for subjects whose side has such a column."""
    measures = term.measures or ((measure,) if measure else ())
    wanted = (table, level, measures, term.tag)
    if wanted not in board.subjects:
        sought = Term(1, None, None, measures, tag=term.tag)
        first, width = board.layout.row(table, 0), board.layout.widths[table]
        cells: dict[str, Cell] = {}
        for side, rows in _subject_rows(board, table, level).items():
            column = column_of(board, table, sought, side, None)
            if column is not None:
                start = first + column
                cells.update({code: start + row * width for code, row in rows.items()})
        amounts = board.known.amounts if board.known else {}
        held = {code: amounts[cell] for code, cell in cells.items() if cell in amounts}
        possible = board.possible
        filled = held if board.known else [code for code, cell in cells.items() if cell in possible]
        board.subjects[wanted] = _Subjects(cells, filled, held)
    known: _Subjects = board.subjects[wanted]
    return known


def across_instances(identities: Identities, board: Board) -> Iterator[Instance]:
    """Instances of the identities across forms whose conditions hold."""
    region = board.facts.region_code or ""
    seen: set[object] = set()
    for identity in identities.across:
        if identity.regions and not any(region.startswith(prefix) for prefix in identity.regions):
            continue
        for found in pairings(board, identity):
            if not all(_holds(board, found, pair) for pair in identity.when):
                continue
            if identity.scope == "subject":
                yield from _between_subjects(identity, board, found, seen)
                continue
            for instance in _cells(identity, board, found):
                if instance is not None:
                    signs = tuple([sign for _, sign in instance.slots])
                    same = (instance.shared, signs, identity.relation)
                    if same not in seen:
                        seen.add(same)
                        yield instance
