"""Publishing in a process of its own: its errors reach the run, and so does its death."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.decisions import Decided
from pipeline.ledger import Ledger, opened_ledger
from pipeline.publisher import publish_apart
from pipeline.release import Release
from schemas.errors import ReleaseError, SpecificationError

EMPTY = Release({}, {}, {}, ())


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with opened_ledger(tmp_path) as ledger:
        yield ledger
    assert multiprocessing.active_children() == []


def raising(error: BaseException) -> Callable[[Ledger, Decided], Release]:
    def publish(_: Ledger, __: Decided) -> Release:
        raise error

    return publish


def test_the_release_comes_back_and_what_was_taken_for_it_does_not(ledger: Ledger) -> None:
    here = os.getpid()

    def publish(_: Ledger, __: Decided) -> Release:
        return Release({}, {"process": os.getpid()}, {}, ())

    assert publish_apart(ledger, Decided(), how=publish).statuses["process"] != here
    assert publish_apart(ledger, Decided(), apart=False, how=publish).statuses["process"] == here


@pytest.mark.parametrize(
    "error",
    [
        ReleaseError("no room"),
        KeyboardInterrupt(),
        ValueError("a fault"),
        OSError(28, "No space left on device"),
    ],
)
def test_an_error_is_raised_here_as_it_was_there(ledger: Ledger, error: BaseException) -> None:
    with pytest.raises(type(error)) as raised:
        publish_apart(ledger, Decided(), how=raising(error))
    assert raised.value.args == error.args
    told = "".join(getattr(raised.value, "__notes__", ()))
    assert isinstance(error, ReleaseError) or "in publish" in told, "where it happened is told, too"


def test_an_error_that_cannot_travel_keeps_its_words(ledger: Ledger) -> None:
    with pytest.raises(Exception, match=r"x.toml:3: wrong"):
        publish_apart(ledger, Decided(), how=raising(SpecificationError("x.toml", 3, "wrong")))


@pytest.mark.parametrize(
    ("how", "told"), [("crash", "SIGSEGV"), ("kill", "short of memory"), ("exit", "status 7")]
)
def test_a_death_is_told_with_what_to_do(ledger: Ledger, how: str, told: str) -> None:
    def publish(_: Ledger, __: Decided) -> Release:
        if how == "crash":
            signal.signal(signal.SIGSEGV, signal.SIG_DFL)
            ctypes.string_at(0)
        os.kill(os.getpid(), signal.SIGKILL) if how == "kill" else os._exit(7)
        return EMPTY

    with pytest.raises(ReleaseError, match=f"cannot publish to .*{told}.*run the same again"):
        publish_apart(ledger, Decided(), how=publish)


def test_who_stops_the_run_stops_its_publishing(ledger: Ledger) -> None:
    def publish(_: Ledger, __: Decided) -> Release:
        time.sleep(600)
        return EMPTY

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, 0.5)
    try:
        with pytest.raises(KeyboardInterrupt):
            publish_apart(ledger, Decided(), how=publish)
    finally:
        signal.signal(signal.SIGALRM, before)
