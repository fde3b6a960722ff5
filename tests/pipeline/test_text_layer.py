"""Digits of the text layer that no line has, unless a remark says that characters of the page are not read."""

from __future__ import annotations

import pytest

from pipeline import text_layer
from schemas.document import Document, Line, Remark


@pytest.mark.parametrize(
    ("found", "lost"),
    [("1-2, 5", [3, 4]), ("3-4", [1, 2, 5]), ("2, …", [1]), ("", [1, 2, 3, 4, 5])],
)
def test_a_remark_accounts_for_the_pages_it_names(
    found: str, lost: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = tuple(Line(page, 1, "合计 12") for page in range(1, 6))
    document = Document(
        "0" * 64, "pdf", "application/pdf", lines, 5, remarks=(Remark("page.outside", found, "3"),)
    )
    monkeypatch.setattr(text_layer, "_text_layer", lambda data: [(page, "合计 12 7") for page in range(1, 6)])
    assert text_layer.lost_digits(b"", document) == [(page, "7") for page in lost]
