"""Where every amount stands after placement."""

from __future__ import annotations

from extractors.reconcile.board import Board
from extractors.reconcile.place import Placement
from extractors.reconcile.slots import Slot
from extractors.reconcile.standing import OpenAmount, Printed, Standing, stand
from schemas.amounts import Amount


def _open_amount(board: Board, placement: Placement, amount: Amount, row: tuple[int, int]) -> OpenAmount:
    columns = placement.open.get(amount.line_id, amount.candidates)
    slots = tuple((*row, column) for column in columns)
    return OpenAmount(amount.line_id, board.ticks(row[0], amount), slots)


def standing(board: Board, placement: Placement) -> Standing:
    """Amounts of printed or settled column by cell, all others by each slot they may fill."""
    if board.here is not None:
        return board.here
    opened: dict[Slot, tuple[OpenAmount, ...]] = {}
    tables: list[list[Printed]] = []
    for t, table in enumerate(board.tables):
        tables.append([])
        for r, row in enumerate(table.rows):
            settled = []
            for amount in row.amounts:
                line, candidates = amount.line_id, amount.candidates
                column = placement.columns.get(line)
                if column is None and len(candidates) == 1:
                    column = candidates[0]
                if column is not None:
                    settled.append((column, board.ticks(t, amount), line))
                    continue
                floating = _open_amount(board, placement, amount, (t, r))
                for place in floating.slots:
                    opened[place] = (*opened.get(place, ()), floating)
            tables[-1].append(tuple(settled))
    return stand(board.layout, tables, opened)
