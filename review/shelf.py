"""Documents that were looked at lately, as the page shows them."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict

from review.desk import Desk
from review.document import DocumentView, SourceView, source_view, view
from review.printed import Sources

KEPT = 4  # documents


class Views:
    """Views of documents, made again when the release, the decisions or the source changed."""

    def __init__(self, desk: Desk, sources: Sources) -> None:
        self._desk, self._sources = desk, sources
        self._made: OrderedDict[str, tuple[object, SourceView, DocumentView]] = OrderedDict()
        self._one = threading.Lock()

    def of(self, doc_id: str) -> tuple[str, DocumentView]:
        """The view of a document with a stamp of release and source; `KeyError` when there is none of that id.

        Decisions are no part of the stamp: a person who decides while parts are on their way gets all of them.
        """
        state = self._desk.state()  # before what it describes: a change in between is seen the next time
        opened, decided = self._desk.opened(), self._desk.decided()
        source = source_view(opened, self._sources, self._desk.sources, doc_id)
        made_of = (state[0], len(source.lines), source.pages)
        stamp = hashlib.sha256(repr(made_of).encode()).hexdigest()[:16]
        with self._one:
            known = self._made.get(doc_id)
            if known is None or known[0] != state or known[1] != source:
                known = (state, source, view(opened, source, decided, doc_id))
                self._made[doc_id] = known
                while len(self._made) > KEPT:
                    self._made.popitem(last=False)
            self._made.move_to_end(doc_id)
        return stamp, known[2]
