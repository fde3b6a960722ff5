"""What a number of running text is: budget or final, change, share, completion, count, score or threshold."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Literal, cast

import regex

from extractors.narrative.changes import Direction, change_before, levelled, unwrapped
from extractors.narrative.figures import Number
from schemas.phrases import base, compile_phrase, phrases, role_words, words

Role = Literal[
    "budget", "adjusted_budget", "final", "prior_budget", "prior_final", "completion_ratio", "share",
    "change_amount", "change_ratio", "count", "balance", "score", "threshold",
]  # fmt: skip

DERIVED: frozenset[Role] = frozenset({"completion_ratio", "share", "change_amount", "change_ratio"})
_BRACKETS = regex.compile(r"\([^()]*\)")
_CLAUSE = regex.compile("[\uff0c\u3002;:]")
_PRIOR: dict[Role, Role] = {
    "budget": "prior_budget",
    "adjusted_budget": "prior_budget",
    "final": "prior_final",
}


@dataclass(frozen=True, slots=True)
class Around:
    """The text around a number; `first`: of its sentence, `explained`: inside a reason or a use, `reasoned`: behind one.

    `lead` runs from the number or sentence before (at `start`), `said` from the start of the sentence,
    `tail` to the next stop; `after` is what follows, `sentence` the whole.
    """

    start: int
    lead: str
    said: str
    tail: str
    after: str
    sentence: str
    first: bool
    explained: bool
    reasoned: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """The role of a number; `about`: the text that may name its metric; `explicit`: a word told the role.

    `sure`: neither the text nor the document leaves the role open.
    """

    role: Role
    direction: Direction | None
    about: str
    explicit: bool
    sure: bool = True


def without_remarks(text: str) -> str:
    """Text without its closed brackets."""
    return _BRACKETS.sub("", text)


def blanked(text: str) -> str:
    """Text of the same length in which closed brackets say nothing."""
    return _BRACKETS.sub(lambda match: "\x00" * len(match[0]), text)


def last_clause(text: str) -> str:
    """What follows the last mark between clauses."""
    return _CLAUSE.split(text)[-1]


def _without_base(text: str) -> str:
    return base("portion").sub("", base("comparison").sub("", text))


def _threshold(lead: str, after: str) -> bool:
    return (
        base("threshold_after").match(after) is not None or base("threshold_before").search(lead) is not None
    )


def _limits(around: Around) -> bool:
    """Whether a score is a limit, or one end of a range."""
    ranges = (base("range_after").match(around.after), base("range_before").search(around.said))
    return _threshold(around.lead, around.after) or any(found is not None for found in ranges)


@cache
def _noise() -> regex.Pattern[str]:
    return regex.compile("|".join(regex.escape(word) for word in words("role_noise")))


def without_noise(text: str) -> str:
    """Text without the names of funds and laws that hold words for roles."""
    return _noise().sub("\x00", text)


def _stated(clause: str) -> Role | None:
    """The role that the last role word of a clause names; the longest counts where several end together."""
    text = without_noise(clause)
    best: tuple[int, int, Role] | None = None
    for word, role in role_words():
        end = text.rfind(word) + len(word)
        if end >= len(word) and (best is None or (end, len(word)) > best[:2]):
            best = (end, len(word), cast("Role", role))
    return best[2] if best else None


def _prior(clause: str, fiscal_year: int) -> bool:
    if base("prior").search(clause):
        return True
    return fiscal_year > 0 and phrases()["base"]["prior_year"].format(year=fiscal_year - 1) in clause


def _of_other_year(
    other: regex.Match[str], fiscal_year: int, default: Role | None, lead: str
) -> Reading | None:
    """The reading of an amount that another is held against; None where a word tells that it is this year's."""
    stated, year = _stated(other[0]), other["year"]
    elder = year is None or not fiscal_year or int(year) < fiscal_year
    if not elder and stated not in (None, default):
        return None
    prior = _PRIOR.get(stated or default or "final", "prior_final")
    told = default == "final" or stated is not None
    certain = year is None or 0 < int(year) < fiscal_year
    return Reading(prior, None, lead, False, sure=told and certain)


