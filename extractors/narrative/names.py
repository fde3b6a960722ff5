"""Names of subjects in running text: what is marked as class, group and item."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import regex

from extractors.narrative.figures import starts_with_unit
from schemas.phrases import compile_phrase, phrases
from schemas.prose import plain
from schemas.resources import read_toml
from schemas.sections import read_marker
from schemas.subjects import CLASS_DIGITS, GROUP_DIGITS, ITEM_DIGITS, SubjectNames

_DIGITS = (CLASS_DIGITS, GROUP_DIGITS, ITEM_DIGITS)
_BOUNDARY = "\uff0c\u3002;:"


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one subject from class to item, and the stretch of text that prints them."""

    class_name: str | None
    group_name: str | None
    item_name: str | None
    start: int
    end: int
    above: str | None = None
    printed: str | None = None

    def code(self, subjects: SubjectNames) -> str | None:
        """The code of the innermost name, None when it is not certain; one printed beside it has to be its own."""
        if self.printed is not None:
            names: list[str | None] = [None, None, None]
            names[_DIGITS.index(len(self.printed))] = self.label
            return self.printed if subjects.resolve(*names) in (None, self.printed) else None
        code = subjects.resolve(self.class_name, self.group_name, self.item_name)
        if code is None and self.above and self.class_name and self.item_name and not self.group_name:
            # a group marked as a class below the heading of its class (Jiangsu budget of 2018)
            return subjects.resolve(self.above, self.class_name, self.item_name)
        return code

    @property
    def label(self) -> str:
        """The innermost name."""
        return self.item_name or self.group_name or self.class_name or ""


@cache
def _mark() -> regex.Pattern[str]:
    marks = phrases()["subject"]["marks"]
    return regex.compile(rf"\((?P<level>{'|'.join(marks.values())})\)")


def _name_start(text: str, start: int, end: int) -> int:
    """Where the name that ends at `end` begins: after the last mark that ends a clause, outside brackets."""
    depth = 0
    for at in range(end - 1, start - 1, -1):
        character = text[at]
        depth += (character == ")") - (character == "(")
        if depth < 0 or (depth == 0 and character in _BOUNDARY):
            return at + 1
    return start


def _cleaned(name: str) -> str:
    name = unnumbered(name)
    for word in phrases()["subject"]["leading"]:
        name = name.removeprefix(plain(word))
    return name.strip("\u3001 .0123456789")


def read_names(text: str, class_name: str | None = None) -> Names | None:
    """The last subject named in `text`; `class_name` is that of the heading above."""
    levels = {mark: level for level, mark in phrases()["subject"]["marks"].items()}
    found: dict[str, str] = {}
    start = end = 0
    for match in _mark().finditer(text):
        level = levels[match["level"]]
        low = _name_start(text, end, match.start())
        if level in found or level == "class" or low > end:
            keep = found if level != "class" and level not in found and low == end else {}
            found, start = dict(keep), (start if keep else low)
        raw = text[low : match.start()]
        found[level] = _cleaned(raw)
        if start == low:
            start += raw.rfind(found[level])
        end = match.end()
    if not any(found.values()):
        return _path(text) or _cut(text) or _coded(text)
    return Names(
        found.get("class") or class_name, found.get("group"), found.get("item"), start, end, class_name
    )


@cache
def _path_pattern() -> regex.Pattern[str]:
    return regex.compile(phrases()["subject"]["path"])


def _path(text: str) -> Names | None:
    """The last subject that `text` names as a path from class to item."""
    paths = list(_path_pattern().finditer(text))
    if not paths:
        return None
    last = paths[-1]
    class_name = _cleaned(last["class"])
    return Names(class_name, last["group"], last["item"], last.start("class"), last.end())


@cache
def _coded_patterns() -> tuple[regex.Pattern[str], ...]:
    return tuple(map(regex.compile, phrases()["subject"]["coded"]))


def _coded(text: str) -> Names | None:
    """The last subject that `text` names beside its code."""
    matches = (match for pattern in _coded_patterns() for match in pattern.finditer(text))
    found = [match for match in matches if not starts_with_unit(match["name"])]
    if not found:
        return None
    last = max(found, key=lambda match: match.end())
    return Names(None, None, _cleaned(last["name"]), last.start(), last.end(), printed=last["code"])


@cache
def _cut_pattern() -> regex.Pattern[str]:
    return regex.compile(phrases()["subject"]["cut"])


def _cut(text: str) -> Names | None:
    """The last subject that `text` names from class to item, each with its digits of the code."""
    found = list(_cut_pattern().finditer(text))
    if not found:
        return None
    last = found[-1]
    code = last["class"] + last["group"] + (last["item"] or "")
    name = _cleaned(last["item_name"] or last["group_name"])
    return Names(None, None, name, last.start(), last.end(), printed=code)


def unnumbered(name: str) -> str:
    """A name or heading without its numbering."""
    marker = read_marker(name)
    return name[marker.end :] if marker else name


def noun_code(
    noun: str, subjects: SubjectNames, year: int, above: str | None = None, spending: bool = False
) -> tuple[str, str] | None:
    """(name, code) of a subject named without its mark, also with its last word printed twice.

    `above` is the subject that it is a part of; groups and items are looked for where the text speaks of
    `spending`, or by the last word of their names. A name that a code had long before `year` is none of it.
    """
    suffix = phrases()["subject"]["suffix"]
    bare = compile_phrase(phrases()["subject"]["level"]).sub("", _cleaned(unnumbered(noun)))
    names = (bare, bare.removesuffix(suffix), bare.removesuffix(suffix).removesuffix(suffix))
    if bare in phrases()["subject"]["no_names"]:
        return None
    for name in filter(None, names):
        code = subjects.resolve(name, None, None)
        if code and subjects.current(code, name, year):
            return name, code
    if not spending and not bare.endswith(suffix):
        return None
    for name in filter(None, names):
        code = subjects.resolve(above, None, name) or subjects.resolve(above, name, None)
        if code and len(code) > CLASS_DIGITS and subjects.current(code, name, year):
            return name, code
    return None


@cache
def _organisation() -> regex.Pattern[str]:
    endings = sorted(map(plain, read_toml("tables.toml")["title"]["organisations"]), key=len, reverse=True)
    between = phrases()["subject"]["after_organisation"]
    return regex.compile(rf"^.{{1,40}}(?:{'|'.join(map(regex.escape, endings))})(?={between}$)")


def unnamed(text: str) -> str:
    """Text without the organisation that stands at its end, or before its year."""
    return _organisation().sub("", text)
