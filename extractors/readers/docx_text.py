"""What a paragraph of a Word file prints: its runs without what is deleted, hidden or not its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from extractors.readers.docx_numbers import NS

SKIPPED = frozenset({f"{NS}del", f"{NS}moveFrom", f"{NS}instrText", f"{NS}pPr", f"{NS}rPr", f"{NS}delText"})
BOX = f"{NS}txbxContent"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
BREAKS = frozenset({f"{NS}br", f"{NS}cr"})


def printed(element: Any, hidden: list[str]) -> Iterator[str]:
    """The characters of a paragraph: tabs as blanks, line breaks as line ends, hidden ones apart."""
    for child in element:
        if child.tag in SKIPPED or child.tag in (BOX, FALLBACK):
            continue
        if child.tag == f"{NS}r" and _is_hidden(child):
            hidden.extend(printed(child, []))
        elif child.tag == f"{NS}r" and _is_apart(child):
            yield from (" ", *printed(child, hidden), " ")
        elif child.tag == f"{NS}t":
            yield child.text or ""
        elif child.tag == f"{NS}tab":
            yield " "
        elif child.tag in BREAKS:
            yield "\n"
        elif child.tag == f"{NS}noBreakHyphen":
            yield "-"
        else:
            yield from printed(child, hidden)


def _is_apart(run: Any) -> bool:
    """Whether a run is raised, lowered or struck through: no part of the number beside it."""
    properties = run.find(f"{NS}rPr")
    if properties is None:
        return False
    raised = properties.find(f"{NS}vertAlign")
    struck = [properties.find(f"{NS}{name}") for name in ("strike", "dstrike")]
    return (raised is not None and raised.get(f"{NS}val") != "baseline") or any(map(_is_on, struck))


def _is_on(mark: Any | None) -> bool:
    return mark is not None and mark.get(f"{NS}val", "true") not in ("0", "false")


def _is_hidden(run: Any) -> bool:
    properties = run.find(f"{NS}rPr")
    return properties is not None and _is_on(properties.find(f"{NS}vanish"))
