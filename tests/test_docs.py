"""The generated pages are current and the docs name what exists."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = [
    *sorted(DOCS.glob("*.md")),
    ROOT / "README.md",
    ROOT / "README.zh-CN.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "samples" / "README.md",
]


def _generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_generate", DOCS / "generate.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["data-dictionary.md", "rules.md"])
def test_generated_pages_are_current(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == _generator().page(name), "run python docs/generate.py"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files_that_exist(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_samples_that_a_page_names_exist(page: Path) -> None:
    named = re.findall(r"`([a-z]+-\d{4}-[a-z-]+)(?:\.txt)?`", page.read_text(encoding="utf-8"))
    assert [name for name in named if not (ROOT / "samples" / f"{name}.txt").exists()] == []


def test_every_column_has_a_meaning_in_chinese() -> None:
    from pipeline.contract import columns
    from schemas.records import DATASETS

    assert [(d, c.name) for d in DATASETS for c in columns(d) if not c.meaning_zh] == []
