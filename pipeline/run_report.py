"""The report of one run, `OUT/_runs/<start>/`: every source that was read as Parquet, a page to look at."""

from __future__ import annotations

import os
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.batch import Outcome
from pipeline.extract import Summary
from pipeline.files import write_whole
from pipeline.observer import Observer
from schemas.errors import ReleaseError

if TYPE_CHECKING:
    from pyarrow.parquet import ParquetWriter

RUNS = "_runs"
ROWS = 1_000
SHOWN = 500
SLOWEST = 20
COLUMNS = {
    "doc_id": "string",
    "name": "string",
    "bytes": "int64",
    "status": "string",
    "status_reason": "string",
    "detail": "string",
    "seconds": "float32",
    "tries": "int32",
    "rows": "int64",
    "findings": "int64",
}
OUTCOMES = ("complete", "partial", "unrecognised")


@dataclass(slots=True)
class Report(Observer):
    """Collects what a run did; in memory at any time: the rows of one group and what the page shows."""

    out: Path
    version: str
    left_out: tuple[tuple[str, str], ...] = ()
    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    clock: float = field(default_factory=time.monotonic)
    total: int = 0
    known: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    troubles: list[dict[str, object]] = field(default_factory=list)
    slowest: list[dict[str, object]] = field(default_factory=list)
    read_seconds: float | None = None
    pending: list[dict[str, object]] = field(default_factory=list)
    writer: ParquetWriter | None = None

    @property
    def folder(self) -> Path:
        """Where the report stands."""
        return self.out / RUNS / f"{self.at:%Y%m%dT%H%M%SZ}-{os.getpid()}"

    def begin(self, total: int, known: int) -> None:
        """Note how much there is to do."""
        self.total, self.known = total, known

    def told(self, outcome: Outcome, summary: Summary) -> None:
        """Add a source."""
        row: dict[str, object] = {
            "doc_id": summary.doc_id,
            "name": outcome.source.names[0],
            "bytes": outcome.source.size,
            "status": summary.status,
            "status_reason": summary.status_reason,
            "detail": summary.detail,
            "seconds": outcome.seconds,
            "tries": outcome.tries,
            "rows": sum(summary.rows.values()),
            "findings": sum(summary.findings.values()),
        }
        self.counts[(summary.status_reason or "") if summary.status == "failed" else summary.status] += 1
        if summary.status == "failed" and len(self.troubles) < SHOWN:
            self.troubles.append(row)
        self.slowest = sorted([*self.slowest, row], key=lambda r: -float(str(r["seconds"])))[:SLOWEST]
        self.pending.append(row)
        if len(self.pending) >= ROWS:
            try:
                self._write()
            except OSError as error:
                raise ReleaseError(f"cannot write to {self.out}: {error.strerror}; make room") from error

    def publishing(self) -> None:
        """Note how long reading took."""
        self.read_seconds = time.monotonic() - self.clock

    def end(self, state: str, message: str = "") -> None:
        """Write the page and close the table; a disk that is full must not hide why the run ended."""
        try:
            self._write()
            if self.writer is not None:
                self.writer.close()
            write_whole(self.folder / "report.html", self._page(state, message).encode())
        except OSError:
            if state == "complete":
                raise

    def _write(self) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        from pipeline.arrow import arrow_type

        columns = pa.schema([(name, arrow_type(kind)) for name, kind in COLUMNS.items()])
        if self.writer is None:
            self.folder.mkdir(parents=True, exist_ok=True)
            self.writer = pq.ParquetWriter(self.folder / "sources.parquet", columns, compression="zstd")
        self.writer.write_table(pa.Table.from_pylist(self.pending, columns))
        self.pending = []

    def _page(self, state: str, message: str) -> str:
        from jinja2 import Environment

        from schemas.resources import read_text

        template = Environment(autoescape=True).from_string(read_text("run.html.jinja"))
        seconds = time.monotonic() - self.clock
        reading = seconds if self.read_seconds is None else self.read_seconds
        done = sum(self.counts.values())
        return template.render(
            run=self,
            state=state,
            message=message,
            seconds=seconds,
            reading=reading,
            done=done,
            rate=done / reading if reading else 0.0,
            failed=sum(self.counts[name] for name in self.counts if name not in OUTCOMES),
        )
