"""The order of the stages: from the bytes of one source to its extract."""

from __future__ import annotations

import hashlib

from extractors.amounts.parents import link
from extractors.facts import find_facts
from extractors.narrative.statements import extract_statements
from extractors.promises.findings import find_broken_promises
from extractors.recognised import weigh_recognised
from extractors.reconcile import reconcile
from extractors.regions import find_regions
from extractors.sections import extract_sections, outline
from extractors.text_goals import extract_text_goals
from extractors.unfolded import places_taken, without_regions
from pipeline.extract import Extract, Options
from pipeline.formats import read_source
from pipeline.opinions import settled
from pipeline.reading import Reading, read_region
from pipeline.seal import seal
from schemas.codes import subject_book
from schemas.document import Document
from schemas.errors import Refused
from schemas.harvest import merge
from schemas.subjects import observed_subjects

MEGABYTE = 1024 * 1024


def process(data: bytes, options: Options) -> Extract:
    """Everything that one source gives; `SourceError` when it cannot be read."""
    document = read(data, options)
    reading, persons = settled(data, document, options, interpret)
    return seal(reading, len(data), persons, options)


def read(data: bytes, options: Options) -> Document:
    """The document that stands in a source's bytes."""
    if len(data) > options.max_text_bytes:
        raise Refused(f"{len(data) // MEGABYTE} MB are more than {options.max_text_bytes // MEGABYTE} MB")
    return read_source(data, hashlib.sha256(data).hexdigest(), options.ocr)


def interpret(document: Document) -> Reading:
    """What a document says: facts, regions, sections, a harvest per kind of row, then arithmetic."""
    about, doubts = find_facts(document)
    facts = about.context()
    regions = find_regions(document)
    rest = without_regions(document, regions)
    taken = places_taken(regions)
    sections = outline(rest, taken)
    tables = tuple(read_region(document, region, sections, facts) for region in regions)
    subjects = observed_subjects([line for table in tables for line in table.lines()], subject_book())
    statements = extract_statements(rest, sections, taken, facts, subjects)
    harvest = merge(
        [
            doubts,
            extract_sections(rest, sections, facts),
            *(table.harvest for table in tables),
            extract_text_goals(rest, sections, taken, facts),
            statements,
            find_broken_promises(
                rest, sections, [(t.region, t.harvest) for t in tables], statements, taken, facts
            ),
        ]
    )
    amounts = tuple(table.amounts for table in tables if table.amounts is not None)
    settled = link(reconcile(harvest, amounts, facts), amounts)
    return Reading(document, about, sections, tables, weigh_recognised(document, settled))
