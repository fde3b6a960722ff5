"""Slips: how a printed number becomes another one (digits swapped, lost or changed, a shifted point, another unit)."""

from __future__ import annotations

from typing import Literal

Slip = Literal["transposed", "digit", "lost_digit", "added_digit", "unit", "sign", "other"]
ORDER: tuple[Slip, ...] = ("transposed", "unit", "lost_digit", "added_digit", "digit", "sign", "other")
UNIT_STEPS = (1_000, 10_000)
ROUNDED = 1_000  # smaller numbers must be exact multiples


def _without_one(longer: str, shorter: str) -> bool:
    return any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))


def slip(printed: int, repaired: int) -> Slip:
    """What turns `repaired` into `printed`; both in units of the last printed decimal."""
    if printed == -repaired:
        return "sign"
    low, high = sorted((abs(printed), abs(repaired)))
    if low and any(abs(high - low * step) <= (step // 2 if low >= ROUNDED else 0) for step in UNIT_STEPS):
        return "unit"
    found, wanted = str(abs(printed)), str(abs(repaired))
    if len(found) == len(wanted):
        different = [i for i, (a, b) in enumerate(zip(found, wanted, strict=True)) if a != b]
        if (
            len(different) == 2
            and found[different[0]] == wanted[different[1]]
            and found[different[1]] == wanted[different[0]]
        ):
            return "transposed"
        return "digit" if len(different) == 1 else "other"
    if len(found) + 1 == len(wanted) and _without_one(wanted, found):
        return "lost_digit"
    if len(found) == len(wanted) + 1 and _without_one(found, wanted):
        return "added_digit"
    return "other"
