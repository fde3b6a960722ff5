"""Reconciliation: arithmetic places lost columns, proves values and finds what does not add up."""

from __future__ import annotations

from extractors.reconcile.document import Reconciled, reconcile_tables
from extractors.reconcile.harvest import reconcile

__all__ = ["Reconciled", "reconcile", "reconcile_tables"]
