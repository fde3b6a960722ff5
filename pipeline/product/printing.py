"""Rows for people (a table, on any terminal) and for programs (JSON, CSV); decimals keep their digits."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

Row = Sequence[Any]


def plain(value: Any) -> Any:
    """A value that JSON can hold; decimals and dates as strings."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items()}
    return [plain(inner) for inner in value] if isinstance(value, list | tuple) else value


def text(value: Any) -> str:
    """A value in one cell of a table or CSV file; a missing value is empty."""
    value = plain(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else str(value)


def print_json(content: Any) -> None:
    """Print one JSON document."""
    json.dump(plain(content), sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")


def print_csv(names: Sequence[str], rows: Iterable[Row]) -> None:
    """Print rows as CSV with a header line; text that a sheet would run as a formula is quoted."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([harmless(text(value)) for value in row] for row in rows)


def print_table(names: Sequence[str], rows: Iterable[Row]) -> None:
    """Print rows as a table that fits the terminal; not cut where the output is no terminal."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    shown = Table(box=None, pad_edge=False)
    for name in names:
        shown.add_column(Text(name), overflow="fold")
    widths = [len(name) for name in names]
    for row in rows:
        cells = [text(value) for value in row]
        widths = [max(width, 2 * len(cell)) for width, cell in zip(widths, cells, strict=True)]
        shown.add_row(*(Text(cell) for cell in cells))
    if not console.is_terminal:
        console = Console(highlight=False, width=max(sum(widths) + 2 * len(widths), 80))
    console.print(shown)


def harmless(value: str) -> str:
    """Text that no sheet takes for a formula: an apostrophe before what begins like one; numbers stay."""
    if not value.startswith(("=", "+", "-", "@", "\t", "\r", "\n")):
        return value
    number = value[1:].replace(".", "", 1).replace(",", "")
    return value if value[0] in "+-" and number.isascii() and number.isdigit() else f"'{value}"
