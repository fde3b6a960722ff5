"""Where a heading of a collapsed header is printed: its characters over the pieces it was wrapped into."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.amounts.tokens import Token
from extractors.amounts.words import heading_key
from schemas.characters import keyed
from schemas.spans import Text, join


def find_print(rows: Sequence[Sequence[Token]], heading: str) -> Text | None:
    """The one place where the header prints a heading, or None when it is printed nowhere or several times."""
    word = heading_key(heading)
    stream: list[tuple[str, Text]] = []
    for row in rows:
        for token in row:
            folded, offsets = keyed(str(token.text))
            stream += [(c, token.text.cut(at, at + 1)) for c, at in zip(folded, offsets, strict=True)]
    characters = "".join(character for character, _ in stream)
    if not word or characters.count(word) != 1:
        return None
    start = characters.index(word)
    return join(text for _, text in stream[start : start + len(word)])
