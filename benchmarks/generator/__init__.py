"""Synthetic disclosures: whole consistent departments, with or without planted errors, as tables or as text."""
