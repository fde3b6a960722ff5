"""The fingerprint of an extraction: its code, every knowledge file and the options that change records."""

from __future__ import annotations

import dataclasses
import hashlib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from pipeline.extract import Options

PACKAGES = ("extractors", "pipeline", "schemas")
LENGTH = 16
# The modules of `pipeline` that a document is read with, beside all of `extractors` and `schemas`: those that publish may
# change without any document being read again. A test follows the imports, so that none is missing here.
READING = (
    "__init__", "account", "arrow", "contacts", "contract", "displayed", "entries", "extract", "extract_file", "failed", "files",
    "fitting", "formats", "kin", "opinions", "packed", "process", "reading", "seal", "stamping", "store", "worker",
    "zipped",
)  # fmt: skip


@cache
def code_fingerprint() -> str:
    """Hash of all code and knowledge files, which a release hangs on; caches of the interpreter and hidden files aside."""
    return _hash(*(_folder(package) for package in PACKAGES))


@cache
def reading_fingerprint() -> str:
    """Hash of the code and knowledge files that the extract of a document hangs on."""
    pipeline = files("pipeline")
    modules = [(pipeline / f"{name}.py").read_bytes() for name in READING]
    return _hash(_folder("extractors"), _folder("schemas"), *map(_hash, READING), *map(_hash, modules))


def fingerprint(options: Options) -> str:
    """The `version` of extracts made by this code and knowledge with `options`."""
    values = sorted(dataclasses.asdict(options).items())
    return _hash(reading_fingerprint(), repr(values))


@cache
def _folder(package: str) -> str:
    digest = hashlib.sha256()
    _add(digest, files(package), package)
    return digest.hexdigest()


def _hash(*parts: str | bytes) -> str:
    joined = b"|".join(part if isinstance(part, bytes) else part.encode() for part in parts)
    return hashlib.sha256(joined).hexdigest()[:LENGTH]


def _add(digest: hashlib._Hash, folder: Traversable, name: str) -> None:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name.startswith((".", "__pycache__")) or entry.name.endswith((".pyc", "~")):
            continue
        path = f"{name}/{entry.name}"
        if entry.is_dir():
            _add(digest, entry, path)
            continue
        content = entry.read_bytes()
        digest.update(f"{path}\0{len(content)}\0".encode())
        digest.update(content)
