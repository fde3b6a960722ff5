"""The error tree.

GongkaiError
├── SpecificationError   a knowledge file is wrong: names the file and line
├── SourceError          a source cannot be read
│   ├── Refused          too large or not allowed: not tried again
│   ├── Unreadable       damaged, empty or of an unknown kind
│   └── Unsupported      of a kind that no reader handles yet
├── CallError            the command was called with something that cannot work: exit status 2
└── ReleaseError         an output folder is torn, locked or altered
"""

from __future__ import annotations


class GongkaiError(Exception):
    """Base of every error that this project raises on purpose."""


class SpecificationError(GongkaiError):
    """A knowledge file is wrong; the message names file and line and says what to do."""

    def __init__(self, file: str, line: int | None, message: str) -> None:
        super().__init__(f"{file}{f':{line}' if line else ''}: {message}")


class SourceError(GongkaiError):
    """A source cannot be read; `reason` is the word that `documents.status_reason` gets."""

    reason = "unreadable"


class Refused(SourceError):
    """A source breaks a limit of size or is not allowed."""

    reason = "refused"


class Unreadable(SourceError):
    """A source is damaged, empty or of a kind that no reader knows."""


class Unsupported(SourceError):
    """A source is of a kind that no reader handles yet; the message names the kind."""

    reason = "unsupported"


class CallError(GongkaiError):
    """A command was called with something that cannot work; the message says what to call instead."""


class ReleaseError(GongkaiError):
    """An output folder is torn, locked or altered; the message says how to mend it."""
