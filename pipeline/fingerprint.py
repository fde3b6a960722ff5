"""The fingerprint of an extraction: code, every knowledge file and the options that change records."""

from __future__ import annotations

import dataclasses
import hashlib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from pipeline.extract import Options

PACKAGES = ("extractors", "pipeline", "schemas")
LENGTH = 16


@cache
def code_fingerprint() -> str:
    """Hash of all code and knowledge files; caches of the interpreter and hidden files aside."""
    digest = hashlib.sha256()
    for package in PACKAGES:
        _add(digest, files(package), package)
    return digest.hexdigest()[:LENGTH]


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


def fingerprint(options: Options) -> str:
    """The `version` of extracts made by this code and knowledge with `options`."""
    values = sorted(dataclasses.asdict(options).items())
    return hashlib.sha256(f"{code_fingerprint()}|{values!r}".encode()).hexdigest()[:LENGTH]
