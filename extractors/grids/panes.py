"""Pages that hold further columns of the rows on another page, as a spreadsheet prints a sheet wider than its paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from schemas.document import Line, Page

NEAR = 2.0
AROUND = (0, -1, 1, -2, 2)  # the distances up to that, the shorter and then the upper first
MATCHED = 0.85
WRAPPED = 14
MOST_STRANGE = 0.1
MOST_REPEATED = 0.35
BARE = 0.8
LEAST_BARE = 3
BAND = 8.0
BEGUN = 20.0
SHORT = 2
WIDE = "  "  # of blanks for a gap that is none between words
FIRST_IDEOGRAPH = "\u2e80"

Panes = dict[int, tuple[int, ...]]


class _Profile:
    """The lines of a page by their height, which are looked at when asked for; `gridded` where it holds a table."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.lines: list[Line] = []
        self.gridded = False

    @cached_property
    def rows(self) -> dict[int, tuple[str, bool]]:
        """What words are printed at each height, and whether numbers."""
        return {height: _words(text) for height, text in _texts(self.lines).items()}

    @cached_property
    def top(self) -> int:
        """The height of the first line."""
        return min(self.rows)

    def near(self, height: int) -> tuple[str, bool] | None:
        """The line at a height, within the distance that still is one line."""
        rows = self.rows
        for distance in AROUND:
            if height + distance in rows:
                return rows[height + distance]
        return None


def find_panes(lines: Iterable[Line], pages: Sequence[Page]) -> Panes:
    """The pages beside each page that begins rows, in order from the left; empty where no page holds further columns.

    A spreadsheet prints the pages of a sheet downwards and then to the right, or the other way.
    """
    if len(pages) < 2:
        return {}
    found: Panes = {}
    run: list[_Profile] = []
    sheet: list[_Profile] = []
    last = -1
    for profile in _profiles(lines, pages):
        if not any(line.runs for line in profile.lines):
            continue
        at = _place(profile, sheet, last)
        if at is None and (begun := _sheet(profile, run)):
            sheet, run, at = begun, [], _place(profile, begun, -1)
        if at is None:
            run.append(profile)
            if sheet and _goes_on(sheet[-1], profile):
                sheet, last = [*sheet, profile], len(sheet) - 1
            else:
                sheet, last = [], -1
            continue
        left = sheet[at].page.number
        found[left] = (*found.get(left, ()), profile.page.number)
        last = at
    return found


def _profiles(lines: Iterable[Line], pages: Sequence[Page]) -> list[_Profile]:
    found = {page.number: _Profile(page) for page in pages}
    for line in lines:
        if line.page not in found:
            continue
        profile = found[line.page]
        profile.gridded = profile.gridded or line.grid is not None
        profile.lines.append(line)
    return list(found.values())


def _texts(lines: Iterable[Line]) -> dict[int, str]:
    """What is printed at each height of a page."""
    texts: dict[int, str] = {}
    for line in lines:
        for run in line.runs:
            height = round((run.top + run.bottom) / 2)
            printed = line.text[run.start : run.end].strip()
            for near in (height, height - 1, height + 1):
                if near in texts:
                    texts[near] += WIDE + printed
                    break
            else:
                texts[height] = printed
    return texts


def _words(text: str) -> tuple[str, bool]:
    """The words of a line, and whether it has numbers."""
    words, numbers = "", False
    for cell in text.split(WIDE):
        if not cell.isascii() and max(cell) >= FIRST_IDEOGRAPH:
            words += cell
        elif not numbers:
            numbers = any(map(str.isdigit, cell))
    return words, numbers


def _place(profile: _Profile, sheet: Sequence[_Profile], last: int) -> int | None:
    """Which page of a sheet a page stands beside: the next one below that of the page before, else the first."""
    order = (*range(last + 1, len(sheet)), *range(last + 1))
    least = LEAST_BARE if last < 0 else 1
    return next((at for at in order if _beside(profile, sheet[at], least)), None)


