"""Files that hang, crash or eat memory cost themselves and nothing else."""

from __future__ import annotations

import ctypes
import hashlib
import multiprocessing
import os
import signal
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import pipeline.files
import pipeline.process
from benchmarks.documents import write_documents
from benchmarks.kill_test import leftovers
from pipeline.extract import Extract, Options
from pipeline.ingest import Order, ingest
from pipeline.worker import Limits, memory_of
from schemas.errors import Refused, Unreadable

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
real = pipeline.process.process


def half_a_file() -> None:
    """Die while the extract is written: its temporary file stays."""

    def cut(path: Path) -> None:
        os.truncate(path, path.stat().st_size // 2)
        os._exit(9)

    pipeline.files.flush = cut


def poisoned(data: bytes, options: Options) -> Extract:  # noqa: C901  # one case per poison
    """A reader that does what a file that begins with POISON says."""
    if not data.startswith(b"POISON "):
        return real(data, options)
    match data.split()[1]:
        case b"hang":
            time.sleep(60)
        case b"endless":
            while True:
                pass
        case b"eat":
            held = []
            while True:
                held.append(os.urandom(16 * MEGABYTE))
        case b"native":
            signal.signal(signal.SIGSEGV, signal.SIG_DFL)
            ctypes.string_at(0)
        case b"exit":
            os._exit(7)
        case b"raise":
            raise RuntimeError("a fault of the reader")
        case b"damaged":
            raise Unreadable("damaged")
        case b"refused":
            raise Refused("too large")
        case b"half":
            half_a_file()
        case b"print":
            os.write(1, b"x" * 10 * MEGABYTE)
            os.write(2, b"x" * 10 * MEGABYTE)
    return real(data, options)


def test_each_poison_has_its_outcome_and_all_others_are_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(pipeline.process, "process", poisoned)
    folder, out = tmp_path / "in", tmp_path / "out"
    write_documents(folder, 0, 40)
    for kind in REASONS:
        (folder / f"{kind.decode()}.txt").write_bytes(b"POISON " + kind)
    limits = Limits(seconds=6, idle_seconds=2, memory=(memory_of("self") or 0) + 300 * MEGABYTE)
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
    monkeypatch.setattr(pipeline.process, "process", real)
    again = ingest(Order((folder,), out, limits=limits, workers=2))
    assert again.read == 7, "limits and crashes are tried again, damaged and refused files are not"
    assert len(again.failed) == 2
