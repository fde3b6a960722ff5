"""What recognition that is unsure of itself means for rows that are no amounts of a form."""

from __future__ import annotations

import pytest

from extractors.recognised import weigh_recognised
from schemas.document import Document, Line, Run
from schemas.harvest import Harvest, Sourced
from schemas.records import StatementRow
from schemas.spans import Span, Text

PRINT = "收入 12.34 万元"


@pytest.mark.parametrize(("sure", "told"), [(0.5, ["0.500"]), (0.98, []), (None, [])])
def test_unsure_digits_of_a_statement_are_told(sure: float | None, told: list[str]) -> None:
    line = Line(1, 1, PRINT, runs=(Run(0, 3, confidence=0.2), Run(3, 8, confidence=sure)))
    document = Document("d", "scan", "application/pdf", (line,), 1)
    row = StatementRow(
        doc_id="d", fiscal_year=2023, statement_id="s", group_id="g", metric="revenue", role="final",
        value_raw="12.34", agreement="no_counterpart",
    )  # fmt: skip
    text = Text((Span(1, 1, 3, 8, PRINT[3:8]),))
    found = weigh_recognised(document, Harvest((Sourced(row, (("value_raw", text),)),))).findings
    assert [dict(one.values)["confidence"] for one in found] == told
    assert all(one.rule == "ocr.unsure" and one.row_ids == ("s",) for one in found)
