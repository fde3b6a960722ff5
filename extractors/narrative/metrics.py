"""What a number of running text is about: metrics named before it, after it or by the headings above."""

from __future__ import annotations

from dataclasses import dataclass, replace

import regex

from extractors.narrative.families import appended, family
from extractors.narrative.names import unnamed, unnumbered
from extractors.narrative.roles import leftover, without_remarks
from schemas.phrases import Metric, Relative, base, counts, funding, metrics, relatives

_CLAUSE = regex.compile("[\uff0c\u3002;:]")


@dataclass(frozen=True, slots=True)
class Found:
    """A metric that a text names, its entry (None: relative), and how many clauses back it stands.

    `wording` is its print, `before` and `rest` what its clause says around it, `listed` whether it is the last
    of several.
    """

    id: str
    metric: Metric | None
    back: int = 0
    wording: str = ""
    before: str = ""
    rest: str = ""
    listed: bool = False

    @property
    def weak(self) -> bool:
        """Whether a bare word like expenditure names it."""
        return self.metric is not None and self.metric.weak


@dataclass(frozen=True, slots=True)
class _Match:
    """A wording of a metric in a text, with the words for totals that follow it."""

    start: int
    end: int
    metric: Metric

    @property
    def length(self) -> int:
        return self.end - self.start


def _matches(text: str, context: str, weak: bool, money: bool) -> list[_Match]:
    """Every wording in `text` that its context allows; what is counted is no amount of money."""
    tail = base("tail")
    return [
        _Match(
            match.start(), found.end() if (found := tail.match(text, match.end())) else match.end(), metric
        )
        for metric in metrics()
        if metric.weak is weak
        and not (money and metric.count)
        and not (metric.under and not metric.under.search(context))
        for match in metric.pattern.finditer(text)
        if match[0]
    ]


def _best(found: list[_Match], text: str) -> _Match | None:
    """The wording that stands last; of those that overlap, the longest counts."""
    if not found:
        return None
    last = max(found, key=lambda item: (item.end, item.length))
    rivals = [item for item in found if item.end > last.start]
    best = max(rivals, key=lambda item: (item.length, item.end))
    # reception fees, paid by appropriations: the fund says who pays
    paid_for = [item for item in found if _pays(text, best, item)]
    return replace(max(paid_for, key=lambda item: item.length), end=best.end) if paid_for else best


def _pays(text: str, fund: _Match, item: _Match) -> bool:
    """Whether the wording of a fund right behind another one only says who pays for that."""
    rules = funding()
    if fund.metric.id in rules.spent.values() and item.end == fund.start:
        return item.metric.id != fund.metric.id
    if fund.metric.id not in (*rules.spent, *rules.spent.values()):
        return False
    between = item.end <= fund.start and base("of_fund").fullmatch(text[item.end : fund.start])
    return bool(between) and item.metric.id.startswith(rules.outflow)


def _listed(text: str, best: _Match, found: list[_Match]) -> bool:
    """Whether `best` ends a list of several metrics that one number follows."""
    joint = base("joint").search(text[: best.start])
    return joint is not None and any(
        item.end == joint.start() and item.metric.id != best.metric.id for item in found
    )


def _named(clause: str, context: str, weak: bool, money: bool, back: int = 0) -> Found | None:
    """The metric that a clause names last."""
    found = _matches(clause, context, weak, money)
    best = _best(found, clause)
    if best is None:
        return None
    wording, before, rest = clause[best.start : best.end], clause[: best.start], clause[best.end :]
    return Found(best.metric.id, best.metric, back, wording, before, rest, _listed(clause, best, found))


def _gloss(text: str, context: str) -> Found | None:
    """The metric that a bracket names for the list before it: `fees, travel (the three public funds) 5`."""
    match = base("gloss").search(text)
    if match is None:
        return None
    found = _named(match[1], context, False, True)
    return found if found is not None and found.wording == match[1] else None


