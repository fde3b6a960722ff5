"""How the sources of a call ended: counts, and the first names of each kind to show."""

from __future__ import annotations

from bisect import insort
from collections import Counter
from dataclasses import dataclass, field
from operator import itemgetter

from pipeline.extract import Summary
from pipeline.source import Source

SHOWN = 10


@dataclass(slots=True)
class Tally:
    """Sources by status, failed ones by reason, error findings; `first` names some sources of each status."""

    statuses: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    errors: int = 0
    first: dict[str, list[tuple[str, Summary]]] = field(default_factory=dict)

    def add(self, source: Source, summary: Summary) -> None:
        """Count a source."""
        self.statuses[summary.status] += 1
        self.errors += summary.findings.get("error", 0)
        if summary.status == "failed":
            self.reasons[summary.status_reason or ""] += 1
        first = self.first.setdefault(summary.status, [])
        insort(first, (source.names[0], summary), key=itemgetter(0))
        del first[SHOWN:]
