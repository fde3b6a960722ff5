"""What a run holds in memory does not grow with its documents; what waits on disk comes back as it was."""

from __future__ import annotations

import gc
import random
import sqlite3
import tracemalloc
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks.documents import write_documents
from pipeline import partitions
from pipeline.called import Called
from pipeline.extract import Summary
from pipeline.failed import failed_extract
from pipeline.ledger import opened_ledger
from pipeline.scratch import scratch
from pipeline.selection import select
from pipeline.source import LeftOut, Source, collect, look
from pipeline.waiting import Waiting
from schemas.errors import ReleaseError

KILOBYTE = 1024


def summary(number: int) -> Summary:
    made = failed_extract(f"{number:064x}", 1, "crashed", "")
    rows, name = {"documents": 1, "findings": 1}, f"机构{number % 300}"
    return Summary(
        made.doc_id, "v", 2020 + number % 4, "failed", "crashed", name, None, None, False, rows, {"error": 1}
    )


def grown(tmp_path: Path, documents: int) -> int:
    """Bytes of Python objects that a ledger of so many documents and what was selected from it hold."""
    tracemalloc.start()
    with opened_ledger(tmp_path / str(documents)) as ledger:
        for number in range(documents):
            source = Source(f"{number:064x}", Path(f"{number}.txt"), (f"{number}.txt",), 1)
            ledger.enter(source, summary(number), None)
        ledger.write()
        assert select(ledger).statuses.total() == documents
        gc.collect()
        held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return held


def test_ledger_and_selection_hold_no_object_for_each_document(tmp_path: Path) -> None:
    grown(tmp_path, 301)  # knowledge is loaded once, the folded names are known
    few, many = grown(tmp_path, 300), grown(tmp_path, 1_200)
    assert many - few < 100 * KILOBYTE, "900 documents more, each an entry of 2 KB"


def test_sources_of_a_call_are_those_of_a_list_in_memory(tmp_path: Path) -> None:
    write_documents(tmp_path / "one", 0, 30)
    write_documents(tmp_path / "two", 10, 30)
    (tmp_path / "one" / "link").symlink_to(tmp_path / "two", target_is_directory=True)
    inputs = [tmp_path / "one", tmp_path / "two", tmp_path / "one" / "0000" / "0000003.txt", tmp_path / "one"]
    random.Random(1).shuffle(inputs)
    expected = collect(inputs)
    assert any(len(source.names) > 1 for source in expected.sources)
    with scratch(tmp_path / "out") as db:
        called = Called(db, look(inputs))
        assert tuple(called) == expected.sources
        assert tuple(dict.fromkeys(called.left_out)) == tuple(dict.fromkeys(expected.skipped))
        assert len(called) == len(expected.sources)
        assert [path.name for path in (tmp_path / "out" / "_store").iterdir()] == [], "it has no name"


def test_what_is_settled_waits_no_longer_and_comes_back_beside_its_source(tmp_path: Path) -> None:
    sources = [Source(f"{n:064x}", Path(str(n)), (f"{n:03}",), 1) for n in range(20)]
    with scratch(tmp_path) as db:
        called = Called(db, [*reversed(sources), LeftOut("x", "no regular file")])
        for number in (3, 7):
            called.settle(summary(number))
        pending = called.pending
        assert [source.doc_id for source in pending] == [f"{n:064x}" for n in range(20) if n not in (3, 7)]
        assert [(source.names, found.org_name) for source, found in called.settled()] == [
            (("003",), "机构3"),
            (("007",), "机构7"),
        ]


def test_a_queue_gives_every_source_once_and_those_that_come_back_last() -> None:
    sources = [Source(str(n), Path(str(n)), (str(n),), 1) for n in range(5)]
    waiting = Waiting(sources)
    first = waiting.take()
    waiting.put_back(first)
    taken = []
    while waiting:
        taken.append(waiting.take())
    assert taken == [*sources[1:], first]


def test_a_scratch_database_without_room_is_an_error_of_the_run(tmp_path: Path) -> None:
    with (
        pytest.raises(ReleaseError, match=r"cannot write to .*No space left on device"),
        scratch(tmp_path) as db,
    ):
        db.execute("PRAGMA max_page_count=20")
        db.execute("CREATE TABLE big (x)")
        for _ in range(100):
            db.execute("INSERT INTO big VALUES (zeroblob(4000))")


def test_a_scratch_database_is_cut_off_with_its_file(tmp_path: Path) -> None:
    with scratch(tmp_path) as db:
        db.execute("CREATE TABLE t (x)")
        db.executemany("INSERT INTO t VALUES (?)", ((f"{n}" * 500,) for n in range(20_000)))
        assert db.execute("SELECT count(DISTINCT x) FROM t").fetchone() == (20_000,)
    with pytest.raises(sqlite3.ProgrammingError):
        db.execute("SELECT 1")


@pytest.mark.parametrize("rows", [0, 1, 1_023, 1_024, 1_025, 5_000, 9_216])
def test_rows_that_waited_on_disk_give_the_bytes_of_rows_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    monkeypatch.setattr(partitions, "ROW_GROUPS", {"subjects": 4_096})
    chance = random.Random(rows)
    columns = partitions.schema("subjects")
    values = [f"{chance.randrange(rows // 2 + 1):0{chance.randrange(1, 400)}}" for _ in range(rows)]
    arrays = [
        pa.array(values if pa.types.is_string(field.type) else [None] * rows, field.type) for field in columns
    ]
    loose = pa.schema([field.with_nullable(True) for field in columns])
    for name in ("schema", "documented"):
        monkeypatch.setattr(partitions, name, lambda _: loose)
    whole = pa.Table.from_arrays(arrays, schema=loose)
    cuts = sorted({0, rows, *(chance.randrange(rows + 1) for _ in range(200))})
    pieces = [whole.slice(a, b - a) for a, b in pairwise(cuts)]
    (file,) = partitions.write_partition(tmp_path, partitions.Partition("subjects", 0, "x"), pieces)
    with pa.OSFile(str(tmp_path / "plain"), "wb") as sink:
        first = whole.slice(0, 4_096)
        writer = partitions._writer(sink, "subjects", first)
        for at in range(0, max(rows, 1), 4_096):
            group = whole.slice(at, 4_096).combine_chunks()
            writer.write_table(group, row_group_size=max(group.num_rows, 1))
        writer.close()
    assert (tmp_path / file.path).read_bytes() == (tmp_path / "plain").read_bytes()
    assert pq.read_metadata(tmp_path / file.path).num_rows == rows
    assert [path.suffix for path in (tmp_path / "subjects" / "0").iterdir()] == [".parquet"]
