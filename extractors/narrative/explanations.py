"""Reasons and uses in running text, where numbers are about something else, and where they end."""

from __future__ import annotations

from functools import cache

import regex

from extractors.narrative.roles import last_clause, without_remarks
from schemas.phrases import compile_phrase, phrases


def explains(text: str) -> bool:
    """Whether the text ends inside a reason or a use, where numbers are about something else."""
    said = without_remarks(text)
    found = list(_explanation().finditer(said))
    if not found:
        return False
    use, ends = (compile_phrase(phrases()["explanation"][name]) for name in ("use", "ends"))
    if any(use.search(match[0]) is None for match in found):
        return True
    behind = said[found[-1].end() :]
    end = ends.search(behind)
    return end is None or any(map(str.isdigit, behind[: end.start()]))


def uses(text: str) -> bool:
    """Whether what a text ends in is a use and no reason."""
    found = list(_explanation().finditer(without_remarks(text)))
    return bool(found) and compile_phrase(phrases()["explanation"]["use"]).search(found[-1][0]) is not None


@cache
def _explanation() -> regex.Pattern[str]:
    return compile_phrase(phrases()["explanation"]["pattern"])


def unexplained(text: str) -> str:
    """A text without a reason or use that ended in it: what money was used for names nothing that comes later."""
    found = _explanation().search(text)
    if found is None:
        return text
    reason, stop, rest = text[found.start() :].partition(";")
    if stop and not goes_on(reason, rest):
        return text[: found.start()] + unexplained(rest)
    return text[: found.start()] + last_clause(text[found.start() :])


def goes_on(text: str, rest: str) -> bool:
    """Whether a reason that lists several things in `text` goes on with the next one in `rest`."""
    opened, following = (
        compile_phrase(phrases()["explanation"][name]) for name in ("enumerates", "enumerated")
    )
    return following.match(rest) is not None and opened.search(text) is not None
