"""What is said of a release and its datasets: titles, meanings, keys, tiers, known issues."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from schemas.errors import SpecificationError
from schemas.records import DATASETS, ID_COLUMNS
from schemas.resources import read_csv, read_toml

FILE = "datasets.toml"
CONSTRAINTS = "constraints.csv"
ANY = "*"


@dataclass(frozen=True, slots=True)
class Tier:
    """A tier of `proof`; of `measured` amounts with known truth, `silent` were wrong without a flag."""

    name: str
    en: str
    zh: str
    measured: int
    silent: int


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset in words; `key` are the columns that together occur once."""

    name: str
    title: str
    title_zh: str
    one_row: str
    one_row_zh: str
    key: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Constraint:
    """Unit, range and Fiscal Data Package column type of a column; empty where there is none."""

    unit: str = ""
    minimum: str = ""
    maximum: str = ""
    fiscal_type: str = ""


@cache
def _content() -> dict[str, Any]:
    return read_toml(FILE)


@cache
def datasets() -> dict[str, Dataset]:
    """Every dataset in words, in published order; `SpecificationError` when one is missing or unknown."""
    found: dict[str, Dataset] = {}
    for entry in _content()["dataset"]:
        name = entry["name"]
        key = tuple(entry.get("key", ())) or ((ID_COLUMNS[name],) if name in ID_COLUMNS else ("doc_id",))
        found[name] = Dataset(
            name, entry["title"], entry["title_zh"], entry["one_row"], entry["one_row_zh"], key
        )
    if set(found) != set(DATASETS):
        raise SpecificationError(
            f"schemas/{FILE}", None, f"datasets differ: {sorted(set(found) ^ set(DATASETS))}"
        )
    return {name: found[name] for name in DATASETS}


@cache
def _constraints() -> dict[tuple[str, str], Constraint]:
    return {
        (row["dataset"], row["column"]): Constraint(
            row["unit"], row["minimum"], row["maximum"], row["fiscal_type"]
        )
        for row in read_csv(CONSTRAINTS)
    }


def constraint(dataset: str, column: str) -> Constraint:
    """What is promised about the values of a column beyond its type."""
    known = _constraints()
    return known.get((dataset, column)) or known.get((ANY, column)) or Constraint()


def about(name: str) -> str:
    """One text about the release as a whole, e.g. `title` or `licence_zh`."""
    return str(_content()["release"][name])


def keywords() -> tuple[str, ...]:
    """Keywords of the release."""
    return tuple(_content()["release"]["keywords"])


def tiers() -> tuple[Tier, ...]:
    """The tiers of `proof`, best first."""
    return tuple(
        Tier(row["name"], row["meaning"], row["meaning_zh"], row["measured"], row["silent"])
        for row in _content()["tier"]
    )


def issues() -> tuple[tuple[str, str], ...]:
    """What every release has to live with, English and Chinese."""
    return tuple((row["text"], row["text_zh"]) for row in _content()["issue"])
