"""Access to the knowledge files that ship with the package."""

from __future__ import annotations

import csv
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from schemas.errors import SpecificationError
from schemas.kept import document

ROOT = files("schemas")


def read_text(name: str) -> str:
    """The text of knowledge file `name`, relative to `schemas/`."""
    return ROOT.joinpath(name).read_text(encoding="utf-8")


@cache
def read_toml(name: str) -> dict[str, Any]:
    """The content of a TOML knowledge file, shared by all who read it; `SpecificationError` where it is malformed."""
    try:
        return document(read_text(name))
    except tomllib.TOMLDecodeError as error:
        raise SpecificationError(f"schemas/{name}", None, str(error)) from error


def read_csv(name: str) -> list[dict[str, str]]:
    """The rows of a CSV knowledge file with a header line."""
    header, *rows = csv.reader(read_text(name).splitlines())
    return [dict(zip(header, row, strict=True)) for row in rows if row]


def form_files() -> list[str]:
    """Names of the form specifications, sorted, relative to `schemas/`."""
    return sorted(
        f"forms/{entry.name}" for entry in ROOT.joinpath("forms").iterdir() if entry.name.endswith(".toml")
    )
