"""A stored extract is what was written, or it is read anew: whatever bit of it is altered."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from pipeline.extract import Options
from pipeline.process import process
from pipeline.store import MAGIC, WITHOUT_HASH, Store
from schemas.errors import ReleaseError
from schemas.records import DATASETS


def tables(store: Store, doc_id: str) -> list[object]:
    extract = store.read(doc_id, "v")
    return [extract.rows(dataset).to_pylist() for dataset in DATASETS]


def test_every_altered_bit_is_seen(tmp_path: Path, disclosure: str) -> None:
    store = Store(tmp_path)
    extract = process(disclosure.encode(), Options())
    summary = store.write(extract, "v", Options())
    path, stamp = store.path(extract.doc_id, "v"), store.stamp(extract.doc_id, "v")
    whole, expected = path.read_bytes(), tables(store, extract.doc_id)
    header = whole.index(b"\n", whole.index(b"\n") + 1)
    chance = random.Random(5)
    places = [
        *(chance.randrange(header + 1) for _ in range(300)),
        *(chance.randrange(len(whole)) for _ in range(100)),
    ]
    for place in places:
        altered = bytearray(whole)
        altered[place] ^= 1 << chance.randrange(8)
        path.write_bytes(bytes(altered))
        assert place > header or store.summary(extract.doc_id, "v") is None
        assert place > header or store.stamp(extract.doc_id, "v") != stamp
        with pytest.raises(ReleaseError, match="was damaged and is removed"):
            store.read(extract.doc_id, "v")
        assert not path.exists()
    for size in range(0, len(whole), 97):
        path.write_bytes(whole[:size])
        assert store.summary(extract.doc_id, "v") is None
        with pytest.raises(ReleaseError):
            store.read(extract.doc_id, "v")
    path.write_bytes(whole)
    assert (store.summary(extract.doc_id, "v"), tables(store, extract.doc_id)) == (summary, expected)


def test_an_extract_of_an_earlier_version_without_a_hash_of_its_header_is_still_read(
    tmp_path: Path, disclosure: str
) -> None:
    store = Store(tmp_path)
    extract = process(disclosure.encode(), Options())
    summary = store.write(extract, "v", Options())
    path, expected = store.path(extract.doc_id, "v"), tables(store, extract.doc_id)
    content = path.read_bytes()
    assert content.startswith(MAGIC)
    path.write_bytes(WITHOUT_HASH + content.partition(b"\n")[2])
    assert (store.summary(extract.doc_id, "v"), tables(store, extract.doc_id)) == (summary, expected)


def test_the_extract_of_another_source_is_none_of_this_one(tmp_path: Path, disclosure: str) -> None:
    store = Store(tmp_path)
    one, other = (process(text.encode(), Options()) for text in (disclosure, disclosure + "\n"))
    for extract in (one, other):
        store.write(extract, "v", Options())
    store.path(one.doc_id, "v").write_bytes(store.path(other.doc_id, "v").read_bytes())
    assert store.summary(one.doc_id, "v") is None
    with pytest.raises(ReleaseError, match="was damaged and is removed"):
        store.read(one.doc_id, "v")
