"""The command `trace`: a value, its line with the characters marked, and the checks that name it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from extractors.personal import find_personal, mask
from pipeline.archives import Member, held_at
from pipeline.arithmetic import in_words
from pipeline.extract import Options
from pipeline.ledger import read_ledger
from pipeline.lookup import MAIN, Row, checks_of, find_row, members_of, places
from pipeline.process import read
from pipeline.release import read_release
from pipeline.source import collect
from pipeline.stamping import IDENTITIES
from schemas.document import Document, Line
from schemas.errors import CallError, SourceError
from schemas.spans import Box

CONTEXT = 60
MARKED = "bold black on yellow"
PICTURES = "_pictures"  # no data: its name begins with _


def trace(
    out: Path, row_id: str, field: str | None, sources: Path | None, picture: Path | None = None
) -> int:
    """Show one row, where its fields stand and what supports them; 0, or 1 when its source is not at hand.

    The page of a PDF or scan is written with the boxes, to `picture` or among the pictures of the release.
    """
    console = Console(soft_wrap=True, highlight=False)
    release = read_release(out)
    dataset, row = find_row(out, release, row_id)
    identity = row[IDENTITIES[dataset]]
    if field is not None and field not in row:
        raise CallError(f"{dataset} has no column {field}: choose one of {', '.join(row)}")
    console.print(Text.assemble((dataset, "bold"), f" {identity}"))
    for name, value in row.items():
        if value is not None and (field is None or name == field):
            console.print(Text(f"  {name} = {_plain(value)}"))
    path = _path(out, row["doc_id"], sources)
    document = _document(path)
    found = places(out, release, identity, row["fiscal_year"], field)
    for place in found:
        for line in _shown(place, document, path, console.is_terminal):
            console.print(line)
    if path is not None and document is not None:
        boxes = _boxes(found, (field,) if field else MAIN.get(dataset, ()))
        console.print(_pictured(path, boxes, picture or out / PICTURES / f"{identity}.png"))
    checks = checks_of(out, release, row, identity)
    named = members_of(out, release, row["fiscal_year"], checks)
    for check in checks:
        console.print(Text(f"check {in_words(check, named)}"))
    if document is None:
        console.print(Text(f"its source {path or row['doc_id']} is not here: use --sources", "red"))
    return 0 if document is not None else 1


def _boxes(found: Sequence[Row], main: Sequence[str]) -> dict[int, dict[Box, bool]]:
    """The boxes of places by page, true those of the main fields."""
    boxes: dict[int, dict[Box, bool]] = {}
    for place in found:
        if place["page"] is not None and place["x0"] is not None:
            box = Box(place["x0"], place["top"], place["x1"], place["bottom"])
            boxes.setdefault(place["page"], {})[box] = place["field"] in main
    return boxes


def _pictured(path: Path | Member, boxes: dict[int, dict[Box, bool]], file: Path) -> Text:
    """Write the pages with boxes as pictures; what says where to, a line for each."""
    if not boxes:
        return Text("picture: none, the source has no pages with boxes", "dim")
    from pipeline.pictures import write_marked

    return Text(
        "\n".join(f"picture: {written}" for written in write_marked(path.read_bytes(), boxes, file)), "cyan"
    )


def _plain(value: Any) -> str:
    return f"{value:f}" if hasattr(value, "as_tuple") else str(value)


def _path(out: Path, doc_id: str, sources: Path | None) -> Path | Member | None:
    if sources is None:
        entry = next((entry for entry in read_ledger(out) if entry.doc_id == doc_id), None)
        return held_at(Path(entry.path)) or Path(entry.path) if entry else None
    found = [source.path for source in collect([sources]).sources if source.doc_id == doc_id]
    return found[0] if found else None


def _document(path: Path | Member | None) -> Document | None:
    """The source as its reader sees it, people and telephone numbers masked; None when it cannot be read."""
    try:
        document = read(path.read_bytes(), Options()) if path else None
    except (OSError, SourceError):
        return None
    return mask(document, find_personal(document)) if document else None


def _shown(place: Row, document: Document | None, path: Path | Member | None, marked: bool) -> Iterator[Text]:
    """A place and its line, when the source is there: coloured on a terminal, else with carets."""
    part = f" part {place['part']}" if place["part"] else ""
    page = f"page {place['page']}, " if place["page"] else ""
    name = path.name if path else place["doc_id"]
    head = f"{place['field']}{part}: {name}, {page}line {place['line_start']}"
    yield Text.assemble((head, "cyan"), f", characters {place['char_start']}-{place['char_end']}")
    printed = _line(document, place) if document else None
    line = printed.text if printed else place["source_text"]
    start, end = (place["char_start"], place["char_end"]) if printed else (0, len(line))
    first, last = max(start - CONTEXT, 0), min(end + CONTEXT, len(line))
    before, value, after = (_level(line[a:b]) for a, b in ((first, start), (start, end), (end, last)))
    if marked:
        yield Text.assemble("    ", before, (value, MARKED), after)
    else:
        yield Text(f"    {before}{value}{after}")
        yield Text("    " + " " * cell_len(before) + "^" * cell_len(value))


def _line(document: Document, place: Row) -> Line | None:
    """The line of a place: by its page and its number there."""
    wanted = (place["page"] or 0, place["line_start"])
    return next((line for line in document.lines if (line.page, line.number) == wanted), None)


def _level(text: str) -> str:
    """Text on one level: tabs and other control characters as one space each."""
    return "".join(character if character.isprintable() else " " for character in text)
