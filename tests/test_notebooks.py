"""The notebooks run from top to bottom on a release of the samples."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="session")
def sampled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from pipeline.ingest import Order, ingest

    out = tmp_path_factory.mktemp("notebooks") / "out"
    ingest(
        Order(
            inputs=(ROOT / "samples",),
            out=out,
            exclude=("refused/*", "expected/*", "*.md", "*.json", "*.csv", "*.py"),
            workers=1,
        )
    )
    return out


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
@pytest.mark.filterwarnings("ignore")
def test_notebook_runs(path: Path, sampled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import nbformat
    from nbclient import NotebookClient

    monkeypatch.setenv("GONGKAI_RELEASE", str(sampled))
    monkeypatch.setenv("GONGKAI_SOURCES", str(ROOT / "samples"))
    monkeypatch.setenv("MPLBACKEND", "agg" if os.environ.get("GONGKAI_SHOW") is None else "inline")
    notebook = nbformat.read(path, as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells), "clear the outputs before you commit"
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(path.parent)}}).execute()
    printed = "".join(output.get("text", "") for cell in notebook.cells for output in cell.get("outputs", ()))
    assert "Glyph" not in printed, "the chart lacks Chinese characters"
    assert "Traceback" not in printed
    if keep := os.environ.get("GONGKAI_SHOW"):
        nbformat.write(notebook, Path(keep) / path.name)


def test_there_are_three_notebooks() -> None:
    assert len(NOTEBOOKS) == 3
