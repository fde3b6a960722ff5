"""Scans against their originals: PDF files with a text layer as scans, read by recognition and compared amount by amount.

python -m benchmarks.scans [FILE.pdf …] [--seeds 2] [--rows 20] [--pages 12] [--dpi 150 200] [--skew 0.8] [--noise 6] [--flaw faint sealed …]

Without files, made-up departments are compared with their truth. With files, the amounts that the text layer gives are the
truth. `--flaw all` does to pages what copiers, stamps and lamps do (benchmarks/generator/flaws.py). An amount is silently wrong when it is published, is not what the original says, is not flagged and is not unsure.
"""

from __future__ import annotations

import argparse
import io
import resource
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from benchmarks.formats import drawn, lines_of
from benchmarks.generator.compare import Comparison, Key, compared, key_of, true_keys
from benchmarks.generator.documents import final_accounts
from benchmarks.generator.flaws import FLAWS
from benchmarks.generator.scans import scan_of


@dataclass(frozen=True, slots=True)
class Original:
    """A document with a text layer, and its amounts as keys."""

    name: str
    data: bytes
    amounts: Sequence[Key]


def made_up(first: int, seeds: int, rows: int) -> Iterator[Original]:
    """Made-up departments with their truth."""
    for seed in range(first, first + seeds):
        made = final_accounts(seed, rows)
        yield Original(f"made-up {seed}", drawn(made, font="embedded"), true_keys(made.truths()))


def given(paths: Sequence[Path], most_pages: int) -> Iterator[Original]:
    """Files with a text layer, cut to their first pages; what that layer gives is their truth."""
    for path in paths:
        data = first_pages(path, most_pages)
        yield Original(
            path.stem, data, [key_of(line) for line in lines_of(data) if line.value_kind == "money"]
        )


def first_pages(path: Path, most: int) -> bytes:
    """A PDF file without the pages after the first `most`."""
    import pypdfium2

    source, target = pypdfium2.PdfDocument(path), pypdfium2.PdfDocument.new()
    target.import_pages(source, list(range(min(most, len(source)))))
    buffer = io.BytesIO()
    target.save(buffer)
    return buffer.getvalue()


def told(name: str, result: Comparison, seconds: float, show: int) -> None:
    """Print one comparison and what is not right in it."""
    share = result.right / result.printed if result.printed else 1.0
    print(
        f"| {name} | {result.printed} | {result.right} | {share:.4f} | {result.flagged} | {len(result.silent)} | {seconds:.0f} |",
        flush=True,
    )
    for kind, keys in (("missing", result.missing), ("silent", result.silent)):
        for key in keys[:show]:
            print(f"    {kind}: {' '.join(map(str, key))}")


def main() -> None:
    """Print a table of originals and ways of scanning, then the sums and the peak of memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--flaw", nargs="*", default=["none"])
    parser.add_argument("--rows", type=int, default=20)
    parser.add_argument("--pages", type=int, default=12)
    parser.add_argument("--dpi", type=int, nargs="*", default=[200, 150])
    parser.add_argument("--skew", type=float, default=0.8)
    parser.add_argument("--noise", type=float, default=6.0)
    parser.add_argument("--show", type=int, default=5)
    call = parser.parse_args()
    print("| original, scan | amounts | right | share | flagged | silently wrong | s |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    printed = right = silent = 0
    flaws = list(FLAWS) if "all" in call.flaw else call.flaw
    originals = given(call.files, call.pages) if call.files else made_up(call.first, call.seeds, call.rows)
    for original in originals:
        for dpi, flaw in product(call.dpi, flaws):
            scan = scan_of(original.data, dpi, call.skew, call.noise, len(original.amounts), flaw=flaw)
            begun = time.process_time()
            result = compared(original.amounts, lines_of(scan))
            told(f"{original.name}, {dpi} dpi, {flaw}", result, time.process_time() - begun, call.show)
            printed, right, silent = (
                printed + result.printed, right + result.right, silent + len(result.silent),
            )  # fmt: skip
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"\n{right} of {printed} amounts right ({right / max(printed, 1):.4f}), {silent} silently wrong; peak {peak:.0f} MB"
    )


if __name__ == "__main__":
    main()
