"""The command `inspect --propose`: a draft form for a table that no form claims, and what it could not tell."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from extractors.amounts.headings import EXACT, HeaderColumn, fit, header_columns, is_ruler, side_of
from extractors.titles import proper_title
from pipeline.reading import Reading, TableReading
from schemas.characters import key
from schemas.codes import kind_of
from schemas.forms import Column, Form, load_forms
from schemas.grids import Cell, Grid
from schemas.labels import LabelBook
from schemas.spans import Text
from schemas.values import parse_value

ENDED = "department_final_accounts"
LEAST_SHARED = 2
MOST_ROWS = 60
NAME_IT = "name_it"


@dataclass(frozen=True, slots=True)
class Heading:
    """A value column of the unknown table and the known columns that its headings fit best."""

    column: HeaderColumn
    known: tuple[tuple[Form, Column], ...]

    @property
    def measure(self) -> str | None:
        """The measure that most known columns with these headings have; None when it is new."""
        counts = Counter(column.measure for _, column in self.known)
        return min(counts, key=lambda measure: (-counts[measure], measure)) if counts else None

    @property
    def written(self) -> str:
        """The measure that the draft writes: a known one, or one to be named."""
        return self.measure or f"{NAME_IT}_{self.column.index + 1}"


def propose(reading: Reading) -> Iterator[str]:
    """Lines of TOML with comments, for every table that no form claims; one comment when there is none."""
    tables = [table for table in reading.tables if table.region.form_id is None and table.grid.cells]
    if not tables:
        yield "# Every table of this file belongs to a form: there is nothing to propose."
        yield "# Labels that a form does not know are findings: run `gongkai inspect` without --propose."
    for number, table in enumerate(tables, 1):
        yield from _form(reading, table, number)


def _form(reading: Reading, table: TableReading, number: int) -> Iterator[str]:
    title = proper_title(str(table.region.title).strip(), reading.about.org_name or "")
    header = _header(table.grid)
    columns = header_columns(header, table.grid.n_columns)
    headings = [Heading(column, _known(column)) for column in columns if column.path and not column.kinds]
    names = [column for column in columns if column.kinds]
    yield f"# Draft for the table {_quoted(str(table.region.title).strip())}, line {_first_line(table)}: read every line."
    yield from _nearest(headings, title)
    ended = ENDED in reading.about.kinds
    prefix = "final" if ended else "budget"
    kind, shape = _subject_kind(table.grid), _shape(table.grid, names, headings)
    yield ""
    yield f"# Save as schemas/forms/{prefix}.draft_{number}.toml and choose a better id: what does the table say?"
    yield f'id = "{prefix}.draft_{number}"'
    yield 'family = "amounts"'
    yield f'shape = "{shape}"  # coded, sided, single_row, labelled or listing'
    yield f'phase = "{"executed" if ended else "approved"}"  # from the kind of the document'
    if kind:
        yield f'subject_kind = "{kind}"  # from the digits of its codes'
    yield from _titles(title, table, _seen(reading))
    yield from _label_columns(names)
    for heading in headings:
        yield from _column(heading, shape, _seen(reading))
    yield from _identities(table.grid, headings, shape, _seen(reading))
    if shape in ("sided", "labelled"):
        yield from _rows(table.grid, columns, shape, _seen(reading))
    yield ""


def _header(grid: Grid) -> list[list[Text]]:
    """The header rows over all columns, merged cells repeated, rulers left out."""
    empty = Text(())
    rows: list[list[Text]] = []
    for row in grid.rows():
        if not row or any(cell.role != "header" for cell in row):
            break
        texts = [empty] * grid.n_columns
        for cell in row:
            texts[cell.column] = cell.text
        if not is_ruler(texts):
            rows.append(texts)
    return rows


def _known(column: HeaderColumn) -> tuple[tuple[Form, Column], ...]:
    pairs = [(form, known) for form in load_forms().values() for known in form.columns]
    fits = [(fit(column.path, known), form, known) for form, known in pairs]
    best = max((points for points, _, _ in fits), default=0)
    return tuple((form, known) for points, form, known in fits if points == best and points >= EXACT - 1)


def _nearest(headings: Sequence[Heading], title: str) -> Iterator[str]:
    """Known forms that share headings: perhaps only a title is missing."""
    shared: Counter[str] = Counter()
    for heading in headings:
        shared.update({form.form_id for form, _ in heading.known})
    found = [(form_id, count) for form_id, count in shared.most_common(3) if count >= LEAST_SHARED]
    for form_id, count in found:
        yield f"# {form_id} knows {count} of its {len(headings)} value headings."
    if found and found[0][1] == len(headings):
        yield f"# If it says the same, one title in schemas/forms/{found[0][0]}.toml is all that is missing:"
        yield f"#   [[title]]  text = {_quoted(title)}"


def _subject_kind(grid: Grid) -> str | None:
    """The classification that most codes of the table belong to."""
    kinds = Counter(kind_of(key(str(cell.text))) for cell in grid.cells if cell.role != "header")
    del kinds[None]
    return kinds.most_common(1)[0][0] if kinds else None


def _shape(grid: Grid, names: Sequence[HeaderColumn], headings: Sequence[Heading]) -> str:
    rows = [row for row in grid.rows() if any(cell.role != "header" and cell.text.strip() for cell in row)]
    sides = {side_of(heading.column.path) for heading in headings} - {None}
    kinds = {kind for column in names for kind in column.kinds}
    if len(sides) > 1:
        return "sided"
    if "code" in kinds or _subject_kind(grid):
        return "coded"
    return "single_row" if len(rows) == 1 else "labelled"


def _titles(title: str, table: TableReading, seen: str) -> Iterator[str]:
    yield from ("", "[[title]]", f"text = {_quoted(title)}", f"seen = {_quoted(seen)}")
    if table.region.number:
        printed = str(table.region.number).strip()
        yield from ("", "[[number]]", f"text = {_quoted(printed)}", f"seen = {_quoted(seen)}")


def _label_columns(names: Sequence[HeaderColumn]) -> Iterator[str]:
    yield ""
    for column in names:
        told = ", ".join(sorted(column.kinds))
        yield f"# column {column.index + 1} {_quoted('/'.join(column.path))} holds labels ({told}): nothing to write"


def _column(heading: Heading, shape: str, seen: str) -> Iterator[str]:
    measure = heading.measure
    yield ""
    if measure:
        form, known = next(pair for pair in heading.known if pair[1].measure == measure)
        yield f"# column {heading.column.index + 1}: matched, like {form.form_id} {'/'.join(p[0] for p in known.path)}"
    else:
        yield f"# column {heading.column.index + 1}: NOT matched: give it a measure, e.g. as in `gongkai forms`"
    yield "[[column]]"
    yield f'measure = "{heading.written}"'
    path = [part for index, part in enumerate(heading.column.path) if part not in heading.column.path[:index]]
    yield f"path = [{', '.join(map(_quoted, path))}]"
    side = side_of(heading.column.path)
    if shape == "sided" and side:
        yield f'side = "{side}"'
    yield f"seen = {_quoted(seen)}"


def _identities(grid: Grid, headings: Sequence[Heading], shape: str, seen: str) -> Iterator[str]:
    """Arithmetic that holds in every row of this table: a draft, until other documents show it, too."""
    first, others = (headings[0] if headings else None), headings[1:]
    rows = [_amounts(row) for row in grid.rows()]
    summed = [row for row in rows if first and first.column.index in row and len(row) > LEAST_SHARED]
    holds = [
        sum(row.get(other.column.index, Decimal(0)) for other in others) == row[first.column.index]
        for row in summed
        if first
    ]
    if first and len(others) >= LEAST_SHARED and len(holds) >= LEAST_SHARED and all(holds):
        parts = ", ".join(f'"{other.written}?"' for other in others)
        yield from ("", f"# holds in all {len(holds)} rows of this table", "[[identity]]", 'id = "columns"')
        yield from (
            'scope = "row"',
            f'total = "{first.written}"',
            f"parts = [{parts}]",
            f"seen = {_quoted(seen)}",
        )
    if shape == "coded":
        yield from ("", "# a class is the sum of its groups, a group of its items, the total of the classes")
        yield from ("[[identity]]", 'id = "subjects"', 'scope = "tree"', f"seen = {_quoted(seen)}")


def _amounts(row: Sequence[Cell]) -> dict[int, Decimal]:
    parsed = {cell.column: parse_value(str(cell.text)) for cell in row if cell.role == "value"}
    return {column: found.value for column, found in parsed.items() if found and found.value is not None}


def _rows(grid: Grid, columns: Sequence[HeaderColumn], shape: str, seen: str) -> Iterator[str]:
    """The row labels of a table whose rows are known by their wording."""
    forms = load_forms().values()
    book: LabelBook[str] = LabelBook([(label.texts[0], label.texts) for form in forms for label in form.rows])
    sides = {column.index: side_of(column.path) for column in columns}
    labels = [cell for cell in grid.cells if cell.role == "label" and parse_value(str(cell.text)) is None]
    written: set[tuple[str, str | None]] = set()
    for cell in labels[:MOST_ROWS]:
        text, side = str(cell.text).strip(), sides.get(cell.column)
        if not text or (text, side) in written:
            continue
        written.add((text, side))
        match = book.match(text, scored=False)
        yield ""
        yield "# matched: a row of other forms" if match else "# NOT matched: a new row label"
        yield from ("[[row]]", f"text = {_quoted(text)}")
        if shape == "sided" and side:
            yield f'side = "{side}"'
        yield f"seen = {_quoted(seen)}"


def _seen(reading: Reading) -> str:
    about = reading.about
    return " ".join(
        str(part) for part in (about.region_name, about.fiscal_year or "", about.kinds[0]) if part
    )


def _first_line(table: TableReading) -> int:
    return min((piece.line for piece in table.region.title), default=0)


def _quoted(text: str) -> str:
    """A TOML string: JSON's escapes are TOML's."""
    return json.dumps(text, ensure_ascii=False)
