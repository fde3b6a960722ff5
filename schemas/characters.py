"""Character folding by a table of our own: one printed character becomes one folded character.

Lengths never change, so an offset in folded text is an offset in the print.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from schemas.resources import read_toml


@cache
def _table(printed: bool = False) -> dict[int, str]:
    data = read_toml("characters.toml")
    table: dict[int, str] = {}
    for group in data["fold"]:
        if printed and not group.get("print", False):
            continue
        for source, target in zip(group["from"], group["to"], strict=True):
            table[ord(source)] = target
    return table


@cache
def _removed() -> dict[int, None]:
    data = read_toml("characters.toml")
    return dict.fromkeys(map(ord, data["ignored"]))


@cache
def _folded() -> re.Pattern[str]:
    """Any character that is folded: most texts hold none, and looking for one is quicker than folding all."""
    return re.compile(f"[{''.join(map(re.escape, map(chr, sorted(_table()))))}]")


def fold(text: str) -> str:
    """Fold full-width forms, radicals and variants of punctuation; the length stays the same."""
    return text.translate(_table()) if _folded().search(text) else text


def fold_print(text: str) -> str:
    """Fold radicals, full-width letters and digits only: what a published label is; punctuation stays as printed."""
    return text.translate(_table(True))


@lru_cache(maxsize=8_192)
def key(text: str) -> str:
    """What labels are compared by: folded, without white space, zero-width and quotation characters."""
    return "".join(fold(text).translate(_removed()).split())


def keyed(text: str) -> tuple[str, Sequence[int]]:
    """`key(text)` and, per character of it, the offset in `text`."""
    whole = key(text)
    if len(whole) == len(text):
        return whole, range(len(text))
    removed = _removed()
    kept = [
        (character, offset)
        for offset, (character, printed) in enumerate(zip(fold(text), text, strict=True))
        if not character.isspace() and ord(character) not in removed and ord(printed) not in removed
    ]
    return "".join(character for character, _ in kept), [offset for _, offset in kept]
