"""Levels of indicators: inherited through merged cells, restored by the form's order where the export moved them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from extractors.performance.lost_levels import lost_labels
from extractors.performance.prints import PrintedIndicator
from extractors.performance.targets import parse_target
from schemas.characters import key
from schemas.harvest import Finding
from schemas.performance import (
    canonical,
    fixed_styles,
    level3_homes,
    levels,
    order_of,
    ordered_styles,
    parent_of,
)
from schemas.spans import Text

Evidence = Literal["printed", "inherited", "inferred"]
KNOWN_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Levels:
    """Levels of one row: published labels, the print they come from, how they are known, and the row's other cells."""

    level1: str | None
    level2: str | None
    print1: Text | None
    print2: Text | None
    evidence: Evidence
    cells: dict[str, Text]


def style_of(rows: Sequence[PrintedIndicator]) -> str | None:
    """The style whose labels explain most level cells of a table, or None when too few are known."""
    printed = [
        (level, str(text)) for row in rows for level in (1, 2) if (text := row.cells.get(f"level{level}"))
    ]
    if not printed:
        return None
    scores: Counter[str] = Counter()
    for style in dict.fromkeys(entry.style for entry in levels()):
        scores[style] = sum(canonical(text, level, style) is not None for level, text in printed)
    style, score = max(scores.items(), key=lambda item: item[1])
    return style if score >= KNOWN_SHARE * len(printed) else None


def unshift(row: PrintedIndicator, style: str | None) -> tuple[PrintedIndicator, Text | None, list[Finding]]:
    """Undo a shift by one column; also the level-2 print that rows below inherit, when it is not this row's own.

    Two level-2 labels side by side: the second is this row's, the first the next row's; a level-2 label
    printed in the level-1 column is level 2. Words alone in the target's column are the row's level-3 name.
    """
    cells = dict(row.cells)
    findings: list[Finding] = []
    below: Text | None = None
    second, third = cells.get("level2"), cells.get("level3")
    named = "target" not in cells or _is_name(cells["target"])
    if second and third and named and canonical(str(second), 2, style) and _is_level2(third, style):
        below = second
        cells["level2"] = third
        cells.pop("level3")
        if "target" in cells:
            cells["level3"] = cells.pop("target")
        findings.append(Finding("row.shifted", at=second, found=str(third)))
    target = cells.get("target")
    if target and not cells.get("level3") and _is_name(target):
        cells["level3"] = cells.pop("target")
        findings.append(Finding("row.shifted", at=target, found=str(target)))
    first = cells.get("level1")
    if first and not canonical(str(first), 1, style) and _is_level2(first, style):
        if "level2" not in cells or canonical(str(cells["level2"]), 2, style) == canonical(
            str(first), 2, style
        ):
            cells["level2"] = cells.get("level2", first)
            cells.pop("level1")
            findings.append(Finding("level.moved", at=first, found=str(first)))
    return replace(row, cells=cells), below, findings


def _is_name(text: Text) -> bool:
    """Whether a target without a level-3 name reads like one: words, no operator, no number."""
    target = parse_target(str(text))
    return target.words is not None and target.operator is None and not any(c.isdigit() for c in str(text))


def _is_level2(text: Text, style: str | None) -> bool:
    name = canonical(str(text), 2, style)
    return name is not None


@dataclass(slots=True)
class _Running:
    """What the rows so far say of the rows below."""

    print1: Text | None = None
    print2: Text | None = None
    level2: str | None = None
    guessed: bool = False

    def guess(self, level2: str, text: Text | None = None) -> None:
        """Let the rows below stand under a level 2 whose label was not printed there."""
        self.level2, self.print2, self.guessed = level2, text, True


def restore(rows: Sequence[PrintedIndicator]) -> tuple[list[Levels], list[Finding]]:
    """Levels of every row, template rows included, and a finding for every place that was not as it should be."""
    style = style_of(rows)
    running = _Running()
    out: list[Levels] = []
    findings: list[Finding] = []
    unshifted = [unshift(printed, style) for printed in rows]
    lost = lost_labels([(row, below) for row, below, _ in unshifted], style)
    for index, (row, below, moved) in enumerate(unshifted):
        findings += moved
        if index in lost:
            at = row.cells["level3"]
            findings.append(Finding("level.lost", at=at, found=running.level2, expected=lost[index]))
            running.guess(lost[index])
        found, more = _row_levels(row, running, style)
        out.append(found)
        findings += more
        if below is not None:
            running.guess(canonical(str(below), 2, style) or str(running.level2), below)
    findings += _skipped(out, style)
    return out, findings


