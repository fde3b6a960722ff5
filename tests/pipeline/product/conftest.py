"""A release of the samples, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = ROOT / "samples"


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of a release of the samples; tests do not change it."""
    from pipeline.ingest import Order, ingest

    out = tmp_path_factory.mktemp("release") / "out"
    ingest(Order(inputs=(SAMPLES,), out=out, exclude=("refused/*", "expected/*", "*.md", "*.py"), workers=1))
    return out
