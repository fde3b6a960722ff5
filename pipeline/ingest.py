"""The command `ingest`: collect, read what is new in worker processes, enter into the ledger, publish."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.batch import Outcome
from pipeline.decisions import Decided, decisions_for, folder_beside
from pipeline.engine import engine_for
from pipeline.extract import Options, Summary
from pipeline.files import remove_temporaries
from pipeline.fingerprint import fingerprint
from pipeline.ledger import Ledger, enter, read_ledger, write_ledger
from pipeline.lock import locked
from pipeline.observer import Observer, Observers, ending
from pipeline.origin import Origin, origin_of, read_manifest
from pipeline.run_report import Report
from pipeline.source import Collection, Source, collect
from pipeline.spool import Spool, spooling
from pipeline.store import STORE, Store
from pipeline.worker import Job, Limits
from schemas.errors import CallError

if TYPE_CHECKING:
    from pipeline.release import Release


@dataclass(frozen=True, slots=True)
class Order:
    """What a call of `ingest` asks for; `workers` 0: as many as cores, `decisions` None: the folder beside `out`."""

    inputs: tuple[Path, ...]
    out: Path
    manifest: Path | None = None
    decisions: Path | None = None
    exclude: tuple[str, ...] = ()
    options: Options = field(default_factory=Options)
    limits: Limits = field(default_factory=Limits)
    workers: int = 0
    engine: str = "local"
    address: str | None = None
    remote: str | None = None
    copies: tuple[tuple[Path, str], ...] = ()
    force: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """What a run did: the sources of this call with their summaries, and the release afterwards."""

    collection: Collection
    summaries: dict[str, Summary]
    read: int
    unused: tuple[str, ...]
    ledger: Ledger
    release: Release

    @property
    def failed(self) -> list[Source]:
        """Sources of this call that could not be read."""
        return [
            source for source in self.collection.sources if self.summaries[source.doc_id].status == "failed"
        ]


def ingest(order: Order, observers: Sequence[Observer] = ()) -> Result:
    """Bring a release up to date with its inputs, and say so to `observers` and in a run report."""
    collection = _collected(order)
    manifest = read_manifest(order.manifest) if order.manifest else {}
    decided = decisions_for(order.out, order.decisions)
    with locked(order.out) as clean:
        if not clean:
            remove_temporaries(order.out / STORE)
        told = Observers([*observers, Report(order.out, fingerprint(order.options), collection.skipped)])
        with ending(told):
            return _run(order, collection, manifest, decided, told)


def _run(
    order: Order, collection: Collection, manifest: dict[str, Origin], decided: Decided, told: Observer
) -> Result:
    ledger = read_ledger(order.out)
    before = dict(ledger)
    summaries, read = _read(order, collection.sources, told)
    used = _enter_all(ledger, collection.sources, summaries, manifest)
    if ledger != before:
        write_ledger(order.out, ledger)
    from pipeline.publish import publish

    told.publishing()
    release = publish(order.out, ledger, decided)
    unused = tuple(sorted(set(manifest) - used))
    return Result(collection, summaries, read, unused, ledger, release)


def _collected(order: Order) -> Collection:
    for given in order.inputs:
        if not given.exists():
            raise CallError(f"there is no file or folder {given}: check its name")
    if order.out.exists() and not order.out.is_dir():
        raise CallError(f"{order.out} is a file: give --out the name of a folder")
    collection = collect(
        order.inputs,
        order.exclude,
        apart=(order.out, order.manifest, order.decisions or folder_beside(order.out)),
    )
    if not collection.sources:
        names = ", ".join(map(str, order.inputs))
        raise CallError(f"no files to read in {names}: hidden files and names beginning with _ are left out")
    return collection


def _read(order: Order, sources: Sequence[Source], told: Observer) -> tuple[dict[str, Summary], int]:
    """Summaries of all sources by doc_id, and how many of them had to be read now."""
    with spooling(order.out, order.out / STORE) as spool:
        pending = list(_not_read(order, sources, spool))
        told.begin(len(sources), len(sources) - len(pending))
        _read_all(order, pending, spool, told)
        return {summary.doc_id: summary for summary in spool.summaries()}, len(pending)


def _not_read(order: Order, sources: Sequence[Source], spool: Spool) -> Iterator[Source]:
    """Sources that no extract of this version stands for; the summaries of the others go to the spool."""
    store, version = Store(order.out), fingerprint(order.options)
    for source in sources:
        summary = None if order.force else store.summary(source.doc_id, version)
        if summary is None or not summary.final or source.problem is not None:
            yield source
        else:
            spool.add(summary)


def _read_all(order: Order, pending: Sequence[Source], spool: Spool, told: Observer) -> None:
    """Read sources, their summaries into the spool."""
    store, version = Store(order.out), fingerprint(order.options)
    job = Job(order.out.absolute(), version, order.options, order.limits, order.remote, order.copies)
    engine = engine_for(order.engine, order.address, job, order.workers, len(pending))
    whole = False
    try:
        engine.start()
        _load_publishing()
        lost = 0
        for outcome in engine.read(pending):
            lost += outcome.summary is None or outcome.tries > 1
            summary = outcome.summary or _lost(outcome, store, version, order.options)
            spool.add(summary)
            told.told(outcome, summary)
        whole = not lost
    finally:
        engine.close()
        if not whole:  # a worker may have ended in the middle of a file
            remove_temporaries(order.out / STORE)


def _load_publishing() -> None:
    """Load code and knowledge of publishing while the workers read, not before: a fork wants a single thread."""
    import jinja2  # noqa: F401

    import pipeline.publish  # noqa: F401
    from schemas.datasets import datasets
    from schemas.headline import figures
    from schemas.relations import load_relations
    from schemas.restatements import counterparts

    for knowledge in (figures, load_relations, datasets, counterparts):
        knowledge()


def _lost(outcome: Outcome, store: Store, version: str, options: Options) -> Summary:
    from pipeline.failed import failed_extract

    source = outcome.source
    extract = failed_extract(source.doc_id, source.size, outcome.reason, outcome.detail)
    return store.write(extract, version, options)


def _enter_all(
    ledger: Ledger,
    sources: Sequence[Source],
    summaries: dict[str, Summary],
    manifest: dict[str, Origin],
) -> set[str]:
    """Enter every source and give the lines of the manifest that belong to one."""
    used = set()
    for source in sources:
        line = origin_of(source.names, manifest)
        if line is not None:
            used.add(line[0])
        enter(ledger, source, summaries[source.doc_id], line[1] if line else None)
    return used
