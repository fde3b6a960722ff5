"""Damaged copies of the samples: whatever is lost, doubled or moved in a text, it is read and stored without a crash."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from pipeline.extract import Options
from pipeline.process import process
from pipeline.store import Store
from schemas.errors import SourceError

SAMPLES = Path(__file__).resolve().parent.parent.parent / "samples"
ODD = (
    "12345678901234567890123.45",
    "99999999999999999999%",
    " 一级指标 二级指标 三级指标 指标值",
    "\f",
    "项目名称",
    " 201 01 01 ",
    "|",
    "合计 1.00 2.00",
    "（2023年度）",
)


def _damaged(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    start = chance.randrange(max(1, len(lines) - 1))
    lines = lines[start : start + chance.randrange(20, 300)]
    for _ in range(chance.randrange(1, 12)):
        at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        match chance.randrange(6):
            case 0:
                lines[at] = ""
            case 1:
                lines.insert(at, lines[other])
            case 2:
                lines[at] = lines[at][: chance.randrange(len(lines[at]) + 1)]
            case 3:
                lines[at] = lines[at].replace(" ", "\t", chance.randrange(3))
            case 4:
                lines[at], lines[other] = lines[other], lines[at]
            case _:
                lines[at] += chance.choice(ODD)
    return "\n".join(lines)


@pytest.mark.parametrize("seed", range(8))
def test_no_damage_to_a_text_is_a_crash(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    samples = sorted(SAMPLES.glob("*.txt"))
    for _ in range(6):
        text = _damaged(chance.choice(samples).read_text(encoding="utf-8", errors="replace"), chance)
        try:
            extract = process(text.encode(), Options())
        except SourceError:
            continue
        assert Store(tmp_path).write(extract, "0" * 16, Options()).doc_id == extract.document.doc_id


@pytest.mark.parametrize(
    "row",
    [
        "201 一般公共服务支出 12345678901234567890123.45 1.00 2.00",
        "201\t一般公共服务支出\t12345678901234567890123.45\t1.00\t2.00",
        "12345678901234567890123.45一、一般公共服务支出 1.00",
    ],
)
def test_a_number_longer_than_any_amount_is_no_amount(row: str) -> None:
    header = "科目编码 科目名称 合计 基本支出 项目支出".replace(" ", "\t" if "\t" in row else " ")
    text = f"云岭市档案馆2023年部门预算\n部门支出预算总表\n单位：万元\n{header}\n{row}\n"
    values = [str(line.amount_raw) for line in process(text.encode(), Options()).rows.get("budget_lines", ())]  # type: ignore[attr-defined]
    assert "12345678901234567890123.45" not in values


def test_a_header_of_indicators_without_rows_is_a_table_without_rows() -> None:
    text = "云岭市档案馆2023年部门预算\n项目支出绩效目标表\n项目名称 档案库房改造\n一级指标 二级指标 三级指标 指标值\n"
    assert "indicators" not in process(text.encode(), Options()).rows
