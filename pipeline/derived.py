"""Partitions that are made from other partitions, or from what people decided."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow as pa

from pipeline.arrow import table
from pipeline.catalogue import organisations, subjects
from pipeline.decided import decision_rows
from pipeline.decisions import Decided, standing
from pipeline.fingerprint import code_fingerprint
from pipeline.headline import headline
from pipeline.partitions import NO_YEAR, Partition, inputs_hash
from pipeline.relate import Relating
from pipeline.release import File
from pipeline.selection import Selection
from pipeline.staging import Stage
from pipeline.store import Store
from pipeline.yearly import rows_of


@dataclass(frozen=True, slots=True)
class Plan:
    """A partition of the release to be, and what gives its rows when it has to be written."""

    partition: Partition
    tables: Callable[[], Iterable[pa.Table]]


@dataclass(frozen=True, slots=True)
class Written:
    """The partitions that are settled already, by path, and where their files stand now."""

    stage: Stage
    files: Mapping[str, tuple[File, ...]]

    def places(self, partitions: Iterable[Partition]) -> list[Path]:
        """The files of partitions."""
        return [self.stage.place(file) for part in partitions for file in self.files[part.path]]


def derived(selection: Selection, decided: Decided, written: Written) -> Iterator[Plan]:
    """Plans in the order in which they are to be written; `written` is read when a plan is."""
    documents = [part for part in selection.parts if part.dataset == "documents"]
    for lines in selection.parts:
        if lines.dataset == "budget_lines":
            yield _subjects(lines, written)
            yield _headline(lines, documents, written)
    inputs = inputs_hash("organisations", [part.inputs for part in documents])
    yield Plan(
        Partition("organisations", NO_YEAR, inputs),
        lambda: organisations([written.places([part]) for part in documents]),
    )
    yield _decisions(selection, decided, Store(written.stage.out))


def _subjects(lines: Partition, written: Written) -> Plan:
    partition = Partition("subjects", lines.year, inputs_hash("subjects", lines.inputs))
    return Plan(partition, lambda: [subjects(written.places([lines]), lines.year)])


def _headline(lines: Partition, documents: list[Partition], written: Written) -> Plan:
    """The headline figures of one year."""
    same = [part for part in documents if part.year == lines.year]
    inputs = inputs_hash("headline", lines.inputs, [part.inputs for part in same])
    partition = Partition("headline", lines.year, inputs)
    return Plan(partition, lambda: headline(written.places(same), written.places([lines])))


def _decisions(selection: Selection, decided: Decided, store: Store) -> Plan:
    """The decisions that stand, joined with the rows of today."""
    decisions = standing(decided.entries)
    known = {
        doc_id: member
        for doc_id in sorted({decision.doc_id for decision in decisions})
        if (member := selection.member(doc_id)) is not None
    }
    asked = {doc_id: {"tables"} for doc_id in known}
    for decision in decisions:
        if decision.doc_id in asked:
            asked[decision.doc_id].add(decision.place.dataset)
    inputs = [asdict(file) for file in decided.files] + [
        known[doc_id].made_from("findings") for doc_id in sorted(asked)
    ]
    relating = Relating(selection.near, store)

    def rows(doc_id: str, dataset: str) -> list[dict[str, object]]:
        extract = store.read(doc_id, known[doc_id].entry.summary.version)
        tables = rows_of(extract, dataset, known[doc_id], relating)
        return [row for rows in tables for row in rows.to_pylist()]

    def tables() -> Iterator[pa.Table]:
        today = {
            doc_id: {dataset: rows(doc_id, dataset) for dataset in sorted(datasets)}
            for doc_id, datasets in asked.items()
        }
        yield table("decisions", list(decision_rows(decisions, today)))

    return Plan(Partition("decisions", NO_YEAR, inputs_hash(code_fingerprint(), "decisions", inputs)), tables)
