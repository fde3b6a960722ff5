"""The command `prune`: remove extracts that no document of the release is made from."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from pipeline.files import remove_temporaries
from pipeline.ledger import read_ledger
from pipeline.lock import locked
from pipeline.release import read_release
from pipeline.store import STORE, Store

MEGABYTE = 1024 * 1024


def prune(out: Path) -> int:
    """Remove extracts of earlier versions and what interrupted runs left; says how much that was."""
    read_release(out)
    with locked(out):
        store = Store(out)
        kept = {store.path(entry.doc_id, entry.summary.version) for entry in read_ledger(out)}
        removed, size = 0, 0
        for path in sorted(store.folder.glob("*/*.extract")):
            if path not in kept:
                removed, size = removed + 1, size + path.stat().st_size
                path.unlink()
        remove_temporaries(out / STORE)
    Console().print(f"{removed} extracts of {size / MEGABYTE:.1f} MB removed, {len(kept)} kept")
    return 0
