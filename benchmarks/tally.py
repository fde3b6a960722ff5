"""Counts over made-up documents: tiers, silent errors, flags, planted errors, seconds."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from benchmarks.collapsed import Document
from benchmarks.generator.errors import Planted, plant
from benchmarks.generator.judge import Sum, broken, printed, sums, tellings
from benchmarks.generator.printed import Sheet
from benchmarks.generator.tables import table_of, truth_of
from extractors.reconcile import Reconciled, reconcile_tables
from schemas.context import Facts
from schemas.records import StatementRow

SMALL = 120
FACTS = Facts("made-up", 2022)


@dataclass(slots=True)
class Tally:
    """Counts over all documents of a run."""

    placed: Counter[str] = field(default_factory=Counter)
    tiers: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    clean: Counter[str] = field(default_factory=Counter)
    planted: Counter[tuple[str, str]] = field(default_factory=Counter)
    flags: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, list[float]] = field(
        default_factory=lambda: {"printed": [], "lost": [], "with an error": []}
    )


def run(made: Sequence[Sheet], told: Sequence[StatementRow], lost: bool) -> tuple[Reconciled, float]:
    """One document reconciled, and the seconds of processor time it took."""
    tables = [table_of(sheet, lost) for sheet in made]
    begun = time.process_time()
    found = reconcile_tables(tables, told, FACTS)
    return found, time.process_time() - begun


def truth(made: Sequence[Sheet]) -> dict[str, int]:
    """The true column of every amount."""
    return {line: column for sheet in made for line, column in truth_of(sheet).items()}


def flagged(found: Reconciled, line_id: str) -> bool:
    """Whether an amount is ambiguous or contradicted."""
    return line_id in found.placement.open or found.tiers[line_id][0] == "contradicted"


def count_columns(
    tally: Tally,
    found: Reconciled,
    columns: dict[str, int],
    wrong: frozenset[str],
    size: str,
    error: str = "value",
) -> None:
    """Tiers, silent errors and flags of one document; `error` names the class of its wrong values."""
    for table in found.board.tables:
        for _, amount in table.amounts():
            tier = found.tiers[amount.line_id][0]
            tally.tiers[tier] += 1
            lost = len(amount.candidates) > 1
            column = found.placement.columns.get(amount.line_id, amount.candidates[0])
            bad = amount.line_id in wrong
            places = found.placement.open.get(amount.line_id)
            tally.flags["astray"] += places is not None and columns[amount.line_id] not in places
            if lost and size:
                tally.placed[f"{size} lost"] += 1
                tally.placed[f"{size} placed"] += amount.line_id in found.placement.columns
            if not flagged(found, amount.line_id):
                misplaced = lost and column != columns[amount.line_id]
                tally.wrong[f"{tier} column"] += misplaced
                tally.wrong[f"{tier} {error}"] += bad
            elif not bad:
                tally.flags["right"] += 1
            tally.flags["all"] += 1


def alarmed(found: Reconciled) -> bool:
    """Whether a person is told that something is wrong."""
    return bool(found.causes or found.units or found.placement.distrusted or found.childless)


def errors(found: Reconciled) -> int:
    """Findings of severity error that reconciliation would write."""
    return len(found.units) + sum(any(v.sure for v in cause.verdicts) for cause in found.causes)


def suspects(found: Reconciled) -> tuple[str, ...]:
    """The first two suspects of every cause."""
    return tuple(row_id for cause in found.causes for row_id in cause.suspects[:2])


def named_right(found: Reconciled, planted: Planted) -> bool:
    """Whether the place of the error is among the first two suspects."""
    if planted.kind == "unit":
        lines = {a.line_id for u in found.units for _, a in found.board.tables[u.table].amounts()}
        return bool(planted.places & (lines | set(suspects(found))))
    if planted.kind == "row_missing":
        heads = {h.head for cause in found.causes for h in cause.hypotheses[:2] if h.kind == "row_missing"}
        return any(_above(found, head, planted) for head in (*heads, *found.childless) if head is not None)
    return bool(planted.places & set(suspects(found)))


def _above(found: Reconciled, head: tuple[int, int], planted: Planted) -> bool:
    """Whether a row is the one under which the missing row stood."""
    table = found.board.tables[head[0]]
    row = table.rows[head[1]]
    form, code = planted.missing
    return table.form_id == form and (code.startswith(row.code) if row.code else row.role == "total")


def count_planted(tally: Tally, planted: Planted, clean: Reconciled, promised: list[Sum], lost: bool) -> None:
    """Whether the error breaks what the document promises, whether it was found and who was named.

    What breaks is judged by the generator's own sums, not by the checks.
    """
    found, seconds = run(planted.sheets, planted.statements, lost)
    tally.seconds["with an error"].append(seconds)
    kind = planted.kind
    tally.planted[kind, "planted"] += 1
    if not broken(promised, printed(planted.sheets, planted.statements)):
        tally.planted[kind, "undetectable"] += 1
        tally.planted[kind, "told anyway"] += alarmed(found)
        count_columns(tally, found, truth(planted.sheets), planted.wrong, "", "undetectable")
        return
    tally.planted[kind, "breaks"] += 1
    tally.planted[kind, "found"] += alarmed(found)
    firm = kind in ("row_missing", "unit", "text_unlike_table") or any(
        clean.tiers.get(place, ("unchecked", 0, 0))[0] == "proved" for place in planted.places
    )
    tally.planted[kind, "firm"] += firm
    tally.planted[kind, "named"] += firm and named_right(found, planted)
    count_columns(tally, found, truth(planted.sheets), planted.wrong, "")


def count_document(tally: Tally, document: Document, seed: int, kinds: Sequence[str]) -> None:
    """One document: as printed, with its blank cells lost, then with one error of the kind that the seed chooses."""
    made, told, rows = document
    size = "≤120" if rows <= SMALL else ">120"
    for name, lost in (("printed", False), ("lost", True)):
        found, seconds = run(made, told, lost)
        tally.seconds[name].append(seconds)
        count_columns(tally, found, truth(made), frozenset(), size)
        tally.clean["documents"] += 1
        tally.clean["errors"] += errors(found)
        tally.clean["findings"] += alarmed(found)
    clean, _ = run(made, told, False)
    random, kind = Random(seed), kinds[seed % len(kinds)]
    planted = next((p for p in (plant(kind, random, made, told) for _ in range(20)) if p is not None), None)
    if planted is not None:
        promised = [*sums(made), *tellings(told, made)]
        count_planted(tally, planted, clean, promised, kind != "column_shifted" and seed % 2 == 0)
