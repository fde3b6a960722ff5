"""Collecting sources."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from pipeline.source import collect


def names(folder: Path) -> list[tuple[str, ...]]:
    return [source.names for source in collect([folder]).sources]


def write(folder: Path, name: str, content: str = "x") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


def test_hidden_and_underscored_names_are_left_out_at_every_depth(tmp_path: Path) -> None:
    for name in (".a.txt", "_b.txt", "c/.d/e.txt", "c/_f/g.txt", "c/h.txt"):
        write(tmp_path, name, name)
    assert names(tmp_path) == [("c/h.txt",)]


def test_same_bytes_under_two_names_are_one_source_with_both(tmp_path: Path) -> None:
    write(tmp_path, "z.txt", "same")
    write(tmp_path, "b/a.txt", "same")
    (source,) = collect([tmp_path]).sources
    assert source.names == ("b/a.txt", "z.txt")
    assert source.doc_id == hashlib.sha256(b"same").hexdigest()


def test_names_with_spaces_and_chinese_are_kept(tmp_path: Path) -> None:
    write(tmp_path, "部门 决算（2022）.txt")
    assert names(tmp_path) == [("部门 决算（2022）.txt",)]


def test_links_that_leave_the_folder_are_listed_and_not_followed(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    write(outside, "secret.txt", "secret")
    write(inside, "a.txt", "a")
    (inside / "leaves.txt").symlink_to(outside / "secret.txt")
    (inside / "folder").symlink_to(outside)
    (inside / "stays.txt").symlink_to(inside / "a.txt")
    collection = collect([inside])
    assert [source.names for source in collection.sources] == [("a.txt", "stays.txt")]
    assert [name for name, _ in collection.skipped] == ["folder", "leaves.txt"]


def test_a_pipe_in_the_folder_is_left_out_and_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    write(tmp_path, "a.txt")
    collection = collect([tmp_path])
    assert [source.names for source in collection.sources] == [("a.txt",)]
    assert collection.skipped == (("pipe.txt", "no regular file"),)


def test_an_unreadable_file_is_a_source_with_its_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "locked.txt").chmod(0)
    if os.access(tmp_path / "locked.txt", os.R_OK):  # permissions do not bind this user: deny by hand
        real = Path.open

        def deny(path: Path, *arguments: object, **options: object) -> object:
            if path.name == "locked.txt":
                raise PermissionError(13, "Permission denied")
            return real(path, *arguments, **options)  # type: ignore[call-overload]

        monkeypatch.setattr(Path, "open", deny)
    (source,) = collect([tmp_path]).sources
    assert source.problem == "Permission denied"
    assert source.size == 0


def test_the_order_of_folders_given_does_not_matter(tmp_path: Path) -> None:
    first, second = write(tmp_path / "1", "b.txt", "b"), write(tmp_path / "2", "a.txt", "a")
    forward, backward = collect([first.parent, second.parent]), collect([second.parent, first.parent])
    assert forward.sources == backward.sources
