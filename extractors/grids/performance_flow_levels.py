"""Labels of levels among the lines of indicators: known ones are taken out, repeats after a page break told apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from extractors.grids.performance_flow_header import read_header
from extractors.grids.performance_flow_looks import is_number, is_value, is_value_word
from extractors.grids.performance_flow_tokens import Flow, Token
from extractors.grids.performance_flow_words import Lexicon, Place, Word, lexicon, read_words
from schemas.characters import key
from schemas.performance import data, key_fields, words

Line = tuple[Token, ...]


@dataclass(slots=True)
class Stretch:
    """Lines of rows below the labels printed before them; `broken` when the print begins again there."""

    level1: tuple[Token, ...] = ()
    level2: tuple[Token, ...] = ()
    broken: bool = False
    lines: list[Line] = field(default_factory=list)

    @property
    def opens(self) -> bool:
        """Whether a group of its own begins with the stretch."""
        return bool(self.level1 or self.level2)


@dataclass(slots=True)
class Levels:
    """The lines of indicators as stretches; the rows that close the table, what is below; print that only repeats."""

    stretches: list[Stretch] = field(default_factory=list)
    closing: list[Line] = field(default_factory=list)
    repeats: list[tuple[Token, ...]] = field(default_factory=list)
    below: list[Line] = field(default_factory=list)


def is_footer(line: Line) -> bool:
    """Whether a line opens what stands below the indicators: conclusions, opinions, people."""
    word = line[0].key.rstrip(":")
    known = key_fields().get(word)
    return word in words("footer", "labels") or (known is not None and known.kind == "personal")


@cache
def _wordings(style: str) -> tuple[frozenset[str], frozenset[str]]:
    """Keys of the level-1 and the level-2 labels of a style, in their shorter and longer wordings."""
    level1: set[str] = set()
    level2: set[str] = set()
    for entry in data()["level1"]:
        if entry["style"] == style:
            level1.update(map(key, (entry["text"], *entry.get("aliases", ()))))
            level2.update(map(key, entry["level2"]))
    return frozenset(level1), frozenset(level2)


@cache
def _siblings() -> tuple[frozenset[str], ...]:
    """Keys of the level-2 labels below each level-1 label."""
    return tuple(frozenset(map(key, entry["level2"])) for entry in data()["level1"])


@cache
def _styles() -> tuple[str, ...]:
    return tuple(dict.fromkeys(entry["style"] for entry in data()["level1"]))


@cache
def _lexicon(style: str) -> Lexicon:
    level1, level2 = _wordings(style)
    return lexicon(level1 | level2)


def _found(flow: Flow, start: int, style: str) -> int:
    """How many different labels of the style the lines from `start` on print."""
    seen: set[str] = set()
    for row in range(start, len(flow)):
        if flow[row][0].key in _lexicon(style).words | _lexicon(style).prefixes:
            seen.update(word.key for word in read_words(flow, (row, 0), _lexicon(style))[0])
    return len(seen)


class _Walk:
    """Reads the lines once, in order."""

    def __init__(self, flow: Flow, start: int) -> None:
        self.flow, self.start = flow, start
        ranked = sorted(_styles(), key=lambda style: -_found(flow, start, style))
        own = _wordings(ranked[0])
        ends = tuple(data()["level_suffixes"]["words"]) if "level_suffixes" in data() else ()
        others = [_wordings(style) for style in ranked[1:]]
        self.level1, self.level2 = (
            own[level].union(*({w for w in other[level] if w.endswith(ends)} for other in others))
            for level in (0, 1)
        )
        self.known = lexicon(self.level1 | self.level2)
        self.current: dict[int, str] = {}
        self.levels = Levels()

    def labels(self, place: Place) -> tuple[tuple[Word, ...], Place]:
        """Labels of levels that begin at `place`, unless what follows shows that they name an indicator."""
        first = self.flow[place[0]][place[1]].key
        if first not in self.known.words and first not in self.known.prefixes:
            return (), place
        found, end = read_words(self.flow, place, self.known)
        row, order = end
        while found and row < len(self.flow):
            following = self.flow[row][order] if order < len(self.flow[row]) else self.flow[row + 1][0]
            if not (is_value(following.printed) or is_value_word(following.printed)):
                break
            last = found[-1]
            found, (row, order) = found[:-1], last.tokens[0].place
        return found, (row, order)

    def level_of(self, word: str, after_level1: bool) -> int:
        """1 or 2: where a label may be either, it is level 2 below the level 1 that lists it."""
        if word not in self.level2:
            return 1
        if word not in self.level1:
            return 2
        parents = {key(entry["text"]) for entry in data()["level1"] if word in map(key, entry["level2"])}
        beside = 1 not in self.current and any(
            word in siblings and self.current.get(2) in siblings for siblings in _siblings()
        )
        return 2 if after_level1 or beside or self.current.get(1) in parents else 1

    def open(self, found: Sequence[Word]) -> None:
        """Begin a stretch below the labels; those that stand already are repeats."""
        stretch = Stretch()
        after_level1 = False
        for index, word in enumerate(found):
            level = self.level_of(word.key, after_level1)
            if level == 2 and index + 1 < len(found) and word.key in self.level1:
                following = found[index + 1].key
                level = 1 if following not in self.level1 and not after_level1 else level
            if word.tokens[-1].has_points:
                level = 1
            if stretch.level2:
                self.levels.stretches.append(stretch)
                stretch = Stretch()
            same = self.current.get(level) == word.key
            if same and not (level == 2 and stretch.level1):
                self.levels.repeats.append(word.tokens)
                stretch.broken = True
            elif level == 1:
                self.current = {1: word.key}
                stretch.level1 += word.tokens
            else:
                self.current[2] = word.key
                stretch.level2 += word.tokens
            after_level1 = level == 1
        self.levels.stretches.append(stretch)

    def end_of_totals(self, row: int) -> int:
        """The line after a row of totals, whose numbers may stand on lines of their own."""
        row += 1
        while row < len(self.flow) and all(is_number(token.printed) for token in self.flow[row]):
            row += 1
        return row

    def walk(self) -> Levels:
        """All lines."""
        self.levels.stretches.append(Stretch())
        row = self.start
        while row < len(self.flow):
            again = read_header(self.flow, row)
            if again is not None:
                self.levels.repeats += [heading.tokens for heading in (*again.labels, *again.headings)]
                self.levels.stretches.append(Stretch(broken=True))
                row = again.end[0]
                continue
            if self.flow[row][0].key in words("totals", "labels"):
                end = self.end_of_totals(row)
                self.levels.closing.append(tuple(token for line in self.flow[row:end] for token in line))
                self.levels.below += self.flow[end:]
                break
            if is_footer(self.flow[row]):
                self.levels.below += self.flow[row:]
                break
            found, (row, order) = self.labels((row, 0))
            if found:
                self.open(found)
            if order or not found:
                rest = self.flow[row][order:]
                if rest:
                    self.levels.stretches[-1].lines.append(rest)
                row += 1
        return self.levels


def read_levels(flow: Flow, start: int) -> Levels:
    """Take the labels of levels out of the lines of indicators, from line `start` on."""
    levels = _Walk(flow, start).walk()
    levels.stretches = [item for item in levels.stretches if item.lines or item.opens]
    return levels
