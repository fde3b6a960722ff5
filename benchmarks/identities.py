"""What arithmetic can and cannot do, measured on made-up departments: `python -m benchmarks.identities [N]`."""

from __future__ import annotations

import argparse
import gc
import resource
from random import Random
from statistics import median

from benchmarks import collapsed, shapes
from benchmarks.collapsed import Document
from benchmarks.generator.department import make_department
from benchmarks.generator.errors import KINDS
from benchmarks.generator.printed import Scale
from benchmarks.generator.sheets import sheets
from benchmarks.generator.told import statements
from benchmarks.tally import SMALL, Tally, count_document
from pipeline.worker import ALLOCATIONS


def make(seed: int) -> Document:
    """A document of 20 to 800 rows, with its unit and rounding."""
    random = Random(seed)
    rows = round(20 * 40 ** random.random())
    department = make_department(random, rows)
    wan, yuan = Scale("万元", 1_000_000), Scale("元", 100, thousands=random.random() < 0.5)
    scale = wan if random.random() < 0.8 else yuan
    return sheets(department, scale), statements(department, wan), rows


def measure(documents: int, first: int = 0) -> Tally:
    """Everything over `documents` made-up departments: clean, then with one error each."""
    tally = Tally()
    for seed in range(first, first + documents):
        count_document(tally, make(seed), seed, KINDS)
    return tally


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f} %" if whole else "—"


def report(tally: Tally) -> str:
    """The tables of docs/proof.md."""
    lines = ["| tier | amounts | silent column errors | silent value errors | of undetectable errors |"]
    lines.append("|---|--:|--:|--:|--:|")
    for tier in ("proved", "consistent", "unchecked", "contradicted"):
        wrong = [tally.wrong[f"{tier} {error}"] for error in ("column", "value", "undetectable")]
        lines.append(f"| {tier} | {tally.tiers[tier]} | {wrong[0]} | {wrong[1]} | {wrong[2]} |")
    lines += ["", "| size | lost columns | placed |", "|---|--:|--:|"]
    for size in ("≤120", ">120"):
        lost = tally.placed[f"{size} lost"]
        lines.append(f"| {size} rows | {lost} | {_share(tally.placed[f'{size} placed'], lost)} |")
    heads = ("planted", "undetectable", "told anyway", "breaks", "found", "firm", "named")
    lines += ["", "| error | " + " | ".join(heads) + " |", "|---|" + "--:|" * len(heads)]
    for kind in KINDS:
        lines.append(f"| {kind} | " + " | ".join(str(tally.planted[kind, head]) for head in heads) + " |")
    sums = {head: sum(tally.planted[kind, head] for kind in KINDS) for head in heads}
    lines += [
        "",
        f"found, of those that break an identity: {_share(sums['found'], sums['breaks'])}",
        f"right place among the first two suspects: {_share(sums['named'], sums['firm'])}",
        f"clean documents: {tally.clean['documents']}, error findings: {tally.clean['errors']}",
        f"clean documents with any alarm: {tally.clean['findings']}",
        f"flags on right values (documents with a planted error included): {_share(tally.flags['right'], tally.flags['all'])}",
        f"open amounts without their true column among the candidates: {tally.flags['astray']}",
    ]
    for name, seconds in tally.seconds.items():
        ordered = sorted(seconds)
        high = ordered[int(len(ordered) * 0.99)]
        lines.append(
            f"{name}: median {1000 * median(ordered):.0f} ms, 99th percentile {high:.2f} s, slowest {ordered[-1]:.2f} s"
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return "\n".join([*lines, f"peak memory {peak:.0f} MB"])


def main() -> None:
    """Print the results of a run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("documents", nargs="?", type=int, default=100)
    parser.add_argument("--first", type=int, default=0, help="seed of the first document")
    arguments = parser.parse_args()
    gc.freeze()  # as workers do
    gc.set_threshold(ALLOCATIONS, 10, 10)
    print(report(measure(arguments.documents, arguments.first)))
    print("\nFrom text with lost blank cells, end to end:\n")
    print(collapsed.report(max(arguments.documents // 4, 10), make, SMALL))
    print("\nOther shapes of documents, and other errors:\n")
    print(shapes.report(max(arguments.documents // 8, 6), arguments.first))


if __name__ == "__main__":
    main()
