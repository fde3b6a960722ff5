"""Whether a document's amounts carry rounding at all: known sums that close exactly, too often for chance."""

from __future__ import annotations

from collections.abc import Iterable
from math import erf, log, sqrt

from extractors.reconcile.board import Board
from extractors.reconcile.cells import certain_value
from extractors.reconcile.instances import Instance

EVIDENCE = 9.0  # natural logarithm of the odds against so many exact sums of rounded parts
LEAST_TERMS = 3


def _chance(terms: int) -> float:
    """How likely a total and its parts, each rounded by itself, close exactly."""
    return min(1.0, 1.1 * erf(0.5 / sqrt(terms / 6)))


def is_exact(board: Board, instances: Iterable[Instance]) -> bool:
    """Whether every sum over printed amounts of known place closes exactly, and there are enough of them."""
    evidence = 0.0
    for instance in instances:
        if instance.relation != "=" or instance.numbers or instance.certainty != "hard":
            continue
        total, terms = 0, 0
        for slot, sign in instance.slots:
            value = certain_value(board, [slot])
            if value is None:
                if any(slot[2] in amount.candidates for amount in board.row(slot).amounts):
                    terms = 0
                    break
                continue
            total, terms = total + sign * value, terms + bool(value)
        if terms < LEAST_TERMS:
            continue
        if total:
            return False
        evidence -= log(_chance(terms))
    return evidence >= EVIDENCE
