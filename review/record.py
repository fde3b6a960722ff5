"""One row opened: its fields with what is printed, the arithmetic it stands in, findings and decisions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.contract import Column, columns
from pipeline.decided import shown
from pipeline.decisions import Decided, standing
from pipeline.stamping import IDENTITIES
from review.document import matched
from review.opened import Opened, Row
from review.places import Piece, pieces_of
from review.tables import sign_of
from schemas.decisions import DECIDABLE, Decision, Withdrawal

PLACE = ("page", "line_start", "line_end")
UNSHOWN = {"doc_id", "fiscal_year", "checks_passed", "checks_failed", *PLACE}
# What a person may correct, most wanted first; of every other dataset all printed fields.
CORRECTABLE = {
    "budget_lines": (
        "amount_raw",
        "measure",
        "row_label",
        "subject_code",
        "subject_level",
        "unit",
        "phase",
        "value_year",
        "side",
    ),
    "indicators": (
        "target_raw",
        "level1",
        "level2",
        "level3",
        "target_unit",
        "operator",
        "actual_raw",
        "weight",
        "score",
    ),
    "statements": ("value_raw", "metric", "role", "unit", "direction", "subject_code"),
    "goals": ("text", "name", "kind", "result_text"),
}
DERIVED = {"is_total", "proof", "column_evidence", "level_evidence", "agreement", "candidates", "confidence"}


@dataclass(frozen=True, slots=True)
class FieldView:
    """One column of a row, what it holds, and the places where that is printed."""

    column: Column
    value: str | None
    places: tuple[Piece, ...]
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """One member of an identity."""

    row_id: str
    label: str
    column: str | None
    printed: str
    value: Decimal | None
    here: bool


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """An identity in words: left = right, and the sums of both sides."""

    identity: str
    state: str
    left: tuple[Term, ...]
    right: tuple[Term, ...]
    residual: Decimal | None

    @property
    def sums(self) -> tuple[Decimal, Decimal]:
        """What each side adds up to, as printed."""
        left, right = (
            sum((term.value or Decimal(0) for term in side), Decimal(0)) for side in (self.left, self.right)
        )
        return left, right


@dataclass(frozen=True, slots=True)
class RowView:
    """A row with everything that is known of it; `history` in the order of time, withdrawn ones included."""

    dataset: str
    row_id: str
    row: Row
    table: Row | None
    fields: tuple[FieldView, ...]
    sign: str | None
    checks: tuple[Arithmetic, ...]
    findings: tuple[Row, ...]
    decisions: tuple[Decision, ...]
    history: tuple[Decision | Withdrawal, ...]
    place: str | None
    correctable: tuple[Column, ...]


def find_row(rows: Mapping[str, Sequence[Row]], row_id: str) -> tuple[str, Row] | None:
    """Dataset and row of an id among the rows of a document."""
    for dataset in DECIDABLE:
        for row in rows[dataset]:
            if row[IDENTITIES[dataset]] == row_id:
                return dataset, row
    return None


def row_view(opened: Opened, decided: Decided, doc_id: str, row_id: str) -> RowView | None:
    """The view of one row; None when the document has no such row."""
    rows = {name: opened.rows(name, doc_id) for name in DECIDABLE}
    found = find_row(rows, row_id)
    if found is None:
        return None
    dataset, row = found
    by_row, _ = matched(standing(decided.entries), doc_id, rows)
    decisions = tuple(by_row.get(row_id, ()))
    pieces = pieces_of(opened, doc_id, row_id)
    tables = {table["table_id"]: table for table in rows["tables"]}
    lines = {line["line_id"]: line for line in rows["budget_lines"]} | {
        statement["statement_id"]: statement for statement in rows["statements"]
    }
    return RowView(
        dataset=dataset,
        row_id=row_id,
        row=row,
        table=tables.get(row.get("table_id") or ""),
        fields=tuple(_fields(dataset, row, pieces, decisions)),
        sign=sign_of(row) if dataset == "budget_lines" else None,
        checks=tuple(_arithmetic(opened, doc_id, row_id, lines)),
        findings=tuple(finding for finding in rows["findings"] if row_id in finding["row_ids"]),
        decisions=decisions,
        history=tuple(_history(decided, doc_id, row_id, decisions)),
        place=min(pieces, key=lambda piece: piece.rank).place if pieces else None,
        correctable=tuple(correctable(dataset, pieces)),
    )


def _fields(
    dataset: str, row: Row, pieces: Sequence[Piece], decisions: Sequence[Decision]
) -> Iterator[FieldView]:
    places: dict[str, list[Piece]] = defaultdict(list)
    for piece in pieces:
        places[piece.field].append(piece)
    for column in columns(dataset):
        decided = tuple(decision for decision in decisions if decision.field == column.name)
        value = row[column.name]
        hidden = column.name in UNSHOWN or column.name.endswith("_id")
        if (value is not None and not hidden) or decided:
            yield FieldView(column, as_text(value), tuple(places[column.name]), decided)


def as_text(value: object) -> str | None:
    """A published value for reading: decimals without needless zeros, lists joined."""
    if isinstance(value, Decimal):
        plain = f"{value:f}"
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return shown(value)


def grouped(value: Decimal) -> str:
    """A number with its thousands apart and at least two decimals; none that it has is lost."""
    exact = value.normalize()
    places = exact.as_tuple().exponent
    return f"{exact:,.{max(2, -places if isinstance(places, int) else 0)}f}"


def correctable(dataset: str, pieces: Sequence[Piece]) -> Iterator[Column]:
    """The columns of a row that a person may correct."""
    known = {column.name: column for column in columns(dataset)}
    printed = dict.fromkeys(piece.field for piece in pieces if piece.field in known)
    for name in CORRECTABLE.get(dataset, tuple(printed)):
        if name not in DERIVED:
            yield known[name]


def _arithmetic(opened: Opened, doc_id: str, row_id: str, lines: Mapping[str, Row]) -> Iterator[Arithmetic]:
    order = {"failed": 0, "rounding": 1, "passed": 2}
    checks = [
        check
        for check in opened.rows("checks", doc_id)
        if any(member["row_id"] == row_id for member in check["members"])
    ]
    for check in sorted(checks, key=lambda check: order.get(check["state"], 3)):
        sides: dict[bool, list[Term]] = {True: [], False: []}
        for member in check["members"]:
            sides[member["sign"] > 0].append(_term(member["row_id"], lines.get(member["row_id"]), row_id))
        yield Arithmetic(
            check["identity"], check["state"], tuple(sides[True]), tuple(sides[False]), check["residual"]
        )


def _term(row_id: str, line: Row | None, here: str) -> Term:
    if line is None:
        return Term(row_id, row_id[:8], None, "", None, row_id == here)
    if "line_id" in line:
        label = " ".join(filter(None, (line["subject_code"], line["row_label"])))
        printed, value, column = line["amount_raw"], line["value"], line["column_label"]
    else:
        label, printed, value, column = line["metric"], line["value_raw"], line["amount"], line["role"]
    return Term(row_id, label, column, printed.strip(), value, row_id == here)


def _history(
    decided: Decided, doc_id: str, row_id: str, decisions: Sequence[Decision]
) -> Iterator[Decision | Withdrawal]:
    """Every entry about a row: those that stand, those that they replaced, those taken back and by whom."""
    places = {decision.place for decision in decisions}
    ids = set()
    for entry in decided.entries:
        if entry.doc_id != doc_id:
            continue
        about = isinstance(entry, Decision) and (entry.place in places or entry.place.row_id == row_id)
        if about or (isinstance(entry, Withdrawal) and entry.withdraws in ids):
            ids.add(entry.decision_id)
            yield entry
