"""The ledger of an output folder: every source ever ingested, its names, origin and current extract."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.extract import Summary, summary_from
from pipeline.files import replacing
from pipeline.origin import Origin
from pipeline.source import Source, stand_in
from pipeline.store import STORE
from schemas.errors import ReleaseError

NAME = "ledger.jsonl"


@dataclass(frozen=True, slots=True)
class Entry:
    """One source of a release; `path` is where it was last seen."""

    names: tuple[str, ...]
    path: str
    size: int
    summary: Summary
    origin: Origin | None = None

    @property
    def doc_id(self) -> str:
        """SHA-256 of the source."""
        return self.summary.doc_id


Ledger = dict[str, Entry]


def read_ledger(out: Path) -> Ledger:
    """The entries of an output folder by doc_id; empty when nothing was ingested yet."""
    path = out / STORE / NAME
    if not path.exists():
        return {}
    try:
        with path.open(encoding="utf-8") as file:
            return dict(_entry(json.loads(line)) for line in file)
    except (ValueError, KeyError, TypeError) as error:
        raise ReleaseError(f"{path} is damaged: delete it and ingest all folders again ({error})") from error


def _entry(data: dict[str, Any]) -> tuple[str, Entry]:
    summary, origin = summary_from(data.pop("summary")), data.pop("origin")
    entry = Entry(
        names=tuple(data.pop("names")),
        summary=summary,
        origin=Origin(**origin) if origin else None,
        **data,
    )
    return entry.doc_id, entry


def write_ledger(out: Path, ledger: Mapping[str, Entry]) -> None:
    """Write the ledger whole, one entry a line, sorted by doc_id."""
    path = out / STORE / NAME
    try:
        with replacing(path) as temporary, temporary.open("w", encoding="utf-8") as file:
            for doc_id in sorted(ledger):
                file.write(json.dumps(_plain(ledger[doc_id]), ensure_ascii=False) + "\n")
    except OSError as error:
        raise ReleaseError(f"cannot write to {out}: {error.strerror}; then run the same again") from error


def _plain(value: Any) -> Any:
    """A record as what JSON knows."""
    if not dataclasses.is_dataclass(value):
        return value
    return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}


def enter(ledger: Ledger, source: Source, summary: Summary, origin: Origin | None) -> None:
    """Add a source that was read, or its new extract and names; its unreadable stand-ins give way."""
    known = ledger.get(source.doc_id)
    if source.problem is None:
        for name in source.names:
            ledger.pop(stand_in(name), None)
    ledger[source.doc_id] = Entry(
        names=tuple(sorted({*source.names, *(known.names if known else ())})),
        path=str(source.path),
        size=source.size,
        summary=summary,
        origin=origin or (known.origin if known else None),
    )
