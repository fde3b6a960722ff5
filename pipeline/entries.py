"""What stands in an archive: its entries, whatever program packed them, under names that lead nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of an archive: its safe name, unpacked size in bytes, what keeps it from being read, and its CRC-32."""

    name: str
    size: int
    folder: bool = False
    locked: bool = False
    crc: int | None = None


def safe_name(name: str) -> str:
    """A name as its author wrote it, without any step out of the archive."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    safe = [part.replace("\0", "") for part in parts if part not in ("/", "..", ".")]
    return "/".join(part.rstrip(":") for part in safe if part) or "_"
