"""The partitions of one year, written in one pass over its extracts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from pipeline.joined import document_table, finding_table
from pipeline.partitions import Partition, PartitionWriter
from pipeline.relate import Relating
from pipeline.release import File
from pipeline.selection import Member, Selection
from pipeline.store import Store, StoredExtract


def write_year(
    root: Path, store: Store, parts: Sequence[Partition], selection: Selection
) -> dict[str, tuple[File, ...]]:
    """Write the partitions of one year under `root`; each extract is opened once.

    In memory at any time: one extract, some rows of each partition and one row group.
    """
    if not parts:
        return {}
    writers = {part.dataset: PartitionWriter(root, part) for part in parts}
    relating = Relating(selection.near, store)
    for member in selection.members(parts[0].year):
        wanted = [dataset for dataset in member.datasets() if dataset in writers]
        if wanted:
            extract = store.read(member.entry.doc_id, member.entry.summary.version)
        for dataset in wanted:
            for rows in rows_of(extract, dataset, member, relating):
                writers[dataset].add(rows)
    return {writer.partition.path: writer.close() for writer in writers.values()}


def rows_of(extract: StoredExtract, dataset: str, member: Member, relating: Relating) -> list[pa.Table]:
    """The rows of a document as they are published, those of other documents' making last."""
    rows = extract.rows(dataset)
    if dataset == "documents":
        rows = document_table(rows, member.entry, member.issue)
    elif dataset == "findings":
        rows = finding_table(rows, member.entry, member.issue)
    related = relating.rows(dataset, member)
    return [rows] if related is None else [rows, related]
