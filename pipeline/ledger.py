"""The ledger of an output folder: every source ever ingested, its names, origin and current extract."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.extract import Summary, summary_from
from pipeline.files import write_whole
from pipeline.origin import Origin
from pipeline.source import Source, stand_in
from pipeline.store import STORE
from schemas.errors import ReleaseError

NAME = "ledger.json"


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
        stored = json.loads(path.read_text(encoding="utf-8"))
        return {doc_id: _entry(value) for doc_id, value in stored.items()}
    except (ValueError, KeyError, TypeError) as error:
        raise ReleaseError(f"{path} is damaged: delete it and ingest all folders again ({error})") from error


def _entry(value: dict[str, object]) -> Entry:
    data = dict(value)
    summary, origin, names = data.pop("summary"), data.pop("origin"), data.pop("names")
    return Entry(
        **data,  # type: ignore[arg-type]  # checked by the constructor: a wrong name is a damaged ledger
        names=tuple(names),  # type: ignore[arg-type]
        summary=summary_from(summary),  # type: ignore[arg-type]
        origin=Origin(**origin) if isinstance(origin, dict) else None,
    )


def write_ledger(out: Path, ledger: Mapping[str, Entry]) -> None:
    """Write the ledger whole, sorted by doc_id."""
    content = {doc_id: dataclasses.asdict(ledger[doc_id]) for doc_id in sorted(ledger)}
    write_whole(out / STORE / NAME, json.dumps(content, ensure_ascii=False, indent=0).encode())


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