def _percent(around: Around, default: Role | None) -> Reading:
    lead, after = around.lead, around.after
    change = change_before(lead)
    if change is not None:
        return Reading("change_ratio", change[0], _without_base(change[1]), True)
    if _threshold(lead, after):
        return Reading("threshold", None, lead, True)
    held = default == "final" and base("of_budget").search(around.said)
    if held or base("completed").search(around.said):
        return Reading("completion_ratio", None, "", True)
    for name, role in (("completion", "completion_ratio"), ("share", "share")):
        match = base(name).search(lead)
        if match is not None:
            return Reading(cast("Role", role), None, _without_base(lead[: match.start()]), True)
    if base("of_amount").search(lead):
        clause = last_clause(around.said)
        for name, role in (("completion_of", "completion_ratio"), ("share", "share")):
            if base(name).search(clause) is not None:
                return Reading(cast("Role", role), None, "", True)
    return Reading("share", None, _without_base(lead), False, sure=False)


def _compares(said: str, lead: str) -> bool:
    """Whether a sentence compares with another year, or its last word can only mean a change."""
    compares = any(base(name).search(said) for name in ("comparison", "changing", "held"))
    return compares or base("change").search(lead) is not None


def _of_count(around: Around) -> Role | None:
    """The role that the words before a count tell for the amount right behind it."""
    clause = last_clause(without_remarks(around.said))
    return _stated(clause) if base("counted").search(clause) else None


def _money(around: Around, fiscal_year: int, default: Role | None) -> Reading:
    lead = levelled(around.lead)
    if base("bare_comparison").search(lead):
        return Reading("change_amount", None, _without_base(lead), True, sure=False)
    change = change_before(lead)
    if change is not None and _compares(around.said, lead):
        return Reading("change_amount", change[0], _without_base(change[1]), True)
    if _threshold(lead, around.after):
        return Reading("threshold", None, lead, True)
    other = base("other_year").search(lead)
    if other is not None:
        prior = _of_other_year(other, fiscal_year, default, lead)
        if prior is not None:
            return prior
    about = _without_base(lead)
    clause = last_clause(without_remarks(about))
    role = _stated(clause) or ("final" if base("executed").search(clause) else _of_count(around))
    if _prior(clause, fiscal_year):
        return Reading(_PRIOR.get(role or default or "final", "prior_final"), None, about, True)
    fallback = default or cast("Role", phrases()["phase"]["default"])
    told = role is not None and not base("against").search(lead)
    return Reading(role or fallback, None, about, told, sure=(role or default) is not None)


def _count(around: Around) -> Reading:
    lead, after = around.lead, around.after
    if base("comparison").search(lead if around.explained else around.said):
        change = change_before(lead)
        if change is not None:
            return Reading("change_amount", change[0], _without_base(change[1]), True)
    if _threshold(lead, after):
        return Reading("threshold", None, lead, True)
    return Reading("count", None, _without_base(lead), True)


def read_role(number: Number, around: Around, fiscal_year: int, default: Role | None) -> Reading:
    """The role of a number; `default` is that of an amount that names none (None: not known)."""
    around = replace(around, lead=unwrapped(around.lead))
    if number.kind == "percent":
        return _percent(around, default)
    if number.kind == "score":
        return Reading("threshold" if _limits(around) else "score", None, around.lead, True)
    if number.kind == "count":
        return _count(around)
    return _money(around, fiscal_year, default)


@cache
def _filler(counting: bool) -> regex.Pattern[str]:
    found = [*words("filler"), *(words("filler", "counting") if counting else ())]
    longest = sorted(found, key=lambda word: (-len(word), word))
    return compile_phrase("|".join((phrases()["filler"]["scope"], *map(regex.escape, longest))))


def leftover(clause: str, counting: bool = False) -> str:
    """What a clause says besides roles and fillers: the noun that its number is about.

    `counting`: words of what is counted within a metric are fillers as well.
    """
    text = _noise().sub("", clause)
    for word, _ in role_words():
        text = text.replace(word, "")
    masked = compile_phrase(phrases()["filler"]["masked"]).search(text)
    if masked is not None:
        return masked[0]
    return "".join(character for character in _filler(counting).sub("", text) if character.isalpha())


def opening_role(lead: str, fiscal_year: int) -> Role | None:
    """The role that words before the first word that opens parts tell, for the parts; None without such words."""
    opener = base("parts").search(blanked(lead))
    if opener is None:
        return None
    clause = last_clause(without_remarks(lead[: opener.start()]).rstrip(",:\uff0c"))
    role = _stated(clause)
    return _PRIOR.get(role, role) if role and _prior(clause, fiscal_year) else role


def opens_part(text: str) -> bool:
    """Whether a text begins with a word like `of which`."""
    return text.startswith(words("part"))
