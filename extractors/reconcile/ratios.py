"""Percentages of the narrative recomputed from the amounts they are about: completion, change, share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from extractors.reconcile.claims import Claim, difference, in_words, of_change, percent, slack
from schemas.harvest import Finding
from schemas.phrases import phrases
from schemas.records import StatementRow
from schemas.spans import Text

BUDGETS = ("adjusted_budget", "budget")
NOW = ("final", "budget", "adjusted_budget")
NEAR = 12  # statements before a percentage that it may be of


def _same(a: StatementRow, b: StatementRow) -> bool:
    return (a.metric, a.subject_code, a.section_id) == (b.metric, b.subject_code, b.section_id)


def _last(rows: Sequence[StatementRow], like: StatementRow, roles: Iterable[str]) -> StatementRow | None:
    """The latest amount before that is about the same and plays one of the roles, the first role preferred."""
    for role in roles:
        for row in reversed(rows):
            if row.role == role and row.amount is not None and _same(row, like):
                return row
    return None


def _completion(row: StatementRow, before: Sequence[StatementRow]) -> Claim | None:
    group = [other for other in before if other.group_id == row.group_id]
    final, budget = _last(group, row, ("final",)), _last(group, row, BUDGETS)
    if final is None or budget is None or final.amount is None or budget.amount is None:
        return None
    expected = percent(final.amount, budget.amount)
    return (
        None if expected is None else Claim(row, expected, (final, budget), in_words(final, budget.value_raw))
    )


def _change(row: StatementRow, before: Sequence[StatementRow]) -> Claim | None:
    now, change = _last(before, row, NOW), _last(before, row, ("change_amount",))
    if now is None or change is None or now.amount is None or change.amount is None:
        return None
    if change.direction not in ("increase", "decrease") or row.direction not in (
        change.direction,
        "none",
        None,
    ):
        return None
    return of_change(row, now, change)


def _of_another(wrong: Claim, before: Sequence[StatementRow]) -> StatementRow | None:
    """An amount shortly before that a wrong change is right for."""
    change, now = wrong.parts
    for row in reversed(before[-NEAR:]):
        if row is now or row.section_id != change.section_id or row.role not in NOW or not row.amount:
            continue
        claim = of_change(wrong.statement, row, change)
        if claim is not None:
            printed, expected, unit = difference(claim)
            if abs(abs(printed) - abs(expected)) <= slack(claim, unit):
                return row
    return None


def _rightly_of_another(found: Finding, wrong: Claim, before: Sequence[StatementRow]) -> Finding:
    other = _of_another(wrong, before)
    if other is None:
        return found
    values = (*found.values, ("other", other.value_raw))
    return replace(
        found, rule="ratio.other_base", row_ids=(*found.row_ids, other.statement_id), values=values
    )


def _may_hold(whole: StatementRow, part: StatementRow) -> bool:
    """Whether one amount may be the whole of another: not itself, nor another part of the same metric."""
    if whole is part or whole.subject_code or whole.role != part.role or whole.amount is None:
        return False
    if part.amount is None or not whole.amount or whole.amount < part.amount:
        return False
    if whole.metric == part.metric:
        return part.subject_code is not None
    above = part.metric.rpartition(".")[0]
    return not any({whole.metric, part.metric} <= set(parts) for parts in phrases()["wholes"].values()) and (
        not above or whole.metric.rpartition(".")[0] != above or whole.section_id != part.section_id
    )


def _sum_of_parts(row: StatementRow, part: StatementRow, section: Sequence[StatementRow]) -> list[Claim]:
    """The share of the sum of all parts, where the section tells each of them and not their sum."""
    found = []
    for whole, names in phrases()["wholes"].items():
        if part.metric not in names or any(r.metric == whole and r.role == part.role for r in section):
            continue
        first = {r.metric: r for r in reversed(section) if r.role == part.role and r.amount is not None}
        parts = [first[name] for name in names if name in first]
        total = sum((r.amount for r in parts if r.amount is not None), Decimal(0))
        if len(parts) == len(names) and total and part.amount is not None:
            words = in_words(part, f"({' + '.join(r.value_raw for r in parts)})")
            found.append(Claim(row, part.amount / total * 100, tuple(parts), words))
    return found


def _shares(row: StatementRow, before: Sequence[StatementRow], after: Sequence[StatementRow]) -> list[Claim]:
    """What the share would be of every total named before in the section, or of the sum of all its parts."""
    part = next((r for r in reversed(before) if r.amount is not None), None)
    if part is None or part.amount is None or not _same(part, row):
        return []
    here = [r for r in before if r.section_id == row.section_id]
    claims = [
        Claim(row, part.amount / whole.amount * 100, (part, whole), in_words(part, whole.value_raw))
        for whole in here
        if whole.amount and _may_hold(whole, part)
    ]
    section = [*here, *(r for r in after if r.section_id == row.section_id)]
    return claims or _sum_of_parts(row, part, section)


def _verdict(claims: list[Claim], prints: Mapping[str, Text]) -> Finding | None:
    """Nothing where one reading of the percentage agrees; rounding, or wrong when there is one reading only."""
    best: tuple[Decimal, Claim, Decimal, Decimal] | None = None
    for claim in claims:
        printed, expected, unit = difference(claim)
        gap = abs(abs(printed) - abs(expected))
        if best is None or gap < best[0]:
            best = (gap, claim, expected, unit)
    if best is None or not best[0]:
        return None
    gap, claim, expected, unit = best
    rounding = gap <= slack(claim, unit)
    if not rounding and len({c.expected for c in claims}) > 1:
        return None
    return Finding(
        "ratio.rounding" if rounding else "ratio.wrong",
        prints.get(claim.statement.statement_id),
        (claim.statement.statement_id, *(part.statement_id for part in claim.parts)),
        expected=str(expected),
        found=str(claim.statement.value_raw).rstrip("%"),
        residual=(abs(claim.statement.ratio or Decimal(0)) - abs(expected)).quantize(Decimal("0.000001")),
        values=(("equation", claim.equation),),
    )


def _wrong_shares(found: Sequence[Finding], shares: frozenset[str]) -> Iterator[Finding]:
    """Findings with several wrong shares of one whole as one: the whole is what they have in common."""
    by_whole: dict[str, list[Finding]] = {}
    for finding in found:
        if finding.rule == "ratio.wrong" and finding.row_ids[0] in shares and len(finding.row_ids) == 3:
            by_whole.setdefault(finding.row_ids[2], []).append(finding)
    told: set[str] = set()
    for finding in found:
        whole = finding.row_ids[-1]
        alike = by_whole.get(whole, [])
        if len(alike) < 2 or finding not in alike:
            yield finding
        elif whole not in told:
            told.add(whole)
            yield _joined(alike, whole)


def _joined(alike: Sequence[Finding], whole: str) -> Finding:
    ids = dict.fromkeys(row_id for finding in alike for row_id in finding.row_ids if row_id != whole)
    words = "; ".join(f"{dict(f.values)['equation']} = {f.expected}% ≠ {f.found}%" for f in alike)
    return replace(
        alike[0],
        rule="ratio.shares_wrong",
        row_ids=(*ids, whole),
        expected=None,
        found=None,
        residual=None,
        values=(("count", str(len(alike))), ("equation", words)),
    )


def ratio_findings(
    statements: Sequence[StatementRow], prints: Mapping[str, Text], suspects: frozenset[str]
) -> list[Finding]:
    """Percentages that do not follow from the amounts beside them; `suspects` are amounts known to be wrong."""
    shares = frozenset(row.statement_id for row in statements if row.role == "share")
    return list(_wrong_shares(list(_each(statements, prints, suspects)), shares))


def _each(
    statements: Sequence[StatementRow], prints: Mapping[str, Text], suspects: frozenset[str]
) -> Iterator[Finding]:
    for index, row in enumerate(statements):
        if row.ratio is None:
            continue
        before = statements[:index]
        claims: list[Claim | None] = []
        if row.role == "completion_ratio":
            claims = [_completion(row, before)]
        elif row.role == "change_ratio":
            claims = [_change(row, before)]
        elif row.role == "share":
            claims = list(_shares(row, before, statements[index + 1 :]))
        found = _verdict([claim for claim in claims if claim is not None], prints)
        if found is not None and found.rule == "ratio.wrong" and row.role == "change_ratio" and claims[0]:
            found = _rightly_of_another(found, claims[0], before)
        if found is not None and not suspects & set(found.row_ids):
            yield found
