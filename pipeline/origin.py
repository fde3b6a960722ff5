"""Where a file came from: the manifest, joined at publishing and compared with the print."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipeline.extract import Summary
from schemas.characters import key
from schemas.errors import CallError
from schemas.harvest import Finding

COLUMNS = ("file", "url", "retrieved_at", "region", "organisation")


@dataclass(frozen=True, slots=True)
class Origin:
    """One line of the manifest; `retrieved_at` in ISO without a zone (UTC), empty strings are None."""

    url: str | None = None
    retrieved_at: str | None = None
    region: str | None = None
    organisation: str | None = None


def read_manifest(path: Path) -> dict[str, Origin]:
    """Origins by file name as written in the manifest."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if "file" not in (reader.fieldnames or ()):
                raise CallError(f"{path}:1: no column `file`; expected {','.join(COLUMNS)}")
            return {row["file"].strip(): _origin(path, reader.line_num, row) for row in reader}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CallError(f"{path} cannot be read ({error}): give --manifest a CSV file in UTF-8") from error


def _origin(path: Path, line: int, row: dict[str, str]) -> Origin:
    values = {name: (row.get(name) or "").strip() or None for name in COLUMNS[1:]}
    if values["retrieved_at"] is not None:
        try:
            moment = datetime.fromisoformat(values["retrieved_at"])
        except ValueError as error:
            raise CallError(
                f"{path}:{line}: retrieved_at is {values['retrieved_at']!r}; "
                "write 2024-03-01 or 2024-03-01T12:00:00"
            ) from error
        if moment.tzinfo is not None:
            moment = moment.astimezone(UTC).replace(tzinfo=None)
        values["retrieved_at"] = moment.isoformat(timespec="seconds")
    return Origin(**values)


def origin_of(names: Iterable[str], manifest: dict[str, Origin]) -> tuple[str, Origin] | None:
    """The manifest's line for one of a source's names: by relative path, else by bare file name."""
    for name in names:
        for candidate in (name, name.rpartition("/")[2]):
            if candidate in manifest:
                return candidate, manifest[candidate]
    return None


def disagreements(origin: Origin, summary: Summary) -> list[Finding]:
    """Findings where the manifest says another organisation or region than the document."""
    findings = []
    if origin.organisation and summary.org_name and key(origin.organisation) != key(summary.org_name):
        findings.append(
            Finding("manifest.organisation", expected=origin.organisation, found=summary.org_name)
        )
    printed = summary.region_code if (origin.region or "").isdigit() else summary.region_name
    if origin.region and printed and not _same_region(origin.region, printed):
        findings.append(Finding("manifest.region", expected=origin.region, found=printed))
    return findings


def _same_region(given: str, printed: str) -> bool:
    return key(given) in key(printed) or key(printed) in key(given)
