"""Texts of the page in the language of its reader."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from schemas.errors import SpecificationError
from schemas.messages import messages

LANGUAGES = ("en", "zh")
FILE = "texts.toml"


@dataclass(frozen=True, slots=True)
class Wording:
    """The texts of one language; a key without a text is an error, a word without one stands for itself."""

    language: str
    texts: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key with its names filled in."""
        if key not in self.texts:
            raise SpecificationError(f"review/{FILE}", None, f"no text for {key}; add it")
        return self.texts[key].format(**values)

    def word(self, group: str, value: object) -> str:
        """What a value of the data is called; itself where nothing is said."""
        return self.texts.get(f"{group}.{value}", str(value))

    def rule(self, rule: str) -> str:
        """The title of a rule of findings; the rule itself when it is one of an earlier version."""
        known = messages().get(rule)
        if known is None:
            return rule
        return known.title_zh if self.language == "zh" else known.title


@cache
def wording(language: str) -> Wording:
    """The texts of `en` or `zh`."""
    content = tomllib.loads(files("review").joinpath(FILE).read_text(encoding="utf-8"))
    texts = {
        f"{group}.{key}" if group != "page" else key: entry[LANGUAGES.index(language)]
        for group, entries in content.items()
        for key, entry in entries.items()
    }
    return Wording(language, texts)


def language_of(asked: str | None, remembered: str | None, accepted: str) -> str:
    """The language that was asked for, else the one remembered, else what the browser prefers."""
    for choice in (asked, remembered):
        if choice in LANGUAGES:
            return str(choice)
    return "zh" if accepted.lower().startswith("zh") else "en"
