"""Writing what a release says of itself: card, Croissant and, last of all, `datapackage.json`."""

from __future__ import annotations

from pathlib import Path

from pipeline.files import write_whole
from pipeline.product.card import card
from pipeline.product.croissant import croissant_bytes
from pipeline.product.package import package_bytes
from pipeline.release import NAME, Release

CARD, CROISSANT = "README.md", "croissant.json"


def write_descriptors(out: Path, release: Release) -> None:
    """Write the card and the descriptors of a release; `datapackage.json` makes it complete."""
    write_whole(out / CARD, card(out, release).encode())
    write_whole(out / CROISSANT, croissant_bytes(release))
    write_whole(out / NAME, package_bytes(release))


def described(out: Path) -> bool:
    """Whether card and Croissant description are there."""
    return (out / CARD).is_file() and (out / CROISSANT).is_file()
