"""Who listens to a run from the command line: a terminal, a log of JSON lines."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from pipeline.observer import Observer
from schemas.errors import CallError

STANDARD_ERROR = "-"


@contextmanager
def observers(log: str | None) -> Iterator[list[Observer]]:
    """The log at `log`, if any, and a progress bar where people look and the log does not stand."""
    if sys.stderr.isatty() and log != STANDARD_ERROR:
        from pipeline.console import Watch

        watches: list[Observer] = [Watch()]
    else:
        watches = []
    if log is None:
        yield watches
        return
    from pipeline.json_log import JsonLog

    if log == STANDARD_ERROR:
        yield [*watches, JsonLog(sys.stderr)]
        return
    with _appended(log) as stream:
        yield [*watches, JsonLog(stream)]


def _appended(log: str) -> TextIO:
    try:
        return Path(log).open("a", encoding="utf-8")
    except OSError as error:
        raise CallError(f"cannot write the log {log}: {error.strerror}") from error
