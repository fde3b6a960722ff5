"""What the page works on: a release that may be published anew, its sources, the folder of decisions."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.decisions import Decided, read_decisions
from pipeline.release import NAME
from review.opened import Opened, open_release

State = tuple[tuple[str, int, int], ...]


@dataclass(slots=True)
class Desk:
    """Settings of one run of the page, and what it holds open.

    The release and the decisions are read again when their files change.
    """

    out: Path
    sources: Path | None
    decisions: Path
    read_only: bool
    by: str
    port: int
    token: str
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _release: tuple[State, Opened] | None = None
    _decided: tuple[State, Decided] | None = None

    @property
    def address(self) -> str:
        """Where the page is served."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def hosts(self) -> frozenset[str]:
        """The names under which a browser may ask for it: others are pages that rebound their name."""
        return frozenset(f"{name}:{self.port}" for name in ("127.0.0.1", "localhost"))

    def state(self) -> tuple[State, State]:
        """What tells one state of release and decisions from another."""
        return _state([self.out / NAME]), _state(sorted(self.decisions.glob("*.jsonl")))

    def opened(self) -> Opened:
        """The release as it is now."""
        with self._lock:
            state = _state([self.out / NAME])
            if self._release is None or self._release[0] != state:
                self._release = (state, open_release(self.out))
            return self._release[1]

    def decided(self) -> Decided:
        """All entries of the decisions folder as it is now."""
        with self._lock:
            state = _state(sorted(self.decisions.glob("*.jsonl")))
            if self._decided is None or self._decided[0] != state:
                self._decided = (state, read_decisions(self.decisions))
            return self._decided[1]


def _state(paths: list[Path]) -> State:
    found = []
    for path in paths:
        if path.exists():
            status = path.stat()
            found.append((path.name, status.st_mtime_ns, status.st_size))
    return tuple(found)
