"""What the parts of a workbook hold, seen before a library opens it: formulas, and merged ranges beyond all bounds."""

from __future__ import annotations

import io
import zipfile
import zlib

import regex

from schemas.errors import Refused

MOST_MERGED = 1_000_000  # places that merged ranges may cover in one sheet
_MERGED = regex.compile(rb"<(?:\w{1,9}:)?mergeCell\s+ref=\"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})\"")
_FORMULA = regex.compile(rb"<(?:\w{1,9}:)?f[ />]")


def looked_through(data: bytes) -> bool:
    """Whether a workbook has formulas; `Refused` when merged ranges cover more places than any print has."""
    formulas = False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                    part = archive.read(name)
                    formulas = formulas or _FORMULA.search(part) is not None
                    _bounded(part)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError):
        return False  # the library tells what is wrong with it
    return formulas


def _bounded(part: bytes) -> None:
    covered = 0
    for left, top, right, bottom in _MERGED.findall(part):
        covered += (_column(right) - _column(left) + 1) * (int(bottom) - int(top) + 1)
        if covered > MOST_MERGED:
            raise Refused(f"merged ranges of a sheet cover more than {MOST_MERGED} places")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
