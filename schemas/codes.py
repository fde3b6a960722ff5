"""The classification of government revenue and expenditure: codes, their names and the evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Literal, cast, get_args

from schemas.characters import key
from schemas.errors import SpecificationError
from schemas.resources import read_csv, read_toml

Kind = Literal["functional", "economic_department", "economic_government", "revenue"]
Level = Literal["class", "group", "item"]
Evidence = Literal["observed", "listed", "recall"]

FILES: dict[Kind, str] = {
    "functional": "codes/functional.csv",
    "economic_department": "codes/economic_department.csv",
    "economic_government": "codes/economic_government.csv",
    "revenue": "codes/revenue.csv",
}
_KIND_OF_DIGIT: dict[str, Kind] = {
    "1": "revenue",
    "2": "functional",
    "3": "economic_department",
    "5": "economic_government",
}
# Years that a name goes on being printed after the code was given another.
LONGEST_HABIT = 4
_LEVELS: dict[int, Level] = {3: "class", 5: "group", 7: "item"}


@dataclass(frozen=True, slots=True)
class SubjectName:
    """A name of a code with the years it held for (0: open) and how it is known."""

    code: str
    name: str
    first_year: int
    last_year: int
    evidence: Evidence
    seen: str

    def holds(self, year: int | None) -> bool:
        """Whether the name was in use in `year`; every name is when no year is known."""
        if not year:
            return True
        return self.first_year <= year and (not self.last_year or year <= self.last_year)


@cache
def _variation() -> tuple[tuple[str, ...], tuple[str, ...], tuple[tuple[str, str], ...], tuple[str, ...]]:
    data = read_toml("codes/synonyms.toml")
    same = [(word, group[0]) for group in data["same"] for word in group[1:]]
    longest = sorted(same, key=lambda pair: (-len(pair[0]), pair))
    return tuple(data["level_marks"]), tuple(data["dropped"]), tuple(longest), tuple(data["endings"])


@cache
def exact_name(text: str) -> str:
    """A name as it is compared exactly: folded, without white space and level marks."""
    name = key(text)
    for mark in _variation()[0]:
        name = name.replace(mark, "")
    return name


@cache
def loose_name(text: str) -> str:
    """A name as it is compared loosely: without the words, punctuation and endings that documents vary."""
    _, dropped, same, endings = _variation()
    name = exact_name(text)
    for word in dropped:
        name = name.replace(word, "")
    for word, kept in same:
        name = name.replace(word, kept)
    for ending in endings:
        while name.endswith(ending) and len(name) > len(ending):
            name = name.removesuffix(ending)
    return name


def kind_of(code: str) -> Kind | None:
    """The classification that a code of 3, 5 or (functional) 7 digits belongs to, by its shape."""
    kind = _KIND_OF_DIGIT.get(code[:1])
    lengths = (3, 5, 7) if kind in ("functional", "revenue") else (3, 5)
    return kind if code.isdecimal() and code.isascii() and len(code) in lengths else None


def level_of(code: str) -> Level | None:
    """Class, group or item, by the number of digits."""
    return _LEVELS.get(len(code))


def parent_of(code: str) -> str | None:
    """The code one level up, None for a class."""
    return code[:-2] if len(code) > 3 else None


def _year(text: str, file: str, line: int) -> int:
    if text and not text.isdecimal():
        raise SpecificationError(f"schemas/{file}", line, f"{text!r} is no year")
    return int(text or 0)


def _read(kind: Kind) -> tuple[SubjectName, ...]:
    file, known = FILES[kind], get_args(Evidence)
    names = []
    for line, row in enumerate(read_csv(file), 2):
        if kind_of(row["code"]) != kind:
            raise SpecificationError(f"schemas/{file}", line, f"{row['code']!r} is no code of kind {kind}")
        if row["evidence"] not in known:
            raise SpecificationError(f"schemas/{file}", line, f"unknown evidence {row['evidence']!r}")
        first, last = (_year(row[name], file, line) for name in ("valid_from", "valid_to"))
        evidence = cast("Evidence", row["evidence"])
        names.append(SubjectName(row["code"], row["name"], first, last, evidence, row["seen"]))
    return tuple(names)


def _index(names: Iterable[tuple[str, SubjectName]]) -> dict[str, tuple[SubjectName, ...]]:
    found: dict[str, list[SubjectName]] = {}
    for name, subject in names:
        found.setdefault(name, []).append(subject)
    return {name: tuple(subjects) for name, subjects in found.items()}


class SubjectBook:
    """The names of one classification by code and by name; indexes are built when they are first needed."""

    def __init__(self, names: Iterable[SubjectName]) -> None:
        self._names = tuple(names)

    @cached_property
    def _by_code(self) -> Mapping[str, tuple[SubjectName, ...]]:
        return _index((subject.code, subject) for subject in self._names)

    @cached_property
    def _exact(self) -> Mapping[str, tuple[SubjectName, ...]]:
        return _index((exact_name(subject.name), subject) for subject in self._names)

    @cached_property
    def _loose(self) -> Mapping[str, tuple[SubjectName, ...]]:
        return _index((loose_name(subject.name), subject) for subject in self._names)

    def names(self, code: str) -> tuple[SubjectName, ...]:
        """Every known name of a code, the best first; empty for a code that the book does not hold."""
        return self._by_code.get(code, ())

    def name(self, code: str, year: int | None = None) -> str | None:
        """The best known name of a code in `year`, None when the book does not hold it."""
        names = self.names(code)
        held = [subject.name for subject in names if subject.holds(year)] or [
            subject.name for subject in names
        ]
        return held[0] if held else None

    def agrees(self, code: str, printed: str) -> bool | None:
        """Whether `printed` is a known name of the code, its group in brackets aside; None: unknown code."""
        names = self.names(code)
        if not names:
            return None
        known = {loose_name(subject.name) for subject in names}
        text = exact_name(printed)
        bare = text[: text.rindex("(")] if text.endswith(")") and "(" in text[1:] else text
        return bool({loose_name(text), loose_name(bare)} & known)

    def current(self, code: str, name: str, year: int) -> bool:
        """Whether a code had this name in `year` or shortly before; a name not in the book is no reason to doubt."""
        named = [known for known in self.names(code) if loose_name(known.name) == loose_name(name)]
        late = not named or any(
            known.holds(year - since) for known in named for since in range(LONGEST_HABIT)
        )
        return not year or late

    def holds(self, printed: str) -> bool:
        """Whether `printed` is exactly a known name of any code."""
        return exact_name(printed) in self._exact

    def find(
        self, name: str, within: str = "", level: Level | None = None, year: int | None = None
    ) -> str | None:
        """The one code with this name among those that begin with `within`; None unless it is certain."""
        for index, wanted in ((self._exact, exact_name(name)), (self._loose, loose_name(name))):
            found = [
                subject
                for subject in index.get(wanted, ())
                if subject.code.startswith(within) and level in (None, level_of(subject.code))
            ]
            if found:
                return _certain(self._own(found), year)
        return None

    def _own(self, found: list[SubjectName]) -> list[SubjectName]:
        """The candidates without names seen beside a code that others print with another name, if any is left."""
        if len({subject.code for subject in found}) == 1:
            return found
        slips = [
            subject
            for subject in found
            if subject.evidence == "observed" and self.names(subject.code)[0] is not subject
        ]
        return [subject for subject in found if subject not in slips] or found

    def resolve(
        self, class_name: str | None, group_name: str | None, item_name: str | None, year: int | None = None
    ) -> str | None:
        """The code of the innermost of the given names; an outer name that is not known is passed over."""
        top = self.find(class_name, level="class", year=year) if class_name else None
        if not group_name and not item_name:
            return top
        group = self.find(group_name, top or "", "group", year) if group_name else None
        if not item_name:
            return group
        if class_name and not top and not group:
            return None
        found = self.find(item_name, group, "item", year) if group else None
        return found or self.find(item_name, top or "", "item", year)


def _certain(found: list[SubjectName], year: int | None) -> str | None:
    """The only code of the candidates: by year first, then observed names before unverified ones."""
    for candidates in (found, [subject for subject in found if subject.holds(year)]):
        codes = {subject.code for subject in candidates}
        if len(codes) == 1:
            return codes.pop()
    in_year = [subject for subject in found if subject.holds(year)] or found
    observed = {subject.code for subject in in_year if subject.evidence == "observed"}
    return observed.pop() if len(observed) == 1 else None


@cache
def subject_book(kind: Kind = "functional") -> SubjectBook:
    """The code book of one classification, read once."""
    return SubjectBook(_read(kind))


@cache
def class_names() -> dict[str, tuple[str, ...]]:
    """Names of every functional class by its code, the modern name first, older and variant ones after."""
    names: dict[str, tuple[str, ...]] = {}
    for row in read_csv(FILES["functional"]):
        if len(row["code"]) == 3:
            names[row["code"]] = (*names.get(row["code"], ()), row["name"])
    return names
