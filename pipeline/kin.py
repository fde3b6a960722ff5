"""A process and those that it started, as the system tells of them: what they use, and their end."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
from pathlib import Path

PAGE = resource.getpagesize()


def kin(process: int) -> list[int]:
    """A process and all that it started, directly or not; itself alone where the system does not tell."""
    found = [process]
    for parent in found:
        for task in _tasks(parent):
            with contextlib.suppress(OSError, ValueError):
                found += map(int, (task / "children").read_text().split())
    return found


def _tasks(process: int) -> list[Path]:
    try:
        return list(Path(f"/proc/{process}/task").iterdir())
    except OSError:
        return []


def end(processes: list[int]) -> None:
    """Kill processes; those that are gone are."""
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


def busy_ticks(process: int | str) -> int | None:
    """Processor time that a process has used, in ticks of the system; None where it does not tell."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        return int(fields[11]) + int(fields[12])
    except (OSError, IndexError, ValueError):
        return None


def memory_of(process: int | str, field: int = 1) -> int | None:
    """Bytes of memory of a process, resident (field 1) or mapped (0); None where the system does not tell."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[field]) * PAGE
    except (OSError, IndexError, ValueError):
        return None
