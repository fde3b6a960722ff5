"""Performance tables drawn as ruled PDFs give projects, indicators and goals with the cells that cover them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal

from reportlab.lib import colors
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

from pipeline.extract import Extract, Options
from pipeline.process import process

FONT = "STSong-Light"
Spans = Sequence[tuple[tuple[int, int], tuple[int, int]]]


def read(
    title: str, caption: str, rows: Sequence[Sequence[str]], spans: Spans, height: float = 842
) -> Extract:
    """The extract of a PDF with one ruled table; a short page makes it go on over several."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    cell = ParagraphStyle("cell", fontName=FONT, fontSize=9, leading=11, wordWrap="CJK")
    head = ParagraphStyle("head", fontName=FONT, fontSize=15, leading=20, alignment=1, wordWrap="CJK")
    width = 760 / len(rows[0])
    table = Table(
        [[Paragraph(text, cell) for text in row] for row in rows], [width] * len(rows[0]), repeatRows=1
    )
    grid = ("GRID", (0, 0), (-1, -1), 0.5, colors.black)
    table.setStyle(TableStyle([grid, *(("SPAN", first, last) for first, last in spans)]))
    buffer = io.BytesIO()
    SimpleDocTemplate(buffer, pagesize=(842, height), leftMargin=40, rightMargin=40, invariant=1).build(
        [Paragraph(title, head), Paragraph(caption, cell), table]
    )
    return process(buffer.getvalue(), Options())


LIST = (
    ("单位名称", "项目名称", "预算数", "绩效目标", "一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "权重"),
    ("榆川县教育局", "校舍维修", "186.00", "完成12所学校维修", "产出指标", "数量指标", "维修学校数", "≥", "12", "所", "50"),
    ("", "", "", "", "", "质量指标", "验收合格率", "=", "100", "%", "20"),
    ("", "", "", "", "效益指标", "社会效益指标", "受益学生人数", "≥", "5600", "人", "30"),
    ("榆川县教育局", "资助儿童", "42.30", "资助困难儿童", "产出指标", "数量指标", "资助人数", "≥", "860", "人", "60"),
    ("", "", "", "", "效益指标", "社会效益指标", "应助尽助率", "=", "100", "%", "40"),
)  # fmt: skip
MERGED = [((c, 1), (c, 3)) for c in range(4)] + [((c, 4), (c, 5)) for c in range(4)] + [((4, 1), (4, 2))]


def test_a_list_of_projects_gives_each_its_indicators_amount_and_goal() -> None:
    found = read("2023年部门项目绩效目标表", "单位：万元", LIST, MERGED)
    projects = found.rows["projects"]
    assert [(p.project_name, p.org_name, p.amount_budget, p.goal_year) for p in projects] == [
        ("校舍维修", "榆川县教育局", Decimal(1860000), "完成12所学校维修"),
        ("资助儿童", "榆川县教育局", Decimal(423000), "资助困难儿童"),
    ]
    owner = {p.project_id: p.project_name for p in projects}
    assert [(owner[i.project_id], i.level1, i.level3, i.target_value) for i in found.rows["indicators"]] == [
        ("校舍维修", "产出指标", "维修学校数", 12),
        ("校舍维修", "产出指标", "验收合格率", 100),
        ("校舍维修", "效益指标", "受益学生人数", 5600),
        ("资助儿童", "产出指标", "资助人数", 860),
        ("资助儿童", "效益指标", "应助尽助率", 100),
    ]
    assert [f.rule for f in found.rows.get("findings", ())] == []


def test_weights_are_added_project_by_project() -> None:
    rows = [list(row) for row in LIST]
    rows[5][10] = "35"
    (finding,) = read("2023年部门项目绩效目标表", "单位：万元", rows, MERGED).rows["findings"]
    assert (finding.rule, finding.found) == ("performance.weights", "95")


def test_weights_of_targets_may_leave_ten_points_for_the_execution_of_the_budget() -> None:
    rows = [list(row) for row in LIST]
    rows[5][10] = "30"
    assert "findings" not in read("2023年部门项目绩效目标表", "单位：万元", rows, MERGED).rows


def test_a_line_that_refers_to_a_table_elsewhere_is_no_title() -> None:
    rows = [["项目", "金额"], ["办公费", "1.00"], ["合计", "1.00"]]
    found = read("七、绩效目标", "详见单位的项目绩效目标表", rows, [])
    assert [t.form_id for t in found.rows.get("tables", ())] == [None]
