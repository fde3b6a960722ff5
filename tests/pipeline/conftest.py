"""A made-up disclosure, and folders of files, for the tests of the pipeline."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

SAMPLES = Path(__file__).resolve().parents[2] / "samples"

DISCLOSURE = """青岭市公共资源中心2022年度部门决算

第二部分 2022年度部门决算表

收入决算表
公开02表
部门：青岭市公共资源中心 金额单位：万元
功能分类科目编码 科目名称 本年收入合计 财政拨款收入 上级补助收入 事业收入 经营收入 附属单位上缴收入 其他收入
类款项
栏次 1 2 3 4 5 6 7
合计 20.30 20.30
201 一般公共服务支出 12.20 12.20
20103 政府办公厅（室）及相关机构事务 12.20 12.20
2010301 行政运行 12.20 12.20
208 社会保障和就业支出 8.10 8.10
20805 行政事业单位养老支出 8.10 8.10
2080505 机关事业单位基本养老保险缴费支出 8.10 8.10

第三部分 2022年度部门决算情况说明

一、收入决算情况说明
2022年度收入合计20.30万元，其中：财政拨款收入20.30万元，占100%。
"""


@pytest.fixture
def disclosure() -> str:
    """Text of a small final account."""
    return DISCLOSURE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two disclosures of different years."""
    place = tmp_path / "in"
    place.mkdir()
    (place / "a.txt").write_text(DISCLOSURE, encoding="utf-8")
    (place / "b.txt").write_text(DISCLOSURE.replace("2022", "2021"), encoding="utf-8")
    return place


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """Call the command line in this process; gives exit status and everything that was printed."""

    def call(*arguments: object) -> tuple[int, str]:
        from pipeline.cli import main

        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as stop:
            status = int(stop.code or 0)
        printed = capsys.readouterr()
        return status, printed.out + printed.err

    return call


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of a release of the samples; tests do not change it."""
    from pipeline.ingest import Order, ingest

    out = tmp_path_factory.mktemp("release") / "out"
    skipped = ("refused/*", "expected/*", "*.md", "*.json", "*.csv", "*.py")
    ingest(Order(inputs=(SAMPLES,), out=out, exclude=skipped, workers=1))
    return out
