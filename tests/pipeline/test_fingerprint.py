"""The fingerprint changes with the knowledge, code and options that a document is read with, and with nothing else."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import pipeline.fingerprint as fingerprint
from pipeline.extract import Options

ROOT = Path(__file__).parents[2]
ENTRANCES = ("pipeline.worker", "pipeline.process", "pipeline.extract_file", "pipeline.failed")
# What a worker does beside reading: it fetches the source, talks to its parent, and files the extract.
BESIDE = {"pipeline.remote", "pipeline.source"}


def versions(monkeypatch: pytest.MonkeyPatch, root: Path) -> tuple[str, str]:
    """What a release hangs on, and what an extract does."""
    monkeypatch.setattr(fingerprint, "files", lambda package: root / package)
    caches = (fingerprint.code_fingerprint, fingerprint.reading_fingerprint, fingerprint._folder)
    for cached in caches:
        cached.cache_clear()
    try:
        return fingerprint.code_fingerprint(), fingerprint.fingerprint(Options())
    finally:
        for cached in caches:
            cached.cache_clear()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for package in fingerprint.PACKAGES:
        (tmp_path / package / "forms").mkdir(parents=True)
        (tmp_path / package / "forms" / "a.toml").write_text("x = 1\n", encoding="utf-8")
    for name in (*fingerprint.READING, "publish"):
        (tmp_path / "pipeline" / f"{name}.py").write_text("x = 1\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", ["schemas/forms/a.toml", "extractors/forms/a.toml", "pipeline/seal.py"])
def test_an_edited_alias_or_reader_changes_both(
    root: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    release, extract = versions(monkeypatch, root)
    (root / name).write_text("x = 2\n", encoding="utf-8")
    changed = versions(monkeypatch, root)
    assert changed[0] != release
    assert changed[1] != extract


def test_code_that_publishes_has_the_release_written_again_and_no_document_read(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    release, extract = versions(monkeypatch, root)
    (root / "pipeline" / "publish.py").write_text("x = 2\n", encoding="utf-8")
    changed = versions(monkeypatch, root)
    assert changed[0] != release
    assert changed[1] == extract


def test_caches_of_the_interpreter_change_nothing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = versions(monkeypatch, root)
    (root / "schemas" / "__pycache__").mkdir()
    (root / "schemas" / "__pycache__" / "a.pyc").write_bytes(b"x")
    assert versions(monkeypatch, root) == before


def test_each_option_changes_it() -> None:
    versions = {
        fingerprint.fingerprint(options)
        for options in (Options(), Options(contacts=True), Options(max_text_bytes=1))
    }
    assert len(versions) == 3


def imported(module: str) -> set[str]:
    """Modules of `pipeline` that a module names in its imports, wherever in it they stand."""
    found = set()
    for node in ast.walk(ast.parse((ROOT / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
        if isinstance(node, ast.ImportFrom):
            names = [str(node.module), *(f"{node.module}.{name}" for name in names)]
        found |= {name for name in names if (ROOT / f"{name.replace('.', '/')}.py").is_file()}
    return {name for name in found if name.startswith("pipeline.")}


def test_no_module_that_a_document_is_read_with_is_missing() -> None:
    reached: set[str] = set()
    waiting = list(ENTRANCES)
    while waiting:
        module = waiting.pop()
        if module not in reached | BESIDE:
            reached.add(module)
            waiting += imported(module)
    assert reached == {f"pipeline.{name}" for name in fingerprint.READING if name != "__init__"}
    for package in ("extractors", "schemas"):
        sources = (path.read_text(encoding="utf-8") for path in (ROOT / package).rglob("*.py"))
        assert not any("from pipeline" in source or "import pipeline" in source for source in sources)
