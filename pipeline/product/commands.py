"""The subcommands for those who use a release: declared here, loaded when they are called."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from pipeline.remote import local

Command = Callable[[argparse.Namespace], int]
Add = Callable[[str, Command, str, str], argparse.ArgumentParser]
OUT = "folder of the release, also s3://BUCKET/FOLDER"
JSON = "print JSON, for programs"
FORMATS = ("csv", "xlsx", "fiscal")


def add_commands(add: Add) -> None:
    """Declare the commands; `add` takes name, function, purpose and example."""
    _add_query(add)
    _add_export(add)
    _add_diff(add)
    _add_coverage(add)
    doctor = add("doctor", _doctor, "say what is installed, what is missing and how to get it", "")
    doctor.add_argument("--json", action="store_true", help=JSON)
    completion = add(
        "completion", _completion, "print a completion script for a shell", "bash >> ~/.bash_completion"
    )
    completion.add_argument("shell", choices=("bash", "zsh", "fish"), help="the shell")


def _add_query(add: Add) -> None:
    example = "out \"select measure, sum(amount) from headline where phase = 'executed' group by 1\""
    query = add("query", _query, "answer one SQL question with a view per dataset", example)
    query.add_argument("out", type=local, metavar="OUT", help=OUT)
    query.add_argument("sql", metavar="SQL", help="one SELECT; views are named like datasets")
    query.add_argument("--json", action="store_true", help=f"{JSON}; decimals as strings")
    query.add_argument("--csv", action="store_true", help="print CSV")
    query.add_argument("--contacts", action="store_true", help="also give the view contacts")


def _add_export(add: Add) -> None:
    example = "out --format xlsx --to release.xlsx --dataset headline --dataset budget_lines"
    export = add("export", _export, "write datasets as CSV, XLSX or a Fiscal Data Package", example)
    export.add_argument("out", type=local, metavar="OUT", help=OUT)
    export.add_argument("--format", choices=FORMATS, required=True, help="fiscal: leaf amounts as CSV")
    export.add_argument("--to", type=Path, required=True, metavar="PATH", help="file (xlsx), folder (csv)")
    what = "a dataset to write; may be given several times (default: all but cells, checks and provenance)"
    export.add_argument("--dataset", action="append", default=[], metavar="NAME", help=what)
    export.add_argument("--contacts", action="store_true", help="also write people and telephones")


def _add_diff(add: Add) -> None:
    diff = add("diff", _diff, "list what changed between two releases, and why", "old out --json")
    diff.add_argument("old", type=local, metavar="OLD", help="folder of the earlier release")
    diff.add_argument("new", type=local, metavar="NEW", help="folder of the later release")
    diff.add_argument("--dataset", action="append", default=[], metavar="NAME", help="only this dataset")
    diff.add_argument(
        "--limit", type=int, default=10, metavar="N", help="rows shown of each dataset (default 10)"
    )
    diff.add_argument("--json", action="store_true", help=f"{JSON}; all rows")


def _add_coverage(add: Add) -> None:
    coverage = add("coverage", _coverage, "list what is there and each hole with its reason", "out")
    coverage.add_argument("out", type=local, metavar="OUT", help=OUT)
    what = "what should be there: organisation,year,kind and, if known, region,form"
    coverage.add_argument("--expected", type=Path, metavar="CSV", help=what)
    coverage.add_argument("--all", action="store_true", help="also what is there, not the holes only")
    coverage.add_argument("--json", action="store_true", help=JSON)


def _query(call: argparse.Namespace) -> int:
    from pipeline.product.query import query

    return query(call.out, call.sql, "json" if call.json else "csv" if call.csv else "table", call.contacts)


def _export(call: argparse.Namespace) -> int:
    from pipeline.product.export import export

    return export(call.out, call.to, call.format, call.dataset, call.contacts)


def _diff(call: argparse.Namespace) -> int:
    from pipeline.product.differences import diff

    return diff(call.old, call.new, call.dataset, call.limit, call.json)


def _coverage(call: argparse.Namespace) -> int:
    from pipeline.product.coverage import coverage

    return coverage(call.out, call.expected, call.all, call.json)


def _doctor(call: argparse.Namespace) -> int:
    from pipeline.product.doctor import doctor

    return doctor(call.json)


def _completion(call: argparse.Namespace) -> int:
    from pipeline.cli import parser
    from pipeline.product.completion import completion

    print(completion(call.shell, parser()), end="")  # noqa: T201  # the script is the output
    return 0
