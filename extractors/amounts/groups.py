"""Groups of a table: label columns with the value columns that follow them (a side, or one block of several)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from extractors.amounts.heading_fit import fit
from extractors.amounts.headings import HeaderColumn, name_columns, score, side_of
from extractors.amounts.printed import Heading
from schemas.forms import Form
from schemas.spans import Text


@dataclass(frozen=True, slots=True)
class Group:
    """Label columns by kind, and value columns as (position, index into the table's headings).

    `uncertain`: which heading stands over which column is not known; every amount may stand under any of them.
    """

    side: str | None
    labels: tuple[tuple[int, frozenset[str]], ...]
    values: tuple[tuple[int, int], ...]
    uncertain: bool = False

    @property
    def name_position(self) -> int:
        """The column that holds the row's label: the first name behind its code, else the last name, -1 without labels."""
        names = [position for position, kinds in self.labels if "name" in kinds]
        codes = [position for position, kinds in self.labels if kinds == {"code"}]
        behind = [position for position in names if codes and position > codes[0]]
        if behind:
            return behind[0]
        return names[-1] if names else self.labels[-1][0] if self.labels else -1

    def positions(self, kind: str) -> list[int]:
        """Label columns of one kind; a heading that may be code or name counts as code beside another name."""
        exact = [p for p, kinds in self.labels if kinds == {kind}]
        if kind == "code":
            names = [p for p, kinds in self.labels if "name" in kinds]
            exact += [p for p, kinds in self.labels if "code" in kinds and len(kinds) > 1 and p != names[-1]]
            before = [p for p in exact if p < self.name_position]
            exact = before or exact
        return sorted(exact)


def split_groups(columns: Sequence[HeaderColumn], form: Form | None) -> list[list[HeaderColumn]]:
    """Header columns cut where a label column follows a value column."""
    groups: list[list[HeaderColumn]] = []
    value_seen = True
    for column in columns:
        is_label = bool(column.kinds) and not claimed(column, form)
        if (is_label and value_seen) or not groups:
            groups.append([])
            value_seen = False
        groups[-1].append(column)
        value_seen = value_seen or not is_label
    return groups


def claimed(column: HeaderColumn, form: Form | None) -> bool:
    """A heading that reads like a label but is a value column of the form."""
    return form is not None and any(fit(column.path, other) >= 3 for other in form.columns)


def choose_variant(groups: Sequence[Sequence[HeaderColumn]], form: Form | None) -> str:
    """The form's variant whose columns explain the printed headings best; the first of equals."""
    if form is None:
        return ""
    variants = form.variants()

    def total(variant: str) -> float:
        return sum(score(values, form, side, variant) for side, values in _by_side(groups, form))

    return max(variants, key=lambda variant: (total(variant), -variants.index(variant)))


def _by_side(
    groups: Sequence[Sequence[HeaderColumn]], form: Form
) -> list[tuple[str | None, list[HeaderColumn]]]:
    """The value columns of each side, of all its groups; groups without a side stand for themselves."""
    found: list[tuple[str | None, list[HeaderColumn]]] = []
    for group in groups:
        side = _side(group, groups)
        values = [column for column in group if not column.kinds or claimed(column, form)]
        if side is not None and found and found[-1][0] == side:
            if not _again(values, found[-1][1]):
                found[-1][1].extend(values)
        else:
            found.append((side, values))
    return found


def _again(values: Sequence[HeaderColumn], before: Sequence[HeaderColumn]) -> bool:
    """Whether a further block of a side has the columns of the one before: the same amounts by other subjects."""
    return [column.path for column in values] == [column.path for column in before]


def _side(group: Sequence[HeaderColumn], groups: Sequence[Sequence[HeaderColumn]]) -> str | None:
    for column in group:
        side = side_of(column.path)
        if side is not None and len(groups) > 1:
            return side
    return None


def build_groups(
    columns: Sequence[HeaderColumn], form: Form | None
) -> tuple[list[Group], list[Heading], str]:
    """Groups, the headings of all their value columns, and the variant they follow."""
    parts = split_groups(columns, form)
    variant = choose_variant(parts, form)
    sided = form is not None and form.shape == "sided" and len(parts) == 2
    beside = dict(_by_side(parts, form)) if form else {}
    headings: list[Heading] = []
    groups: list[Group] = []
    for order, part in enumerate(parts):
        side = _side(part, parts) or (("revenue", "expenditure")[order] if sided else None)
        labels = [column for column in part if column.kinds and not claimed(column, form)]
        named_by = {column.index for column in labels}
        values = [column for column in part if column.index not in named_by]
        own = {column.index for column in values}
        same = beside.get(side, values) if side is not None else values
        same = same if values[:1] and values[0] in same else values
        named = [
            heading
            for column, heading in zip(same, name_columns(same, form, side, variant), strict=True)
            if column.index in own
        ]
        first = len(headings)
        headings.extend(replace(heading, side=side) for heading in named)
        groups.append(
            Group(
                side,
                tuple((column.index, column.kinds) for column in labels),
                tuple((column.index, first + k) for k, column in enumerate(values)),
            )
        )
    return groups, headings, variant


def with_prints(
    groups: Sequence[Group], headings: Sequence[Heading], prints: Mapping[int, Text]
) -> list[Heading]:
    """The headings with the print behind their labels, by the column that each stands over."""
    places = {index: position for group in groups for position, index in group.values}
    return [
        replace(heading, text=prints.get(places[index])) if index in places else heading
        for index, heading in enumerate(headings)
    ]
