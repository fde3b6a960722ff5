"""Statements of one document: every amount, percentage and count of its explanatory part and overview."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from extractors.narrative.figures import (
    Number,
    Numbers,
    aside_furniture,
    prose_furniture,
    read_numbers,
    until,
)
from extractors.narrative.reading import Statement, read_statements
from extractors.narrative.roles import Role, without_noise
from extractors.narrative.streams import read_stream, table_start
from extractors.narrative.topics import Topic
from schemas.characters import fold, key
from schemas.context import Facts
from schemas.document import Document, Furniture
from schemas.harvest import Finding, Harvest, Sourced, merge
from schemas.phrases import base, compile_phrase, phrases
from schemas.prose import Prose, page_number_lines
from schemas.records import StatementRow
from schemas.sections import Section, ancestors, section_id
from schemas.spans import Text, join, row_id
from schemas.subjects import SubjectNames
from schemas.values import to_yuan

KINDS = frozenset({"narrative", "overview"})
MOST_SHOWN = 5
LONGEST_SHOWN = 40
PHASES: tuple[Role, ...] = ("budget", "final")


def _sentence(title: str) -> bool:
    return compile_phrase(phrases()["phase"]["sentence"]).search(title) is not None


def _stated(title: str) -> bool:
    """Whether a title is whole sentences with numbers: a first line that names several things and heads none."""
    return compile_phrase(phrases()["phase"]["stated"]).search(title) is not None


def _phase(facts: Facts, chain: tuple[Section, ...], prose: Prose) -> Role | None:
    """The role of amounts that do not say theirs: by the kinds of the document, its outermost headings, the text."""
    kinds = set(facts.kinds)
    words = phrases()["phase"]
    titles = [key(str(section.title)) for section in chain]
    over = any(word in title for title in titles for word in words["final"]["over"] if not _sentence(title))
    if over or (kinds and kinds <= set(words["final"]["alone"])):
        return "final"
    if compile_phrase(words["carried_out"]).search(prose.plain):
        return "final"
    for role in PHASES:
        others = {kind for name in PHASES if name != role for kind in words[name]["kinds"]}
        if kinds & set(words[role]["kinds"]) and not kinds & others:
            return role
    for title in map(without_noise, reversed(titles)):
        last = {role: max(title.rfind(word) for word in words[role]["words"]) for role in PHASES}
        if max(last.values()) >= 0 and not _sentence(title):
            return "final" if last["final"] >= last["budget"] else "budget"
    for pattern, role in (("against_budget", "final"), ("against_prior_budget", "budget")):
        if compile_phrase(words[pattern]).search(prose.plain):
            return "final" if role == "final" else "budget"
    text = without_noise(prose.plain)
    said = [role for role in PHASES if any(word in text for word in words[role]["words"])]
    return said[0] if len(said) == 1 else None


def _measure(number: Number) -> tuple[str, Decimal | None]:
    """The column that holds the number, and its value there."""
    if number.kind == "money":
        return "amount", to_yuan(number.value, number.unit)
    return ("ratio" if number.kind == "percent" else "count"), number.value


def _unit(number: Number, prose: Prose) -> str:
    printed = str(prose.cut(*number.unit_at)).strip()
    if number.kind == "money":
        return number.unit if key(printed) in number.unit else key(printed)
    return fold(printed) if number.kind == "percent" else printed


def _row(
    statement: Statement, metric: str, ordinal: int, group: str, section: Section, prose: Prose, facts: Facts
) -> Sourced[StatementRow]:
    number = statement.number
    value = prose.cut(number.start, number.end)
    unit = prose.cut(*number.unit_at)
    column, measured = _measure(number)
    row = StatementRow(
        doc_id=facts.doc_id,
        fiscal_year=facts.fiscal_year,
        statement_id=row_id(facts.doc_id, "statements", value, ordinal),
        group_id=group,
        section_id=section_id(facts.doc_id, section),
        metric=metric,
        subject_code=statement.topic.code,
        role=statement.role,
        value_raw=str(value),
        unit=_unit(number, prose),
        direction=statement.direction,
        agreement="no_counterpart",
        page=value.first.page,
        line_start=value.first.line,
        line_end=value.last.line,
        amount=measured if column == "amount" else None,
        ratio=measured if column == "ratio" else None,
        count=measured if column == "count" else None,
    )
    sources = [("value_raw", value), (column, value + unit), ("unit", unit)]
    if statement.topic.code and statement.topic.named:
        sources.append(("subject_code", prose.cut(*statement.topic.named)))
    return Sourced(row, tuple(sources))


def _rows(
    statements: list[Statement], section: Section, prose: Prose, facts: Facts
) -> Iterator[tuple[Statement, Sourced[StatementRow]]]:
    group = ""
    for statement in statements:
        if statement.opens:
            at = prose.cut(statement.number.start, statement.number.end)
            group = row_id(facts.doc_id, "statement_groups", at)
        for ordinal, metric in enumerate(statement.topic.published):
            yield statement, _row(statement, metric, ordinal, group, section, prose, facts)


def _findings(
    found: list[tuple[Statement, Sourced[StatementRow]]], title: str, prose: Prose
) -> Iterator[Finding]:
    for rule, wanted in (
        ("statement.metric_unknown", [row for statement, row in found if not statement.topic.known]),
        ("statement.role_unknown", [row for statement, row in found if not statement.sure]),
    ):
        if wanted:
            values = (("section", title), ("count", str(len(wanted))))
            ids = tuple(row.record.statement_id for row in wanted)
            yield Finding(rule, wanted[0].sources[0][1], ids, values=values)
    unresolved: dict[str, list[tuple[Statement, Sourced[StatementRow]]]] = {}
    for statement, row in found:
        if statement.topic.label and not statement.topic.code:
            unresolved.setdefault(statement.topic.label, []).append((statement, row))
    for label, rows in unresolved.items():
        named = rows[0][0].topic.named
        at = prose.cut(*named) if named else rows[0][1].sources[0][1]
        ids = tuple(row.record.statement_id for _, row in rows)
        yield Finding("statement.subject_unknown", at, ids, found=label)


def _unread(printed: list[Text], title: str) -> Iterator[Finding]:
    """One finding for all numbers of a section that have no known unit."""
    if printed:
        shown = ", ".join(map(str, printed[:MOST_SHOWN]))
        values = (("section", title), ("count", str(len(printed))))
        yield Finding("statement.number_unread", join(printed), found=shown, values=values)


def _table(prose: Prose, start: int | None, numbers: Numbers) -> Iterator[Finding]:
    """One finding for the numbers of a table that nothing recognised and that is no prose."""
    if start is not None and (numbers.values or numbers.unread):
        at = prose.cut(start, min(start + LONGEST_SHOWN, len(prose.plain)))
        count = len(numbers.values) + len(numbers.unread)
        yield Finding("statement.table_unread", at, found=str(at), values=(("count", str(count)),))


def _section(
    document: Document,
    sections: tuple[Section, ...],
    index: int,
    passed: frozenset[tuple[int, int]],
    facts: Facts,
    subjects: SubjectNames,
    announced: str | None,
) -> tuple[Harvest, str | None]:
    """The rows of one section, and the metric of what it announces at its end."""
    chain = ancestors(sections, index)
    section = sections[index]
    stream = read_stream(document, section, passed)
    prose, numbers = stream.prose, read_numbers(stream.prose)
    start = table_start(prose)
    numbers, tabled = until(numbers, len(prose.plain) if start is None else start)
    titles = tuple(title for title in (key(str(above.title)) for above in chain) if not _stated(title))
    topic = Topic.opening(titles, facts.fiscal_year, announced)
    phase = _phase(facts, chain, prose)
    statements = read_statements(prose, numbers.values, topic, phase, facts.fiscal_year, subjects)
    found = list(_rows(statements, section, prose, facts))
    unread = [*(prose.cut(start, end) for start, end in numbers.unread), *stream.lone]
    findings = (
        *_findings(found, section.name, prose),
        *_unread(unread, section.name),
        *_table(prose, start, tabled),
    )
    furniture = (*aside_furniture(prose, numbers), *prose_furniture(prose, tabled), *stream.furniture)
    return Harvest(tuple(row for _, row in found), findings, furniture), _announced(prose, statements)


def _announced(prose: Prose, statements: list[Statement]) -> str | None:
    """The metric of the last number where nothing but an announcement of its parts follows."""
    last = statements[-1] if statements else None
    if last is None or not last.topic.known or last.topic.code:
        return None
    rest = prose.plain[last.number.stop :]
    announces = base("announces").search(rest)
    return last.topic.metric if announces is not None and announces.end() == len(rest) else None


def _other(document: Document, section: Section, passed: frozenset[tuple[int, int]]) -> Harvest:
    stream = read_stream(document, section, passed)
    lone = tuple(Furniture(text, "prose") for text in stream.lone)
    told = prose_furniture(stream.prose, read_numbers(stream.prose))
    return Harvest(furniture=(*told, *stream.furniture, *lone))


def extract_statements(
    document: Document,
    sections: tuple[Section, ...],
    taken: frozenset[tuple[int, int]],
    facts: Facts,
    subjects: SubjectNames,
) -> Harvest:
    """One row per number of the narrative prose; `taken` are (page, number) of lines that tables claim."""
    passed = taken | page_number_lines(document)
    parts: list[Harvest] = []
    announced: str | None = None
    for index, section in enumerate(sections):
        if section.kind in KINDS:
            part, announced = _section(document, sections, index, passed, facts, subjects, announced)
        else:
            part, announced = _other(document, section, passed), None
        parts.append(part)
    return merge(parts)
