"""A release with an honest and a hostile document, and the review page served for it."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.ingest import Order as IngestOrder
from pipeline.ingest import ingest
from review.desk import Desk
from review.server import Order, listen, open_desk, server

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = "<script>document.documentElement.dataset.hit='1'</script>"
IMAGE = "<img src=x onerror=\"document.documentElement.dataset.hit='2'\">"
HOSTILE = f"""青岭市{IMAGE}中心2022年度部门决算

第二部分 2022年度部门决算表

收入决算表
公开02表
部门：青岭市{IMAGE}中心 金额单位：万元
功能分类科目编码 科目名称 本年收入合计 财政拨款收入 上级补助收入 事业收入 经营收入 附属单位上缴收入 其他收入
类款项
栏次 1 2 3 4 5 6 7
合计 20.30 20.30
201 一般公共服务支出{SCRIPT} 12.20 12.20
20103 政府办公厅（室）及相关机构事务 12.20 12.20
2010301 行政运行 12.21 12.20
208 社会保障和就业支出"' onclick="alert(1)" 8.10 8.10
20805 行政事业单位养老支出 8.10 8.10
2080505 机关事业单位基本养老保险缴费支出</td></table>{SCRIPT} 8.10 8.10

第三部分 2022年度部门决算情况说明

一、收入决算情况说明
2022年度收入合计20.30万元，其中：财政拨款收入20.30万元，占100%。{SCRIPT}
"""


# The same as a web page, where the reader sees script as text, and script of the page's own.
WEB = f"""<html><head><script>document.documentElement.dataset.hit='3'</script></head><body onload="alert(1)">
<h1>青岭市公共资源中心2021年度部门决算</h1><h2>收入决算表&lt;script&gt;alert(2)&lt;/script&gt;</h2><p>单位：万元</p>
<table><tr><th>科目编码</th><th>科目名称</th><th>本年收入合计</th><th>财政拨款收入&lt;img src=x onerror=alert(3)&gt;</th></tr>
<tr><td>合计</td><td></td><td>20.30</td><td>20.30</td></tr>
<tr><td>2010301</td><td>行政运行&lt;svg onload=alert(4)&gt;{IMAGE}</td><td>20.30</td><td>20.30</td></tr></table>
</body></html>"""
BROKEN = "<img src=x onerror=alert(5)>.txt"


@dataclass(frozen=True, slots=True)
class Place:
    """Folders of one review: sources, release, decisions."""

    sources: Path
    out: Path
    decisions: Path

    def ingest(self) -> None:
        """Read the sources, as the command does."""
        ingest(IngestOrder((self.sources,), self.out, workers=1))


@pytest.fixture(scope="session")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with sources and their release, to be copied."""
    folder = tmp_path_factory.mktemp("review")
    sources = folder / "in"
    sources.mkdir()
    name = "yunhe-2021-final-accounts.txt"
    (sources / name).write_bytes(next((ROOT / "samples").rglob(name)).read_bytes())
    (sources / "<b>hostile\"'.txt").write_text(HOSTILE, encoding="utf-8")
    (sources / "web <svg onload=alert(6)>.html").write_text(WEB, encoding="utf-8")
    (sources / BROKEN).write_bytes(b"\x00\xff\x00" * 999)
    Place(sources, folder / "out", folder / "decisions").ingest()
    return folder


@pytest.fixture
def place(ingested: Path, tmp_path: Path) -> Place:
    """A fresh release of an honest document, two hostile ones, and one that cannot be read."""
    shutil.copytree(ingested, tmp_path, dirs_exist_ok=True)
    return Place(tmp_path / "in", tmp_path / "out", tmp_path / "decisions")


@pytest.fixture
def serve(place: Place) -> Iterator[Callable[..., Desk]]:
    """Serve the page of a place in a thread; ends with the test."""
    running = []

    def start(**changes: object) -> Desk:
        listening = listen(0)
        order = Order(place.out, place.sources, by="reviewer", **changes)  # type: ignore[arg-type]
        desk = open_desk(order, listening.getsockname()[1])
        served = server(desk)
        thread = threading.Thread(target=served.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        deadline = time.monotonic() + 30
        while not served.started and time.monotonic() < deadline:
            time.sleep(0.01)
        running.append((served, thread))
        return desk

    yield start
    for served, thread in running:
        served.should_exit = True
        thread.join(30)
