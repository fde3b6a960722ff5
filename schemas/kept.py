"""Knowledge as Python holds it, kept beside its bytecode: parsing files and phrases again takes a tenth of a run's start.

What is kept is found by the very text that it was made of, so that it never is that of another one. It is an addition:
without it all is parsed. `make` writes it where it compiles bytecode.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import regex

PLACE = Path(__file__).parent / "__pycache__" / f"knowledge.{sys.implementation.cache_tag}.pickle"
MAKERS = f"{sys.version}, regex {regex.__version__}".encode()
DIGEST = hashlib.sha256().digest_size

_used: dict[bytes, Any] = {}


def document(text: str) -> dict[str, Any]:
    """The TOML document that `text` is; `tomllib.TOMLDecodeError` where it is none."""
    found: dict[str, Any] = _found("document", text, tomllib.loads)
    return found


def pattern(text: str) -> regex.Pattern[str]:
    """The regular expression that `text` is, compiled; `regex.error` where it is none."""
    found: regex.Pattern[str] = _found("pattern", text, regex.compile)
    return found


def renew(place: Path = PLACE) -> None:
    """Parse all knowledge files and compile their phrases, and write what that gives to a file."""
    from schemas.phrases import metrics
    from schemas.resources import ROOT

    for file in sorted(Path(str(ROOT)).rglob("*.toml")):
        document(file.read_text(encoding="utf-8"))
    metrics()
    body = pickle.dumps(_used, pickle.HIGHEST_PROTOCOL)
    place.parent.mkdir(exist_ok=True)
    part = place.with_suffix(f".{os.getpid()}")
    part.write_bytes(hashlib.sha256(MAKERS + body).digest() + body)
    part.replace(place)


def read(place: Path) -> dict[bytes, Any]:
    """What a file keeps; nothing where there is none, it is broken, or another Python or `regex` made it."""
    try:
        data = place.read_bytes()
    except OSError:
        return {}
    body = data[DIGEST:]
    if hashlib.sha256(MAKERS + body).digest() != data[:DIGEST]:
        return {}
    kept: dict[bytes, Any] = pickle.loads(body)
    return kept


def key(kind: str, text: str) -> bytes:
    """What a text of a kind is found by: `document` or `pattern`."""
    return hashlib.sha256(f"{kind} {text}".encode()).digest()


@cache
def _kept() -> dict[bytes, Any]:
    return read(PLACE)


def _found(kind: str, text: str, make: Callable[[str], Any]) -> Any:
    place = key(kind, text)
    found = _kept().get(place)
    _used[place] = make(text) if found is None else found
    return _used[place]
