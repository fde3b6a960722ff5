"""One worker process: reads sources one after another, each into its own file of the store."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import hashlib
import os
import resource
import signal
import tempfile
import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path

from pipeline.extract import Extract, Options, Summary
from pipeline.kin import memory_of
from pipeline.source import Source
from pipeline.store import own_temporaries
from schemas.errors import GongkaiError, Refused, SourceError, Unreadable

PR_SET_PDEATHSIG = 1
ALLOCATIONS = 50_000  # between looks for cycles: records make none, and looking takes a fifth of the time


@dataclass(frozen=True, slots=True)
class Limits:
    """What one source may take: seconds of wall clock, seconds without using a processor, bytes of memory."""

    seconds: float = 300.0
    idle_seconds: float = 60.0
    memory: int = 2 * 1024**3


@dataclass(frozen=True, slots=True)
class Job:
    """Everything that a worker needs to read sources into an output folder.

    `remote`: object storage that gets each extract too; `inputs`: folders here and what they are copies of;
    `here`: the machine of the run reads, and removes what a killed worker leaves in the output folder.
    """

    out: Path
    version: str
    options: Options
    limits: Limits
    remote: str | None = None
    inputs: tuple[tuple[Path, str], ...] = ()
    here: bool = True


@dataclass(frozen=True, slots=True)
class OutOfMemory:
    """What a worker sends instead of a summary when an allocation failed; it ends after that."""


def work(tasks: Connection, job: Job, inherited: Iterable[Connection]) -> None:
    """Read each source that arrives on `tasks` and send its summary back, until the other end closes."""
    gc.freeze()  # what the parent left to collect may belong to threads that are not here (DuckDB)
    for connection in inherited:
        connection.close()
    tie_to_parent()
    _silence()
    if job.here:
        _keep_temporaries(job.out)
    _bound_memory(job.limits.memory)
    gc.freeze()  # what came with the fork stays shared: collecting it would copy it
    gc.set_threshold(ALLOCATIONS, 10, 10)
    while True:
        try:
            source: Source = tasks.recv()
        except (EOFError, OSError):
            return
        try:
            tasks.send(read_into_store(source, job))
        except GongkaiError as error:
            tasks.send(GongkaiError(str(error)))  # of the run, not of the source
        except MemoryError:
            tasks.send(OutOfMemory())
            return


@cache
def warm() -> None:
    """Load what every worker needs into this process, once: workers that are forked from now on start with it."""
    import pipeline.extract_file  # noqa: F401
    from pipeline.process import process
    from schemas.codes import subject_book
    from schemas.phrases import metrics

    process(b"0\n", Options())
    metrics()
    subject_book("functional")


def read_into_store(source: Source, job: Job) -> Summary:
    """Read one source and write its extract; a source that cannot be read becomes a failed document."""
    from pipeline.store import Store  # loads Arrow: after the fork, in parallel

    store = Store(job.out)
    _fetch(source, job)
    summary = store.write(extract_of(source, job.options), job.version, job.options)
    if job.remote is not None:
        from pipeline.remote import Remote

        path = store.path(summary.doc_id, summary.version)
        Remote(job.remote).put(path.relative_to(job.out).as_posix(), path)
    return summary


def _fetch(source: Source, job: Job) -> None:
    """Fetch a source that stands in object storage and not on this machine."""
    path = source.path if isinstance(source.path, Path) else source.path.archive
    for folder, url in job.inputs:
        if not path.exists() and path.is_relative_to(folder):
            from pipeline.remote import Remote

            Remote(url).get(path.relative_to(folder).as_posix(), path)


def is_stored(job: Job, summary: Summary) -> bool:
    """Whether the extract that a summary speaks of is in the store."""
    from pipeline.store import Store

    return Store(job.out).path(summary.doc_id, summary.version).is_file()


def extract_of(source: Source, options: Options) -> Extract:
    """The extract of one source file."""
    from pipeline.failed import failed_extract
    from pipeline.process import process

    try:
        data = _bytes(source, options)
        return process(data, options)
    except SourceError as error:
        return failed_extract(source.doc_id, source.size, error.reason, str(error))
    except (GongkaiError, MemoryError):
        raise
    except Exception as error:
        return failed_extract(source.doc_id, source.size, "crashed", _where(error))


def _where(error: Exception) -> str:
    """Kind and place of an unforeseen error; its text stays out, as it may quote the source."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" in {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"


def _bytes(source: Source, options: Options) -> bytes:
    if source.problem is not None:
        raise Unreadable(source.problem)
    if source.size > options.max_text_bytes:
        limit = options.max_text_bytes // 1024**2
        raise Refused(f"{source.size / 1024**2:.0f} MB are more than the limit of {limit} MB")
    try:
        data = source.path.read_bytes()
    except OSError as error:
        raise Unreadable(error.strerror or type(error).__name__) from error
    if hashlib.sha256(data).hexdigest() != source.doc_id:
        raise Unreadable("the file changed while it was read")
    return data


def tie_to_parent() -> None:
    """Leave it to the parent to be stopped, and die with it where the system can."""
    for asked in (signal.SIGINT, signal.SIGTERM):
        signal.signal(asked, signal.SIG_IGN)
    library = ctypes.CDLL(None)
    if hasattr(library, "prctl"):
        library.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _silence() -> None:
    """Send what libraries print to nowhere: it may quote the source, and it may be without end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.close(nowhere)


def _keep_temporaries(out: Path) -> None:
    """Have libraries and programs put their temporary files where they are removed, should this process be killed."""
    with contextlib.suppress(OSError):  # a full disk is told when the extract is written
        place = own_temporaries(out, os.getpid())
        place.mkdir(parents=True)
        tempfile.tempdir = os.environ["TMPDIR"] = str(place)


def _bound_memory(limit: int) -> None:
    """Let allocations fail well beyond the limit, should they be too fast for the parent's watch."""
    used = memory_of("self", field=0)
    if used is None:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    bound = used + 2 * limit
    soft = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
