"""Inputs and outputs in object storage: a run works on local copies of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from pipeline.ingest import Order
from pipeline.observer import Observer
from pipeline.remote import is_remote, local


@contextmanager
def placed(order: Order, inputs: Sequence[str], out: str) -> Iterator[tuple[Order, list[Observer]]]:
    """The order with local copies in place of object storage, and who has to listen to its run."""
    folders = tuple(local(place) for place in inputs)
    copies = tuple(
        (folder.resolve(), place.rstrip("/"))
        for folder, place in zip(folders, inputs, strict=True)
        if is_remote(place)
    )
    order = replace(order, inputs=folders, copies=copies)
    if not is_remote(out):
        yield order, []
        return
    from pipeline.mirror import mirrored

    with mirrored(out) as mirror:
        yield replace(order, out=mirror.out, remote=mirror.remote.url), [mirror]


@contextmanager
def working(out: str) -> Iterator[Path]:
    """An output folder to change; of one in object storage the working copy, which is pushed when all went well."""
    if not is_remote(out):
        yield Path(out)
        return
    from pipeline.mirror import mirrored

    with mirrored(out, extracts=True) as mirror:
        yield mirror.out
