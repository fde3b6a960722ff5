"""The fingerprint changes with knowledge, code and options, and with nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

import pipeline.fingerprint as fingerprint
from pipeline.extract import Options


def code(monkeypatch: pytest.MonkeyPatch, root: Path) -> str:
    monkeypatch.setattr(fingerprint, "files", lambda package: root / package)
    fingerprint.code_fingerprint.cache_clear()
    try:
        return fingerprint.code_fingerprint()
    finally:
        fingerprint.code_fingerprint.cache_clear()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for package in fingerprint.PACKAGES:
        (tmp_path / package / "forms").mkdir(parents=True)
        (tmp_path / package / "forms" / "a.toml").write_text("x = 1\n", encoding="utf-8")
    return tmp_path


def test_an_edited_alias_changes_the_fingerprint(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = code(monkeypatch, root)
    (root / "schemas" / "forms" / "a.toml").write_text("x = 2\n", encoding="utf-8")
    assert code(monkeypatch, root) != before


def test_caches_of_the_interpreter_do_not(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = code(monkeypatch, root)
    (root / "pipeline" / "__pycache__").mkdir()
    (root / "pipeline" / "__pycache__" / "a.pyc").write_bytes(b"x")
    assert code(monkeypatch, root) == before


def test_each_option_changes_it() -> None:
    versions = {
        fingerprint.fingerprint(options)
        for options in (Options(), Options(contacts=True), Options(max_text_bytes=1))
    }
    assert len(versions) == 3
