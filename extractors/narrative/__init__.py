"""Statements: the numbers of running text with what they are about."""

from __future__ import annotations

from extractors.narrative.statements import extract_statements

__all__ = ["extract_statements"]
