"""The partitions of one year, written in one pass over its extracts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from pipeline.joined import document_table, finding_table
from pipeline.ledger import Entry
from pipeline.partitions import PartitionWriter
from pipeline.reissue import Issue
from pipeline.relate import Relating
from pipeline.release import File
from pipeline.selection import Part, Selection, published_order
from pipeline.store import Store, StoredExtract


def write_year(
    root: Path, store: Store, parts: Sequence[Part], selection: Selection
) -> dict[str, tuple[File, ...]]:
    """Write the partitions of one year under `root`; each extract is opened once.

    In memory at any time: one extract and a row group of each partition.
    """
    writers = {part.partition.dataset: PartitionWriter(root, part.partition) for part in parts}
    wanted: dict[str, list[str]] = {}
    relating = Relating(selection.near, store)
    members: dict[str, Entry] = {}
    for part in parts:
        for entry in part.members:
            members[entry.doc_id] = entry
            wanted.setdefault(entry.doc_id, []).append(part.partition.dataset)
    for entry in sorted(members.values(), key=published_order):
        extract = store.read(entry.doc_id, entry.summary.version)
        for dataset in wanted[entry.doc_id]:
            for rows in rows_of(extract, dataset, entry, selection.issue(entry), relating):
                writers[dataset].add(rows)
    return {writer.partition.path: writer.close() for writer in writers.values()}


def rows_of(
    extract: StoredExtract, dataset: str, entry: Entry, issue: Issue, relating: Relating
) -> list[pa.Table]:
    """The rows of a document as they are published, those of other documents' making last."""
    rows = extract.rows(dataset)
    if dataset == "documents":
        rows = document_table(rows, entry, issue)
    elif dataset == "findings":
        rows = finding_table(rows, entry, issue)
    related = relating.rows(dataset, entry)
    return [rows] if related is None else [rows, related]
