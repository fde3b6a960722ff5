"""Word files of the older kinds (DOC, WPS, RTF): made into DOCX by LibreOffice, where that is installed."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from schemas.document import Document
from schemas.errors import Unreadable, Unsupported

PROGRAMS = ("soffice", "libreoffice")
MEDIA_TYPE = "application/msword"
SECONDS = 50.0  # below the time that a worker may stand still
ADVICE = "DOC, WPS or RTF without LibreOffice: install libreoffice-writer, or save it as DOCX or PDF"


def read_doc(data: bytes, doc_id: str) -> Document:
    """Read a file of an older kind as the Word file that LibreOffice makes of it; places are those of that file."""
    from extractors.readers.docx import read_docx

    return replace(read_docx(as_docx(data), doc_id), media_type=MEDIA_TYPE)


@lru_cache(maxsize=1)
def as_docx(data: bytes) -> bytes:
    """The document as DOCX; `Unsupported` without LibreOffice, `Unreadable` when it makes nothing of it in time."""
    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        raise Unsupported(ADVICE)
    with tempfile.TemporaryDirectory() as place:
        source = Path(place) / "document.doc"
        source.write_bytes(data)
        profile = Path(place, "profile").as_uri()
        options = ["--headless", "--norestore", f"-env:UserInstallation={profile}", "--convert-to", "docx"]
        _run([program, *options, "--outdir", place, str(source)])
        made = source.with_suffix(".docx")
        if not made.is_file():
            raise Unreadable("LibreOffice makes no document of it")
        return made.read_bytes()


def _run(command: list[str]) -> None:
    """Run a program in a group of its own, which ends with it."""
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired as error:
        raise Unreadable(f"LibreOffice took more than {SECONDS:g} s") from error
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
