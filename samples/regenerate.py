"""Write the samples' expected rows again: shows what would change, and writes only when told to.

python samples/regenerate.py            # print the difference; exit status 1 when there is one
python samples/regenerate.py --accept   # write it
"""

from __future__ import annotations

import argparse
import dataclasses
import difflib
import hashlib
import json
import sys
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
if __name__ == "__main__":
    sys.path.insert(0, str(HERE.parent))

from pipeline.extract import Extract, Options  # noqa: E402
from pipeline.failed import failed_extract  # noqa: E402
from pipeline.process import process  # noqa: E402
from schemas.errors import SourceError  # noqa: E402

EXPECTED = HERE / "expected"
# Cells and provenance repeat the print itself; tests check them against the sample, character by character.
DATASETS = (
    "documents",
    "sections",
    "tables",
    "budget_lines",
    "projects",
    "indicators",
    "goals",
    "statements",
    "findings",
)
LEFT_OUT = {"doc_id", "version"}


def samples() -> list[Path]:
    """The samples that are disclosures, and the refused ones, by name."""
    return [*sorted(HERE.glob("*.txt")), *sorted((HERE / "refused").glob("*.txt"))]


def extract_of(path: Path) -> Extract:
    """What the pipeline makes of one file."""
    data = path.read_bytes()
    try:
        return process(data, Options())
    except SourceError as error:
        return failed_extract(hashlib.sha256(data).hexdigest(), len(data), error.reason, str(error))


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value


def _line(record: Any) -> str:
    row = {
        name: value for name, value in _plain(record).items() if value is not None and name not in LEFT_OUT
    }
    return json.dumps(row, ensure_ascii=False)


def expected_files(path: Path) -> dict[Path, str]:
    """The expected files of one sample with their content; a dataset without rows has none."""
    extract = extract_of(path)
    folder = EXPECTED / path.relative_to(HERE).with_suffix("")
    files = {}
    for dataset in DATASETS:
        rows = [extract.document] if dataset == "documents" else list(extract.rows.get(dataset, ()))
        if rows:
            files[folder / f"{dataset}.jsonl"] = "".join(f"{_line(row)}\n" for row in rows)
    return files


def changes() -> Iterator[tuple[Path, str | None, str | None]]:
    """Expected files that differ: path, what stands there (None: nothing), what should (None: nothing)."""
    wanted = {file: text for path in samples() for file, text in expected_files(path).items()}
    present = {file: file.read_text(encoding="utf-8") for file in EXPECTED.rglob("*.jsonl")}
    for file in sorted(wanted.keys() | present.keys()):
        if wanted.get(file) != present.get(file):
            yield file, present.get(file), wanted.get(file)


def _show(file: Path, old: str | None, new: str | None) -> None:
    name = file.relative_to(HERE).as_posix()
    lines = difflib.unified_diff(
        (old or "").splitlines(),
        (new or "").splitlines(),
        f"{name} (now)",
        f"{name} (would be)",
        "",
        "",
        0,
        "",
    )
    print("\n".join(lines))


def _write(file: Path, new: str | None) -> None:
    if new is None:
        file.unlink()
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(new, encoding="utf-8")


def main() -> int:
    """Show or write what changed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--accept", "--force", action="store_true", help="write the expected rows")
    accept = parser.parse_args().accept
    found = list(changes())
    for file, old, new in found:
        _show(file, old, new)
        if accept:
            _write(file, new)
    if not found:
        print("the expected rows are as they should be")
        return 0
    print(f"{len(found)} files {'written' if accept else 'differ; read them, then run with --accept'}")
    return 0 if accept else 1


if __name__ == "__main__":
    sys.exit(main())
