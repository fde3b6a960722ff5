"""The text layers of PDFs as converters write them: the amounts of each text against those of the PDF itself.

Run: python -m benchmarks.converters FILE.pdf [...] [--show N]
The reading of the PDF is the truth, so that its own faults do not show. `flagged` counts amounts that are ambiguous,
contradicted or without a unit, `told` those that are wrong and named by a warning of their row, `silent` all others that
are wrong; `not published` are left to findings.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pdfplumber
import pypdfium2

from benchmarks.generator.compare import is_flagged, key_of
from pipeline.extract import Extract, Options
from pipeline.process import process
from schemas.records import BudgetLine

PAGE = "\n\f"
PROGRAM = "pdftotext"
Converter = Callable[[Path], str]


def by_pdfium(path: Path) -> str:
    """What pdfium's bare text pass prints."""
    pages = pypdfium2.PdfDocument(path)
    return PAGE.join(page.get_textpage().get_text_range().replace("\r\n", "\n") for page in pages)


def by_pdfplumber(path: Path, **layout: bool) -> str:
    """What pdfplumber prints."""
    with pdfplumber.open(path) as pages:
        return PAGE.join(page.extract_text(**layout) or "" for page in pages.pages)


def by_program(path: Path, option: str) -> str:
    """What pdftotext prints."""
    return subprocess.run([PROGRAM, option, path, "-"], capture_output=True, check=True).stdout.decode()


def converters() -> dict[str, Converter]:
    """Every converter that is installed by name."""
    found: dict[str, Converter] = {
        "pdfium": by_pdfium,
        "pdfplumber": by_pdfplumber,
        "pdfplumber layout": lambda path: by_pdfplumber(path, layout=True),
    }
    if shutil.which(PROGRAM):
        found[f"{PROGRAM} -layout"] = lambda path: by_program(path, "-layout")
        found[f"{PROGRAM} -raw"] = lambda path: by_program(path, "-raw")
    else:
        print(f"{PROGRAM} is not installed: its texts are left out")
    return found


def _money(extract: Extract) -> list[BudgetLine]:
    rows = extract.rows.get("budget_lines", ())
    return [row for row in rows if isinstance(row, BudgetLine) and row.value_kind == "money"]


def compared(whole: Extract, text: Extract, show: int = 0) -> Counter[str]:
    """How many amounts of a PDF its text gives: right, flagged, told, silent, not published."""
    findings: Any = text.rows.get("findings", ())
    told = {line for finding in findings if finding.severity != "info" for line in finding.row_ids}
    wanted = Counter(map(key_of, _money(whole)))
    lines, left = _money(text), Counter(wanted)
    counts = Counter(amounts=wanted.total(), right=(wanted & Counter(map(key_of, lines))).total())
    counts["not published"] = max(wanted.total() - len(lines), 0)
    for line in sorted(lines, key=is_flagged):
        counts["flagged"] += is_flagged(line)
        if left[key_of(line)]:
            left[key_of(line)] -= 1
        elif not is_flagged(line):
            counts["told" if line.line_id in told else "silent"] += 1
            if show > counts["silent"] + counts["told"] - 1:
                print("   ", *key_of(line), f"line {line.line_start}")
    return counts


def main() -> None:
    """Print, per converter, what its texts of all files give."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--show", type=int, default=0)
    given = parser.parse_args()
    whole = {path: process(path.read_bytes(), Options()) for path in given.files}
    kinds = ("amounts", "right", "flagged", "told", "silent", "not published")
    print(f"{'converter':20}", *(f"{kind:>14}" for kind in kinds))
    for name, convert in converters().items():
        total: Counter[str] = Counter()
        for path, extract in whole.items():
            total += compared(extract, process(convert(path).encode(), Options()), given.show)
        print(f"{name:20}", *(f"{total[kind]:>14}" for kind in kinds))


if __name__ == "__main__":
    main()