def _joined(text: Text) -> str:
    return "".join(str(text).split())


def _row_levels(row: PrintedIndicator, running: _Running, style: str | None) -> tuple[Levels, list[Finding]]:
    cells = row.cells
    own1, own2 = cells.get("level1"), cells.get("level2")
    if own1:
        running.print1 = own1
        if not own2:
            running.print2, running.level2 = None, None
    if own2:
        running.print2, running.guessed = own2, False
        running.level2 = canonical(str(own2), 2, style) or _joined(own2)
    home = level3_homes().get(key(str(cells["level3"]))) if "level3" in cells else None
    level2 = running.level2
    evidence = "inferred" if running.guessed else "printed" if own1 and own2 else "inherited"
    if home and home[0] == style and level2 != home[1]:
        if level2 is not None and own2:
            return _finished(row, running, home[1], style, "inferred", True)
        running.guess(home[1])
        return _finished(row, running, home[1], style, "inferred", True)
    return _finished(row, running, level2, style, evidence, False)


def _finished(
    row: PrintedIndicator,
    running: _Running,
    level2: str | None,
    style: str | None,
    evidence: str,
    forced: bool,
) -> tuple[Levels, list[Finding]]:
    """Level 1 by the print, or by where the form puts the level 2 when the print says otherwise."""
    findings: list[Finding] = []
    print1 = running.print1
    level1 = (canonical(str(print1), 1, style) or _joined(print1)) if print1 else None
    home = parent_of(level2, style) if level2 and style else None
    at = row.cells.get("level1") or row.cells.get("level3") or row.cells.get("level2")
    if home is not None and level1 != home and _overrides(row, print1, style):
        if row.cells.get("level1") is not None:
            known = canonical(str(print1), 1, style) is not None
            findings.append(
                Finding("level.moved" if known else "level.garbled", at=print1, expected=home, found=level1)
            )
        level1, print1, evidence = home, None, "inferred"
    elif forced and at is not None:
        findings.append(Finding("level.moved", at=at, expected=level2, found=str(at)))
    real = bool(row.cells.get("level3") or row.cells.get("target"))
    if real and (level1 is None or level2 is None) and style is not None and at is not None:
        findings.append(Finding("level.unknown", at=at, found=str(at)))
    found = Levels(level1, level2, print1, running.print2, evidence, row.cells)  # type: ignore[arg-type]
    return found, findings


def _overrides(row: PrintedIndicator, print1: Text | None, style: str | None) -> bool:
    """Whether the form decides against the print: always where it fixes its levels, else where the print is no label."""
    if style in fixed_styles() or print1 is None:
        return True
    return row.cells.get("level1") is None or canonical(str(print1), 1, style) is None


def _skipped(rows: Sequence[Levels], style: str | None) -> list[Finding]:
    """Rows that may belong to a level 2 which its form always prints and this table does not, or prints a row late."""
    if style not in ordered_styles():
        return []
    findings = []
    printed = {row.level2 for row in rows if row.cells.get("level2")}
    names = [name for entry in levels() if entry.style == style for name in entry.level2]
    for index, row in enumerate(rows):
        if row.level2 is None or row.cells.get("level2") or not row.cells.get("level3"):
            continue
        following = order_of(row.level2, style) + 1
        late = (
            index + 1 < len(rows)
            and rows[index + 1].cells.get("level2")
            and not rows[index + 1].cells.get("level3")
        )
        missing = following < len(names) and names[following] not in printed
        late_label = (
            late
            and order_of(rows[index + 1].level2 or "", style) == following
            and "target" not in rows[index + 1].cells
        )
        if missing or (late_label and index + 2 < len(rows) and _needs(names[following], style)):
            at = row.cells["level3"]
            findings.append(Finding("level.uncertain", at=at, found=row.level2, expected=names[following]))
    return findings


def _needs(level2: str, style: str) -> bool:
    """Whether a level 2 is one that every project fills (the outputs), so that an empty one is suspect."""
    return parent_of(level2, style) == parent_of(_first_output(style), style)


def _first_output(style: str) -> str:
    entries = [entry for entry in levels() if entry.style == style]
    return entries[1].level2[0] if len(entries) > 1 else entries[0].level2[0]
