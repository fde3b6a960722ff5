"""Small made-up disclosures, no two alike, as many as wanted: the load for measuring runs, not readers."""

from __future__ import annotations

import random
from pathlib import Path

PLACES = ("青岭市", "白沙县", "松江区", "云溪镇", "北湾市")
BODIES = ("公共资源中心", "水务局", "档案馆", "图书馆", "体育中心", "园林管理处", "统计局", "审计局")
PER_FOLDER = 1_000


def document(number: int, seed: int = 0) -> str:
    """Text of one department's accounts of a few rows; the year is one of four."""
    chance = random.Random(f"{seed}-{number}")
    year = 2020 + number % 4
    name = f"{PLACES[number % 5]}第{number // 40}{BODIES[number % 8]}"
    first, second = chance.randrange(100, 99_999), chance.randrange(100, 99_999)
    total = first + second
    return "\n".join(
        (
            f"{name}{year}年度部门决算",
            "",
            "第二部分 部门决算表",
            "",
            "收入决算表",
            "公开02表",
            f"部门：{name}\t金额单位：万元",
            "功能分类科目编码\t科目名称\t本年收入合计\t财政拨款收入",
            "栏次\t\t1\t2",
            f"合计\t\t{_money(total)}\t{_money(total)}",
            f"2010301\t行政运行\t{_money(first)}\t{_money(first)}",
            f"2080505\t机关事业单位基本养老保险缴费支出\t{_money(second)}\t{_money(second)}",
            "",
            "第三部分 部门决算情况说明",
            "",
            "一、收入决算情况说明",
            f"{year}年度收入合计{_money(total)}万元。",
            "",
        )
    )


def _money(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02}"


def write_documents(folder: Path, first: int, count: int, seed: int = 0) -> None:
    """Write documents `first` to `first + count - 1` into subfolders of a thousand."""
    for number in range(first, first + count):
        place = folder / f"{number // PER_FOLDER:04}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{number:07}.txt").write_text(document(number, seed), encoding="utf-8")
