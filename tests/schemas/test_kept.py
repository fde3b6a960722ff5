"""Knowledge that is kept as Python holds it: the same as parsed, and never that of another text or another Python."""

import tomllib
from pathlib import Path

import pytest

from schemas import kept
from schemas.phrases import metrics


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with all knowledge."""
    found = tmp_path_factory.mktemp("kept") / "__pycache__" / "knowledge.pickle"
    kept.renew(found)
    return found


def test_is_what_parsing_gives(place: Path) -> None:
    entries = kept.read(place)
    files = sorted(Path(kept.__file__).parent.rglob("*.toml"))
    assert files
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert entries[kept.key("document", text)] == tomllib.loads(text)
    for metric in metrics():
        again = entries[kept.key("pattern", metric.pattern.pattern)]
        assert (again.pattern, again.flags) == (metric.pattern.pattern, metric.pattern.flags)


def test_is_taken_for_its_own_text_alone(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    entries = kept.read(place)
    monkeypatch.setattr(kept, "_kept", lambda: entries)
    monkeypatch.setattr(kept, "_used", {})
    monkeypatch.setattr(tomllib, "loads", lambda text: made.append(text) or {})
    text = next(Path(kept.__file__).parent.rglob("*.toml")).read_text(encoding="utf-8")
    assert kept.document(text) and not made
    kept.document(text + "#")
    assert made == [text + "#"]


def test_broken_or_foreign_files_keep_nothing(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert kept.read(tmp_path / "missing") == {}
    broken = tmp_path / "broken"
    data = bytearray(place.read_bytes())
    data[len(data) // 2] ^= 1
    broken.write_bytes(data)
    assert kept.read(broken) == {}
    monkeypatch.setattr(kept, "MAKERS", b"another Python")
    assert kept.read(place) == {}
