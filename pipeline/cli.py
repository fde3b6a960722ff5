"""The command `gongkai`: one function per subcommand, each loading only what it needs."""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NoReturn

from pipeline.looking import add_looking
from pipeline.product.commands import OUT, add_commands
from schemas.errors import CallError, GongkaiError

Commands = argparse._SubParsersAction
Addition = Callable[["Commands[argparse.ArgumentParser]"], None]
OK, FAILED, WRONG_CALL, INTERRUPTED = 0, 1, 2, 130
MEGABYTE = 1024 * 1024
ALLOCATIONS = 50_000  # between looks for cycles: modules and records make none that could go
ENGINES = ("local", "ray")
DECISIONS = "folder of decisions/*.jsonl (default: decisions beside OUT)"


def main(arguments: Sequence[str] | None = None, others: Sequence[Addition] = ()) -> int:
    """Run one command and give its exit status: 0 well, 1 something failed, 2 the call was wrong.

    `others` add commands of the layers above.
    """
    try:
        call = parser(others).parse_args(arguments)
        command: Callable[[argparse.Namespace], int] = call.command
        return command(call)
    except GongkaiError as error:
        print(f"gongkai: {error}", file=sys.stderr)  # noqa: T201  # errors of a run go to the terminal
        return WRONG_CALL if isinstance(error, CallError) else FAILED
    except KeyboardInterrupt:
        print("gongkai: stopped; run the same command again to go on", file=sys.stderr)  # noqa: T201
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()  # the reader of a pipe went away; nothing more to say
        return OK


def _ingest(call: argparse.Namespace) -> int:
    gc.set_threshold(ALLOCATIONS, 10, 10)
    from pipeline.extract import Options
    from pipeline.ingest import Order, ingest
    from pipeline.observed import observers
    from pipeline.placed import placed
    from pipeline.stopping import stoppable
    from pipeline.worker import Limits

    options = Options(contacts=call.contacts, max_text_bytes=call.max_text_mb * MEGABYTE, ocr=call.ocr)
    limits = Limits(call.time_limit, call.idle_limit, call.memory_limit * MEGABYTE)
    order = Order(
        inputs=tuple(map(Path, call.inputs)),
        out=Path(call.out),
        manifest=call.manifest,
        decisions=call.decisions,
        exclude=tuple(call.skip),
        options=options,
        limits=limits,
        workers=call.workers,
        engine=call.engine,
        address=call.address,
        force=call.force,
    )
    with (
        stoppable(),
        observers(call.log_json) as told,
        placed(order, call.inputs, call.out) as (here, mirrors),
    ):
        result = ingest(here, [*mirrors, *told])
    from rich.console import Console

    from pipeline.console import closing

    closing(result, str(call.out), Console())
    failed = result.tally.statuses["failed"] or (call.strict and result.tally.errors)
    return FAILED if failed else OK


def _forget(call: argparse.Namespace) -> int:
    from pipeline.forget import forget
    from pipeline.placed import working

    with working(call.out) as out:
        return forget(out, call.names, call.decisions)


def _prune(call: argparse.Namespace) -> int:
    from pipeline.placed import working
    from pipeline.prune import prune

    with working(call.out) as out:
        return prune(out)


class _Parser(argparse.ArgumentParser):
    """Tells what is wrong with a call in one line, and where to look."""

    def error(self, message: str) -> NoReturn:
        """End with exit status 2."""
        self.exit(WRONG_CALL, f"{self.prog}: {message}; see {self.prog} --help\n")


def parser(others: Sequence[Addition] = ()) -> argparse.ArgumentParser:
    """The parser of all commands, those of `others` included."""
    parser: argparse.ArgumentParser = _Parser(
        prog="gongkai",
        description="Disclosures of Chinese local governments as Parquet: every value right or flagged.",
        epilog="example: gongkai ingest downloads --out out && gongkai query out 'from headline'",
    )
    parser.add_argument("--version", action="version", version=f"gongkai {_version()}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_ingest(commands)
    add_looking(partial(add, commands))
    forget = add(commands, "forget", _forget, "take sources out of a release", "out downloads/wrong.txt")
    forget.add_argument("out", metavar="OUT", help=OUT)
    forget.add_argument("--decisions", type=Path, metavar="DIR", help=DECISIONS)
    forget.add_argument("names", nargs="+", metavar="NAME", help="source name as in documents, or doc_id")
    prune = add(commands, "prune", _prune, "remove extracts of earlier versions", "out")
    prune.add_argument("out", metavar="OUT", help=OUT)
    add_commands(partial(add, commands))
    for addition in others:
        addition(commands)
    return parser


def add(
    commands: Commands[argparse.ArgumentParser],
    name: str,
    command: Callable[[argparse.Namespace], int],
    what: str,
    example: str,
) -> argparse.ArgumentParser:
    """Add a subcommand that says what it does and shows an example."""
    parser = commands.add_parser(
        name,
        help=what,
        description=f"{what[0].upper()}{what[1:]}.",
        epilog=f"example: gongkai {name} {example}",
    )
    parser.set_defaults(command=command)
    return parser


def _add_ingest(commands: Commands[argparse.ArgumentParser]) -> None:
    example = "downloads --out out --manifest sources.csv"
    parser = add(commands, "ingest", _ingest, "read files and folders into a release", example)
    parser.add_argument("inputs", nargs="+", metavar="INPUT", help="file or folder, also s3://BUCKET/FOLDER")
    for name, value, metavar, what in (
        ("--out", str, "DIR", OUT),
        ("--manifest", Path, "CSV", "where files came from: file,url,retrieved_at,region,organisation"),
        ("--decisions", Path, "DIR", DECISIONS),
        ("--address", str, "ADDRESS", "with --engine ray: the cluster, e.g. auto or ray://HOST:10001"),
        ("--log-json", str, "FILE", "write events as JSON lines to FILE, - for standard error"),
    ):
        parser.add_argument(name, type=value, metavar=metavar, help=what, required=name == "--out")
    for name, what in (
        ("--contacts", "also publish people and telephones, as the dataset contacts"),
        ("--strict", "exit status 1 for findings of severity error, too"),
        ("--force", "read again what was read already"),
    ):
        parser.add_argument(name, action="store_true", help=what)
    for name, default, metavar, what in (
        ("--workers", 0, "N", "worker processes; 0: as many as cores and sources ask for"),
        ("--max-text-mb", 64, "MB", "refuse larger files (default 64)"),
        ("--time-limit", 300, "S", "seconds for one source (default 300)"),
        ("--idle-limit", 60, "S", "seconds that a source may stand still, no processor used (default 60)"),
        ("--memory-limit", 2048, "MB", "memory for one source (default 2048)"),
    ):
        parser.add_argument(name, type=_count, default=default, metavar=metavar, help=what)
    _add_ocr(parser)
    what = "where sources are read: in processes of this machine, or on a Ray cluster"
    parser.add_argument("--engine", choices=ENGINES, default=ENGINES[0], help=what)
    what = "leave out names like this, e.g. '*.md'; may be given several times"
    parser.add_argument("--skip", action="append", default=[], metavar="PATTERN", help=what)


def _version() -> str:
    try:
        return version("gongkai")
    except PackageNotFoundError:
        return "(not installed)"


def _add_ocr(parser: argparse.ArgumentParser) -> None:
    what = "character recognition: auto reads pages without usable text, force reads all pages of PDFs (default auto)"
    parser.add_argument("--ocr", choices=("auto", "off", "force"), default="auto", help=what)


def _count(text: str) -> int:
    value = int(text)
    if value < 0:
        raise argparse.ArgumentTypeError("must be 0 or more")
    return value
