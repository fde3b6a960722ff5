"""Twins: one made-up department in many formats gives the same budget lines, and they are true."""

from __future__ import annotations

from functools import cache

import pytest

from benchmarks.formats import judged, makers
from benchmarks.generator.compare import compare
from benchmarks.generator.documents import MadeUp, final_accounts
from benchmarks.generator.programs import ProgramMissing

EXACT = ("xlsx", "xlsx-text", "xlsx-one-sheet", "html", "docx", "xls")
# Blank cells vanish, or merged cells lose their spans: amounts may be flagged, never wrong.
LOSSY = ("text-page", "text-tabs", "text-bars", "text-cells", "text-collapsed")


@cache
def department() -> MadeUp:
    return final_accounts(6, rows=30)


@pytest.mark.parametrize("name", EXACT)
def test_formats_with_cells_give_every_amount(name: str) -> None:
    try:
        result = judged(department(), makers()[name])
    except (ProgramMissing, FileNotFoundError) as fault:
        pytest.skip(str(fault))
    assert (result.missing, result.silent, result.flagged) == ([], [], 0)
    assert result.right == result.printed > 150


@pytest.mark.parametrize("name", LOSSY)
def test_formats_that_lose_cells_give_no_wrong_amount(name: str) -> None:
    result = judged(department(), makers()[name])
    assert not result.silent
    assert result.right >= 0.97 * result.printed


def test_the_comparison_sees_a_lost_and_a_wrong_amount() -> None:
    truths = department().truths()
    assert len(compare(truths, []).missing) == len(truths)
