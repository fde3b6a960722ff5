"""What a person sees of a run: progress while it reads, a closing table afterwards."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from pipeline.batch import Outcome
from pipeline.ingest import Result

REFRESH_SECONDS = 0.2
SHOWN = 10
SEVERITIES = {"error": "red", "warning": "yellow", "info": "cyan"}
STATUSES = {"complete": "green", "partial": "yellow", "unrecognised": "yellow", "failed": "red"}


def watched(outcomes: Iterable[Outcome], total: int) -> Iterator[Outcome]:
    """Pass outcomes on under a progress bar on a terminal; drawn without a thread, as workers are forked."""
    bar = Progress(
        TextColumn("reading"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[counts]}"),
        console=Console(stderr=True),
        auto_refresh=False,
        transient=True,
    )
    if not bar.console.is_terminal:
        yield from outcomes
        return
    counts: Counter[str] = Counter()
    drawn = 0.0
    with bar:
        task = bar.add_task("", total=total, counts="")
        for outcome in outcomes:
            counts[outcome.summary.status if outcome.summary else "failed"] += 1
            bar.update(
                task, advance=1, counts=", ".join(f"{n} {status}" for status, n in sorted(counts.items()))
            )
            if time.monotonic() - drawn > REFRESH_SECONDS:
                bar.refresh()
                drawn = time.monotonic()
            yield outcome


def closing(result: Result, out: str, console: Console) -> None:
    """Print documents by status, rows by dataset, findings by severity and where to look next."""
    release, sources = result.release, result.collection.sources
    table = Table(
        title=f"{len(sources)} sources, {result.read} read now", title_justify="left", show_header=False
    )
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
    for name, reason in result.collection.skipped[:SHOWN]:
        yield f"left out  {name}: {reason}"
    if result.unused:
        yield f"manifest  no file for {len(result.unused)} of its lines, first {result.unused[0]}"
    severities = result.release.severities
    if severities.get("error") or severities.get("warning"):
        yield f"next      look at {out}/findings (severity, message, row_ids); gongkai trace {out} ROW_ID"
    yield f"check     gongkai verify {out} --sources INPUT"


def _listed(result: Result, status: str) -> Iterator[str]:
    found = [
        (source.names[0], result.summaries[source.doc_id])
        for source in result.collection.sources
        if result.summaries[source.doc_id].status == status
    ]
    for name, summary in found[:SHOWN]:
        detail = f". {summary.detail}" if summary.detail else ""
        yield f"{status:<9} {name}: {summary.status_reason}{detail}"
    if len(found) > SHOWN:
        yield f"{status:<9} and {len(found) - SHOWN} more: see the documents with status {status}"
