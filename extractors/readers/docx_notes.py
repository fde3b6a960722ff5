"""Footnotes and endnotes of Word documents: printed at the foot of pages, apart from the text, and told, not read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from extractors.readers.docx_numbers import NS
from extractors.readers.docx_text import printed
from schemas.document import Remark

NOTE = "docx.note"
KINDS = ("footnote", "endnote")
MOST, SHOWN = 50, 80


def note_remarks(package: Any) -> Iterator[Remark]:
    """One remark for each note that prints a number, the first ones of many."""
    found = (text for text in _notes(package) if any(character.isdigit() for character in text))
    for _, text in zip(range(MOST), found, strict=False):
        yield Remark(NOTE, text[:SHOWN])


def _notes(package: Any) -> Iterator[str]:
    """The texts of the notes of a document; separators are none."""
    from docx.oxml import parse_xml

    parts = {relation.reltype.rpartition("/")[2]: relation for relation in package.part.rels.values()}
    for kind in KINDS:
        if f"{kind}s" not in parts or parts[f"{kind}s"].is_external:
            continue
        for note in parse_xml(parts[f"{kind}s"].target_part.blob).findall(f"{NS}{kind}"):
            if note.get(f"{NS}type") is None:
                yield " ".join("".join(printed(note, [])).split())
