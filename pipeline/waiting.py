"""Sources that wait to be read: drawn from where they are kept one at a time, and some that come back."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Protocol

from pipeline.source import Source


class Lot(Protocol):
    """Sources in their order, and how many they are."""

    def __len__(self) -> int:
        """Number of sources."""

    def __iter__(self) -> Iterator[Source]:
        """The sources."""


class Waiting:
    """A queue that holds in memory only what came back, and the next one."""

    def __init__(self, sources: Lot) -> None:
        """Wait with all of them."""
        self.left, self.fresh = len(sources), iter(sources)
        self.back: deque[Source] = deque()

    def __len__(self) -> int:
        """Number of sources that wait."""
        return self.left + len(self.back)

    def take(self) -> Source:
        """The next source; those that came back stand last."""
        if not self.left:
            return self.back.popleft()
        self.left -= 1
        return next(self.fresh)

    def put_back(self, source: Source) -> None:
        """Let a source wait again."""
        self.back.append(source)
