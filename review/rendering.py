"""The templates of the page and what they may name."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipeline.stamping import IDENTITIES
from review.deciding import ACTIONS, options
from review.markup import MARKS, SIGNS, boxes, table_rows
from review.overview import PAGE
from review.record import as_text, grouped

HERE = Path(__file__).parent
# What a list shows of a row: its name, its value and something more.
LISTED = {
    "projects": ("project_name", "amount_total", "amount_year"),
    "indicators": ("level3", "target_raw", "level1"),
    "goals": ("name", "text", "kind"),
    "statements": ("metric", "value_raw", "role"),
    "budget_lines": ("row_label", "amount_raw", "column_label"),
}


def templates() -> Environment:
    """The templates: everything that is not markup of theirs is escaped, a missing name is an error."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        signs=SIGNS,
        marks=MARKS,
        plain=as_text,
        grouped=grouped,
        actions=ACTIONS,
        options=options,
        page_size=PAGE,
        table_rows=table_rows,
        boxes=boxes,
        listed=LISTED,
        identities=IDENTITIES,
    )
    return environment
