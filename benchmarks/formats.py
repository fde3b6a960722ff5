"""The same made-up departments in every format, read by the pipeline and compared with the truth.

python -m benchmarks.formats [--seeds 5] [--first 0] [--only FORMAT …] [--show 20]
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Callable
from functools import partial

from benchmarks.generator.compare import Comparison, compare
from benchmarks.generator.documents import MadeUp, final_accounts
from benchmarks.generator.office import docx_of, xlsx_of
from benchmarks.generator.pages import Paper, pages_of
from benchmarks.generator.pdf import BUILT_IN, RULES, TURNS, Drawing, pdf_of, width_of
from benchmarks.generator.plain import LAYOUTS, plain_of
from benchmarks.generator.programs import ProgramMissing, converted_by_office, printed_by_chromium
from benchmarks.generator.scans import scan_of
from benchmarks.generator.web import html_of
from pipeline.extract import Options
from pipeline.process import interpret, read
from schemas.errors import SourceError
from schemas.records import BudgetLine

Maker = Callable[[MadeUp], bytes]


def drawn(
    made: MadeUp, rules: str = "ruled", turn: str = "none", font: str = BUILT_IN, **paper: bool | float
) -> bytes:
    """The document as reportlab draws it; `paper` as in `Paper`."""
    sheet = Paper(width_of(font), **paper)  # type: ignore[arg-type]
    return pdf_of(
        pages_of(made.cover, made.tables, made.narrative, sheet), Drawing(rules, turn, font), sheet.size
    )


def printed_by_calc(made: MadeUp, **print_as: bool) -> bytes:
    """The document as LibreOffice Calc prints it; `print_as` as in `xlsx_of`."""
    return converted_by_office(xlsx_of(made, **print_as), "xlsx", "pdf")


def scanned(made: MadeUp, dpi: int, skew: float, noise: float) -> bytes:
    """The document as a scan."""
    return scan_of(drawn(made, font="embedded"), dpi, skew, noise, made.seed)


def makers() -> dict[str, Maker]:
    """Every format by name."""
    found: dict[str, Maker] = {f"pdf-{rules}": partial(drawn, rules=rules) for rules in RULES}
    found |= {f"pdf-{turn}": partial(drawn, turn=turn) for turn in TURNS[1:]}
    found |= {
        "pdf-no-header": partial(drawn, repeated=False),
        "pdf-together": partial(drawn, together=True),
        "pdf-portrait": partial(drawn, landscape=False, size=7.0),
        "pdf-embedded": partial(drawn, font="embedded"),
        "docx": docx_of,
        "html": html_of,
        "xlsx": xlsx_of,
        "xlsx-text": partial(xlsx_of, numeric=False),
        "xlsx-one-sheet": partial(xlsx_of, one_sheet=True),
        "chromium": lambda made: printed_by_chromium(html_of(made)),
        "calc-pdf": printed_by_calc,
        "calc-pdf-ruled": partial(printed_by_calc, bordered=True),
        "calc-pdf-over": partial(printed_by_calc, bordered=True, over_first=True),
        "calc-pdf-again": partial(printed_by_calc, bordered=True, repeated=True),
        "writer-pdf": lambda made: converted_by_office(docx_of(made), "docx", "pdf"),
        "xls": lambda made: converted_by_office(xlsx_of(made), "xlsx", "xls"),
    }
    found |= {f"text-{layout}": partial(plain_of, layout=layout) for layout in LAYOUTS}
    return found


def scans() -> dict[str, Maker]:
    """Scans by name: slow to read."""
    return {
        "scan-200": partial(scanned, dpi=200, skew=0.0, noise=0.0),
        "scan-200-skew": partial(scanned, dpi=200, skew=0.8, noise=6.0),
        "scan-150-skew": partial(scanned, dpi=150, skew=0.8, noise=6.0),
    }


def lines_of(data: bytes) -> list[BudgetLine]:
    """The budget lines that the pipeline reads."""
    harvest = interpret(read(data, Options())).harvest
    return [row.record for row in harvest.rows if isinstance(row.record, BudgetLine)]


def judged(made: MadeUp, maker: Maker) -> Comparison:
    """One document in one format against its truth."""
    return compare(made.truths(), lines_of(maker(made)))


def shown(name: str, seed: int, result: Comparison, limit: int) -> None:
    """Print what is not right."""
    for kind, keys in (("missing", result.missing), ("silent", result.silent)):
        for found in keys[:limit]:
            print(f"    {name} {seed} {kind}: {' '.join(map(str, found))}")
        if len(keys) > limit:
            print(f"    {name} {seed} {kind}: … {len(keys) - limit} more")


def main() -> None:
    """Print a table of formats, then every amount that is not right."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--scans", action="store_true")
    parser.add_argument("--show", type=int, default=8)
    call = parser.parse_args()
    chosen = {**makers(), **(scans() if call.scans else {})}
    print(
        f"{'format':<18}{'printed':>9}{'right':>9}{'missing':>9}{'silent':>8}{'flagged':>9}{'exact':>7}{'s':>7}"
    )
    documents = [final_accounts(seed) for seed in range(call.first, call.first + call.seeds)]
    for name, maker in chosen.items():
        if call.only and not any(part in name for part in call.only):
            continue
        row(name, maker, documents, call.show)


def row(name: str, maker: Maker, documents: list[MadeUp], limit: int) -> None:
    """Print one format over all documents."""
    counts: Counter[str] = Counter()
    begun = time.process_time()
    bad = []
    for made in documents:
        try:
            result = judged(made, maker)
        except (ProgramMissing, FileNotFoundError, SourceError) as fault:
            print(f"{name:<18} skipped: {fault}")
            return
        counts += Counter(
            printed=result.printed, right=result.right, flagged=result.flagged, exact=int(result.exact),
            missing=len(result.missing), silent=len(result.silent),
        )  # fmt: skip
        bad.append((made.seed, result))
    cells = "".join(
        f"{counts[what]:>{width}}"
        for what, width in (
            ("printed", 9),
            ("right", 9),
            ("missing", 9),
            ("silent", 8),
            ("flagged", 9),
            ("exact", 7),
        )
    )
    print(f"{name:<18}{cells}{time.process_time() - begun:>7.1f}", flush=True)
    for seed, result in bad:
        shown(name, seed, result, limit)


if __name__ == "__main__":
    main()
