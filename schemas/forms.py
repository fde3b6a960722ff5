"""What is known of a form: titles, columns, rows. One TOML file each, in `schemas/forms/`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import regex

from schemas.characters import key
from schemas.codes import class_names
from schemas.errors import SpecificationError
from schemas.resources import form_files, read_text, read_toml

SHAPES = ("coded", "sided", "blocks", "single_row", "labelled", "targets", "review", "listing")


@dataclass(frozen=True, slots=True)
class Label:
    """One printed wording (compared by `characters.key`) and where it was seen, None: in a sample."""

    text: str
    seen: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """A value column, one object for each: its measure, the headings over it from outer to inner, and what is known of its place.

    `path` holds per level the alternatives that are printed; `number` is the printed one; `forced` says that
    it is filled whenever another of its row is; `kind` is money, percent or count; `phase` overrides the
    form's; `year` is the offset of the value's year to the fiscal year.
    """

    measure: str
    path: tuple[tuple[str, ...], ...]
    side: str | None = None
    number: int | None = None
    forced: bool = False
    kind: str = "money"
    phase: str | None = None
    year: int = 0
    variant: str = ""
    seen: str | None = None


@dataclass(frozen=True, slots=True)
class RowLabel:
    """A printed row label: side, wordings (the first is canonical), printed number, level and code."""

    texts: tuple[str, ...]
    side: str | None = None
    number: int | None = None
    total: bool = False
    level: int = 0
    code: str | None = None
    kind: str = "money"
    measure: str | None = None
    variant: str = ""
    seen: str | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """A published standard table; `raw` is the parsed TOML for parts that other modules own (performance)."""

    form_id: str
    family: str
    shape: str
    phase: str | None
    subject_kind: str | None
    titles: tuple[Label, ...]
    patterns: tuple[regex.Pattern[str], ...]
    numbers: tuple[Label, ...]
    columns: tuple[Column, ...]
    rows: tuple[RowLabel, ...]
    file: str
    raw: dict[str, Any]

    def variants(self) -> tuple[str, ...]:
        """Names of the column variants, in order of the file."""
        return tuple(dict.fromkeys(column.variant for column in self.columns)) or ("",)

    def shape_of(self, variant: str) -> str:
        """The shape of one variant: its own where `[variants.<name>]` gives one, else the form's."""
        return str(self.raw.get("variants", {}).get(variant, {}).get("shape", self.shape))

    def side_columns(self, variant: str, side: str | None = None) -> tuple[Column, ...]:
        """Columns of one variant (and side), in printed order."""
        return tuple(
            column
            for column in self.columns
            if column.variant == variant and (side is None or column.side == side)
        )


def _line_of(file: str, header: str, ordinal: int) -> int | None:
    count = -1
    for number, line in enumerate(read_text(file).splitlines(), 1):
        if line.strip().startswith(header):
            count += 1
            if count == ordinal:
                return number
    return None


def _require(
    file: str, table: str, ordinal: int, entry: dict[str, Any], allowed: set[str], needed: set[str]
) -> None:
    unknown, missing = set(entry) - allowed, needed - set(entry)
    if unknown or missing:
        what = [f"unknown key {name!r}" for name in sorted(unknown)]
        what += [f"missing key {name!r}" for name in sorted(missing)]
        raise SpecificationError(f"schemas/{file}", _line_of(file, f"[[{table}]]", ordinal), ", ".join(what))


_COLUMN_KEYS = {"measure", "path", "side", "number", "forced", "kind", "phase", "year", "variant", "seen"}
_ROW_KEYS = {
    "text", "aliases", "side", "number", "total", "level", "code", "kind", "measure", "variant", "seen",
}  # fmt: skip
_CLASS_KEYS = {"classes", "side", "number", "level", "measure", "variant", "seen"}


