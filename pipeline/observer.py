"""What is told of a run while it goes: to a terminal, to a log, to the run report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from pipeline.batch import Outcome
from pipeline.extract import Summary
from schemas.errors import GongkaiError


class Observer:
    """Listens to a run; each method may be left as it is."""

    def begin(self, total: int, known: int) -> None:
        """Reading begins: sources of this call, and how many of them were read before."""

    def told(self, outcome: Outcome, summary: Summary) -> None:
        """A source was read, or its worker was lost; `summary` is what the store holds of it."""

    def publishing(self) -> None:
        """All sources have their outcome; the release is written now."""

    def end(self, state: str, message: str = "") -> None:
        """The run ended: `complete`, `interrupted` or `failed`, with what was said about it."""


@dataclass(frozen=True, slots=True)
class Observers(Observer):
    """Several observers as one."""

    members: Sequence[Observer]

    def _each(self, tell: Callable[[Observer], None]) -> None:
        for member in self.members:
            tell(member)

    def begin(self, total: int, known: int) -> None:
        """Tell all."""
        self._each(lambda member: member.begin(total, known))

    def told(self, outcome: Outcome, summary: Summary) -> None:
        """Tell all."""
        self._each(lambda member: member.told(outcome, summary))

    def publishing(self) -> None:
        """Tell all."""
        self._each(lambda member: member.publishing())

    def end(self, state: str, message: str = "") -> None:
        """Tell all."""
        self._each(lambda member: member.end(state, message))


@contextmanager
def ending(observer: Observer) -> Iterator[None]:
    """Tell an observer how the block ended."""
    try:
        yield
    except KeyboardInterrupt:
        observer.end("interrupted", "stopped by hand; run the same command again to go on")
        raise
    except GongkaiError as error:
        observer.end("failed", str(error))
        raise
    except BaseException as error:
        observer.end("failed", type(error).__name__)
        raise
    observer.end("complete")
