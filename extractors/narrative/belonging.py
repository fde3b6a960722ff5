"""Whether a metric that was found is what a number is about: other nouns beside it, funds, wholes and parts."""

from __future__ import annotations

from dataclasses import replace

from extractors.narrative.families import BOTH_SIDES, family, part_of
from extractors.narrative.metrics import Found, find_metric, following_metric
from extractors.narrative.names import unnamed
from extractors.narrative.roles import Around, Reading, blanked, last_clause, leftover, without_remarks
from extractors.narrative.topics import BARE, Topic, named_fund
from schemas.phrases import base, counts, funding, phrases

SPENDING = "expenditure"
FISCAL = "revenue.fiscal"
SIDES = ("revenue", "expenditure")
_STOPS = "\uff0c\u3002;:"
FUNDS = ("fiscal.", "general_budget.", "gov_fund.", "state_capital.")


def repeats(topic: Topic, reading: Reading, around: Around, clause: str, found: Found) -> bool:
    """Whether a bare word like expenditure only repeats what the numbers before are about."""
    if topic.item or found.metric is None:
        return topic.item
    if base("slip").search(found.before + found.wording):
        return False
    if ";" in around.lead and not found.before and topic.heading in funding().whole:
        return False
    side, other_side = SIDES if found.id.startswith(SIDES[0]) else reversed(SIDES)
    if other_side in topic.metric and side not in topic.metric:
        return False
    return not around.first and (reading.explicit or found.metric.pattern.match(clause) is None)


def elsewhere(topic: Topic, found: Found, clause: str) -> bool:
    """Whether another noun than the metric's stands before the number, or several metrics do."""
    if found.listed or other(found) or goes_on(found):
        return True
    if found.weak:
        if base("slip").search(found.before + found.wording):
            return True
        noun = leftover(unnamed(found.before)) or leftover(found.rest)
        told = topic.heading != BARE and any(noun in leftover(title) for title in topic.titles)
        return bool(noun) and not told
    return bool(leftover(clause if found.back else found.rest))


def goes_on(found: Found) -> bool:
    """Whether the wording of a metric is the first part of another name: purchase and upkeep of vehicles."""
    return base("joined").search(found.rest) is not None and bool(leftover(found.rest))


def other(found: Found) -> bool:
    """Whether the text names others than those of the metric: other fixed assets, the total of one fund."""
    if found.id in funding().whole and funding().names.search(found.before) and not named_fund(found.before):
        return True
    if found.id in funding().spent.values() and leftover(unnamed(found.before)):
        return True
    if found.id == FISCAL and named_fund(found.before):
        return True
    if base("average").search(found.before):
        return True
    if found.metric is not None and found.metric.alone and leftover(unnamed(found.before), counting=True):
        return True
    return found.before.endswith(tuple(phrases()["subject"]["no_names"]))


def sided(found: Found, around: Around, carried: Topic) -> str | None:
    """The metric of a bare total behind one of a fund: appropriations came to 5, the total of spending to 5."""
    spent = funding().spent
    names_fund = funding().names.search(found.before) or leftover(found.before)
    if found.id not in funding().whole or around.first or names_fund or ";" in around.lead:
        return None
    if any(whole.metric in funding().whole for whole in carried.wholes):
        return None
    if SPENDING in found.id:
        return spent.get(carried.metric)
    return next((inflow for inflow, outflow in spent.items() if outflow == carried.metric), None)


def opens(reading: Reading) -> bool:
    """Whether the text that may name a number's metric has a word that opens parts."""
    return base("parts").search(blanked(reading.about)) is not None


def pays_for(carried: Topic, reading: Reading, clause: str) -> bool:
    """Whether a clause that names no metric tells which fund pays a total, or a part of what no fund names."""
    if funding().told.search(clause) is None:
        return False
    of_funds = carried.metric.startswith((*funding().income, *funding().spent.values(), *FUNDS))
    return carried.metric in funding().whole or (opens(reading) and not of_funds)


def of_fund(topic: Topic, found: Found) -> Found | None:
    """The metric where a fund is named: inflow under revenue, spending of the fund under a total, else None."""
    rules = funding()
    if not found.id.startswith(rules.inflow) or rules.mark in found.wording or found.metric is None:
        return found
    if rules.involved.search(found.before):
        return None
    whole = topic.wholes[-1].metric if topic.wholes else None
    if whole is None:
        spent = rules.spent.get(found.id)
        if spent and topic.heading == spent:
            return replace(found, id=spent, metric=None)
        if spent and topic.heading.endswith(BOTH_SIDES) and part_of(topic.heading) == spent:
            return None
        paid_for = topic.heading.startswith(rules.outflow) or family(topic.metric) in counts()
        return None if paid_for else found
    if whole.startswith(rules.income):
        return found
    spent = rules.spent.get(found.id) if whole in rules.totals else None
    return replace(found, id=spent, metric=None) if spent else None


def fits(topic: Topic, found: Found, opened: bool) -> bool:
    """Whether a metric can be a part: of a known whole, and not the whole itself."""
    if not topic.wholes:
        return True
    whole = topic.wholes[-1]
    if whole.metric.startswith(funding().evaluated) and found.id.startswith((SPENDING, *FUNDS)):
        return False
    return whole.known and not (opened and found.id == whole.metric)


def compared(around: Around, context: str, topic: Topic) -> Found | None:
    """The metric that only what a number is compared with names: this year, than last year's total, 5 more."""
    bases = list(base("comparison").finditer(without_remarks(last_clause(around.lead))))
    found = find_metric(bases[-1][0], context, topic.metric, money=True) if bases else None
    return found if found is not None and found.metric is not None and not found.weak else None


def afresh(topic: Topic, around: Around, found: Found) -> Topic | None:
    """The topic of a bare word like income with a year or the department before it: the whole, or the other side."""
    told = base("afresh").search(found.before) is not None and not leftover(unnamed(found.before))
    if around.first or not told:
        return None
    side = found.id.partition("_")[0]
    for whole in topic.wholes:
        if side in whole.metric and not whole.metric.endswith(BOTH_SIDES):
            now = replace(
                topic, metrics=(whole.metric,), code=whole.code, label=whole.label, named=whole.named
            )
            return replace(now, known=whole.known, wholes=(), item=False)
    if side in topic.metric or not topic.heading.endswith((BARE, *funding().whole)) or "." in topic.heading:
        return None
    return replace(topic.without_subject(), metrics=(found.id,), known=True, wholes=())


def narrowed(found: Found, around: Around, context: str) -> Found:
    """What a limit is about, as the text behind it tells more closely: worth over 5, the general devices."""
    behind = following_metric(around.tail or around.after, context)
    closer = behind is not None and behind.id.startswith(found.id) and found.id in counts()
    return behind if behind is not None and closer else found


def named(about: str, context: str, topic: Topic, money: bool, first: bool) -> tuple[Found | None, str]:
    """The metric that a text names, and the clause that may name it: an empty one gives way to its heading."""
    found = find_metric(about, context, topic.metric, money=money)
    clause = last_clause(without_remarks(about))
    if found is not None or not first or leftover(clause):
        return found, clause
    head = without_remarks(about).removesuffix(clause).rstrip(_STOPS)
    return find_metric(head, context, topic.metric, nearest=True, money=money), last_clause(head)
