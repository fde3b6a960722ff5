"""Files that hang, crash or eat memory cost themselves and nothing else."""

from __future__ import annotations

import hashlib
import multiprocessing
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import benchmarks.poison
import pipeline.process
from benchmarks.documents import write_documents
from benchmarks.kill_test import leftovers
from pipeline.ingest import Order, ingest
from pipeline.kin import memory_of
from pipeline.worker import Limits

MEGABYTE = 1024 * 1024
REASONS = {
    b"hang": "no_progress",
    b"endless": "timeout",
    b"eat": "out_of_memory",
    b"native": "crashed",
    b"exit": "crashed",
    b"raise": "crashed",
    b"damaged": "unreadable",
    b"refused": "refused",
    b"half": "crashed",
    b"print": "",
}


def test_each_poison_has_its_outcome_and_all_others_are_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(pipeline.process, "process", benchmarks.poison.poisoned)
    folder, out = tmp_path / "in", tmp_path / "out"
    write_documents(folder, 0, 40)
    for kind in REASONS:
        (folder / f"{kind.decode()}.txt").write_bytes(b"POISON " + kind)
    limits = Limits(seconds=6, idle_seconds=2, memory=(memory_of("self") or 0) + 220 * MEGABYTE)
    result = ingest(Order((folder,), out, limits=limits, workers=2))
    rows = {
        row["doc_id"]: row
        for path in sorted((out / "documents").rglob("*.parquet"))
        for row in pq.read_table(path).to_pylist()
    }
    assert len(rows) == 40 + len(REASONS)
    for kind, reason in REASONS.items():
        row = rows.pop(hashlib.sha256(b"POISON " + kind).hexdigest())
        assert (row["status_reason"] or "") == reason or (
            kind == b"print" and row["status"] == "unrecognised"
        )
    assert {row["status"] for row in rows.values()} == {"complete"}
    assert result.read == 40 + len(REASONS)
    assert multiprocessing.active_children() == []
    assert leftovers(out) == []
    assert capfd.readouterr().out == ""
    monkeypatch.setattr(pipeline.process, "process", benchmarks.poison.real)
    again = ingest(Order((folder,), out, limits=limits, workers=2))
    assert again.read == 7, "limits and crashes are tried again, damaged and refused files are not"
    assert again.tally.statuses["failed"] == 2