def _sheet(profile: _Profile, run: Sequence[_Profile]) -> list[_Profile]:
    """The pages at the end of a run that make the left columns of a sheet of which a page holds further ones."""
    for at in range(len(run) - 1, -1, -1):
        if _beside(profile, run[at]) and not (at and _goes_on(run[at - 1], run[at])):
            return list(run[at:])
        if at and not _goes_on(run[at - 1], run[at]):
            return []
    return []


def _goes_on(above: _Profile, below: _Profile) -> bool:
    """Whether a page begins with rows of the table that fills the page before, its headings printed again or not."""
    if not (above.gridded and below.gridded) or not _alike(above.page, below.page):
        return False
    first = min((height for height, (_, numbers) in below.rows.items() if numbers), default=None)
    begun = first is not None and first - below.top < BEGUN
    return begun or above.rows[above.top][0] == below.rows[below.top][0]


def _alike(one: Page, other: Page) -> bool:
    return abs(one.width - other.width) < 1 and abs(one.height - other.height) < 1 and one.turn == other.turn


def _beside(profile: _Profile, left: _Profile, least: int = LEAST_BARE) -> bool:
    """Whether all lines of a page stand at the height of lines of another, under its headings and without its labels."""
    if not left.gridded or not _alike(profile.page, left.page):
        return False
    beside = {height: left.near(height) for height in profile.rows}
    known = [(row, other) for height, row in profile.rows.items() if (other := beside[height]) is not None]
    numbered = [height for height, (_, numbers) in profile.rows.items() if numbers] or list(profile.rows)
    most = (1 - MATCHED) * len(numbered)
    lost = sum(beside[height] is None for height in numbered)
    if not known or lost > most or lost + _strays(beside, numbered) > most or _begins_again(profile, left):
        return False
    strange = sum(bool(words) and not numbers and other[1] for (words, numbers), other in known)
    repeated = sum(len(words) > SHORT and words == other[0] for (words, _), other in known)
    if strange > MOST_STRANGE * len(known) or repeated > MOST_REPEATED * len(known):
        return False
    lower = profile.top >= left.top + BAND or profile.rows[profile.top][1]
    return lower and (_bare(known, least) or _begins_lower(profile, left))


def _begins_again(profile: _Profile, left: _Profile) -> bool:
    """Whether most headings of a page are those of another, at whatever height: rows go on there, columns do not."""
    above = {words for words, numbers in left.rows.values() if not numbers}
    own = [words for words, numbers in profile.rows.values() if len(words) > SHORT and not numbers]
    return len(own) > 1 and sum(words in above for words in own) > len(own) / 2


def _strays(beside: Mapping[int, object], numbered: Sequence[int]) -> int:
    """How many lines of words below the headings belong to no row: to none `beside` them and none they are wrapped in."""
    first = min(numbered)
    return sum(
        line is None and height > first and all(abs(height - other) > WRAPPED for other in numbered)
        for height, line in beside.items()
    )


def _bare(known: Sequence[tuple[tuple[str, bool], tuple[str, bool]]], least: int) -> bool:
    """Whether rows print numbers and no label, which the rows at their heights have."""
    numbered = [(words, other[0]) for (words, numbers), other in known if numbers]
    bare = [other for words, other in numbered if not words]
    labelled = sum(bool(label) for label in bare)
    return len(numbered) >= least and len(bare) >= BARE * len(numbered) and 2 * labelled >= len(bare)


def _begins_lower(profile: _Profile, left: _Profile) -> bool:
    """Whether a page begins with other words beside the captions or headings of another, below the title there."""
    first = min(height for height in profile.rows if left.near(height) is not None)
    words, numbers = profile.rows[first]
    other = left.near(first)
    if profile.top < left.top + BAND or not words or numbers or other is None or other[1]:
        return False
    if any(numbered for height, (_, numbered) in left.rows.items() if height < first - NEAR):
        return False
    headings = [
        left.near(height) for height, (words, numbers) in profile.rows.items() if words and not numbers
    ]
    return all(headings) or len(headings) - headings.count(None) > 1
