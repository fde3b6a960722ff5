"""Files written by other programs: Chromium prints web pages, LibreOffice converts documents and sheets."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
OFFICE = ("soffice", "libreoffice")
SECONDS = 180


class ProgramMissing(Exception):
    """A program that a format needs is not installed; the text says which."""


def _program(names: tuple[str, ...]) -> str:
    for name in names:
        found = shutil.which(name)
        if found:
            return found
    raise ProgramMissing(f"{names[0]} is not installed")


def printed_by_chromium(html: bytes) -> bytes:
    """The web page as PDF."""
    program = _program(CHROMIUM)
    with tempfile.TemporaryDirectory() as place:
        source, target = Path(place) / "page.html", Path(place) / "page.pdf"
        source.write_bytes(html)
        subprocess.run(
            [
                program, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={place}/profile",
                "--no-pdf-header-footer", f"--print-to-pdf={target}", source.as_uri(),
            ],
            check=True, capture_output=True, timeout=SECONDS,
        )  # fmt: skip
        return target.read_bytes()


def converted_by_office(data: bytes, suffix: str, wanted: str) -> bytes:
    """A document of the format `suffix` (docx, xlsx) in the format `wanted` (pdf, xls, doc)."""
    program = _program(OFFICE)
    with tempfile.TemporaryDirectory() as place:
        source = Path(place) / f"document.{suffix}"
        source.write_bytes(data)
        subprocess.run(
            [
                program, "--headless", f"-env:UserInstallation={Path(place, 'profile').as_uri()}",
                "--convert-to", wanted, "--outdir", place, str(source),
            ],
            check=True, capture_output=True, timeout=SECONDS,
        )  # fmt: skip
        return (Path(place) / f"document.{wanted}").read_bytes()
