"""How long a document's searches may take, in CP-SAT's deterministic time."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Effort:
    """Limits in CP-SAT's deterministic time, which does not depend on the machine, and choices of the short search.

    Made-up documents of 20 to 800 rows take 0.005 and 400 at most; what takes more is undecided rather than slow.
    """

    per_solve: float = 0.2
    per_component: float = 0.5
    per_document: float = 0.8
    steps: int = 2_000

    def purse(self) -> Purse:
        """The whole effort of one document."""
        return Purse(self, self.per_document, self.steps)


@dataclass(slots=True)
class Purse:
    """What is left of a document's effort; what a search spends is gone for those after it."""

    effort: Effort
    left: float
    steps: int

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
