"""What stands for people in a disclosure: labels of their cells, what reads like a name or a telephone number."""

from __future__ import annotations

from functools import cache
from typing import Any

import regex

from schemas.characters import fold, key
from schemas.performance import key_fields
from schemas.resources import read_toml

_NAME = regex.compile(r"\p{Han}{2,4}|\p{Han}{1,8}·\p{Han}{1,8}")
_PHONE = regex.compile(r"\+?\d[\d\-() ]{5,18}\d")
DIALLED = regex.compile(r"\d[\d\-]{6,14}(?![\d.,%])")


@cache
def vocabulary() -> dict[str, Any]:
    """The content of `personal.toml`."""
    return read_toml("personal.toml")


@cache
def roles() -> dict[str, str]:
    """The role of the person or number beside each label, by the key of the label."""
    return {key(word): entry["role"] for entry in vocabulary()["label"] for word in entry["labels"]}


@cache
def role_openings() -> frozenset[str]:
    """The first characters of all labels."""
    return frozenset(role[0] for role in roles())


@cache
def inline_pattern() -> regex.Pattern[str]:
    """A pattern that finds a label in folded print."""
    words = sorted((regex.escape(word) for word in roles()), key=len, reverse=True)
    return regex.compile(rf"({'|'.join(words)})")


@cache
def name_before_label() -> regex.Pattern[str]:
    """A pattern for a name with the label of something else right behind it."""
    words = sorted({*roles(), *key_fields(), *vocabulary()["next"]}, key=len, reverse=True)
    return regex.compile(rf"(\p{{Han}}{{2,3}}?)(?:{'|'.join(map(regex.escape, words))})")


@cache
def no_names() -> frozenset[str]:
    """Words in such cells that are no person, as keys."""
    return frozenset(map(key, vocabulary()["not_names"]))


def is_office(word: str) -> bool:
    """Whether a word ends like an office or a title."""
    return word.endswith(tuple(vocabulary()["office_endings"]))


def is_name(word: str) -> bool:
    """Whether a word reads like the name of a person."""
    return bool(_NAME.fullmatch(word)) and key(word) not in no_names() and not is_office(word)


def is_phone(word: str) -> bool:
    """Whether a word is a telephone number."""
    return bool(_PHONE.fullmatch(fold(word)))


def has_surname(word: str) -> bool:
    """Whether a word begins with a common surname."""
    return word.startswith(tuple(vocabulary()["surnames"].split()))
