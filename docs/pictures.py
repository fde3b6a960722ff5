"""Make the pictures of the README from made-up documents; run after the review page or `trace` changed.

python docs/pictures.py      (needs Chromium and a Chinese font; `make pictures`)
"""

from __future__ import annotations

import base64
import io
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT))

from benchmarks.formats import drawn  # noqa: E402
from benchmarks.generator.documents import final_accounts  # noqa: E402
from benchmarks.generator.programs import CHROMIUM  # noqa: E402
from pipeline.ingest import Order, ingest  # noqa: E402
from review.desk import Desk  # noqa: E402
from review.server import Order as ReviewOrder  # noqa: E402
from review.server import listen, open_desk, server  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Page

PICTURES = HERE / "pictures"
SAMPLES = ROOT / "samples"
SEED, ROWS, COLOURS = 5, 14, 96


def made_up(folder: Path) -> None:
    """A release of the samples and of a made-up PDF, in `folder`."""
    (folder / "in").mkdir()
    for path in sorted(SAMPLES.glob("*.txt")):
        shutil.copy(path, folder / "in")
    (folder / "in" / "department-final-accounts.pdf").write_bytes(drawn(final_accounts(SEED, ROWS)))
    ingest(Order((folder / "in",), folder / "out", workers=2))


@contextmanager
def served(folder: Path) -> Iterator[Desk]:
    """The review page of a release, while the block runs."""
    listening = listen(0)
    desk = open_desk(ReviewOrder(folder / "out", folder / "in", by="reviewer"), listening.getsockname()[1])
    serving = server(desk)
    thread = threading.Thread(target=serving.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield desk
    finally:
        serving.should_exit = True
        thread.join()


def shoot(page: Page, name: str) -> None:
    """Keep what a page shows as a small PNG."""
    from PIL import Image

    PICTURES.mkdir(exist_ok=True)
    image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(PICTURES / name, "PNG", optimize=True)


def an_amount(desk: Desk, doc_id: str) -> str:
    """A line in the middle of a table that three or more sums support."""
    lines = desk.opened().rows("budget_lines", doc_id)
    ranked = [line for line in lines if line["checks_passed"] >= 3 and line["subject_level"] == "group"]
    return str((ranked or lines)[0]["line_id"])


def traced(folder: Path, line_id: str) -> str:
    """The trace of an amount as a web page: what the terminal shows, and the picture that it writes."""
    from rich.console import Console
    from rich.text import Text

    picture = folder / "page.png"
    call = ["trace", str(folder / "out"), line_id, "amount_raw", "--picture", str(picture)]
    environment = {**os.environ, "FORCE_COLOR": "1", "COLUMNS": "108", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-m", "review", *call], cwd=ROOT, env=environment, capture_output=True, check=True
    )
    console = Console(record=True, width=108, file=io.StringIO())
    console.print(Text(f"$ gongkai trace out {line_id} amount_raw", "bold"))
    printed = done.stdout.decode().replace(str(picture), "page.png")
    console.print(Text.from_ansi(printed))
    style = "<pre style='font:14px/1.6 monospace;margin:0;white-space:pre-wrap'>{code}</pre>"
    image = base64.b64encode(picture.read_bytes()).decode()
    return (
        f"<body style='margin:16px 20px;background:#fff'>{console.export_html(inline_styles=True, code_format=style)}"
        f"<img style='width:100%;margin-top:12px;border:1px solid #bbb' src='data:image/png;base64,{image}'>"
    )


def main() -> int:
    """Write the pictures."""
    from playwright.sync_api import sync_playwright

    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if program is None:
        sys.stderr.write("no Chromium here: apt-get install chromium fonts-noto-cjk\n")
        return 1
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        made_up(folder)
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 800}, locale="en-US")
        with served(folder) as desk:
            known = desk.opened().documents
            doc_id = next(doc for doc, row in known.items() if row["source_name"].endswith(".pdf"))
            line_id = an_amount(desk, doc_id)
            page.goto(f"{desk.address}/document/{doc_id}")
            page.locator(f".read [data-row='{line_id}'].proved").first.click()
            page.wait_for_selector("#row:not([hidden]) .checks")
            page.wait_for_load_state("networkidle")
            shoot(page, "review.png")
            page.goto(desk.address)
            shoot(page, "overview.png")
        page = browser.new_page(viewport={"width": 1000, "height": 760})
        page.set_content(traced(folder, line_id))
        shoot(page, "trace.png")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
