"""Publishing in a process of its own: what Arrow takes or breaks there is neither the memory nor the end of the run.

An addition, not what keeps memory within bounds: `publish` itself holds no more for more documents.
"""

from __future__ import annotations

import multiprocessing
import pickle
import signal
import traceback
import warnings
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.context import ForkContext

from pipeline.batch import CONTEXT
from pipeline.decisions import Decided
from pipeline.ledger import Ledger
from pipeline.publish import publish
from pipeline.release import Release
from pipeline.watched import DEATH_SECONDS
from pipeline.worker import tie_to_parent
from schemas.errors import GongkaiError, ReleaseError

Publish = Callable[[Ledger, Decided], Release]


def publish_apart(ledger: Ledger, decided: Decided, apart: bool = True, how: Publish = publish) -> Release:
    """The release that `publish` makes, in a forked process where the system forks; its errors are raised here."""
    if not (apart and isinstance(CONTEXT, ForkContext)):
        return how(ledger, decided)
    here, there = multiprocessing.Pipe(duplex=False)
    process = CONTEXT.Process(target=_publish, args=(there, ledger, decided, how), daemon=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # fork beside Arrow's idle threads
        process.start()
    there.close()
    answer: Release | BaseException | None = None
    try:
        answer = here.recv()
    except EOFError:
        process.join(DEATH_SECONDS)
    finally:  # also when the run is stopped by hand
        process.kill()
        process.join()
        here.close()
    if isinstance(answer, Release):
        return answer
    if answer is None:
        raise ReleaseError(f"cannot publish to {ledger.out}: {_manner(process.exitcode)}")
    raise answer


def _publish(there: Connection, ledger: Ledger, decided: Decided, how: Publish) -> None:
    tie_to_parent()
    try:
        there.send(how(ledger, decided))
    except BaseException as error:
        there.send(_portable(error))


def _portable(error: BaseException) -> BaseException:
    """An error that another process can raise."""
    if not isinstance(error, GongkaiError):
        error.add_note(traceback.format_exc())
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return GongkaiError(str(error))
    return error


def _manner(code: int | None) -> str:
    """Why there is no answer, and what to do."""
    how = signal.Signals(-code).name if code is not None and code < 0 else f"exit status {code}"
    short = "; killed from outside, as by a system short of memory" if how == "SIGKILL" else ""
    return f"its process ended with {how}{short}; run the same again: nothing that was read is lost"
