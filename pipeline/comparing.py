"""Relations applied: a document compared with others of its organisation, value by value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from extractors.reconcile.instances import tolerances
from pipeline.papers import Paper, Print, Told
from schemas.relations import (
    ANY,
    SUBJECT,
    About,
    Cell,
    CellRelation,
    ProjectRelation,
    Relations,
    ToldRelation,
)
from schemas.restatements import RECORD, Address, Restatements, counterparts

State = Literal["passed", "rounding", "failed"]
SIGNS = {"increase": -1, "decrease": 1, "none": -1}


@dataclass(frozen=True, slots=True)
class Comparison:
    """Σ sign · value over prints of several documents is 0 (or >= 0: `bound`), with what is left over in ticks."""

    about: About
    members: tuple[tuple[Print, int], ...]
    others: tuple[Paper, ...]
    bound: bool = False

    @property
    def residual(self) -> int:
        """What is left over in ticks."""
        return sum(print_.ticks * sign for print_, sign in self.members)

    @property
    def state(self) -> State:
        """How the residual is judged: within half a last decimal of each print it is rounding."""
        _, far = tolerances(print_.quantum for print_, _ in self.members)
        gap = -self.residual if self.bound else abs(self.residual)
        if gap > far:
            return "failed"
        return "passed" if self.bound or not self.residual else "rounding"


@dataclass(frozen=True, slots=True)
class Circle:
    """A document and those it may be compared with: of its organisation, and of the units below it."""

    own: Paper
    same: tuple[Paper, ...]
    units: tuple[Paper, ...]

    def partners(self, year: int) -> list[Paper]:
        """Documents of the organisation that are `year` years on and of the same scope."""
        wanted = self.own.fiscal_year + year
        return [
            paper
            for paper in self.same
            if paper.fiscal_year == wanted and not {paper.scope, self.own.scope} >= {"unit", "department"}
        ]


def _agreed(found: Iterable[tuple[Paper, Print | None]]) -> tuple[Paper, Print] | None:
    """The first value of several documents, where those that print it print the same."""
    values = [(paper, print_) for paper, print_ in found if print_ is not None]
    if not values or len({print_.ticks for _, print_ in values}) > 1:
        return None
    return values[0]


def _first(paper: Paper, cells: Sequence[Cell]) -> Print | None:
    return next((found for cell in cells if (found := paper.at(cell)) is not None), None)


def _mutual(relation: CellRelation, paper: Paper, own: Paper) -> bool:
    """Whether the other document makes the same comparison, and is the one that reports it."""
    return relation.at in relation.others and not relation.about.year and paper.doc_id > own.doc_id


def _cells(relation: CellRelation, circle: Circle) -> Iterator[Comparison]:
    codes: Sequence[str] = circle.own.codes(relation.at) if relation.at.row == SUBJECT else (relation.at.row,)
    partners = [p for p in circle.partners(relation.about.year) if not _mutual(relation, p, circle.own)]
    for code in codes:
        mine = circle.own.at(replace(relation.at, row=code))
        others = [replace(cell, row=code) if relation.at.row == SUBJECT else cell for cell in relation.others]
        found = _agreed((paper, _first(paper, others)) for paper in partners)
        if mine is not None and found is not None:
            yield Comparison(relation.about, ((mine, 1), (found[1], -1)), (found[0],))


def _projects(relation: ProjectRelation, circle: Circle) -> Iterator[Comparison]:
    wanted = [*relation.fields, *([relation.reviewed] if relation.reviewed else [])]

    def amounts(paper: Paper) -> dict[str, Print | None]:
        found: dict[str, Print | None] = {}
        for project in paper.projects:
            print_ = next((project.amounts[name] for name in wanted if name in project.amounts), None)
            if print_ is not None:
                found[project.name] = None if project.name in found else print_
        return found

    others = [(p, amounts(p)) for p in circle.partners(relation.about.year) if p.doc_id < circle.own.doc_id]
    for name, mine in amounts(circle.own).items() if others else ():
        found = _agreed((paper, values.get(name)) for paper, values in others)
        if mine is not None and found is not None:
            yield Comparison(relation.about, ((mine, 1), (found[1], -1)), (found[0],))


def _address_cell(address: Address, code: str | None) -> Cell:
    row = f"#{code}" if code else ANY if address.row == RECORD else address.row
    return Cell(address.form, row, address.side, address.measure)


def _counterparts(relation: ToldRelation, restatements: Restatements, told: Told) -> list[Cell]:
    addresses = restatements.addresses.get((told.metric, told.code is not None), ())
    return [_address_cell(a, told.code) for a in addresses if a.form.startswith(relation.forms)]


def _changed(told: Told, later: Iterable[Told]) -> Told | None:
    """The change that the narrative tells of an amount: the first after it about the same in its section."""
    same = (told.metric, told.code, told.section)
    for other in later:
        if (other.metric, other.code, other.section) == same:
            if other.role == "change_amount" and other.direction in SIGNS:
                return other
            if other.role == told.role:
                return None
    return None


def _told(relation: ToldRelation, circle: Circle) -> Iterator[Comparison]:
    restatements = counterparts()
    partners = circle.partners(relation.about.year)
    seen: set[tuple[str, str | None]] = set()
    for index, told in enumerate(circle.own.told if partners else ()):
        change = _changed(told, circle.own.told[index + 1 :]) if relation.change else None
        if told.role != relation.role or (relation.change and change is None):
            continue
        cells = _counterparts(relation, restatements, told)
        found = _agreed((paper, _first(paper, cells)) for paper in partners)
        if found is None or (told.metric, told.code) in seen:
            continue
        seen.add((told.metric, told.code))
        moved = ((change.print, SIGNS[change.direction or ""]),) if change else ()
        yield Comparison(relation.about, ((told.print, 1), *moved, (found[1], -1)), (found[0],))


def _units(relations: Relations, circle: Circle) -> Iterator[Comparison]:
    own = circle.own
    if own.scope != "department":
        return
    by_name: dict[str, Paper] = {}
    for paper in circle.units:
        if paper.scope == "unit" and paper.fiscal_year == own.fiscal_year:
            by_name.setdefault(paper.name, paper)
    for relation in relations.units:
        whole = own.at(relation.at)
        parts = [(paper, found) for paper in by_name.values() if (found := paper.at(relation.at)) is not None]
        if whole is not None and parts:
            members = ((whole, 1), *((print_, -1) for _, print_ in parts))
            complete = own.units == len(parts)
            yield Comparison(relation.about, members, tuple(paper for paper, _ in parts), not complete)


def compare(relations: Relations, circle: Circle) -> list[Comparison]:
    """Every relation that a document and the others both print, in the order of their declaration."""
    return [
        *(found for relation in relations.cells for found in _cells(relation, circle)),
        *(found for relation in relations.projects for found in _projects(relation, circle)),
        *(found for relation in relations.told for found in _told(relation, circle)),
        *_units(relations, circle),
    ]
