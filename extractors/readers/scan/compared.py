"""Numbers of a text layer compared with the page's picture: fonts may name a digit that they do not show."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from schemas.spans import Span

MOST, FEWEST, SHARE = 12, 2, 0.25  # numbers looked at; those that have to differ, and their share
LEAST_SURE = 0.9
LEAST_DIGITS = 4
AROUND = 0.5  # points around a number


def shows_other_numbers(data: bytes, numbers: Iterable[Span]) -> bool:
    """Whether many of some numbers of a PDF are shown as others, by recognition that is sure of itself.

    Their boxes are those of pages as displayed.
    """
    chosen = [span for span in numbers if span.box and sum(map(str.isdigit, span.text)) >= LEAST_DIGITS]
    step = max(1, len(chosen) // MOST)
    asked = sorted(chosen[::step][:MOST], key=lambda span: span.place)
    differing = sum(_differing(data, page or 0, list(spans)) for page, spans in groupby(asked, _page))
    return differing >= FEWEST and differing >= SHARE * len(asked)


def _page(span: Span) -> int | None:
    return span.page


def _differing(data: bytes, number: int, spans: list[Span]) -> int:
    """How many numbers of one page are shown otherwise."""
    from extractors.readers.scan.source import open_pictures
    from extractors.readers.scan.words import read_number

    picture = open_pictures(data).page(number)
    count = 0
    for span in spans:
        if span.box is None:
            continue
        reads = read_number(picture, span.box, AROUND)
        text = "".join(read.text for read in reads)
        sure = min((read.confidence for read in reads), default=0.0) >= LEAST_SURE
        count += (
            sure and len(_digits(text)) == len(_digits(span.text)) and _digits(text) != _digits(span.text)
        )
    return count


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))
