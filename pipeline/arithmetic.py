"""Checks in words: both sides of an identity as a reader of the document knows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

STATES = {"passed": "✓", "rounding": "≈", "failed": "✗", "not_applicable": "-"}
SIGNS = {"passed": "=", "rounding": "≈", "failed": "≠", "not_applicable": "?"}
MEMBERS = 8
AMOUNTS = ("amount_year", "amount_budget", "amount_total")

Row = Mapping[str, Any]


def in_words(check: Row, rows: Mapping[str, Row]) -> str:
    """A check as arithmetic over printed amounts, e.g. `A 3.00 = B 1.00 + C 2.00  ✓`; `rows`: its members by id."""
    members = check["members"]
    lines = [rows[m["row_id"]] for m in members if "line_id" in rows.get(m["row_id"], ())]
    spread = {
        name
        for name, columns in (
            ("column_label", ("column_label", "measure")),
            ("form_title", ("form_id", "doc_id")),
        )
        if len({tuple(line[column] for column in columns) for line in lines}) > 1
    }
    left, right = (
        [_term(m["row_id"], rows, spread, check["identity"]) for m in members if m["sign"] * sign > 0]
        for sign in (1, -1)
    )
    sign = _relation(check, rows)
    words = f"{_joined(left)} {sign} {_joined(right)}  {STATES[check['state']]}"
    residual = check["residual"]
    return f"{check['identity']}: {words}" + (f" residual {residual.normalize():f}" if residual else "")


def _relation(check: Row, rows: Mapping[str, Row]) -> str:
    """The sign between both sides; one that is passed although they differ is at least, not equal."""
    known = [(rows.get(m["row_id"], {}).get("amount"), m["sign"]) for m in check["members"]]
    if check["state"] == "passed" and all(amount is not None for amount, _ in known):
        return "≥" if sum(amount * sign for amount, sign in known) > 0 else "="
    return SIGNS[check["state"]]


def _joined(terms: Sequence[str]) -> str:
    more = f" + … ({len(terms)})" if len(terms) > MEMBERS else ""
    return " + ".join(terms[:MEMBERS]) + more if terms else "0"


def _term(row_id: str, rows: Mapping[str, Row], spread: set[str], identity: str) -> str:
    """One member: a line by code or label (and where they differ, form and column), a statement in quotes, a project."""
    row = rows.get(row_id)
    if row is None:
        return row_id
    if "statement_id" in row:
        place = f" (line {row['line_start']})" if row["line_start"] else ""
        return f"{row['subject_code'] or ''} “{row['value_raw']}{row['unit'] or ''}”{place}".strip()
    if "line_id" not in row:
        field = identity.rpartition(".")[2]
        fields = [field] if field in row else [name for name in AMOUNTS if row[name] is not None]
        return f"{row['project_name']} {row[fields[0]] if fields else ''}".strip()
    where = [row[name] for name in ("form_title", "column_label") if name in spread and row[name]]
    label = row["subject_code"] or row["row_label"] or ("" if where else row["column_label"] or "")
    return f"{label}{'[' + ' / '.join(where) + ']' if where else ''} {row['amount_raw'].strip()}".strip()
