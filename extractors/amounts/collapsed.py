"""Tables whose cells are parted by spaces only: header words, then rows in which blank cells left no trace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import cast, get_args

from extractors.amounts.collapsed_aligned import aligned
from extractors.amounts.collapsed_beneath import beneath
from extractors.amounts.collapsed_blocks import block_rows
from extractors.amounts.collapsed_body import TokenRows, accepts, row_labels, split_body
from extractors.amounts.collapsed_cells import cells_of, columns_of
from extractors.amounts.collapsed_centred import recentred
from extractors.amounts.collapsed_coded import Draft, is_total, read_drafts
from extractors.amounts.collapsed_doubts import (
    amounts_above,
    amounts_apart,
    breaks_digits,
    doubts,
    garbled,
    numbers_later_columns,
    prints_headings,
)
from extractors.amounts.collapsed_header import Header, read_header
from extractors.amounts.collapsed_labelled import read_labelled
from extractors.amounts.collapsed_labels import cut_labels, doubtful_labels, innermost
from extractors.amounts.collapsed_sided import SidedReader, known_labels
from extractors.amounts.collapsed_wraps import doubted_panes, join_wraps
from extractors.amounts.paragraphs import rows_of
from extractors.amounts.placing import place
from extractors.amounts.printed import PrintedAmount, PrintedRow, PrintedTable
from extractors.amounts.rulers import is_ruler
from extractors.amounts.tokens import Token, cell_tokens
from schemas.characters import key
from schemas.codes import Kind, subject_book
from schemas.document import Line
from schemas.forms import Form
from schemas.harvest import Finding
from schemas.spans import Text

METHOD = "order"
SWALLOWED = 100.0
MANY_BROKEN = 3
CODED = ("coded", "blocks")


def _drafts(rows: TokenRows, first: int, shape: str, form: Form, header: Header) -> list[Draft]:
    if shape == "coded":
        kind = form.subject_kind
        book = subject_book(cast("Kind", kind)) if kind in get_args(Kind) else None
        return recentred(list(read_drafts(rows, accepts(form), False, first)), book)
    if shape == "blocks":
        return list(read_drafts(rows, accepts(form), True, first))
    if shape == "sided":
        reader = SidedReader(form, header.numbered, header.panes("expenditure"))
        drafts = [draft for ordinal, found in enumerate(rows, first) for draft in reader.read(found, ordinal)]
        return doubted_panes(join_wraps(drafts, known_labels(form)), known_labels(form))
    if shape == "single_row":
        values = tuple(token for found in rows for token in found if token.kind == "number")
        words = tuple(token.text for found in rows for token in found if token.kind == "words")
        return [Draft(first, label=words, values=values)] if values or words else []
    remarks = frozenset(map(key, form.raw.get("remarks", ())))
    return innermost(
        list(read_labelled(rows, row_labels(form), remarks, first, header.numbered)), row_labels(form)
    )


def _spans_panes(draft: Draft, header: Header) -> bool:
    """Whether one label stands for headings that have labels of their own, with fewer values than headings."""
    panes = header.panes(draft.side) if draft.side and draft.pane is None else ()
    return len(panes) > len(draft.values)


def _placed(draft: Draft, header: Header, percents: bool) -> list[PrintedAmount] | None:
    """Where the values of a row may stand; anywhere where it may be a row of either side."""
    columns = columns_of(draft, header)
    if draft.side is None and {"revenue", "expenditure"} <= {heading.side for heading in header.headings}:
        return [PrintedAmount(value.text, columns, "ambiguous", placeable=False) for value in draft.values]
    return place(draft.values, columns, header, percents)


def _printed(
    drafts: Sequence[Draft], header: Header, form: Form, garbled: Mapping[int, Sequence[Text]]
) -> tuple[list[PrintedRow], list[Finding]]:
    rows: list[PrintedRow] = []
    findings = [
        Finding("value.unread", at=text, found=str(text)) for texts in garbled.values() for text in texts
    ]
    percents = any(value.word.endswith("%") for draft in drafts for value in draft.values)
    for draft in drafts:
        placed = _placed(draft, header, percents)
        if placed is None:
            findings += [
                Finding("value.unplaced", at=value.text, found=str(value.text)) for value in draft.values
            ]
            placed = []
        if draft.ordinal in garbled:
            placed = [replace(amount, evidence="ambiguous", placeable=False) for amount in placed]
        if _spans_panes(draft, header):
            placed = [replace(amount, placeable=False) for amount in placed]
            title = (("title", form.titles[0].text), ("count", str(len(placed))))
            findings += [Finding("column.ambiguous", at=amount.text, values=title) for amount in placed[:1]]
        code = Text(tuple(piece for text in draft.code for piece in text)) if draft.code else None
        rows.append(
            PrintedRow(
                draft.ordinal,
                tuple(placed),
                code=code,
                label=draft.name,
                number=draft.number,
                unit_code=draft.unit_code,
                side=draft.side,
            )
        )
    return rows, findings


def _repeated(found: Sequence[Token], header_rows: TokenRows) -> bool:
    words = [token.word for token in found]
    return (bool(words) and any(words == [token.word for token in row] for row in header_rows)) or (
        bool(words) and is_ruler([token.text for token in found]) and not is_total(found[0])
    )


def _split_and_read(rows: TokenRows, form: Form) -> tuple[int, Header, str]:
    """(rows of the header, its reading, shape) by the shape of the form that explains the header best."""
    shapes = dict.fromkeys(form.shape_of(variant) for variant in form.variants())
    best: tuple[float, int, Header, str] | None = None
    for shape in shapes:
        split = split_body(rows, shape, form)
        variants = [variant for variant in form.variants() if form.shape_of(variant) == shape]
        header = read_header(rows[:split], form, variants)
        points = header.points - (SWALLOWED if amounts_above(rows[:split]) else 0.0)
        if best is None or points > best[0]:
            best = (points, split, header, shape)
    assert best is not None
    return best[1:]


def read_collapsed(blocks: Sequence[Sequence[Line]], form: Form) -> PrintedTable:
    """Read the blocks of one table; a header that is printed again on a further page is header again."""
    coded = form.shape in CODED
    sided = any(form.shape_of(variant) == "sided" for variant in form.variants())
    rows = [block_rows(lines, coded, accepts(form), whole=sided) for lines in blocks]
    table = _read(rows, form)
    return _unless_lost(table) if all(map(_in_cells, rows)) else table


def _in_cells(rows: TokenRows) -> bool:
    """Whether words and numbers have lines of their own."""
    return all(len({token.kind == "words" for token in found}) == 1 for found in rows)


def read_listed(blocks: Sequence[Sequence[Text]], form: Form) -> PrintedTable:
    """Read the cells of one table in the order of its rows, where nothing tells how many cells a row has."""
    coded = form.shape in CODED
    rows = [[found for cell in cells if (found := cell_tokens(cell, coded))] for cells in blocks]
    return _unless_lost(_read(rows, form))


def _unless_lost(table: PrintedTable) -> PrintedTable:
    """A table of cells in a list, where a row without a number may have lost it: then no sum is certainly broken."""
    return replace(table, complete=table.complete and all(row.amounts for row in table.rows))


def _read(blocks: Sequence[TokenRows], form: Form) -> PrintedTable:
    tops: TokenRows = []
    body: TokenRows = []
    header: Header | None = None
    shape = form.shape
    for lines in blocks:
        rows = rows_of(lines, accepts(form) if form.shape in CODED else None)
        if header is None:
            split, header, shape = _split_and_read(rows, form)
            tops = rows[:split]
        else:
            split = split_body(rows, shape, form)
            again = split < len(rows) and all(_repeated(found, tops) for found in rows[:split])
            tops = tops + rows[:split] if again else tops
            split = split if again else 0
        body.extend(rows[split:])
    if header is None:
        return PrintedTable((), (), (), "", METHOD)
    tops = tops + [found for found in body if _repeated(found, tops)]
    body = [found for found in body if not _repeated(found, tops)]
    return _table(tops, body, shape, form, header)


def _doubtful(drafts: Sequence[Draft], shape: str, form: Form) -> frozenset[tuple[int, str | None]]:
    """Ordinal and side of the rows whose label may be cut or joined."""
    if shape == "sided":
        return cut_labels(drafts, known_labels(form))
    if shape in CODED:
        return frozenset()
    return frozenset((ordinal, None) for ordinal in doubtful_labels(drafts, row_labels(form)))


def _table(tops: TokenRows, body: TokenRows, shape: str, form: Form, header: Header) -> PrintedTable:
    drafts = _drafts(body, len(tops), shape, form, header)
    doubtful = _doubtful(drafts, shape, form)
    broken = garbled(body, len(tops))
    overfull = any(len(draft.values) > len(columns_of(draft, header)) for draft in drafts)
    apart = amounts_apart(body, accepts(form)) if shape == "coded" else None
    later = numbers_later_columns(tops)
    if (
        overfull
        or apart
        or later
        or len(broken) >= MANY_BROKEN
        or (shape == "single_row" and (prints_headings(body, form) or breaks_digits(body)))
    ):
        header = replace(header, certain=False)
    printed, findings = _printed(drafts, header, form, broken)
    unnamed = any(row.amounts and row.label is None and not row.code for row in printed)
    loose = any(row.side is None and not item.placeable for row in printed for item in row.amounts)
    complete = not findings and not loose and (shape == "single_row" or not unnamed)
    printed = aligned(beneath(printed, header.headings)) if header.certain else printed
    printed = [replace(row, doubtful=True) if (row.ordinal, row.side) in doubtful else row for row in printed]
    findings += doubts(header, apart, printed)
    above = amounts_above(tops)
    findings += [Finding("value.unplaced", at=text, found=str(text)) for text in above]
    cells = cells_of(tops, drafts, header)
    return PrintedTable(
        header.headings,
        tuple(printed),
        tuple(cells),
        header.variant,
        METHOD,
        tuple(findings),
        complete=complete,
        unsure=not header.certain,
    )
