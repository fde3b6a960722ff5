"""gongkai, pdfplumber, camelot and pdfium's bare text pass on the same made-up pages: accuracy, speed, memory.

Run through `make bench`, or: python -m benchmarks.readers [FILE.pdf …] [--pages 8] [--rows 40] [--seed 1] [--only STYLE …] [--tools NAME …]
Files that are named are measured for speed alone, as nothing is known of their truth. Speed is pages per second of processor time on one core, so that a busy machine changes little.
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.generator.documents import final_accounts
from benchmarks.generator.pages import Paper, PlacedPage, pages_of
from benchmarks.generator.pdf import BUILT_IN, RULES, TURNS, Drawing, pdf_of, width_of
from benchmarks.tables_found import Score, score
from benchmarks.throughput import machine
from benchmarks.tools import TOOLS
from pipeline.worker import ALLOCATIONS

RULED = ("ruled", "hairline", "dotted", "double", "shaded", *TURNS[1:], "no header", "together")
ENOUGH = 1.5  # seconds of passes over a file after which there is no other
Result = tuple[Score, float, int]


def styles() -> dict[str, tuple[Drawing, Paper]]:
    """Every style by name: how it is drawn and set."""
    width = width_of(BUILT_IN)
    found = {rules: (Drawing(rules), Paper(width)) for rules in RULES}
    found |= {turn: (Drawing(turn=turn), Paper(width)) for turn in TURNS[1:]}
    found["no header"] = (Drawing(), Paper(width, repeated=False))
    found["together"] = (Drawing(), Paper(width, together=True))
    return found


def written(
    seed: int, rows: int, most: int, chosen: Sequence[str], folder: Path
) -> dict[str, tuple[Path, list[PlacedPage]]]:
    """One file per style of the same department, its first pages with tables, as they were laid out."""
    made = final_accounts(seed, rows)
    files = {}
    for name, (drawing, paper) in styles().items():
        if chosen and name not in chosen:
            continue
        pages = pages_of(made.cover, made.tables, made.narrative, paper)
        pages = [page for page in pages if page.tables][: most or None]
        path = folder / f"{name.replace(' ', '-')}.pdf"
        path.write_bytes(pdf_of(pages, drawing, paper.size))
        files[name] = (path, pages)
    return files


def measured(tool: str, path: Path, pages: Sequence[PlacedPage]) -> Result:
    """The score of a tool on one file and the processor seconds it took, the best of many passes where they are quick."""
    best, spent = float("inf"), 0.0
    total = Score()
    while spent < ENOUGH:
        begun = time.process_time()
        found = TOOLS[tool](path)
        took = time.process_time() - begun
        if not spent:
            for page, tables in zip(pages, found, strict=bool(pages)):
                total += score(page, tables)
        best, spent = min(best, took), spent + took
    return total, best, len(pages)


def _row(name: str, result: Result, reference: float) -> str:
    total, seconds, pages = result
    speed = pages / seconds
    if name == "pdfium text pass":
        return f"| {name} | — | — | — | {speed:.1f} | {reference / speed:.2f} |"
    return (
        f"| {name} | {total.f1:.4f} | {total.exact}/{total.tables} | {total.amounts_right}/{total.amounts} "
        f"| {speed:.1f} | {reference / speed:.1f} |"
    )


def table(title: str, results: dict[str, Result]) -> str:
    """One Markdown table of all tools."""
    total = next(iter(results.values()))
    reference = total[2] / total[1]
    lines = [
        f"### {title} ({total[2]} pages, {total[0].amounts} amounts)",
        "",
        "| tool | cell F1 | tables exact | amounts right | pages/s per core | gongkai is faster by |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    return "\n".join([*lines, *(_row(name, result, reference) for name, result in results.items()), ""])


def summed(results: Sequence[Result]) -> Result:
    """The same tool over several files."""
    whole, seconds, pages = Score(), 0.0, 0
    for part, took, count in results:
        whole += part
        seconds, pages = seconds + took, pages + count
    return whole, seconds, pages


def _peak(send: object, work: Callable[[Path], object], paths: Sequence[Path]) -> None:
    for path in paths:
        work(path)
    send.send(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)  # type: ignore[attr-defined]


def piped(path: Path) -> object:
    """The whole pipeline on one file."""
    from pipeline.extract import Options
    from pipeline.process import process

    return process(path.read_bytes(), Options())


def memory(work: Callable[[Path], object], paths: Sequence[Path]) -> float:
    """Peak memory in MB of a fresh process that does the work on all files in turn."""
    receive, send = multiprocessing.Pipe()
    worker = multiprocessing.get_context("spawn").Process(target=_peak, args=(send, work, paths))
    worker.start()
    worker.join()
    return float(receive.recv()) if receive.poll() else float("nan")


def pipeline_report(paths: Sequence[Path], pages: int) -> str:
    """Speed of the whole pipeline to an extract, one core, warm, and memory of a worker."""
    for path in paths[:2]:
        piped(path)
    begun = time.process_time()
    for path in paths:
        piped(path)
    speed = pages / (time.process_time() - begun)
    once, twice = memory(piped, paths), memory(piped, [*paths] * 5)
    return (
        f"whole pipeline (characters to records): {speed:.1f} pages/s per core\n"
        f"memory of a worker: {once:.0f} MB after {len(paths)} files, {twice:.0f} MB after {5 * len(paths)}"
    )


def speeds(paths: Sequence[Path], tools: Sequence[str]) -> str:
    """One Markdown table of pages per second on given files, a row for each."""
    TOOLS["gongkai"](paths[0])
    lines = [f"| file | pages | {' | '.join(tools)} |", "|---|--:|" + "--:|" * len(tools)]
    for path in paths:
        found = {tool: measured(tool, path, ()) for tool in tools}
        pages = len(TOOLS["pdfium text pass"](path))
        cells = " | ".join(f"{pages / seconds:.1f}" for _, seconds, _ in found.values())
        lines.append(f"| {path.stem} | {pages} | {cells} |")
    return "\n".join(lines)


def options() -> argparse.Namespace:
    """How the benchmark was called."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--rows", type=int, default=40)
    parser.add_argument("--pages", type=int, default=8, help="of each style; 0: all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--tools", nargs="*", default=[])
    parser.add_argument("--no-pipeline", action="store_true")
    return parser.parse_args()


def main() -> None:
    """Measure and print Markdown."""
    call = options()
    gc.set_threshold(ALLOCATIONS, 10, 10)  # as in a run, for all tools
    tools = [name for name in TOOLS if not call.tools or name in call.tools or name == "gongkai"]
    print(f"machine: {machine()}; seed {call.seed}, about {call.rows} rows by function\n")
    if call.files:
        print(speeds(call.files, tools))
        return
    with tempfile.TemporaryDirectory() as place:
        files = written(call.seed, call.rows, call.pages, call.only, Path(place))
        results: dict[str, dict[str, Result]] = {}
        TOOLS["gongkai"](next(iter(files.values()))[0])
        for style, (path, pages) in files.items():
            results[style] = {tool: measured(tool, path, pages) for tool in tools}
            print(table(style, results[style]), flush=True)
        for title, names in (("all ruled styles", RULED), ("all styles", tuple(files))):
            own = [results[name] for name in names if name in results]
            if own:
                print(table(title, {tool: summed([found[tool] for found in own]) for tool in tools}))
        if not call.no_pipeline:
            count = sum(len(pages) for _, pages in files.values())
            print(pipeline_report([path for path, _ in files.values()], count))


if __name__ == "__main__":
    main()
