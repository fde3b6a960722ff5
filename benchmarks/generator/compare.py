"""What the pipeline published against what is true: right, flagged, missing, extra, and wrong without a flag."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from benchmarks.generator.cells import Truth
from schemas.characters import key
from schemas.records import BudgetLine

BLOCKS = "final.basic"  # blocks side by side: one measure, whichever block
Key = tuple[str, str, str, str | None, str]


@dataclass(slots=True)
class Comparison:
    """Counts, and every amount that is not right: kind, form, row, measure, printed amount."""

    printed: int = 0
    right: int = 0
    flagged: int = 0
    missing: list[Key] = field(default_factory=list)
    silent: list[Key] = field(default_factory=list)

    @property
    def exact(self) -> bool:
        """Whether every amount is right and nothing else is published."""
        return self.right == self.printed and not (self.missing or self.silent or self.flagged)


def _true_key(truth: Truth) -> Key:
    return (truth.form_id, key(truth.row), truth.side or "", truth.measure, str(truth.amount))


def _read_key(line: BudgetLine) -> Key:
    row = line.subject_code or line.row_label or ""
    amount = "" if line.amount is None else str(line.amount)
    return (line.form_id or "", key(row), line.side or "", line.measure, amount)


def normal(found: Key) -> Key:
    """The key with its amount without trailing zeros, rows of tables without labels without a row."""
    form, row, side, measure, amount = found
    amount = amount.rstrip("0").rstrip(".") if "." in amount else amount
    return (form, row, side, "amount" if form == BLOCKS else measure, amount)


def compare(truths: Sequence[Truth], lines: Iterable[BudgetLine]) -> Comparison:
    """Published budget lines against the truth; those that are wrong and not flagged are silent errors."""
    return compared(true_keys(truths), lines)


def true_keys(truths: Sequence[Truth]) -> list[Key]:
    """The keys of true amounts."""
    return [normal(_true_key(truth)) for truth in truths]


def key_of(line: BudgetLine) -> Key:
    """The key of a published amount."""
    return normal(_read_key(line))


def compared(truths: Sequence[Key], lines: Iterable[BudgetLine]) -> Comparison:
    """Published budget lines against the keys of true amounts."""
    wanted = Counter(truths)
    result = Comparison(printed=len(truths))
    published: Counter[Key] = Counter()
    flagged: Counter[Key] = Counter()
    for line in lines:
        if line.value_kind != "money":
            continue
        found = key_of(line)
        published[found] += 1
        if is_flagged(line):
            flagged[found] += 1
    right = wanted & published
    result.right = sum(right.values())
    result.flagged = sum(flagged.values())
    result.missing = sorted((wanted - right).elements(), key=str)
    result.silent = sorted((published - flagged - wanted).elements(), key=str)
    return result


def is_flagged(line: BudgetLine) -> bool:
    """Whether a published amount says that it may be wrong."""
    return line.column_evidence == "ambiguous" or line.proof == "contradicted" or line.unit == "unknown"
