"""What the text around a number tells it to be about: a subject, a metric, a part of one, or nothing known."""

from __future__ import annotations

from dataclasses import replace

from extractors.narrative.belonging import (
    afresh,
    compared,
    elsewhere,
    fits,
    goes_on,
    named,
    narrowed,
    of_fund,
    opens,
    pays_for,
    repeats,
    sided,
)
from extractors.narrative.counting import counted_topic, told_part, used_topic
from extractors.narrative.explanations import explains, unexplained
from extractors.narrative.families import paid, part_of
from extractors.narrative.figures import Number
from extractors.narrative.metrics import find_metric
from extractors.narrative.names import Names, noun_code, read_names
from extractors.narrative.roles import (
    DERIVED,
    Around,
    Reading,
    blanked,
    last_clause,
    leftover,
    without_remarks,
)
from extractors.narrative.scopes import Bearing
from extractors.narrative.topics import (
    BARE,
    UNKNOWN,
    Topic,
    about_subject,
    heading_class,
    stated,
    unknown,
)
from schemas.phrases import base, counts, phrases
from schemas.subjects import CLASS_DIGITS, SubjectNames

RATE = "/"
HALVES = (".basic", ".project")  # what is spent of a subject in one of these is no total of it


def with_parts(topic: Topic, around: Around, last: Topic | None) -> Topic:
    """The topic with what the text before its number names the parts of."""
    wholes = () if around.first else topic.wholes
    if ";" in around.lead:
        wholes = wholes[:1]
    openers = list(base("parts").finditer(blanked(around.lead)))
    if openers:
        opener = openers[0]
        context = "\n".join((around.sentence, *topic.titles))
        before = around.lead[: opener.start()]
        named = None if explains(before) else find_metric(before, context, topic.metric)
        if named is not None and not named.weak:
            wholes = (*wholes, replace(topic.without_subject(), metrics=(named.id,), known=True).whole())
        elif last is not None and opener["sorted"]:
            wholes = last.wholes[:1] if last.wholes or last.label else (last.whole(),)
        elif last is not None:
            wholes = (*wholes, last.whole())
        economic = phrases()["subject"]["economic"] in (openers[-1]["sorted"] or "")
        wholes = (*wholes[:-1], replace(wholes[-1], economic=economic)) if wholes else wholes
    return replace(topic, wholes=wholes)


def _of_names(
    names: Names, topic: Topic, reading: Reading, around: Around, context: str, subjects: SubjectNames
) -> Topic:
    """The topic about a subject: of the metric named behind it, else of the one that it is a part of."""
    whole = find_metric(around.lead[: names.start], context, topic.metric, money=True)
    if whole is not None and not whole.weak:
        topic = replace(topic, total=part_of(whole.id) or topic.total)
    rest = around.lead[names.end :]
    topic = about_subject(topic, names, around.start, subjects)
    if len(rest) > len(reading.about):
        return topic
    found = find_metric(unexplained(rest), context, topic.metric, money=True)
    strong = found is not None and found.metric is not None and not found.weak
    return stated(topic, found, True) if found and strong else topic


def _of_noun(
    topic: Topic, around: Around, clause: str, bearing: Bearing, subjects: SubjectNames
) -> Topic | None:
    """The topic about a subject that a clause names without its marks, None when it names none."""
    whole = topic.wholes[-1] if topic.wholes else None
    if whole and (whole.economic or not whole.known):
        return None
    clause = base("told").sub("", clause)
    spending = part_of(whole.metric if whole else topic.heading) is not None
    above = whole.label if whole and whole.code else None
    noun = noun_code(clause, subjects, topic.year, above, spending)
    if noun is None:
        return None
    name, code = noun
    if clause.endswith(tuple(phrases()["subject"]["residual"])) and not (bearing.last and bearing.last.code):
        return unknown(topic)
    if (
        whole
        and whole.code
        and not code.startswith(whole.code)
        and not clause.endswith(phrases()["subject"]["suffix"])
    ):
        return unknown(topic)
    unsure = bearing.last is not None and not bearing.last.known and not around.first
    bare = len(code) > CLASS_DIGITS and not clause.endswith(phrases()["subject"]["suffix"])
    if (whole and whole.metric.endswith(HALVES)) or (unsure and bare):
        return unknown(topic)
    place = around.start + around.lead.rfind(name)
    named = (place, place + len(name)) if name in around.lead else None
    total = (part_of(whole.metric) if whole else None) or topic.total
    return replace(topic, metrics=(total,), code=code, label=name, named=named, known=True, item=False)


