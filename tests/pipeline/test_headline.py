"""One figure per organisation, year, scope, phase and measure, and how sources agree."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from pipeline.arrow import table
from pipeline.catalogue import organisation_id, organisations
from pipeline.headline import headline
from schemas.headline import figures
from schemas.records import BudgetLine, DocumentRow

ORG = "青岭市公共资源中心"


def _document(doc_id: str, **other: Any) -> DocumentRow:
    values: dict[str, Any] = {
        "doc_id": doc_id, "fiscal_year": 2022, "source_name": f"{doc_id}.txt", "source_names": (f"{doc_id}.txt",),
        "bytes": 1, "media_type": "text/plain", "reader": "text", "kind": "department_final_accounts",
        "kinds": ("department_final_accounts",), "scope": "department", "org_name": ORG, "region_code": "130306",
        "is_draft": False, "status": "complete", "version": "v", "org_id": organisation_id("130306", ORG),
    }  # fmt: skip
    return DocumentRow(**{**values, **other})


def _line(doc_id: str, line_id: str, printed: str, unit: int = 10_000, **other: Any) -> BudgetLine:
    values: dict[str, Any] = {
        "doc_id": doc_id, "fiscal_year": 2022, "line_id": line_id, "table_id": "t", "form_id": "final.expenditure",
        "form_title": "支出决算表", "row_label": "合计", "is_total": True, "measure": "total", "phase": "executed",
        "value_year": 2022, "value_kind": "money", "value": Decimal(printed), "amount": Decimal(printed) * unit,
        "amount_raw": printed, "unit": "万元", "column_evidence": "printed", "proof": "consistent",
        "checks_passed": 1, "checks_failed": 0,
    }  # fmt: skip
    return BudgetLine(**{**values, **other})


def _headline(tmp_path: Path, documents: list[DocumentRow], lines: list[BudgetLine]) -> list[dict[str, Any]]:
    pq.write_table(table("documents", documents), tmp_path / "documents.parquet")
    pq.write_table(table("budget_lines", lines), tmp_path / "lines.parquet")
    tables = headline([tmp_path / "documents.parquet"], [tmp_path / "lines.parquet"])
    return [row for table in tables for row in table.to_pylist()]


SUMMARY = {
    "form_id": "final.summary",
    "side": "expenditure",
    "measure": "amount",
    "row_label": "本年支出合计",
}


def test_sources_that_round_differently_agree_and_the_first_gives_the_amount(tmp_path: Path) -> None:
    lines = [_line("a", "l1", "418.81"), _line("a", "l2", "4188097.23", 1, **SUMMARY)]
    (row,) = _headline(tmp_path, [_document("a")], lines)
    assert (row["measure"], row["amount"], row["state"]) == (
        "expenditure.current",
        Decimal("4188100.00"),
        "agrees",
    )
    assert (row["line_id"], row["other_line_ids"]) == ("l1", ["l2"])


def test_sources_that_differ_are_shown_and_not_averaged(tmp_path: Path) -> None:
    lines = [_line("a", "l1", "418.81"), _line("a", "l2", "418.91", **SUMMARY)]
    (row,) = _headline(tmp_path, [_document("a")], lines)
    assert (row["amount"], row["state"], row["other_line_ids"]) == (
        Decimal("4188100.00"),
        "disagrees",
        ["l2"],
    )


def test_a_source_that_prints_several_amounts_decides_nothing(tmp_path: Path) -> None:
    lines = [_line("a", "l1", "418.81"), _line("a", "l2", "300.00")]
    (row,) = _headline(tmp_path, [_document("a")], lines)
    assert (row["amount"], row["state"]) == (None, "undecided")


def test_a_contradicted_value_gives_way_to_one_that_is_not(tmp_path: Path) -> None:
    lines = [_line("a", "l1", "418.81", proof="contradicted"), _line("a", "l2", "418.91", **SUMMARY)]
    (row,) = _headline(tmp_path, [_document("a")], lines)
    assert (row["line_id"], row["proof"], row["state"]) == ("l2", "consistent", "disagrees")


def test_drafts_and_replaced_issues_give_way(tmp_path: Path) -> None:
    documents = [
        _document("a", is_draft=True),
        _document("b"),
        _document("d", superseded_by="c"),
    ]
    lines = [_line("a", "l1", "1.00"), _line("b", "l2", "2.00"), _line("d", "l4", "4.00")]
    (row,) = _headline(tmp_path, documents, lines)
    assert (row["line_id"], row["other_line_ids"]) == ("l2", ["l1"])


def test_values_of_other_years_and_of_open_columns_are_left_out(tmp_path: Path) -> None:
    lines = [
        _line("a", "l1", "1.00", value_year=2021),
        _line("a", "l2", "2.00", column_evidence="ambiguous"),
        _line("a", "l3", "3.00", measure=None),
    ]
    assert _headline(tmp_path, [_document("a")], lines) == []


def test_figures_of_the_samples_are_unique_and_lead_to_their_lines(release: Path) -> None:
    rows = [
        row for file in (release / "headline").glob("*/*.parquet") for row in pq.read_table(file).to_pylist()
    ]
    assert len(rows) > 40
    names = ("org_id", "fiscal_year", "scope", "phase", "measure")
    assert len({tuple(row[name] for name in names) for row in rows}) == len(rows)
    assert {row["measure"] for row in rows} <= {figure.figure_id for figure in figures()}
    found = {
        (row["org_name"], row["measure"]): row["amount"]
        for row in rows
        if (row["fiscal_year"], row["phase"]) == (2021, "executed")
    }
    assert found["云河县营商环境服务局", "expenditure.total"] == Decimal("5330000.00")  # 总计 533.00 万元
    assert found["云河县营商环境服务局", "expenditure.current"] == Decimal("5270000.00")


def test_organisations_with_one_code_are_linked_openly_and_not_merged(tmp_path: Path) -> None:
    documents = [
        _document("a", org_name="青岭市工业局", org_code="362001"),
        _document("b", org_name="青岭市工业和信息化局", org_code="362001", fiscal_year=2023),
        _document("c", org_name="别处工业局", org_code="362001", region_code="130321"),
    ]
    pq.write_table(table("documents", documents), tmp_path / "d.parquet")
    rows = {row["name"]: row for row in next(organisations([[tmp_path / "d.parquet"]])).to_pylist()}
    assert len(rows) == 3
    first, second = rows["青岭市工业局"], rows["青岭市工业和信息化局"]
    assert (first["linked_ids"], second["linked_ids"]) == ([second["org_id"]], [first["org_id"]])
    assert "362001" in first["linked_by"][0]
    assert rows["别处工业局"]["linked_ids"] == []


def test_a_name_with_spaces_is_the_same_organisation() -> None:
    assert organisation_id("130306", "青岭 市（本级）") == organisation_id("130306", "青岭市(本级)")
    assert organisation_id(None, ORG) != organisation_id("130306", ORG)
