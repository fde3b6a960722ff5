"""Texts of findings, English and Chinese, by rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from string import Formatter
from typing import Any, get_args, get_type_hints

from schemas.errors import SpecificationError
from schemas.records.evidence import FindingRow
from schemas.resources import ROOT, read_text, read_toml

FOLDER = "messages"
# What every template may name; a rule's own names are listed in its `values`.
COMMON = frozenset({"expected", "found", "residual", "page", "line"})
UNKNOWN = "?"


@dataclass(frozen=True, slots=True)
class Message:
    """Title, severity, cause and texts of one rule; `values` are the names that its findings must supply.

    `partial`: a document with such a finding lacks something that was printed.
    """

    rule: str
    title: str
    title_zh: str
    severity: str
    cause: str
    en: str
    zh: str
    values: tuple[str, ...]
    partial: bool = False


@cache
def messages() -> dict[str, Message]:
    """All rules by dotted name; `SpecificationError` names the file of a malformed or repeated one."""
    known: dict[str, Message] = {}
    for name in _files():
        for rule, entry in _rules(read_toml(name).get("rule", {}), ()):
            if rule in known:
                raise _error(name, rule, "the rule stands twice; keep one")
            known[rule] = _message(name, rule, entry)
    return known


def _files() -> list[str]:
    entries = ROOT.joinpath(FOLDER).iterdir()
    return sorted(f"{FOLDER}/{entry.name}" for entry in entries if entry.name.endswith(".toml"))


def _rules(entries: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Rules of nested tables: a table that holds `en` is one, every other table leads to more."""
    for name, entry in entries.items():
        here = (*path, name)
        if "en" in entry:
            yield ".".join(here), entry
        else:
            yield from _rules(entry, here)


def _message(file: str, rule: str, entry: Mapping[str, Any]) -> Message:
    missing = {"title", "severity", "cause", "en", "zh"} - set(entry)
    if missing:
        raise _error(file, rule, f"{', '.join(sorted(missing))} missing")
    if not isinstance(entry["title"], list) or len(entry["title"]) != 2:
        raise _error(file, rule, "title is not a few words in English and the same in Chinese")
    hints = get_type_hints(FindingRow)
    for field in ("severity", "cause"):
        allowed = get_args(hints[field])
        if entry[field] not in allowed:
            raise _error(file, rule, f"{field} is {entry[field]!r}, not one of {', '.join(allowed)}")
    named = placeholders(entry["en"]) | placeholders(entry["zh"])
    values = tuple(sorted(named - COMMON))
    partial = entry.get("partial", False)
    title, title_zh = entry["title"]
    en, zh = entry["en"], entry["zh"]
    return Message(rule, title, title_zh, entry["severity"], entry["cause"], en, zh, values, partial)


def placeholders(template: str) -> set[str]:
    """The names in braces of a template."""
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def _error(file: str, rule: str, what: str) -> SpecificationError:
    last = rule.rpartition(".")[2]
    lines = read_text(file).splitlines()
    heads = [
        index
        for index, line in enumerate(lines, 1)
        if line.startswith("[") and (rule in line or line.rstrip("]").endswith((f".{last}", f'"{last}"')))
    ]
    return SpecificationError(f"schemas/{file}", heads[-1] if heads else None, f"[rule.{rule}] {what}")


class _Filled(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return UNKNOWN


def fill(template: str, values: Mapping[str, str]) -> str:
    """A template with its names replaced; a name without a value becomes `?`."""
    return template.format_map(_Filled(values))


def message(rule: str) -> Message:
    """The texts of `rule`; `SpecificationError` when no file has it."""
    found = messages().get(rule)
    if found is None:
        raise SpecificationError(f"schemas/{FOLDER}/", None, f"no [rule.{rule}] in any file; add it")
    return found
