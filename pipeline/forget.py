"""The command `forget`: take sources out of a release."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from pipeline.decisions import decisions_for
from pipeline.ledger import opened_ledger
from pipeline.lock import locked
from pipeline.publish import publish
from pipeline.release import read_release
from pipeline.store import Store
from schemas.errors import CallError


def forget(out: Path, names: Sequence[str], decisions: Path | None = None) -> int:
    """Remove sources by name or doc_id from the ledger, the store and the release."""
    read_release(out)
    decided = decisions_for(out, decisions)
    with locked(out), opened_ledger(out) as ledger:
        chosen: dict[str, list[str]] = {name: [] for name in names}
        for entry in ledger.entries():
            for name in {entry.doc_id, *entry.names} & chosen.keys():
                chosen[name].append(entry.doc_id)
        unknown = [name for name, found in chosen.items() if not found]
        if unknown:
            raise CallError(f"{unknown[0]} is not in {out}: take a name from documents.source_names")
        forgotten = sorted({doc_id for found in chosen.values() for doc_id in found})
        for doc_id in forgotten:
            ledger.remove(doc_id)
        ledger.write()
        publish(ledger, decided)
        for doc_id in forgotten:
            Store(out).forget(doc_id)
        left = len(ledger)
    Console().print(f"{len(forgotten)} forgotten, {left} left")
    return 0
