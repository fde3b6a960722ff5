"""The folder of decisions: plain `*.jsonl` files that people keep and publishing reads."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pipeline.release import DecisionFile, read_release
from schemas.decisions import Decision, Entry, Withdrawal, from_line, to_line
from schemas.errors import CallError, ReleaseError, SpecificationError

FOLDER = "decisions"


@dataclass(frozen=True, slots=True)
class Decided:
    """All entries of a folder, in the order of their time, and the files they stand in."""

    files: tuple[DecisionFile, ...] = ()
    entries: tuple[Entry, ...] = ()


def folder_beside(out: Path) -> Path:
    """Where decisions about the release in `out` stand unless another folder is named: `decisions` beside it."""
    return out.absolute().parent / FOLDER


def decisions_for(out: Path, folder: Path | None) -> Decided:
    """What stands in the named folder, else in the one beside `out`; `CallError` for a named folder that is none.

    Also `CallError` when a file that the release was published with is gone: decisions never vanish silently.
    """
    place = folder or folder_beside(out)
    if folder is not None and not folder.is_dir():
        raise CallError(f"there is no folder {folder}: give --decisions the folder that holds *.jsonl files")
    decided = read_decisions(place)
    try:
        before = read_release(out).decisions
    except (CallError, ReleaseError):
        before = ()
    lost = sorted({file.name for file in before} - {file.name for file in decided.files})
    if lost:
        what = "; give --decisions the folder that holds it (an empty file of that name takes its decisions back)"
        raise CallError(f"{lost[0]}, which {out} was published with, is not in {place}{what}")
    return decided


def read_decisions(folder: Path) -> Decided:
    """Everything decided in `folder`, nothing when there is none; `SpecificationError` names a wrong line."""
    files: list[DecisionFile] = []
    entries: dict[str, Entry] = {}
    for path in sorted(folder.glob("*.jsonl")):
        content = path.read_bytes()
        found = _entries(content, path)
        files.append(DecisionFile(path.name, hashlib.sha256(content).hexdigest(), len(found)))
        for number, entry in found:
            if entries.setdefault(entry.decision_id, entry) != entry:
                what = f"id {entry.decision_id} stands twice with different content; remove the id of one"
                raise SpecificationError(str(path), number, what)
    ordered = sorted(
        entries.values(), key=lambda entry: entry.at
    )  # of one second: as they stand in their file
    return Decided(tuple(files), tuple(ordered))


def _entries(content: bytes, path: Path) -> list[tuple[int, Entry]]:
    try:
        lines = content.decode("utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise SpecificationError(str(path), None, "not in UTF-8") from error
    return [
        (number, from_line(line, str(path), number)) for number, line in enumerate(lines, 1) if line.strip()
    ]


def standing(entries: Iterable[Entry]) -> list[Decision]:
    """The decisions that hold: not withdrawn, and the last one about each field of a row."""
    entries = list(entries)
    withdrawn = {entry.withdraws for entry in entries if isinstance(entry, Withdrawal)}
    last: dict[tuple[str, object, str | None], Decision] = {}
    for entry in entries:
        if isinstance(entry, Decision) and entry.decision_id not in withdrawn:
            key = (entry.doc_id, entry.place, entry.field)
            last.pop(key, None)
            last[key] = entry
    return list(last.values())


def record(folder: Path, entry: Entry) -> None:
    """Add an entry to the file of its document; `CallError` when the folder cannot be written."""
    path = folder / f"{entry.doc_id[:16]}.jsonl"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.write(to_line(entry) + "\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise CallError(f"cannot write to {path}: {error.strerror}; choose another --decisions") from error
