"""The commands `inspect` and `forms`: what is found in one file, and which forms are known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.account import KINDS, UNCLAIMED, Number, account
from pipeline.extract import Options
from pipeline.opinions import settled
from pipeline.process import interpret, read
from pipeline.product.printing import print_json
from pipeline.proposal import propose
from pipeline.reading import Reading, TableReading
from pipeline.seal import seal
from pipeline.stamping import finding_rows
from pipeline.text_layer import lost_digits
from schemas.characters import key
from schemas.errors import CallError
from schemas.forms import load_forms
from schemas.records import TableRow

CONTEXT = 30
LIKE = 3
LEAST_LIKE = 60.0


def inspect(file: Path, with_account: bool, draft: bool = False) -> int:
    """Show one file, or draft forms for it; with the account, 1 when a number is left over."""
    data = _data(file)
    document = read(data, Options())
    reading, persons = settled(data, document, Options(), interpret)
    console = Console(soft_wrap=True, highlight=False)
    if with_account:
        return _account(reading, data, console)
    if draft:
        for drafted in propose(reading):
            console.print(Text(drafted))
        return 0
    extract = seal(reading, len(data), persons, Options())
    about, row = reading.about, extract.document
    console.print(
        Text(f"{file.name}: {row.status}" + (f" ({row.status_reason})" if row.status_reason else ""))
    )
    console.print(
        Text(f"  {len(document.lines)} lines on {document.page_count} pages, kind {', '.join(about.kinds)}")
    )
    console.print(
        Text(f"  year {about.fiscal_year}, unit {about.amount_unit}, organisation {about.org_name}")
    )
    console.print(Text(f"  region {about.region_code} {about.region_name or ''}"))
    for lines in (_sections(reading), _tables(reading), _findings(reading)):
        for line in lines:
            console.print(line)
    rows = ", ".join(f"{len(rows)} {dataset}" for dataset, rows in extract.rows.items())
    console.print(Text(f"rows: {rows}"))
    return 0


def draw(file: Path, folder: Path) -> int:
    """Write a picture of every page of a PDF or scan with the cells of the tables found on it, and say where to."""
    from pipeline.pictures import draw_grids

    console = Console(soft_wrap=True, highlight=False)
    for number, tables, written in draw_grids(_data(file), folder):
        console.print(Text(f"page {number}: {tables} tables, {written}"))
    return 0


def _data(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CallError(
            f"{file} cannot be read ({error.strerror}): check its name and who may read it"
        ) from error


def _sections(reading: Reading) -> Iterator[Text]:
    yield Text("sections", "bold")
    for section in reading.sections:
        first, last = (reading.document.lines[index].number for index in section.lines)
        yield Text(f"  {first:>5}-{last:<5} {'  ' * (section.level - 1)}{section.name}  [{section.kind}]")


def _tables(reading: Reading) -> Iterator[Text]:
    yield Text("tables", "bold")
    for table in reading.tables:
        row = next(s.record for s in table.harvest.rows if isinstance(s.record, TableRow))
        rows = Counter(type(s.record).__name__ for s in table.harvest.rows)
        counts = ", ".join(f"{count} {name}" for name, count in sorted(rows.items()) if name != "TableRow")
        form = row.form_id or "no form"
        yield Text(f"  {row.line_start:>5}-{row.line_end:<5} {form:<28} {row.title or '(no title)'}")
        yield Text(
            f"{'':14}{row.state}, unit {row.unit}, {row.n_rows} x {row.n_columns} {row.method}, {counts}",
            "dim",
        )
        if row.form_id is None:
            yield from _like(table)


def _like(table: TableReading) -> Iterator[Text]:
    """Known titles that resemble the title of a table that no form claims."""
    from rapidfuzz import process

    title = key(str(table.region.title))
    titles = {key(label.text): form.form_id for form in load_forms().values() for label in form.titles}
    for known, score, _ in process.extract(title, list(titles), limit=LIKE, score_cutoff=LEAST_LIKE):
        yield Text(f"{'':14}like {titles[known]}: {known} ({score:.0f})", "yellow")


def _findings(reading: Reading) -> Iterator[Text]:
    yield Text("findings", "bold")
    for row in finding_rows(reading.harvest.findings, reading.about.context()):
        yield Text(f"  {row.line_start or 0:>5} {row.severity:<8} {row.rule}: {row.message}")


def _account(reading: Reading, data: bytes, console: Console) -> int:
    numbers = account(reading)
    for number in numbers:
        console.print(_number(number, reading.document.page_count > 1))
    counts = Counter(number.kind for number in numbers)
    lost = lost_digits(data, reading.document)
    known = ", ".join(f"{counts[kind]} {kind}" for kind in KINDS)
    console.print(f"{len(numbers)} numbers: {known}, {sum(len(digits) for _, digits in lost)} left over")
    unknown = sum(number.unknown for number in numbers)
    if unknown:
        told = (
            f"{unknown} of them in findings of what nothing recognised ({UNCLAIMED}, document.unrecognised)"
        )
        console.print(Text(told, "yellow"))
    for page, digits in lost:
        console.print(Text(f"page {page}: the text layer has {digits} that no line has", "red"))
    return 1 if unknown or lost else 0


def _number(number: Number, paged: bool) -> Text:
    start, end = number.start, number.start + len(number.text)
    before, after = number.around[max(0, start - CONTEXT) : start], number.around[end : end + CONTEXT]
    style = "yellow" if number.unknown else ""
    line = f"{number.page}:{number.line}" if paged else f"{number.line}"
    place = f"{line:>7}:{start:<4} {number.kind:<9} "
    return Text.assemble((place, style), before.lstrip(), (number.text, "bold"), after.rstrip())


def list_forms(as_json: bool = False) -> int:
    """List the known forms with their titles, first of each the most usual."""
    if as_json:
        print_json(
            [
                {
                    "form_id": form.form_id,
                    "shape": form.shape,
                    "phase": form.phase,
                    "titles": [label.text for label in form.titles],
                }
                for form in load_forms().values()
            ]
        )
        return 0
    table = Table(show_header=True, box=None)
    for heading in ("form", "shape", "phase", "titles"):
        table.add_column(heading, overflow="fold")
    for form in load_forms().values():
        titles = "; ".join(label.text for label in form.titles)
        table.add_row(form.form_id, form.shape, form.phase or "", titles)
    Console().print(table)
    return 0
