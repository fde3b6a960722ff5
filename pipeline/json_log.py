"""A run as JSON lines for machines: one object per event, with time and seconds since the start."""

from __future__ import annotations

import json
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TextIO

from pipeline.batch import Outcome
from pipeline.extract import Summary
from pipeline.observer import Observer


@dataclass(slots=True)
class JsonLog(Observer):
    """Writes events to `stream`, each flushed: what was said before a crash is there."""

    stream: TextIO
    started: float = field(default_factory=time.monotonic)
    counts: Counter[str] = field(default_factory=Counter)

    def begin(self, total: int, known: int) -> None:
        """Say how much there is to do."""
        self._say("begin", sources=total, known=known)

    def told(self, outcome: Outcome, summary: Summary) -> None:
        """Say what became of a source."""
        self.counts[summary.status] += 1
        self._say(
            "source",
            doc_id=summary.doc_id,
            name=outcome.source.names[0],
            status=summary.status,
            reason=summary.status_reason,
            detail=summary.detail,
            seconds=round(outcome.seconds, 3),
            tries=outcome.tries,
            rows=sum(summary.rows.values()),
        )

    def publishing(self) -> None:
        """Say that publishing begins."""
        self._say("publishing", counts=dict(sorted(self.counts.items())))

    def end(self, state: str, message: str = "") -> None:
        """Say how the run ended."""
        self._say("end", state=state, message=message or None)

    def _say(self, event: str, **values: object) -> None:
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        head = {"time": now, "elapsed": round(time.monotonic() - self.started, 3), "event": event}
        line = head | {name: value for name, value in values.items() if value is not None}
        self.stream.write(json.dumps(line, ensure_ascii=False) + "\n")
        self.stream.flush()