def _labels(file: str, data: dict[str, Any], table: str) -> tuple[Label, ...]:
    labels = []
    for ordinal, entry in enumerate(data.get(table, [])):
        _require(file, table, ordinal, entry, {"text", "seen"}, {"text"})
        labels.append(Label(entry["text"], entry.get("seen")))
    return tuple(labels)


def _patterns(file: str, data: dict[str, Any]) -> tuple[regex.Pattern[str], ...]:
    """What titles say that have too many wordings to list, as a search in a folded title."""
    found = []
    for ordinal, entry in enumerate(data.get("title_pattern", [])):
        _require(file, "title_pattern", ordinal, entry, {"regex", "seen"}, {"regex", "seen"})
        found.append(regex.compile(entry["regex"]))
    return tuple(found)


def _columns(file: str, data: dict[str, Any]) -> tuple[Column, ...]:
    columns = []
    for ordinal, entry in enumerate(data.get("column", [])):
        _require(file, "column", ordinal, entry, _COLUMN_KEYS, {"measure", "path"})
        path = tuple(tuple(part.split("|")) for part in entry["path"])
        columns.append(Column(**{**entry, "path": path}))
    return tuple(columns)


def _class_rows(file: str, ordinal: int, entry: dict[str, Any]) -> list[RowLabel]:
    """The rows of functional classes that a form prints in this order, numbered on from `number`, if any."""
    _require(file, "row", ordinal, entry, _CLASS_KEYS, {"classes"})
    rest = {name: value for name, value in entry.items() if name not in ("classes", "number")}
    first = entry.get("number")
    numbers = [None if first is None else first + offset for offset in range(len(entry["classes"]))]
    unknown = [code for code in entry["classes"] if code not in class_names()]
    if unknown:
        line = _line_of(file, "[[row]]", ordinal)
        raise SpecificationError(f"schemas/{file}", line, f"no class {unknown[0]!r} in codes/functional.csv")
    return [
        RowLabel(texts=class_names()[code], code=code, number=number, **rest)
        for code, number in zip(entry["classes"], numbers, strict=True)
    ]


def _rows(file: str, data: dict[str, Any]) -> tuple[RowLabel, ...]:
    rows = []
    for ordinal, entry in enumerate(data.get("row", [])):
        if "classes" in entry:
            rows.extend(_class_rows(file, ordinal, entry))
            continue
        _require(file, "row", ordinal, entry, _ROW_KEYS, {"text"})
        texts = (entry["text"], *entry.get("aliases", ()))
        rest = {name: value for name, value in entry.items() if name not in ("text", "aliases")}
        rows.append(RowLabel(texts=texts, **rest))
    return tuple(rows)


def load_form(file: str) -> Form:
    """Read one form specification; `SpecificationError` names file and line."""
    data = read_toml(file)
    for name in ("id", "family", "shape"):
        if name not in data:
            raise SpecificationError(f"schemas/{file}", 1, f"missing key {name!r}")
    if data["shape"] not in SHAPES:
        raise SpecificationError(f"schemas/{file}", None, f"unknown shape {data['shape']!r}; one of {SHAPES}")
    return Form(
        form_id=data["id"],
        family=data["family"],
        shape=data["shape"],
        phase=data.get("phase"),
        subject_kind=data.get("subject_kind"),
        titles=_labels(file, data, "title"),
        patterns=_patterns(file, data),
        numbers=_labels(file, data, "number"),
        columns=_columns(file, data),
        rows=_rows(file, data),
        file=file,
        raw=data,
    )


@cache
def load_forms() -> dict[str, Form]:
    """Every form by id; two forms that share a title are an error in the specification."""
    forms: dict[str, Form] = {}
    owners: dict[str, str] = {}
    for file in form_files():
        form = load_form(file)
        for label in form.titles:
            other = owners.setdefault(key(label.text), form.form_id)
            if other != form.form_id:
                message = f"title {label.text!r} is also one of {other}"
                raise SpecificationError(f"schemas/{file}", None, message)
        forms[form.form_id] = form
    return forms
