"""Whether the headings over groups of columns are printed in the order in which a form has the groups."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from extractors.amounts.tokens import Token
from extractors.amounts.words import heading_key, year_of
from schemas.forms import Column


def prints_order(rows: Sequence[Sequence[Token]], columns: Sequence[Column]) -> bool:
    """Whether groups that repeat each other's headings stand as in the form, by their own headings or years.

    True where neither is printed: nothing then speaks against the order of the form.
    """
    groups: dict[tuple[str, ...], Column] = {c.path[0]: c for c in columns if len(c.path) > 1}
    inner = [{c.path[-1] for c in columns if c.path[0] == outer} for outer in groups]
    if len(groups) < 2 or not any(one & other for one, other in pairwise(inner)):
        return True
    tokens = [token for row in rows for token in row if token.kind == "words"]
    wordings = [frozenset(heading_key(text) for text in outer) for outer in groups]
    printed = [token for token in tokens if any(heading_key(str(token.text)) in own for own in wordings)]
    years = [year_of(str(token.text)) for token in tokens]
    own = [year for year in years if year is not None]
    offsets = [column.year for column in groups.values()]
    if len(set(offsets)) == len(offsets) == len(own):
        return all(
            (a < b) == (x < y) for (a, b), (x, y) in zip(pairwise(own), pairwise(offsets), strict=True)
        )
    places = [
        next((i for i, token in enumerate(printed) if heading_key(str(token.text)) in own_words), None)
        for own_words in wordings
    ]
    return None in places or all(
        a <= b for a, b in pairwise([place for place in places if place is not None])
    )
