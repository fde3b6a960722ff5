"""The partitions of one year, written in one pass over its extracts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from pipeline.joined import document_table, finding_table
from pipeline.ledger import Entry
from pipeline.partitions import PartitionWriter
from pipeline.reissue import ALONE, Issue
from pipeline.release import File
from pipeline.selection import Part, published_order
from pipeline.store import Store, StoredExtract


def write_year(
    root: Path, store: Store, parts: Sequence[Part], issues: Mapping[str, Issue]
) -> dict[str, tuple[File, ...]]:
    """Write the partitions of one year under `root`; each extract is opened once.

    In memory at any time: one extract and a row group of each partition.
    """
    writers = {part.partition.dataset: PartitionWriter(root, part.partition) for part in parts}
    wanted: dict[str, list[str]] = {}
    members: dict[str, Entry] = {}
    for part in parts:
        for entry in part.members:
            members[entry.doc_id] = entry
            wanted.setdefault(entry.doc_id, []).append(part.partition.dataset)
    for entry in sorted(members.values(), key=published_order):
        extract = store.read(entry.doc_id, entry.summary.version)
        for dataset in wanted[entry.doc_id]:
            writers[dataset].add(rows_of(extract, dataset, entry, issues.get(entry.doc_id, ALONE)))
    return {writer.partition.path: writer.close() for writer in writers.values()}


def rows_of(extract: StoredExtract, dataset: str, entry: Entry, issue: Issue) -> pa.Table:
    """The rows of a document as they are published."""
    rows = extract.rows(dataset)
    if dataset == "documents":
        return document_table(rows, entry, issue)
    if dataset == "findings":
        return finding_table(rows, entry, issue)
    return rows
