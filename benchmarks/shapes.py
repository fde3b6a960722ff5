"""The same counts for documents that print otherwise, with more kinds of errors; one line per shape."""

from __future__ import annotations

from benchmarks.generator.errors import KINDS, OTHERS
from benchmarks.generator.variants import VARIANTS, make_variant
from benchmarks.tally import Tally, count_document

FLAGGED = ("proved", "consistent", "unchecked")
HEADS = (
    "shape", "amounts", "lost", "placed", "silent columns", "silent values", "of undetectable", "planted",
    "undetectable", "found", "firm", "named", "alarms on clean documents",
)  # fmt: skip


def measure(variant: str, documents: int, first: int) -> Tally:
    """Documents of one shape, clean and with one error each."""
    tally = Tally()
    for seed in range(first, first + documents):
        count_document(tally, make_variant(variant, seed), seed, KINDS + OTHERS)
    return tally


def _line(variant: str, tally: Tally) -> str:
    lost, placed = (
        sum(tally.placed[f"{size} {what}"] for size in ("≤120", ">120")) for what in ("lost", "placed")
    )
    silent = [
        sum(tally.wrong[f"{tier} {error}"] for tier in FLAGGED)
        for error in ("column", "value", "undetectable")
    ]
    heads = ("planted", "undetectable", "found", "firm", "named")
    planted = [sum(tally.planted[kind, head] for kind in KINDS + OTHERS) for head in heads]
    share = f"{100 * placed / lost:.1f} %" if lost else "—"
    cells = [variant, tally.flags["all"], lost, share, *silent, *planted, tally.clean["findings"]]
    return "| " + " | ".join(map(str, cells)) + " |"


def report(documents: int, first: int) -> str:
    """The table of shapes, `documents` of each."""
    lines = ["| " + " | ".join(HEADS) + " |", "|---|" + "--:|" * (len(HEADS) - 1)]
    return "\n".join([*lines, *(_line(variant, measure(variant, documents, first)) for variant in VARIANTS)])
