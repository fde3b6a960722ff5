"""Numbers that a word processor prints before paragraphs of a list, which stand nowhere in their text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import regex

from schemas.resources import read_toml

NS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LEVELS = 9
_PLACE = regex.compile(r"%([1-9])")
_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    style: str
    text: str


class Numbering:
    """The lists of a document with how far each has been counted."""

    def __init__(self, part: Any | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._counts: dict[str, list[int]] = {}
        if part is not None:
            self._read(part)

    def _read(self, root: Any) -> None:
        abstract = {
            entry.get(f"{NS}abstractNumId"): {
                int(number): _level(level)
                for level in entry.findall(f"{NS}lvl")
                if (number := level.get(f"{NS}ilvl", "0")).isascii() and number.isdigit()
            }
            for entry in root.findall(f"{NS}abstractNum")
        }
        for entry in root.findall(f"{NS}num"):
            base = entry.find(f"{NS}abstractNumId")
            levels = dict(abstract.get(base.get(f"{NS}val") if base is not None else None, {}))
            self._levels[entry.get(f"{NS}numId")] = levels

    def label(self, list_id: str, level: int) -> str:
        """Count a paragraph of a list and give what is printed before it; an empty string for bullets and unknown lists."""
        levels = self._levels.get(list_id)
        if not levels or level not in levels or not 0 <= level < LEVELS:
            return ""
        counts = self._counts.setdefault(list_id, [0] * LEVELS)
        counts[level] = counts[level] + 1 if counts[level] else levels[level].start
        counts[level + 1 :] = [0] * (LEVELS - level - 1)
        if levels[level].style in ("bullet", "none"):
            return ""

        def number(match: regex.Match[str]) -> str:
            place = int(match[1]) - 1
            known = levels.get(place, levels[level])
            return written(counts[place] or known.start, known.style)

        return _PLACE.sub(number, levels[level].text)


def _level(entry: Any) -> _Level:
    def value(name: str, default: str) -> str:
        found = entry.find(f"{NS}{name}")
        return found.get(f"{NS}val", default) if found is not None else default

    start = value("start", "1")
    return _Level(int(start) if start.isdigit() else 1, value("numFmt", "decimal"), value("lvlText", ""))


def written(number: int, style: str) -> str:
    """A number as a list prints it; styles that are not known are written in digits."""
    known = read_toml("numerals.toml")
    if style in known["counting"]["styles"]:
        return counted(number)
    if style in known["sequence"] and number <= len(known["sequence"][style]):
        return str(known["sequence"][style][number - 1])
    if style in ("lowerLetter", "upperLetter") and 1 <= number <= 26:
        return chr(ord("a" if style == "lowerLetter" else "A") + number - 1)
    if style in ("lowerRoman", "upperRoman"):
        roman, rest = "", number
        for size, letters in _ROMAN:
            roman, rest = roman + letters * (rest // size), rest % size
        return roman.upper() if style == "upperRoman" else roman
    return f"{number:02d}" if style == "decimalZero" else str(number)


def counted(number: int) -> str:
    """A number below 100 in words, as lists count; larger ones in digits."""
    counting = read_toml("numerals.toml")["counting"]
    digits, ten = counting["digits"], counting["ten"]
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ten if tens == 1 else digits[tens] + ten
    return head + (digits[ones] if ones or not tens else "")
