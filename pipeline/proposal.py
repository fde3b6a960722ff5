"""The command `inspect --propose`: a draft form for a table that no form claims, and what it could not tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.amounts.heading_fit import EXACT, fit
from extractors.amounts.headings import HeaderColumn, header_columns, side_of
from extractors.amounts.rulers import is_ruler
from extractors.amounts.words import value_kind
from extractors.titles import proper_title
from pipeline.proposed_rows import LEAST_SHARED, identities, label_rows, quoted
from pipeline.reading import Reading, TableReading
from schemas.characters import key
from schemas.codes import kind_of
from schemas.forms import Column, Form, load_forms
from schemas.grids import Cell, Grid
from schemas.spans import Text
from schemas.values import parse_value

ENDED = "department_final_accounts"
NAME_IT = "name_it"
KINDS = {"count": "counts of things, no money", "percent": "percentages, no money"}


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
    def kind(self) -> str:
        """What its numbers are, as the words of the heading say: money, percent or count."""
        return value_kind("/".join(self.column.path))

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
    plain = [column for column in columns if column.path and not column.kinds]
    words = [column for column in plain if _holds_words(table.grid, column)]
    headings = [Heading(column, _known(column)) for column in plain if column not in words]
    names = [column for column in columns if column.kinds]
    yield f"# Draft for the table {quoted(str(table.region.title).strip())}, line {_first_line(table)}: read every line."
    yield from _nearest(headings, title)
    ended = ENDED in reading.about.kinds
    prefix = "final" if ended else "budget"
    kind, shape = _subject_kind(table.grid, names), _shape(table.grid, names, headings, words)
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
    yield from _word_columns(words)
    for heading in headings:
        yield from _column(heading, shape, _seen(reading))
    money = [(heading.column.index, heading.written) for heading in headings if heading.kind == "money"]
    yield from identities(table.grid, money, shape, _seen(reading))
    if shape in ("sided", "labelled"):
        yield from label_rows(table.grid, columns, shape, _seen(reading))
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
        yield f"#   [[title]]  text = {quoted(title)}"


def _holds_words(grid: Grid, column: HeaderColumn) -> bool:
    """Whether the cells under a heading hold words and not one number."""
    texts = [str(cell.text) for cell in _body(grid) if cell.column == column.index and cell.text.strip()]
    return bool(texts) and all(parse_value(text) is None for text in texts)


def _body(grid: Grid) -> list[Cell]:
    return [cell for cell in grid.cells if cell.role != "header"]


def _subject_kind(grid: Grid, names: Sequence[HeaderColumn]) -> str | None:
    """The classification that most codes of the table belong to."""
    labels = {column.index for column in names}
    kinds = Counter(kind_of(key(str(cell.text))) for cell in _body(grid) if cell.column in labels)
    del kinds[None]
    return kinds.most_common(1)[0][0] if kinds else None


def _shape(
    grid: Grid, names: Sequence[HeaderColumn], headings: Sequence[Heading], words: Sequence[HeaderColumn]
) -> str:
    rows = [row for row in grid.rows() if any(cell.role != "header" and cell.text.strip() for cell in row)]
    sides = {side_of(heading.column.path) for heading in headings} - {None}
    kinds = {kind for column in names for kind in column.kinds}
    if len(sides) > 1:
        return "sided"
    if "code" in kinds or _subject_kind(grid, names):
        return "coded"
    if words:
        return "listing"
    return "single_row" if len(rows) == 1 else "labelled"


def _titles(title: str, table: TableReading, seen: str) -> Iterator[str]:
    yield from ("", "[[title]]", f"text = {quoted(title)}", f"seen = {quoted(seen)}")
    if table.region.number:
        printed = str(table.region.number).strip()
        yield from ("", "[[number]]", f"text = {quoted(printed)}", f"seen = {quoted(seen)}")


def _label_columns(names: Sequence[HeaderColumn]) -> Iterator[str]:
    yield ""
    for column in names:
        told = ", ".join(sorted(column.kinds))
        yield f"# column {column.index + 1} {quoted('/'.join(column.path))} holds labels ({told}): nothing to write"


def _word_columns(words: Sequence[HeaderColumn]) -> Iterator[str]:
    for column in words:
        name = quoted("/".join(column.path))
        yield f"# column {column.index + 1} {name} holds words and no amounts: nothing to write"


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
    yield f"path = [{', '.join(map(quoted, path))}]"
    if heading.kind != "money":
        yield f'kind = "{heading.kind}"  # {KINDS[heading.kind]}, as its heading says'
    side = side_of(heading.column.path)
    if shape == "sided" and side:
        yield f'side = "{side}"'
    yield f"seen = {quoted(seen)}"


def _seen(reading: Reading) -> str:
    about = reading.about
    return " ".join(
        str(part) for part in (about.region_name, about.fiscal_year or "", about.kinds[0]) if part
    )


def _first_line(table: TableReading) -> int:
    return min((piece.line for piece in table.region.title), default=0)
