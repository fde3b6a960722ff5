"""How a sheet shows a number: format codes of cells, as far as they change what is read."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

import regex

GENERAL = "general"
_QUOTED = regex.compile(r'"([^"]*)"')
_COLOUR = regex.compile(r"\[[^\]]*\]")
_FILL = regex.compile(r"[_*].")
_ESCAPE = regex.compile(r"[\\!](.)")
# 0!.0,  0"."0000: digits parted by a text, as sheets show yuan in ten thousands
_PARTED = regex.compile(r'([0#?][0#?,]*)(?:"([^"]*)"|[\\!](.))([0#?]+)(,*)')
_DIGITS = regex.compile(r"[0#?][0#?,]*(?:\.[0#?]+)?,*|\.[0#?]+,*")
# - \u2212 ( and white or black triangles
NEGATIVE = frozenset("-\u2212(\uff08\u25b3\u25b2")
SIGNIFICANT = ".15g"


@lru_cache(maxsize=4096)
def _section(code: str) -> tuple[str, str, str, bool]:
    """(text before the digits, digit places, text after, percent) of one section of a format code."""
    bare = _FILL.sub("", _COLOUR.sub("", code))
    literal = _ESCAPE.sub(r"\1", _QUOTED.sub(r"\1", bare))
    unquoted = _ESCAPE.sub("", _QUOTED.sub("", bare))
    match = _DIGITS.search(literal)
    if match is None:
        return literal, "", "", False
    return literal[: match.start()], match[0], literal[match.end() :], "%" in unquoted


def plain(value: float | int) -> str:
    """A number without a format: all digits that it holds, without an exponent."""
    if isinstance(value, int) or value == int(value):
        return str(int(value))
    shown = Decimal(format(value, SIGNIFICANT))
    return format(shown.normalize(), "f")


def shown(value: float | int, code: str) -> str:
    """The number as a sheet shows it under a format code; `General` and unknown codes show all its digits.

    A negative number that is shown by its colour alone has its sign: the value is read, not the colour.
    """
    sections = _split(code)
    if code.lower() == GENERAL or not sections or "@" in sections[0]:
        return plain(value)
    index = 1 if value < 0 and len(sections) > 1 else 2 if value == 0 and len(sections) > 2 else 0
    parted = _PARTED.search(sections[index])
    if parted is not None:
        return ("-" if value < 0 and index == 0 else "") + _parted(
            abs(Decimal(format(value, SIGNIFICANT))), parted
        )
    before, places, after, percent = _section(sections[index])
    if not places:
        return (before + after).strip() if index else plain(value)
    number = _digits(abs(Decimal(format(value, SIGNIFICANT))) * (100 if percent else 1), places)
    signed = index and not NEGATIVE.isdisjoint(before + after)
    sign = "-" if value < 0 and not signed and number.strip("0.,") else ""
    return f"{sign}{before.strip()}{number}{after.strip()}"


def _parted(value: Decimal, code: regex.Match[str]) -> str:
    """The whole digits of a number with a text between them, as many behind it as the code has places there."""
    head, quoted, escaped, tail, scale = code.groups()
    whole = (value / Decimal(1000) ** len(scale)).quantize(Decimal(1), ROUND_HALF_UP)
    digits = format(whole, "f").zfill(head.count("0") + len(tail))
    front = digits[: -len(tail)]
    front = f"{int(front):,}" if "," in head and front else front
    return f"{front}{quoted or escaped or ''}{digits[-len(tail) :]}"


def _split(code: str) -> list[str]:
    """Sections of a format code; a semicolon in quotes parts nothing."""
    held = _QUOTED.sub(lambda match: match[0].replace(";", "\0"), code)
    return [part.replace("\0", ";") for part in held.split(";")]


def _digits(value: Decimal, places: str) -> str:
    scaled = value / (Decimal(1000) ** (len(places) - len(places.rstrip(","))))
    whole, _, decimals = places.rstrip(",").partition(".")
    kept = scaled.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP)
    digits, _, tail = format(kept, "f").partition(".")
    optional = len(decimals) - len(decimals.rstrip("#"))
    while optional and tail.endswith("0"):
        tail, optional = tail[:-1], optional - 1
    least = whole.count("0")
    if not least and digits == "0":
        return f".{tail}" if tail else ""
    digits = digits.zfill(least)
    if "," in whole:
        digits = f"{int(digits):,}" if not digits.startswith("0") or digits == "0" else digits
    return f"{digits}.{tail}" if tail else digits
