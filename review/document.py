"""One document as the page shows it: its source, its tables, its rows, what was found and what was decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.decided import find
from pipeline.decisions import Decided, standing
from pipeline.stamping import IDENTITIES
from review.opened import Opened, Row
from review.pages import PageSize
from review.places import Map, Piece, Segment, box_place, line_place, mapped, pieces_of, segments
from review.printed import PICTURED, Sources
from review.tables import SHOWN, TableView, sign_of, table_views
from schemas.decisions import Decision
from schemas.document import Line

ROWS = ("projects", "indicators", "goals", "statements", "budget_lines")


@dataclass(frozen=True, slots=True)
class LineView:
    """One printed line in stretches; `heads` the first one of a page."""

    page: int
    number: int
    segments: tuple[Segment, ...]
    locator: str | None
    heads: bool


@dataclass(frozen=True, slots=True)
class PageView:
    """A page of a PDF with the boxes of what was read from it."""

    size: PageSize
    boxes: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding, the place it names and the decision about it."""

    row: Row
    place: str | None
    decision: Decision | None


@dataclass(frozen=True, slots=True)
class DocumentView:
    """Everything of one document.

    `rows` by dataset (of `budget_lines` those that no table shows), `decided` by row id, `orphans` decisions without a row.
    """

    document: Row
    lines: tuple[LineView, ...]
    pages: tuple[PageView, ...]
    tables: tuple[TableView, ...]
    rows: Mapping[str, Sequence[Row]]
    places: Mapping[str, str]
    signs: Mapping[str, str]
    findings: tuple[FindingView, ...]
    decided: Mapping[str, list[Decision]]
    orphans: tuple[Decision, ...]
    shown: bool


@dataclass(frozen=True, slots=True)
class SourceView:
    """What is at hand of a source: its lines, or its pages."""

    lines: Sequence[Line]
    pages: tuple[PageSize, ...]


def source_view(opened: Opened, sources: Sources, folder: Path | None, doc_id: str) -> SourceView:
    """The source of a document as it is now; empty when it is not at hand."""
    if opened.documents[doc_id]["reader"] in PICTURED:
        return SourceView((), tuple(sources.pages(opened, folder, doc_id)))
    return SourceView(sources.lines(opened, folder, doc_id) or (), ())


def view(opened: Opened, source: SourceView, decided: Decided, doc_id: str) -> DocumentView:
    """The view of a document of a release; `KeyError` when it has none of that id."""
    document = opened.documents[doc_id]
    rows = {dataset: opened.rows(dataset, doc_id) for dataset in (*ROWS, "tables", "findings")}
    pieces = pieces_of(opened, doc_id)
    marks = mapped(pieces)
    pages, lines = source.pages, numbered(source.lines, pieces)
    texts = {(page, line.number): line.text for page, line in lines}
    signs = {row["line_id"]: sign_of(row) for row in rows["budget_lines"]}
    by_row, orphans = matched(standing(decided.entries), doc_id, rows)
    places = _row_places(pieces)
    tables = tuple(table_views(rows["tables"], opened.rows("cells", doc_id, SHOWN), marks, signs, texts))
    return DocumentView(
        document=document,
        lines=tuple(_line_views(lines, marks)),
        pages=tuple(PageView(size, tuple(_amounts(marks, size.number))) for size in pages),
        tables=tables,
        rows={dataset: rows[dataset] for dataset in ROWS} | {"budget_lines": _loose(rows, tables)},
        places=places,
        signs=signs,
        findings=tuple(_finding_views(rows["findings"], places, by_row, marks)),
        decided=by_row,
        orphans=tuple(orphans),
        shown=bool(lines or pages),
    )


def _loose(rows: Mapping[str, Sequence[Row]], tables: Sequence[TableView]) -> list[Row]:
    """The amounts that no cell of a table opens."""
    opened = {cell.row_id for table in tables for row in table.rows for cell in row if cell.sign}
    return [row for row in rows["budget_lines"] if row["line_id"] not in opened]


def numbered(lines: Sequence[Line], pieces: Sequence[Piece]) -> tuple[tuple[int, Line], ...]:
    """Lines with their pages; 0 for a source whose rows name no page."""
    paged = any(piece.page for piece in pieces)
    return tuple((line.page if paged else 0, line) for line in lines)


def _line_views(lines: Iterable[tuple[int, Line]], marks: Map) -> Iterator[LineView]:
    before = 0
    for page, line in lines:
        found = segments(line.text, marks.lines.get((page, line.number), ()))
        locator = line.runs[0].locator if line.runs else None
        yield LineView(page, line.number, tuple(found), locator, page != before)
        before = page


def _amounts(marks: Map, page: int) -> list[Piece]:
    """One box for each place of a page, of the row that it is about."""
    best: dict[object, Piece] = {}
    for piece in marks.boxed.get(page, ()):
        known = best.get(piece.box)
        if known is None or piece.rank < known.rank:
            best[piece.box] = piece
    return list(best.values())


def _row_places(pieces: Sequence[Piece]) -> dict[str, str]:
    """The place of the field that each row is about, else its first place."""
    best: dict[str, Piece] = {}
    for piece in pieces:
        known = best.get(piece.row_id)
        if known is None or piece.rank[0] < known.rank[0]:
            best[piece.row_id] = piece
    return {row_id: piece.place for row_id, piece in best.items()}


def matched(
    decisions: Sequence[Decision], doc_id: str, rows: Mapping[str, Sequence[Row]]
) -> tuple[dict[str, list[Decision]], list[Decision]]:
    """Decisions about a document by the id of the row that answers to them today, and those without one."""
    tables = {table["table_id"]: table for table in rows["tables"]}
    by_row: dict[str, list[Decision]] = defaultdict(list)
    orphans = []
    for decision in decisions:
        if decision.doc_id != doc_id:
            continue
        row = find(decision, rows.get(decision.place.dataset, ()), tables)
        if row is None:
            orphans.append(decision)
        else:
            by_row[row[IDENTITIES[decision.place.dataset]]].append(decision)
    return dict(by_row), orphans


def _finding_views(
    findings: Sequence[Row], places: Mapping[str, str], by_row: Mapping[str, list[Decision]], marks: Map
) -> list[FindingView]:
    order = ("error", "warning", "info")
    ordered = sorted(
        findings, key=lambda row: (order.index(row["severity"]), row["page"] or 0, row["line_start"] or 0)
    )
    return [FindingView(row, _finding_place(row, places, marks), _last(by_row, row)) for row in ordered]


def _finding_place(row: Row, places: Mapping[str, str], marks: Map) -> str | None:
    """The place of the first row that the finding names, if it stands on the finding's line, else the line itself."""
    page, line = row["page"] or 0, row["line_start"]
    named = next((places[row_id] for row_id in row["row_ids"] if row_id in places), None)
    if line is None:
        return named
    beginning = line_place(page, line).rpartition(":")[0].rpartition(":")[0]
    if named and named.startswith((beginning + ":", f"b:{page}:")):
        return named
    box = marks.line_boxes.get((page, line))
    return box_place(page, box) if box else line_place(page, line)


def _last(by_row: Mapping[str, list[Decision]], row: Row) -> Decision | None:
    decisions = by_row.get(row["finding_id"], [])
    return decisions[-1] if decisions else None
