"""Rows that wait on disk until they are a row group: memory holds what is written at the moment, not what waits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa


class RowSpool:
    """A file of Arrow batches of one schema, removed when it was taken."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        """Begin a file."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path, self.rows = path, 0
        self.sink = pa.OSFile(str(path), "wb")
        self.writer = pa.ipc.new_stream(self.sink, schema)

    def add(self, rows: pa.Table) -> None:
        """Add rows at the end."""
        self.writer.write_table(rows)
        self.rows += rows.num_rows

    @contextmanager
    def taken(self) -> Iterator[pa.Table]:
        """All rows, mapped into memory where they stand."""
        self.writer.close()
        self.sink.close()
        with pa.memory_map(str(self.path)) as file:
            yield pa.ipc.open_stream(file).read_all()
        self.path.unlink()
