"""Publishing: what changed is written again, byte for byte the same, and nothing is lost."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from benchmarks.documents import write_documents
from pipeline import partitions
from pipeline.ingest import Order, Result, ingest
from pipeline.product.query import answer
from pipeline.release import read_release
from pipeline.staging import JOURNAL
from schemas.errors import CallError, ReleaseError
from schemas.records import DATASETS

Run = Callable[..., tuple[int, str]]


def files(out: Path) -> dict[str, bytes]:
    """Everything of a release by path, without what is no data."""
    paths = [path for path in out.rglob("*") if path.is_file() and not {"_store", "_runs"} & set(path.parts)]
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in paths}


def times(out: Path) -> dict[str, int]:
    return {name: (out / name).stat().st_mtime_ns for name in files(out)}


def read(folder: Path, out: Path, **changes: object) -> Result:
    return ingest(Order((folder,), out, workers=1, **changes))  # type: ignore[arg-type]


def test_same_inputs_give_the_same_bytes_whatever_order_names_or_workers(
    folder: Path, tmp_path: Path
) -> None:
    for number in range(6):
        text = (folder / "a.txt").read_text(encoding="utf-8").replace("12.20", f"{12 + number}.20")
        (folder / f"c{number}.txt").write_text(text, encoding="utf-8")
    one, two = tmp_path / "one", tmp_path / "two"
    ingest(Order((folder,), one, workers=1))
    for name in ("c5.txt", "c1.txt"):  # another order of arrival
        ingest(Order((folder / name,), two, workers=1))
    ingest(Order((folder,), two, workers=2))
    assert files(one) == files(two)


def test_every_dataset_but_contacts_has_a_file_with_its_schema(folder: Path, tmp_path: Path) -> None:
    read(folder, tmp_path / "out")
    release = read_release(tmp_path / "out")
    assert set(release.files) == set(DATASETS) - {"contacts"}
    assert release.files["decisions"][0].path == "decisions/0/part-00000.parquet"


def test_rows_stand_in_the_folder_of_their_year(folder: Path, tmp_path: Path) -> None:
    read(folder, tmp_path / "out")
    for year in (2021, 2022):
        years = pq.read_table(tmp_path / "out" / "documents" / str(year))["fiscal_year"].to_pylist()
        assert years == [year]


def test_nothing_new_writes_nothing(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    read(folder, out)
    before = times(out)
    assert read(folder, out).read == 0
    assert times(out) == before


def test_a_new_source_touches_its_year_only(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    read(folder, out)
    before = times(out)
    text = (folder / "a.txt").read_text(encoding="utf-8").replace("12.20", "13.30")
    (folder / "c.txt").write_text(text, encoding="utf-8")
    assert read(folder, out).read == 1
    changed = {name for name, moment in times(out).items() if before.get(name) != moment}
    assert "documents/2022/part-00000.parquet" in changed
    assert not [name for name in changed if "/2021/" in name]


def test_a_release_keeps_sources_that_are_no_longer_in_the_folder(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    read(folder, out)
    (folder / "a.txt").unlink()
    read(folder, out)
    assert read_release(out).rows("documents") == 2


def test_forget_leaves_no_trace_of_a_source(folder: Path, tmp_path: Path, run: Run) -> None:
    out, fresh = tmp_path / "out", tmp_path / "fresh"
    read(folder, out)
    assert run("forget", out, "a.txt")[0] == 0
    (folder / "a.txt").unlink()
    read(folder, fresh)
    assert files(out) == files(fresh)
    assert len(list((out / "_store" / "extracts").rglob("*.extract"))) == 1


def test_a_publish_interrupted_between_two_files_is_seen_and_mended(
    folder: Path, tmp_path: Path, disclosure: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, out = tmp_path / "whole", tmp_path / "out"
    read(folder, out)
    again(folder, "c.txt", disclosure.replace("8.10", "8.30").replace("20.30", "20.50"))
    read(folder, whole)
    real, calls = Path.replace, iter(range(100))

    def dying(path: Path, target: Path) -> Path:
        if "staging" in path.parts and next(calls) == 5:
            raise KeyboardInterrupt
        return real(path, target)

    monkeypatch.setattr(Path, "replace", dying)
    with pytest.raises(KeyboardInterrupt):
        read(folder, out)
    monkeypatch.undo()
    status, printed = run("verify", out, "--sources", folder)
    assert status == 1
    assert "a publish was interrupted" in printed
    assert "its bytes are not those of datapackage.json" in printed
    read(folder, out)
    assert files(out) == files(whole)
    assert not (out / "_store" / JOURNAL).exists()
    assert run("verify", out, "--sources", folder)[0] == 0


def test_a_file_that_was_cut_is_written_again(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    read(folder, out)
    before = files(out)
    path = out / "findings" / "2022" / "part-00000.parquet"
    if not path.exists():
        path = out / "documents" / "2022" / "part-00000.parquet"
    path.write_bytes(path.read_bytes()[:100])
    read(folder, out)
    assert files(out) == before


def test_a_damaged_extract_is_read_again(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    read(folder, out)
    before = files(out)
    damaged = next((out / "_store").rglob("*.extract"))
    damaged.write_bytes(b"half a file")
    shutil.rmtree(out / "documents")
    assert read(folder, out).read == 1
    assert files(out) == before


def test_an_extract_whose_header_was_altered_in_place_is_read_again(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    read(folder, out)
    assert read(folder, out).read == 0
    altered = next((out / "_store").rglob("*.extract"))
    altered.write_bytes(altered.read_bytes().replace(b'"status": "complete"', b'"status": "completE"'))
    assert read(folder, out).read == 1
    assert read(folder, out).read == 0


def test_the_list_of_files_says_rows_bytes_hashes_and_status(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (folder / "empty.txt").write_bytes(b"")
    read(folder, out)
    package = json.loads((out / "datapackage.json").read_text(encoding="utf-8"))
    assert package["gongkai"]["documents_by_status"]["failed"] == 1
    documents = package["resources"][0]
    assert documents["rows"] == 3 == sum(file["rows"] for file in documents["files"])
    assert all(len(file["sha256"]) == 64 for file in documents["files"])


def test_the_manifest_says_where_a_file_came_from_and_disagreement_is_a_finding(
    folder: Path, tmp_path: Path
) -> None:
    manifest = tmp_path / "sources.csv"
    manifest.write_text(
        "file,url,retrieved_at,region,organisation\n"
        "a.txt,https://example.org/a,2023-09-01T08:00:00+08:00,,另一单位\n"
        "gone.txt,,,,\n",
        encoding="utf-8",
    )
    out = tmp_path / "out"
    result = read(folder, out, manifest=manifest)
    assert result.unused == ("gone.txt",)
    (row,) = pq.read_table(out / "documents" / "2022").to_pylist()
    assert row["source_url"] == "https://example.org/a"
    assert row["retrieved_at"].isoformat() == "2023-09-01T00:00:00"
    findings = pq.read_table(out / "findings" / "2022").to_pylist()
    assert [f["expected"] for f in findings if f["rule"] == "manifest.organisation"] == ["另一单位"]
    read(folder, out)  # without the manifest: what it said stays
    assert pq.read_table(out / "documents" / "2022").to_pylist() == [row]


def test_a_wrong_manifest_names_its_line(folder: Path, tmp_path: Path) -> None:
    manifest = tmp_path / "sources.csv"
    manifest.write_text("file,url,retrieved_at\na.txt,,yesterday\n", encoding="utf-8")
    with pytest.raises(CallError, match=r"sources\.csv:2: retrieved_at is 'yesterday'"):
        read(folder, tmp_path / "out", manifest=manifest)


def test_two_runs_do_not_share_an_output_folder(folder: Path, tmp_path: Path) -> None:
    from pipeline.lock import locked

    with locked(tmp_path / "out"), pytest.raises(ReleaseError, match="in use by process"):
        read(folder, tmp_path / "out")


def test_subjects_and_organisations_are_computed_from_what_is_printed(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    read(folder, out)
    subjects = pq.read_table(out / "subjects" / "2022").to_pylist()
    assert ("2010301", "行政运行", 1) in {(row["code"], row["name"], row["documents"]) for row in subjects}
    (organisation,) = pq.read_table(out / "organisations" / "0").to_pylist()
    assert organisation["name"] == "青岭市公共资源中心"
    assert (organisation["first_year"], organisation["last_year"]) == (2021, 2022)


def again(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")


def documents(out: Path, year: int = 2022) -> dict[str, dict[str, object]]:
    rows = pq.read_table(out / "documents" / str(year)).to_pylist()
    return {row["source_name"]: row for row in rows}


def test_a_disclosure_published_again_is_kept_and_linked_by_its_date(
    folder: Path, tmp_path: Path, disclosure: str
) -> None:
    again(folder, "0-later.txt", disclosure.replace("8.10", "8.30").replace("20.30", "20.50"))
    manifest = tmp_path / "sources.csv"
    manifest.write_text("file,retrieved_at\na.txt,2023-09-01\n0-later.txt,2023-10-01\n", encoding="utf-8")
    read(folder, tmp_path / "out", manifest=manifest)
    rows = documents(tmp_path / "out")
    assert rows["0-later.txt"]["supersedes"] == rows["a.txt"]["doc_id"]
    assert rows["a.txt"]["superseded_by"] == rows["0-later.txt"]["doc_id"]
    assert [name for name, row in rows.items() if row["superseded_by"] is None] == ["0-later.txt"]
    assert documents(tmp_path / "out", 2021)["b.txt"]["supersedes"] is None
    found = pq.read_table(tmp_path / "out" / "findings" / "2022").to_pylist()
    assert [row["doc_id"] for row in found if row["rule"] == "document.reissued"] == [
        rows["0-later.txt"]["doc_id"]
    ]
    for dataset in ("documents", "budget_lines", "findings"):
        _, latest = answer(
            tmp_path / "out", f"select distinct doc_id from latest.{dataset} where fiscal_year = 2022"
        )
        assert latest == [(rows["0-later.txt"]["doc_id"],)]


def test_issues_without_dates_say_that_their_order_is_not_known(
    folder: Path, tmp_path: Path, disclosure: str
) -> None:
    again(folder, "a2.txt", disclosure.replace("8.10", "8.30").replace("20.30", "20.50"))
    read(folder, tmp_path / "out")
    found = pq.read_table(tmp_path / "out" / "findings" / "2022").to_pylist()
    assert "document.reissued_undated" in {row["rule"] for row in found}


def test_parts_of_a_disclosure_do_not_take_each_others_place(
    folder: Path, tmp_path: Path, disclosure: str
) -> None:
    start, end = disclosure.index("收入决算表"), disclosure.index("第三部分")
    again(folder, "part.txt", disclosure[:start] + disclosure[end:])
    read(folder, tmp_path / "out")
    assert {row["supersedes"] for row in documents(tmp_path / "out").values()} == {None}


def test_a_publish_that_cannot_write_leaves_the_last_release_as_it_was(
    folder: Path, tmp_path: Path, disclosure: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    read(folder, out)
    before = files(out)
    again(folder, "c.txt", disclosure.replace("2022", "2023"))
    real, calls = partitions.sha256_of, iter(range(100))

    def full(path: Path) -> str:
        if next(calls) == 3:
            raise OSError(28, "No space left on device")
        return real(path)

    monkeypatch.setattr(partitions, "sha256_of", full)
    with pytest.raises(ReleaseError, match="No space left on device; make room"):
        read(folder, out)
    assert files(out) == before
    assert not (out / "_store" / "staging").exists()
    monkeypatch.undo()
    assert read(folder, out).read == 0
    assert read_release(out).rows("documents") == 3


def test_prune_removes_extracts_of_earlier_versions_only(
    folder: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    read(folder, out)
    import pipeline.ingest

    monkeypatch.setattr(pipeline.ingest, "fingerprint", lambda _: "another")
    assert read(folder, out).read == 2
    assert len(list(out.rglob("*.extract"))) == 4
    assert "2 extracts of" in run("prune", out)[1]
    assert {path.name.split(".")[1] for path in out.rglob("*.extract")} == {"another"}
    assert read(folder, out).read == 0


def test_an_extract_that_was_altered_is_removed_and_read_again(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    read(folder, out)
    before = files(out)
    path = next(out.rglob("*.extract"))
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(bytes(data))
    shutil.rmtree(out / "documents")
    with pytest.raises(ReleaseError, match="was damaged and is removed"):
        read(folder, out)
    assert read(folder, out).read == 1
    assert files(out) == before


def test_row_groups_know_which_codes_they_do_not_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import duckdb
    import pyarrow as pa

    monkeypatch.setattr(partitions, "ROW_GROUPS", {"subjects": 100})
    monkeypatch.setattr(partitions, "SOUGHT", frozenset({"code"}))
    columns = partitions.schema("subjects")
    values = [f"{number // 100}-{number % 7}" for number in range(400)]
    arrays = [pa.array(values if field.name == "code" else [None] * 400, field.type) for field in columns]
    rows = pa.Table.from_arrays(arrays, schema=pa.schema([field.with_nullable(True) for field in columns]))
    for name in ("schema", "documented"):
        monkeypatch.setattr(partitions, name, lambda _: rows.schema)
    (file,) = partitions.write_partition(tmp_path, partitions.Partition("subjects", 0, "x"), [rows])
    probe = f"select row_group_id from parquet_bloom_probe('{tmp_path / file.path}', 'code', '2-3')"
    assert duckdb.sql(f"{probe} where not bloom_filter_excludes").fetchall() == [(2,)]


def test_files_end_at_their_size_and_a_filter_reads_the_groups_that_may_hold_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partitions, "ROW_GROUPS", {"documents": 8, "budget_lines": 16})
    monkeypatch.setattr(partitions, "FILE_BYTES", 5_000)
    write_documents(tmp_path / "in", 0, 120)
    manifest = tmp_path / "manifest.csv"
    names = (
        path.relative_to(tmp_path / "in").as_posix() for path in sorted((tmp_path / "in").rglob("*.txt"))
    )
    lines = [f"{name},{130100 + number % 7:06}" for number, name in enumerate(names)]
    manifest.write_text("\n".join(["file,region", *lines]), encoding="utf-8")
    read(tmp_path / "in", tmp_path / "out", manifest=manifest)
    for dataset, column in (
        ("documents", "region_code"),
        ("documents", "org_name"),
        ("budget_lines", "doc_id"),
    ):
        parts = sorted((tmp_path / "out" / dataset / "2020").glob("*.parquet"))
        assert len(parts) > 1
        groups = [
            Group(path, index) for path in parts for index in range(pq.read_metadata(path).num_row_groups)
        ]
        wanted = pq.read_table(parts[-1])[column].drop_null()[-1].as_py()
        opened = {group for group in groups if group.may_hold(column, wanted)}
        assert {group for group in groups if wanted in group.values(column)} <= opened
        assert len(opened) <= 2 < len(groups)


@dataclass(frozen=True)
class Group:
    """A row group of a file."""

    path: Path
    index: int

    def values(self, column: str) -> list[object]:
        return list(pq.ParquetFile(self.path).read_row_group(self.index)[column].to_pylist())

    def may_hold(self, column: str, value: str) -> bool:
        """Whether smallest and largest value and the filter of values leave it open that a value is there."""
        import duckdb

        group = pq.read_metadata(self.path).row_group(self.index)
        chunks = [group.column(number) for number in range(group.num_columns)]
        (found,) = [chunk.statistics for chunk in chunks if chunk.path_in_schema == column]
        if not found.min <= value <= found.max:
            return False
        probe = f"select row_group_id from parquet_bloom_probe('{self.path}', '{column}', '{value}')"
        return (self.index,) in duckdb.sql(f"{probe} where not bloom_filter_excludes").fetchall()


def test_documents_stand_by_region_and_organisation_also_where_only_the_manifest_names_them(
    folder: Path, tmp_path: Path, disclosure: str
) -> None:
    for name in ("c.txt", "d.txt", "e.txt"):
        again(folder, name, disclosure.replace("青岭市公共资源中心", f"某地{name[0]}单位"))
    manifest = tmp_path / "manifest.csv"
    manifest.write_text("file,region\nc.txt,130999\nd.txt,130100\ne.txt,130500\n", encoding="utf-8")
    read(folder, tmp_path / "out", manifest=manifest)
    rows = pq.read_table(tmp_path / "out" / "documents" / "2022").to_pylist()
    order = [(row["region_code"] or "", row["org_name"]) for row in rows]
    assert order == sorted(order)
    assert len({region for region, _ in order}) >= 4
    for dataset in ("budget_lines", "headline", "provenance"):
        found = pq.read_table(tmp_path / "out" / dataset / "2022")["doc_id"].to_pylist()
        assert list(dict.fromkeys(found)) == [row["doc_id"] for row in rows]


def test_force_reads_again_and_changes_nothing(folder: Path, tmp_path: Path, run: Run) -> None:
    out = tmp_path / "out"
    assert run("ingest", folder, "--out", out, "--workers", 1)[0] == 0
    before = files(out)
    status, printed = run("ingest", folder, "--out", out, "--workers", 1, "--force")
    assert status == 0
    assert "2 read now" in printed
    assert files(out) == before


def test_the_same_bytes_under_two_names_are_one_document_with_both(folder: Path, tmp_path: Path) -> None:
    shutil.copy(folder / "a.txt", folder / "copy of a.txt")
    read(folder, tmp_path / "out")
    rows = documents(tmp_path / "out")
    assert sorted(rows) == ["a.txt"]
    assert rows["a.txt"]["source_names"] == ["a.txt", "copy of a.txt"]
