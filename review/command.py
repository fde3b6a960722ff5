"""The command `gongkai` with the subcommand `review` beside those of the pipeline."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from pipeline import cli

PORT = 8750


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command of `gongkai` and give its exit status."""
    return cli.main(arguments, (add_review,))


def add_review(commands: cli.Commands[argparse.ArgumentParser]) -> None:
    """Add `gongkai review`."""
    example = "out --sources downloads"
    parser = cli.add(commands, "review", _review, "look at a release beside its sources and decide", example)
    parser.add_argument("out", type=Path, metavar="OUT", help="folder of the release")
    parser.add_argument(
        "--sources", type=Path, metavar="IN", help="folder with the files (default: where they were read)"
    )
    parser.add_argument("--decisions", type=Path, metavar="DIR", help=cli.DECISIONS)
    parser.add_argument("--read-only", action="store_true", help="show, but let nobody decide")
    parser.add_argument("--by", metavar="NAME", help="who decides (default: the name you are logged in with)")
    parser.add_argument(
        "--port", type=int, default=PORT, metavar="N", help=f"port on this machine (default {PORT}; 0: any)"
    )


def _review(call: argparse.Namespace) -> int:
    from review.server import Order, review

    return review(Order(call.out, call.sources, call.decisions, call.read_only, call.by, call.port))