def _relative(text: str, context: str, money: bool) -> tuple[Relative, int, int] | None:
    """The relative wording that stands last in a text, with its start and end."""
    best: tuple[Relative, int, int] | None = None
    for relative in relatives():
        if (relative.money and not money) or (relative.under and not relative.under.search(context)):
            continue
        for match in relative.pattern.finditer(text):
            if best is None or match.end() > best[2]:
                best = (relative, match.start(), match.end())
    return best


def find_metric(
    text: str, context: str, current: str, nearest: bool = False, money: bool = False
) -> Found | None:
    """The metric named last in a text, or None; `nearest`: only in its last clause.

    `context` is the sentence with the headings above it, `current` the metric of the number before.
    """
    gloss = _gloss(text, context) if money else None
    clauses = _CLAUSE.split(without_remarks(text))
    if gloss is not None:
        outer = _named(clauses[-1], context, False, money)
        return gloss if outer is None or outer.listed or outer.rest else outer
    for at in range(len(clauses) - 1, len(clauses) - 2 if nearest else -1, -1):
        clause, back = clauses[at], len(clauses) - 1 - at
        strong, relative = _named(clause, context, False, money, back), _relative(clause, context, money)
        if relative and (strong is None or relative[2] >= len(clause) - len(strong.rest)):
            outside = clause if strong and len(strong.before) < relative[1] else clause[: relative[1]]
            said = [outside, *reversed(clauses[:at])]
            before = (_named(text, context, False, False) for text in said)
            head = next((metric.id for metric in before if metric), None)
            whole = family(head or current)
            if (head is None and leftover("".join((*clauses[:at], clause[: relative[1]])))) or (
                relative[0].money and whole not in counts()
            ):
                return None
            return Found(appended(whole, relative[0]), None)
        if strong:
            return strong
        weak = _named(clause, context, True, money) if back == 0 else None
        if weak:
            return weak
    return None


def listed_metrics(text: str, context: str, money: bool) -> tuple[str, ...]:
    """The metrics that a text lists, in order; empty where something else stands before, between or behind them."""
    matches = [item for weak in (False, True) for item in _matches(text, context, weak, money)]
    names: list[str] = []
    end = None
    while matches:
        first = min(matches, key=lambda item: (item.start, item.metric.weak, -item.length))
        between = text[end or 0 : first.start]
        joint = base("joint").search(between)
        if (joint is None or joint[0] != between) if end else joint is not None:
            return ()
        names.append(first.metric.id)
        end = first.end
        matches = [item for item in matches if item.start >= first.end]
    return () if leftover(text[end or 0 :]) else tuple(names)


def following_metric(tail: str, context: str) -> Found | None:
    """The metric named first after a number: of the wordings that overlap there, the one that ends last."""
    best: _Match | None = None
    matches = _matches(without_remarks(tail), context, False, False)
    for match in sorted(matches, key=lambda item: (item.start, item.end)):
        if best is not None and match.start >= best.end:
            break
        if best is None or match.end > best.end:
            best = match
    return Found(best.metric.id, best.metric) if best else None


def heading_metric(titles: tuple[str, ...], announced: str | None = None) -> str | None:
    """The metric that the innermost telling heading names; a bare word there gives way to what was announced."""
    for weak in (False, True):
        for at, title in enumerate(titles):
            bare = without_remarks(title)
            best = _best(_matches(bare, bare, weak, False), bare)
            if best and not (weak and _noun(bare[: best.start])):
                return _heads(best.metric.id, bare, titles[at + 1 :])
        if announced:
            return announced
    return None


def _noun(before: str) -> str:
    """What a heading names before a bare word, besides its numbering and the organisation before its year."""
    return leftover(unnamed(unnumbered(base("dated").sub("", before))))


def _heads(metric: str, title: str, above: tuple[str, ...]) -> str:
    """What a heading that names a fund is about: what is spent of it, where no word says that it comes in."""
    rules = funding()
    told = any(rules.comes_in.search(text) for text in (title, *above))
    return metric if told else rules.spent.get(metric, metric)
