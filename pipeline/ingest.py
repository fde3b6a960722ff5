"""The command `ingest`: collect, read what is new in worker processes, enter into the ledger, publish."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.batch import Outcome
from pipeline.called import Called, Pending
from pipeline.decisions import Decided, decisions_for, folder_beside
from pipeline.engine import engine_for
from pipeline.extract import Options, Summary
from pipeline.files import remove_temporaries
from pipeline.fingerprint import fingerprint
from pipeline.ledger import Ledger
from pipeline.lock import locked
from pipeline.observer import Observer, Observers, ending
from pipeline.origin import Origin, origin_of, read_manifest
from pipeline.run_report import Report
from pipeline.scratch import scratch
from pipeline.source import LeftOut, Source, look
from pipeline.store import STORE, Store
from pipeline.tally import Tally
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
    """What a run did: how the sources of this call ended, how many were read now, and the release afterwards."""

    tally: Tally
    left_out: tuple[tuple[str, str], ...]
    read: int
    unused: tuple[str, ...]
    release: Release


def ingest(order: Order, observers: Sequence[Observer] = ()) -> Result:
    """Bring a release up to date with its inputs, and say so to `observers` and in a run report."""
    _expect_sources(order)
    manifest = read_manifest(order.manifest) if order.manifest else {}
    decided = decisions_for(order.out, order.decisions)
    with locked(order.out) as clean:
        if not clean:
            remove_temporaries(order.out / STORE)
        with scratch(order.out) as db:
            called = Called(db, _found(order))
            report = Report(order.out, fingerprint(order.options), tuple(called.left_out))
            told = Observers([*observers, report])
            with ending(told):
                return _run(order, called, manifest, decided, told)


def _run(
    order: Order, called: Called, manifest: dict[str, Origin], decided: Decided, told: Observer
) -> Result:
    ledger = Ledger(order.out, called.db)
    read = _read(order, called, ledger, told)
    tally, used = _enter_all(ledger, called, manifest)
    ledger.write()
    from pipeline.publisher import publish_apart

    told.publishing()
    threads = order.remote or order.copies or order.engine != "local"  # a process with threads is not forked
    release = publish_apart(ledger, decided, apart=not threads)
    return Result(tally, tuple(called.left_out), read, tuple(sorted(set(manifest) - used)), release)


def _expect_sources(order: Order) -> None:
    """Refuse a call that names nothing to read, before anything is written."""
    for given in order.inputs:
        if not given.exists():
            raise CallError(f"there is no file or folder {given}: check its name")
    if order.out.exists() and not order.out.is_dir():
        raise CallError(f"{order.out} is a file: give --out the name of a folder")
    if not any(isinstance(found, Source) for found in _found(order)):
        names = ", ".join(map(str, order.inputs))
        raise CallError(f"no files to read in {names}: hidden files and names beginning with _ are left out")


def _found(order: Order) -> Iterator[Source | LeftOut]:
    apart = (order.out, order.manifest, order.decisions or folder_beside(order.out))
    return look(order.inputs, order.exclude, apart)


def _read(order: Order, called: Called, ledger: Ledger, told: Observer) -> int:
    """Settle all sources of a call; how many of them had to be read now."""
    if not order.force:
        _settle_known(order, called, ledger)
    pending = called.pending
    told.begin(len(called), len(called) - len(pending))
    _read_all(order, called, pending, told)
    return len(pending)


def _settle_known(order: Order, called: Called, ledger: Ledger) -> None:
    """Settle the sources that an extract of this version stands for."""
    store, version = Store(order.out), fingerprint(order.options)
    for doc_id in called.readable():
        if ledger.holds(doc_id, version):
            called.settle_as_held(doc_id)
        elif (summary := store.summary(doc_id, version)) is not None and summary.final:
            called.settle(summary)


def _read_all(order: Order, called: Called, pending: Pending, told: Observer) -> None:
    """Read sources, and settle them."""
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
            called.settle(summary)
            told.told(outcome, summary)
        whole = not lost
    finally:
        engine.close()
        if not whole:  # a worker may have ended in the middle of a file
            remove_temporaries(order.out / STORE)


def _load_publishing() -> None:
    """Load code and knowledge of publishing while the workers read, not before: a fork wants a single thread."""
    import jinja2  # noqa: F401

    import pipeline.publisher  # noqa: F401
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


def _enter_all(ledger: Ledger, called: Called, manifest: dict[str, Origin]) -> tuple[Tally, set[str]]:
    """Enter every source; how they ended, and the lines of the manifest that belong to one."""
    tally, used = Tally(), set()
    for source, summary in called.settled():
        line = origin_of(source.names, manifest)
        if line is not None:
            used.add(line[0])
        tally.add(source, ledger.enter(source, summary, line[1] if line else None))
    return tally, used
