"""Amounts of the budget and final-account forms: from a table region to `budget_lines`."""
