"""The subcommands that look at a release or at one file: declared here, loaded when they are called."""

from __future__ import annotations

import argparse
from pathlib import Path

from pipeline.product.commands import OUT, Add
from pipeline.remote import local


def _verify(call: argparse.Namespace) -> int:
    from pipeline.verify import verify

    return verify(call.out, call.sources, call.previous, call.json, call.ocr)


def _trace(call: argparse.Namespace) -> int:
    from pipeline.tracing import trace

    return trace(call.out, call.row_id, call.field, call.sources, call.picture)


def _inspect(call: argparse.Namespace) -> int:
    from pipeline.inspection import draw, inspect

    if call.draw is not None:
        return draw(call.file, call.draw)
    return inspect(call.file, call.account, call.propose)


def _forms(call: argparse.Namespace) -> int:
    from pipeline.inspection import list_forms

    return list_forms(call.json)


def add_looking(add: Add) -> None:
    """Declare the commands; `add` takes name, function, purpose and example."""
    _add_verify(add)
    _add_trace(add)
    _add_inspect(add)
    forms = add("forms", _forms, "list the known forms with their titles", "")
    forms.add_argument("--json", action="store_true", help="print JSON, for programs")


def _add_verify(add: Add) -> None:
    verify = add("verify", _verify, "check a release against its sources", "out --sources downloads")
    verify.add_argument("out", type=local, metavar="OUT", help=OUT)
    what = "folder with the files that were ingested, also s3://BUCKET/FOLDER; once for each that was given to ingest"
    verify.add_argument("--sources", type=local, required=True, action="append", metavar="IN", help=what)
    verify.add_argument("--ocr", action="store_true", help="recognise scanned pages again and compare, slow")
    what = "an earlier release (folder or its datapackage.json): partitions that lost rows are told"
    verify.add_argument("--previous", type=Path, metavar="OLD", help=what)
    verify.add_argument("--json", action="store_true", help="print JSON, for programs")


def _add_trace(add: Add) -> None:
    trace = add("trace", _trace, "show where a value stands", "out 3f2a9c0d41e7b6a85c1d90e2 amount_raw")
    trace.add_argument("out", type=local, metavar="OUT", help=OUT)
    trace.add_argument("row_id", metavar="ROW_ID", help="id of a row of any dataset, or its first characters")
    trace.add_argument("field", nargs="?", metavar="FIELD", help="one column only")
    what = "where the files are now, if they were moved"
    trace.add_argument("--sources", type=local, metavar="IN", help=what)
    what = "where to write the page of the value with its box, PDF and scans only (default: OUT/_pictures)"
    trace.add_argument("--picture", type=Path, metavar="FILE.png", help=what)


def _add_inspect(add: Add) -> None:
    inspect = add("inspect", _inspect, "show what is found in one file", "download.txt --account")
    inspect.add_argument("file", type=Path, metavar="FILE", help="the file to look at")
    inspect.add_argument(
        "--account",
        action="store_true",
        help="list every number as record, furniture or finding; exit status 1 when nothing recognised one",
    )
    what = "write a draft form (TOML) for each table that no form claims, with what it could not tell"
    inspect.add_argument("--propose", action="store_true", help=what)
    what = "write a picture of every page (PDF and scans) with the cells of the tables found on it, and nothing else"
    inspect.add_argument("--draw", type=Path, metavar="DIR", help=what)
