"""Record types: statements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from schemas.quickly import quickly_made
from schemas.records.kinds import Count, Money, Ratio


@quickly_made
@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRow:
    """One number of the running text with what it is about."""

    doc_id: str
    fiscal_year: int
    statement_id: str
    group_id: str
    section_id: str | None = None
    metric: str
    subject_code: str | None = None
    role: Literal[
        "budget",
        "adjusted_budget",
        "final",
        "prior_budget",
        "prior_final",
        "completion_ratio",
        "share",
        "change_amount",
        "change_ratio",
        "count",
        "balance",
        "score",
        "threshold",
    ]
    value_raw: str
    amount: Money | None = None
    ratio: Ratio | None = None
    count: Count | None = None
    unit: str | None = None
    direction: Literal["increase", "decrease", "none"] | None = None
    restates_line_id: str | None = None
    agreement: Literal["agrees", "rounding", "disagrees", "no_counterpart"]
    page: int | None = None
    line_start: int | None = None
    line_end: int | None = None
