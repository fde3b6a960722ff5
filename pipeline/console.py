"""What a person sees of a run: progress while it reads, a closing table afterwards."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from unicodedata import category

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from pipeline.batch import Outcome
from pipeline.extract import Summary
from pipeline.ingest import Result
from pipeline.observer import Observer
from pipeline.tally import SHOWN

REFRESH_SECONDS = 0.2
SEVERITIES = {"error": "red", "warning": "yellow", "info": "cyan"}
STATUSES = {"complete": "green", "partial": "yellow", "unrecognised": "yellow", "failed": "red"}


class Rate(ProgressColumn):
    """Sources per second."""

    def render(self, task: Task) -> Text:
        """The rate as it is now, or since the start when that is over."""
        speed = task.finished_speed or task.speed
        return Text(f"{speed:.1f}/s" if speed else "-/s")


COLUMNS: tuple[ProgressColumn, ...] = (
    TextColumn("{task.description}"),
    BarColumn(),
    MofNCompleteColumn(),
    Rate(),
    TimeRemainingColumn(),
    TextColumn("{task.fields[counts]}"),
)
QUIET: dict[str, Any] = {"auto_refresh": False, "transient": True}


@dataclass(slots=True)
class Watch(Observer):
    """A progress bar on a terminal; drawn without a thread, as workers are forked."""

    bar: Progress = field(default_factory=lambda: Progress(*COLUMNS, console=Console(stderr=True), **QUIET))
    counts: Counter[str] = field(default_factory=Counter)
    task: TaskID | None = None
    drawn: float = 0.0

    def begin(self, total: int, known: int) -> None:
        """Draw an empty bar."""
        self.task = self.bar.add_task("reading", total=total - known, counts="")
        self.bar.start()

    def told(self, outcome: Outcome, summary: Summary) -> None:  # noqa: ARG002  # as every observer
        """Move the bar on; drawn a few times a second."""
        assert self.task is not None
        self.counts[summary.status_reason or "failed" if summary.status == "failed" else summary.status] += 1
        counts = ", ".join(f"{n} {status}" for status, n in sorted(self.counts.items()))
        self.bar.update(self.task, advance=1, counts=counts)
        if time.monotonic() - self.drawn > REFRESH_SECONDS:
            self.bar.refresh()
            self.drawn = time.monotonic()

    def publishing(self) -> None:
        """Say that the rest of the time goes into the release."""
        if self.task is not None:
            self.bar.update(self.task, description="publishing")
            self.bar.refresh()

    def end(self, state: str, message: str = "") -> None:  # noqa: ARG002  # as every observer
        """Remove the bar."""
        self.bar.stop()


def closing(result: Result, out: str, console: Console) -> None:
    """Print documents by status, rows by dataset, findings by severity and where to look next."""
    release, sources = result.release, result.tally.statuses.total()
    table = Table(title=f"{sources} sources, {result.read} read now", title_justify="left", show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for status, style in STATUSES.items():
        if count := release.statuses.get(status):
            table.add_row(Text(f"documents {status}", style), f"{count:,}")
    table.add_section()
    for dataset in release.files:
        if dataset != "documents":
            table.add_row(dataset, f"{release.rows(dataset):,}")
    table.add_section()
    for severity, style in SEVERITIES.items():
        table.add_row(Text(f"findings: {severity}", style), f"{release.severities.get(severity, 0):,}")
    console.print(table)
    for line in _next(result, out):
        console.print(Text(line), soft_wrap=True)


def _next(result: Result, out: str) -> Iterator[str]:
    """Where to look next, most urgent first."""
    for status in ("failed", "partial", "unrecognised"):
        yield from _listed(result, status)
    for name, reason in result.left_out[:SHOWN]:
        yield f"left out  {_shown(name)}: {reason}"
    if result.unused:
        yield f"manifest  no file for {len(result.unused)} of its lines, first {result.unused[0]}"
    severities = result.release.severities
    if severities.get("error") or severities.get("warning"):
        yield f"next      look at {out}/findings (severity, message, row_ids); gongkai trace {out} ROW_ID"
    yield f"check     gongkai verify {out} --sources INPUT"


def _listed(result: Result, status: str) -> Iterator[str]:
    for name, summary in result.tally.first.get(status, ()):
        detail = f". {summary.detail}" if summary.detail else ""
        yield f"{status:<9} {_shown(name)}: {summary.status_reason}{detail}"
    if (more := result.tally.statuses[status] - SHOWN) > 0:
        yield f"{status:<9} and {more} more: see the documents with status {status}"


def _shown(name: str) -> str:
    """A file name on one line: control characters are replaced."""
    return "".join("\ufffd" if category(character)[0] == "C" else character for character in name)
