"""The order of the stages: from the bytes of one source to its extract."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache

from extractors.facts import DocumentFacts, find_facts
from extractors.readers.text import read_text_export
from extractors.regions import find_regions, region_lines
from extractors.sections import extract_sections, outline
from pipeline.extract import Extract, Options
from pipeline.seal import seal
from pipeline.stages import (
    TableReading,
    extract_statements,
    extract_text_goals,
    find_personal,
    mask,
    read_region,
    reconcile,
)
from schemas.document import Document
from schemas.errors import Refused, Unsupported
from schemas.harvest import Harvest, merge
from schemas.resources import read_toml
from schemas.sections import Section

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Reading:
    """What a document was found to say; `tables` in the order of their titles."""

    document: Document
    about: DocumentFacts
    sections: tuple[Section, ...]
    tables: tuple[TableReading, ...]
    harvest: Harvest


def process(data: bytes, options: Options) -> Extract:
    """Everything that one source gives; `SourceError` when it cannot be read."""
    document = read(data, options)
    persons = find_personal(document)
    reading = interpret(mask(document, persons))
    return seal(reading, len(data), persons)


def read(data: bytes, options: Options) -> Document:
    """The document that stands in a source's bytes."""
    if len(data) > options.max_text_bytes:
        raise Refused(f"{len(data) // MEGABYTE} MB are more than {options.max_text_bytes // MEGABYTE} MB")
    for magic, name in _unsupported():
        if data.startswith(magic):
            raise Unsupported(name)
    return read_text_export(data, hashlib.sha256(data).hexdigest())


def interpret(document: Document) -> Reading:
    """What a document says: facts, regions, sections, a harvest per kind of row, then arithmetic."""
    about, doubts = find_facts(document)
    facts = about.context()
    regions = find_regions(document)
    taken = frozenset((line.page, line.number) for region in regions for line in region_lines(region))
    sections = outline(document, taken)
    tables = tuple(read_region(document, region, sections, facts) for region in regions)
    harvest = merge(
        [
            doubts,
            extract_sections(document, sections, facts),
            *(table.harvest for table in tables),
            extract_text_goals(document, sections, taken, facts),
            extract_statements(document, sections, taken, facts, tables),
        ]
    )
    return Reading(document, about, sections, tables, reconcile(harvest, tables, facts))


@cache
def _unsupported() -> tuple[tuple[bytes, str], ...]:
    types = read_toml("media_types.toml")["type"]
    return tuple((bytes.fromhex(entry["magic"]), entry["name"]) for entry in types)