def _money(number: Number, reading: Reading) -> bool:
    """Whether a number is an amount: one that only limits a count may stand in what is counted."""
    return number.kind == "money" and reading.role != "threshold"


def _plain(
    number: Number,
    topic: Topic,
    carried: Topic,
    reading: Reading,
    around: Around,
    context: str,
    bearing: Bearing,
    subjects: SubjectNames,
) -> Topic:
    about = told_part(reading).rstrip(":")
    found, clause = named(about, context, carried, _money(number, reading), around.first)
    open_noun = found is None or found.weak or found.back
    noun = _of_noun(topic, around, clause, bearing, subjects) if open_noun else None
    if noun is not None:
        return noun
    if found is not None and found.weak and (whole := afresh(topic, around, found)) is not None:
        return whole
    derived = reading.role in DERIVED
    if found is None and derived:
        found = compared(around, context, topic)
    alike = found is None and derived and base("alike").search(around.lead) is not None
    if alike or (found is None and around.first and leftover(without_remarks(about))):
        return unknown(topic)
    if found is not None and (side := sided(found, around, carried)) is not None:
        return replace(topic.without_subject(), metrics=(side,), known=carried.known)
    if found is None or (found.weak and repeats(topic, reading, around, clause, found)):
        open_end = around.reasoned or (not derived and bearing.loose and around.first)
        fund = not derived and pays_for(carried, reading, last_clause(without_remarks(about)))
        return unknown(topic) if leftover(clause) or open_end or fund else carried
    if goes_on(found) or ((not derived or found.weak) and elsewhere(topic, found, clause)):
        return unknown(topic)
    if reading.role == "threshold":
        found = narrowed(found, around, context)
    source = of_fund(topic, found)
    opened = opens(reading)
    if source is None or (not derived and not fits(topic, source, opened)):
        return unknown(topic)
    return stated(topic, source, topic.item and (not around.first or opened))


def topic_of(
    number: Number, reading: Reading, bearing: Bearing, around: Around, subjects: SubjectNames
) -> Topic:
    """The topic of a number: what is named before it, else that of the number before it."""
    now = _told(number, reading, bearing, around, subjects)
    if not _money(number, reading):
        return now
    if around.after.startswith(RATE):
        return unknown(now)
    if not now.known:
        return now.within(BARE) if now.metric.removeprefix(UNKNOWN) in counts() else now
    money = paid(now.metric)
    if money is None:
        return unknown(now)
    return now if money == now.metric else replace(now, metrics=(money,))


def _told(
    number: Number, reading: Reading, bearing: Bearing, around: Around, subjects: SubjectNames
) -> Topic:
    parted = bearing.parted if number.kind == "count" or bearing.role != "count" else bearing.amount
    last, topic = bearing.last, with_parts(bearing.topic, around, parted)
    context = "\n".join((around.sentence, *topic.titles))
    carried = topic
    if last is not None and not around.first and not last.known:
        carried = replace(last, total=topic.total, wholes=topic.wholes)
    if not reading.sure and number.kind == "percent" and around.first:
        return unknown(topic)
    if around.explained:
        return used_topic(number, reading, around, carried) or topic.within(carried.metric)
    if number.kind == "count":
        return counted_topic(number, topic, carried, reading, around, context)
    if base("each").search(last_clause(without_remarks(around.lead).rstrip(":"))):
        return unknown(topic)
    names = read_names(around.lead, heading_class(topic.titles))
    if names is not None:
        return _of_names(names, topic, reading, around, context, subjects)
    return _plain(number, topic, carried, reading, around, context, bearing, subjects)
