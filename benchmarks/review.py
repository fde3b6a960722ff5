"""How long the review page takes on a large release.

python -m benchmarks.review [DOCUMENTS]      (default 10000, of which one has 60 pages)
"""

from __future__ import annotations

import hashlib
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import httpx
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks.generator.documents import final_accounts
from benchmarks.generator.pages import Paper, pages_of
from benchmarks.generator.pdf import BUILT_IN, Drawing, pdf_of, width_of
from benchmarks.generator.programs import CHROMIUM
from pipeline.arrow import schema
from pipeline.ingest import Order, ingest
from pipeline.ledger import read_ledger
from pipeline.partitions import Partition, write_partition
from pipeline.product.package import package_bytes
from pipeline.release import NAME, File, Release, read_release
from review.desk import Desk
from review.printed import PICTURED
from review.server import Order as ReviewOrder
from review.server import listen, open_desk, server, settled

SAMPLE = Path(__file__).resolve().parents[1] / "samples"
YEARS, RUNS = 5, 5
ROWS = 500  # by function: a PDF of about 60 pages


def sources(folder: Path) -> None:
    """One sample as it is, as often in one file as 60 pages need, and a PDF of some 60 pages."""
    path = next(SAMPLE.rglob("yunhe-2021-final-accounts.txt"))
    folder.mkdir()
    (folder / "small.txt").write_bytes(path.read_bytes())
    (folder / "long.txt").write_bytes(b"\n\f".join([path.read_bytes()] * 3))
    made, paper = final_accounts(3, ROWS), Paper(width_of(BUILT_IN))
    pages = pages_of(made.cover, made.tables, made.narrative, paper)
    (folder / "pictured.pdf").write_bytes(pdf_of(pages, Drawing(), paper.size))


def copies(rows: pa.Table, doc_ids: list[str], year: int) -> Iterator[pa.Table]:
    """The rows of one document again for each id, in the order of the ids."""
    for start in range(0, len(doc_ids), 100):
        some = doc_ids[start : start + 100]
        index = pa.array([number for _ in some for number in range(rows.num_rows)], pa.int64())
        table = rows.take(index)
        names = pa.array([doc_id for doc_id in some for _ in range(rows.num_rows)], pa.string())
        table = table.set_column(table.column_names.index("doc_id"), table.schema.field("doc_id"), names)
        years = pa.array([year] * len(names), pa.int32())
        yield table.set_column(
            table.column_names.index("fiscal_year"), table.schema.field("fiscal_year"), years
        )


def enlarge(out: Path, documents: int, small_id: str) -> None:
    """Write a release in which one document stands thousands of times under other ids."""
    release = read_release(out)
    files: dict[str, tuple[File, ...]] = dict(release.files)
    by_year: dict[int, list[str]] = {}
    for number in range(documents - 1):
        doc_id = hashlib.sha256(f"{number}".encode()).hexdigest()
        by_year.setdefault(2030 + number % YEARS, []).append(doc_id)
    for dataset, known in release.files.items():
        rows = pa.concat_tables([pq.read_table(out / file.path) for file in known])
        if "doc_id" not in rows.column_names or "fiscal_year" not in rows.column_names:
            continue
        small = rows.filter(pc.equal(rows["doc_id"], small_id)).cast(schema(dataset))
        for year, doc_ids in sorted(by_year.items()):
            partition = Partition(dataset, year, "benchmark")
            files[dataset] += write_partition(out, partition, copies(small, sorted(doc_ids), year))
    enlarged = Release(files, release.statuses, release.severities, release.versions)
    (out / NAME).write_bytes(package_bytes(enlarged))


def timed(what: str, call: Callable[[], object], runs: int = RUNS) -> None:
    """Print the median time of a call."""
    walls, cpus = [], []
    for _ in range(runs):
        wall, cpu = time.perf_counter(), time.process_time()
        call()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    print(f"{what:<44} {statistics.median(walls):7.3f} s  {statistics.median(cpus):7.3f} s CPU")


def measure(desk: Desk, large: Sequence[str]) -> None:
    """Time the pages of a desk that is being served; `large` are the documents of many pages."""
    with httpx.Client(base_url=desk.address, timeout=60) as client:

        def opens(path: str) -> Callable[[], object]:
            return lambda: client.get(path).raise_for_status()

        timed("first page, release opened", opens("/"), 1)
        for path in ("/", "/documents?q=small", "/findings", "/findings?q=63.00&state=open"):
            timed(path, opens(path))
        for doc_id in large:
            document = desk.opened().documents[doc_id]
            what, path = f"{document['page_count']} pages of {document['reader']}", f"/document/{doc_id}"
            timed(what, opens(path))
            row = desk.opened().rows("budget_lines", doc_id)[0]["line_id"]
            timed(f"{what}: one row", opens(f"{path}/row/{row}"))
            if document["reader"] in PICTURED:
                timed(f"{what}: a picture", opens(f"{path}/page/{document['page_count'] // 2}.png"))
        timed("a document in a year of thousands", opens(f"/document/{hashlib.sha256(b'7').hexdigest()}"))


def in_browser(desk: Desk, large: Sequence[str]) -> None:
    """Time the same in Chromium: until the page is loaded and laid out, and until its last part has come."""
    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if program is None:
        print("no Chromium here: nothing measured in a browser")
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})

        def opens(path: str, whole: bool = False) -> Callable[[], object]:
            def opened() -> None:
                page.goto(desk.address + path)
                if whole:
                    page.wait_for_selector("main[data-whole]")

            return opened

        page.goto(desk.address + "/decisions")
        timed("in a browser: overview", opens("/"))
        for doc_id in large:
            document = desk.opened().documents[doc_id]
            what = f"in a browser: {document['page_count']} pages of {document['reader']}"
            timed(f"{what}, first time", opens(f"/document/{doc_id}"), 1)
            timed(what, opens(f"/document/{doc_id}"))
            timed(f"{what}, to its last part", opens(f"/document/{doc_id}", whole=True))
        browser.close()


def main(documents: int) -> None:
    """Make the release and measure."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sources(folder / "in")
        ingest(Order((folder / "in",), folder / "out", workers=1))
        ranked = sorted(
            (entry.summary for entry in read_ledger(folder / "out")),
            key=lambda summary: summary.rows["cells"],
        )
        small, *large = (summary.doc_id for summary in ranked)
        enlarge(folder / "out", documents, small)
        release = read_release(folder / "out")
        print(f"{release.rows('documents'):,} documents, {release.rows('provenance'):,} places")
        listening = listen(0)
        desk = open_desk(
            ReviewOrder(folder / "out", folder / "in", read_only=True), listening.getsockname()[1]
        )
        serving = server(desk)
        thread = threading.Thread(target=serving.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            with settled():
                in_browser(desk, large)
                measure(desk, large)
        finally:
            serving.should_exit = True
            thread.join()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
