"""Hostile files end with a status: no hang, no crash of the run, nothing outside of the output folder."""

from __future__ import annotations

from pathlib import Path
from random import Random

from benchmarks.fuzz import escaped, ingest, outcomes, written

QUICK = (
    "kids-loop", "coordinates", "box-", "rotation-odd", "arrays-nested", "no-objects", "traversal", "nested-60",
    "laughs", "outside", "span.", "reference-wrong", "tables-nested-40", "good-",
)  # fmt: skip


def test_every_hostile_file_ends_with_a_status(tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    names = written(folder, Random(7), 4, QUICK)
    assert len(names) > 30
    status, printed, _ = ingest(folder, out, seconds=60, memory=1200, workers=2)
    found = outcomes(names, out)
    assert status == 1, printed
    assert [one.name for one in found if one.status is None] == []
    assert [one for one in found if one.reason in ("crashed", "timeout", "out_of_memory")] == []
    assert not escaped(folder)
