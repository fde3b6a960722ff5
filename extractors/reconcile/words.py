"""Identities in words: rows, columns and amounts as a reader of the document knows them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from extractors.reconcile.board import TICKS, Board
from extractors.reconcile.checks import Member, Verdict, number_of

SHOWN = 8
CENT = Decimal("0.01")
NOTHING = Decimal("0.000000")


def show(ticks: int, factor: int, decimals: int) -> str:
    """Ticks as a number in a unit of `factor` ticks; further decimals where it is not whole."""
    value = Decimal(ticks) / factor
    plain = value.quantize(Decimal(1).scaleb(-decimals))
    return f"{plain if plain == value else value.normalize():f}"


def decimals_of(board: Board, table: int) -> int:
    """Printed decimals of a table."""
    ratio = board.factors[table] // board.quanta[table]
    return len(str(ratio)) - 1


def amount_text(board: Board, member: Member, verdict: Verdict, ticks: int | None = None) -> str:
    """A member's value (or another one in its place) in the unit it is printed in."""
    ticks = member.ticks if ticks is None else ticks
    if member.slot is None:
        number = number_of(verdict.instance, member.row_id)
        if number is None:
            return show(ticks, TICKS, 2)
        return number.printed if ticks == member.ticks else show(ticks, number.factor, 2) + number.unit
    table = member.slot[0]
    return show(ticks, board.factors[table], decimals_of(board, table))


def place_text(board: Board, member: Member, verdict: Verdict) -> str:
    """What a member is: code or label, with the column where the identity crosses columns or tables."""
    if member.slot is None:
        return ""
    row = board.row(member.slot)
    name = row.code or row.label
    columns = {slot[2] for slot, _ in verdict.instance.slots}
    tables = {slot[0] for slot, _ in verdict.instance.slots}
    if len(columns) > 1 or len(tables) > 1 or not name:
        label = board.tables[member.slot[0]].columns[member.slot[2]].label
        name = f"{name}[{label}]" if name else label
    return name


def _side(board: Board, verdict: Verdict, members: Sequence[Member], first: int) -> str:
    parts = []
    for index, member in enumerate(members[:SHOWN]):
        sign = "" if index == 0 and member.sign == first else " + " if member.sign == first else " − "
        parts.append(
            f"{sign}{place_text(board, member, verdict)} {amount_text(board, member, verdict)}".replace(
                "  ", " "
            )
        )
    if len(members) > SHOWN:
        parts.append(f" + … ({len(members)})")
    return "".join(parts).strip() or "0"


def equation(board: Board, verdict: Verdict) -> str:
    """The identity in words: total on the left, parts on the right."""
    totals = [m for m in verdict.members if m.sign > 0]
    parts = [m for m in verdict.members if m.sign < 0]
    sign = "≠" if verdict.broken else "≈" if verdict.residual else "="
    if verdict.instance.relation == ">=":
        sign = "<" if verdict.broken else "≥"
    return f"{_side(board, verdict, totals, 1)} {sign} {_side(board, verdict, parts, -1)}"


def difference(board: Board, verdict: Verdict) -> str:
    """The residual as a reader writes it."""
    value = residual(board, verdict)
    return f"{value.quantize(CENT) if value == value.quantize(CENT) else value.normalize():f}"


def residual(board: Board, verdict: Verdict) -> Decimal:
    """The residual in the unit of the first table, of the first number where there is none."""
    if not verdict.residual:
        return NOTHING
    instance = verdict.instance
    factor = next((number.factor for number, _ in instance.numbers), TICKS)
    if instance.shared:
        factor = board.factors[board.layout.table(instance.shared[0] + instance.shift)]
    return (Decimal(verdict.residual) / factor).quantize(NOTHING)
