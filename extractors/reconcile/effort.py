"""How long a document's searches may take, in CP-SAT's deterministic time."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Effort:
    """Limits in CP-SAT's deterministic time, which does not depend on the machine."""

    per_solve: float = 0.3
    per_component: float = 1.0
    per_document: float = 2.0

    def purse(self) -> Purse:
        """The whole effort of one document."""
        return Purse(self, self.per_document)


@dataclass(slots=True)
class Purse:
    """What is left of a document's effort; what a search spends is gone for those after it."""

    effort: Effort
    left: float

    def search(self) -> Spent:
        """The limit of one search in one component."""
        return Spent(self, min(self.effort.per_component, self.left))


@dataclass(slots=True)
class Spent:
    """What is left to one search."""

    purse: Purse
    left: float

    @property
    def limit(self) -> float:
        """The deterministic time of the next solve."""
        return max(min(self.purse.effort.per_solve, self.left), 1e-3)

    def pay(self, time: float) -> None:
        """Take what a solve took."""
        self.left -= time
        self.purse.left -= time
