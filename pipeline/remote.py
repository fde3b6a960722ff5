"""Object storage: `s3://BUCKET/FOLDER`, its objects by key; an object is there whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.files import replacing
from schemas.errors import ReleaseError

SCHEME = "s3://"
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Stored:
    """One object: bytes, and nanoseconds since 1970 when it was last written."""

    size: int
    changed: int


@dataclass(frozen=True, slots=True)
class Remote:
    """A folder of object storage; credentials, region and endpoint come from the environment as usual."""

    url: str

    @property
    def shown(self) -> str:
        """The URL as people know it."""
        return self.url.partition("?")[0]

    def list(self, below: str = "") -> dict[str, Stored]:
        """Objects by key relative to this folder."""
        from pyarrow.fs import FileSelector, FileType

        system, root = _opened(self.url)
        selector = FileSelector(f"{root}/{below}".rstrip("/"), allow_not_found=True, recursive=True)
        with self._trouble("list"):
            found = system.get_file_info(selector)
        return {
            info.path[len(root) + 1 :]: Stored(info.size, info.mtime_ns or 0)
            for info in found
            if info.type == FileType.File
        }

    def get(self, key: str, target: Path) -> None:
        """Copy an object into a file."""
        system, root = _opened(self.url)
        with (
            self._trouble("read"),
            system.open_input_stream(f"{root}/{key}") as source,
            replacing(target) as temporary,
            temporary.open("wb") as file,
        ):
            while chunk := source.read(CHUNK):
                file.write(chunk)

    def put(self, key: str, source: Path) -> None:
        """Copy a file into an object, which appears when all of it is there."""
        system, root = _opened(self.url)
        with (
            self._trouble("write"),
            source.open("rb") as file,
            system.open_output_stream(f"{root}/{key}") as target,
        ):
            while chunk := file.read(CHUNK):
                target.write(chunk)

    def delete(self, key: str) -> None:
        """Remove an object; one that is not there is no error."""
        system, root = _opened(self.url)
        try:
            with self._trouble("write"):
                system.delete_file(f"{root}/{key}")
        except FileNotFoundError:
            return

    @contextmanager
    def _trouble(self, what: str) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError:
            raise
        except OSError as error:
            raise ReleaseError(
                f"cannot {what} {self.shown}: {error}; run the same command again: what was stored is kept"
            ) from error


@cache
def _opened(url: str) -> tuple[Any, str]:
    """File system and path of a URL, once per process."""
    from pyarrow.fs import FileSystem

    system, path = FileSystem.from_uri(url)
    return system, path.rstrip("/")


def is_remote(place: str) -> bool:
    """Whether a place on the command line is object storage."""
    return place.startswith(SCHEME)


def local(place: str) -> Path:
    """A path for a place on the command line: a copy of it, when it is in object storage."""
    if not is_remote(place):
        return Path(place)
    from pipeline.mirror import fetched

    return fetched(place)
