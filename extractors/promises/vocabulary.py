"""Patterns and words of `promises.toml`."""

from __future__ import annotations

from functools import cache
from typing import Any

import regex

from schemas.resources import read_toml


@cache
def vocabulary() -> dict[str, Any]:
    """The parsed file."""
    return read_toml("promises.toml")


@cache
def pattern(table: str, name: str) -> regex.Pattern[str]:
    """One pattern, compiled."""
    return regex.compile(vocabulary()[table][name])
