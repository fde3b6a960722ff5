"""The command `doctor`: what is installed, what is missing, what it is for and how to get it."""

from __future__ import annotations

import os
import platform
import shutil
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from pipeline.product.fonts import chinese_font
from pipeline.product.printing import print_json, print_table

PACKAGES = {
    "pyarrow": "writing Parquet",
    "ortools": "placing amounts that lost their column",
    "jieba": "labels in other words",
    "duckdb": "query, export, diff, coverage",
    "pypdfium2": "reading PDF",
    "pdfplumber": "second reading of PDF",
    "camelot-py": "third reading of PDF",
    "rapidocr": "reading scans",
    "onnxruntime": "reading scans",
    "python-calamine": "reading sheets",
    "openpyxl": "reading sheets, export to XLSX",
    "python-docx": "reading DOCX",
    "lxml": "reading HTML",
    "starlette": "the review page",
}
PROGRAMS = {
    "LibreOffice": (("soffice", "libreoffice"), "reading .doc, .wps and .rtf", "apt-get install libreoffice-writer"),
    "unar": (("unar",), "reading archives of RAR and 7z", "apt-get install unar"),
    "Chromium": (("chromium", "chromium-browser", "google-chrome"), "tests of the review page", "apt-get install chromium"),
    "R": (("Rscript",), "the R example of the docs", "apt-get install r-base-core"),
}  # fmt: skip
OK, MISSING, LOW = "ok", "missing", "low"
LEAST_MEMORY = 4 << 30
GIGABYTE = 1 << 30


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that was looked at; `mend` is empty where nothing is to do."""

    what: str
    state: str
    found: str
    use: str
    mend: str = ""


def doctor(as_json: bool) -> int:
    """Print everything; 0 when nothing that reading needs is missing, else 1."""
    findings = [*_machine(), *map(_package, PACKAGES), _models(), _font(), *map(_program, PROGRAMS)]
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        names = ["what", "state", "found", "used for", "how to get it"]
        print_table(names, [(f.what, f.state, f.found, f.use, f.mend) for f in findings])
    return 1 if any(f.state == MISSING and f.what in PACKAGES for f in findings) else 0


def _machine() -> list[Part]:
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    memory = pages * size
    enough = memory >= LEAST_MEMORY
    free = shutil.disk_usage(Path.cwd()).free
    return [
        Part("gongkai", OK, _version("gongkai") or "run from its folder", ""),
        Part("Python", OK, f"{platform.python_version()} {platform.machine()}", ""),
        Part(
            "memory",
            OK if enough else LOW,
            f"{memory / GIGABYTE:.1f} GB, {os.cpu_count()} cores",
            "2 GB for each worker",
            "" if enough else "gongkai ingest --workers 1 --memory-limit 1024",
        ),
        Part("disk", OK, f"{free / GIGABYTE:.1f} GB free here", "extracts and release"),
    ]


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _package(name: str) -> Part:
    found = _version(name)
    mend = "" if found else "make ingest (installs requirements.lock)"
    return Part(name, OK if found else MISSING, found, PACKAGES[name], mend)


def _models() -> Part:
    """The models of the OCR come with its package."""
    spec = find_spec("rapidocr")
    folders = spec.submodule_search_locations if spec else None
    models = [path.name for folder in folders or () for path in Path(folder).rglob("*.onnx")]
    state = OK if models else MISSING
    mend = "" if models else "pip install --force-reinstall rapidocr"
    return Part("OCR models", state, ", ".join(sorted(models)), "reading scans", mend)


def _font() -> Part:
    font = chinese_font()
    mend = "" if font else "apt-get install fonts-noto-cjk, or set GONGKAI_FONT to a font file"
    return Part("Chinese font", OK if font else MISSING, str(font or ""), "charts in notebooks", mend)


def _program(name: str) -> Part:
    commands, use, mend = PROGRAMS[name]
    found = next((path for command in commands if (path := shutil.which(command))), "")
    return Part(name, OK if found else MISSING, found, use, "" if found else mend)
