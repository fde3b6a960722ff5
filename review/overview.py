"""The overview, and the lists of documents and findings with their filters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from review.charts import Bar, Chart, Part, bar_chart
from review.opened import Opened, Row
from review.wording import Wording
from schemas.decisions import Decision

SEVERITIES = ("error", "warning", "info")
PROOFS = ("proved", "consistent", "unchecked", "contradicted")
REGIONS, RULES, FIRST = 12, 20, 12  # bars of regions and rules, documents to look at first
PAGE = 50
FILTERS = ("status", "kind", "fiscal_year", "region_name", "severity", "rule", "state", "q")


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; empty texts narrow nothing."""

    status: str = ""
    kind: str = ""
    fiscal_year: str = ""
    region_name: str = ""
    severity: str = ""
    rule: str = ""
    state: str = ""
    q: str = ""

    def link(self, path: str, **changes: object) -> str:
        """The address of a list narrowed like this, with changes."""
        values = {name: str(changes.get(name, getattr(self, name))) for name in FILTERS}
        extra = {name: str(value) for name, value in changes.items() if name not in FILTERS}
        chosen = {name: value for name, value in (values | extra).items() if value}
        return f"{path}?{urlencode(chosen)}" if chosen else path


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list: its rows, how many there are, and its number from 1."""

    rows: list[Row]
    total: int
    page: int

    @property
    def first(self) -> int:
        """Ordinal of the first row shown, from 1."""
        return (self.page - 1) * PAGE + 1

    @property
    def last(self) -> int:
        """Ordinal of the last row shown."""
        return self.first + len(self.rows) - 1


def filters_from(query: Mapping[str, str]) -> Filters:
    """The filters of an address."""
    return Filters(**{name: query.get(name, "")[:200] for name in FILTERS})


def page_from(query: Mapping[str, str]) -> int:
    """The number of the page of a list, 1 when none is named."""
    text = query.get("page", "1")
    return max(1, int(text)) if text.isdecimal() and len(text) < 8 else 1


def charts(opened: Opened, words: Wording) -> dict[str, Chart]:
    """The charts of the overview by the key of their titles."""
    documents = list(opened.documents.values())
    proofs = opened.query("select proof, count(*) as n from budget_lines group by proof")
    known = {row["proof"]: row["n"] for row in proofs}
    return {
        "by_status": _counted(documents, "status", words, "status", marked=True),
        "by_kind": _counted(documents, "kind", words, "kind"),
        "by_year": _counted(documents, "fiscal_year", words, "year"),
        "by_region": _counted(documents, "region_name", words, "region"),
        "by_proof": bar_chart(
            [
                Bar(words(f"sign.{proof}").partition(":")[0].partition("：")[0], (Part(proof, known[proof]),))
                for proof in PROOFS
                if proof in known
            ]
        ),
        "by_rule": _rules(opened, words),
    }


def _counted(
    documents: Iterable[Row], column: str, words: Wording, group: str, marked: bool = False
) -> Chart:
    counts = Counter(row[column] for row in documents)
    order = sorted(counts, key=lambda value: (-counts[value], str(value)))
    if column == "fiscal_year":
        order = sorted(counts, reverse=True)
    bars = [
        Bar(
            _label(value, words, group),
            (Part(str(value) if marked else "plain", counts[value]),),
            Filters().link("/documents", **{column: value}) if value else None,
            bool(value) and column == "region_name",
        )
        for value in order[:REGIONS]
    ]
    rest = sum(counts[value] for value in order[REGIONS:])
    if rest:
        bars.append(Bar(words("other_regions", count=len(order) - REGIONS), (Part("plain", rest),)))
    return bar_chart(bars)


def _label(value: object, words: Wording, group: str) -> str:
    if not value:
        return words(f"no_{group}")
    return words.word(group, value)


def _rules(opened: Opened, words: Wording) -> Chart:
    rows = opened.query("select rule, severity, count(*) as n from findings group by rule, severity")
    counts: dict[str, Counter[str]] = {}
    for row in rows:
        counts.setdefault(row["rule"], Counter())[row["severity"]] = row["n"]
    ranked = sorted(counts, key=lambda rule: ([-counts[rule][severity] for severity in SEVERITIES], rule))
    return bar_chart(
        [
            Bar(
                words.rule(rule),
                tuple(Part(severity, counts[rule][severity]) for severity in SEVERITIES),
                Filters().link("/findings", rule=rule),
            )
            for rule in ranked[:RULES]
        ]
    )


def to_look_at(opened: Opened, decisions: Iterable[Decision]) -> list[Row]:
    """The documents with the most errors that nobody has decided."""
    decided = Counter(decision.doc_id for decision in decisions if decision.place.dataset == "findings")
    open_errors = [
        {**row, "open": row["error"] - decided[doc_id]}
        for doc_id, row in opened.documents.items()
        if row["error"] > decided[doc_id]
    ]
    return sorted(open_errors, key=lambda row: -row["open"])[:FIRST]


def documents(opened: Opened, filters: Filters, page: int) -> Listing:
    """The documents that a list is narrowed to."""
    wanted = filters.q.casefold()
    rows = [
        row
        for row in opened.documents.values()
        if _matches(row, filters) and (not wanted or wanted in _searched(row))
    ]
    return Listing(rows[(page - 1) * PAGE : page * PAGE], len(rows), page)


def _matches(row: Row, filters: Filters) -> bool:
    return all(
        not wanted or str(row[name]) == wanted
        for name, wanted in (
            ("status", filters.status),
            ("kind", filters.kind),
            ("fiscal_year", filters.fiscal_year),
            ("region_name", filters.region_name),
        )
    ) and (not filters.severity or row[filters.severity] > 0 if filters.severity in SEVERITIES else True)


def _searched(row: Row) -> str:
    names = (row["org_name"], row["region_name"], row["doc_id"], *row["source_names"])
    return "\n".join(name for name in names if name).casefold()


def findings(opened: Opened, filters: Filters, page: int, decided: Mapping[str, Decision]) -> Listing:
    """The findings that a list is narrowed to, errors first; `decided` by finding."""
    conditions, parameters = _conditions(filters, decided)
    where = f"where {' and '.join(conditions)}" if conditions else ""
    base = f"from findings f join documents d using (doc_id) {where}"
    total = opened.query(f"select count(*) as n {base}", parameters)[0]["n"]
    order = "order by list_position(['error', 'warning', 'info'], f.severity), f.rule, f.doc_id, f.page, f.line_start"
    columns = "f.*, d.org_name, d.source_name, d.region_name, d.kind, d.status"
    limit = f"limit {PAGE} offset {(page - 1) * PAGE}"
    rows = opened.query(f"select {columns} {base} {order}, f.finding_id {limit}", parameters)
    return Listing(rows, total, page)


def _conditions(filters: Filters, decided: Mapping[str, Decision]) -> tuple[list[str], list[object]]:
    conditions: list[str] = []
    parameters: list[object] = []
    for column in ("f.severity", "f.rule", "d.status", "d.kind", "d.region_name"):
        wanted = getattr(filters, column[2:])
        if wanted:
            conditions.append(f"{column} = ?")
            parameters.append(wanted)
    if filters.fiscal_year.isdecimal():
        conditions.append("f.fiscal_year = ?")
        parameters.append(int(filters.fiscal_year))
    if filters.state in ("open", "decided"):
        conditions.append(
            f"{'not ' if filters.state == 'open' else ''}list_contains(?::varchar[], f.finding_id)"
        )
        parameters.append(list(decided))
    if filters.q:
        searched = "concat_ws(' ', f.message, f.message_zh, f.rule, d.org_name, d.source_name)"
        conditions.append(f"contains(lower({searched}), lower(?))")
        parameters.append(filters.q)
    return conditions, parameters


def choices(opened: Opened) -> dict[str, list[str]]:
    """What the filters of the lists offer."""
    values: dict[str, list[str]] = {
        name: sorted({str(row[name]) for row in opened.documents.values() if row[name]})
        for name in ("status", "kind", "fiscal_year", "region_name")
    }
    values["severity"] = list(SEVERITIES)
    values["rule"] = [row["rule"] for row in opened.query("select distinct rule from findings order by rule")]
    return values
