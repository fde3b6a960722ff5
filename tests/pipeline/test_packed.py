"""RAR and 7z: their members are sources where unar is installed, and a clear reason where it is not."""

from __future__ import annotations

import io
import shutil
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from pipeline import packed
from pipeline.archives import held_at
from pipeline.formats import kind_of
from pipeline.source import collect
from schemas.errors import Unreadable, Unsupported

needs_unar = pytest.mark.skipif(shutil.which("unar") is None, reason="unar is not installed")
TEXT = "青岭市公共资源中心2023年部门预算\n".encode()
FILES = {"预算/甲.txt": TEXT, "预算/乙.txt": b"x" * 5000}


def rar(files: dict[str, bytes], flags: int = 0) -> bytes:
    """A RAR of the fourth version that stores its files as they are."""

    def block(kind: int, marks: int, rest: bytes) -> bytes:
        body = struct.pack("<BHH", kind, marks, 7 + len(rest)) + rest
        return struct.pack("<H", zlib.crc32(body) & 0xFFFF) + body

    found = b"Rar!\x1a\x07\x00" + block(0x73, 0, bytes(6))
    for name, data in files.items():
        raw = name.encode()
        about = struct.pack(
            "<IIBIIBBHI", len(data), len(data), 3, zlib.crc32(data), 0x56EA_0000, 20, 0x30, len(raw), 0x81A4
        )
        found += block(0x74, 0x8000 | flags, about + raw) + data
    return found + block(0x7B, 0x4000, b"")


def seven_zip(files: dict[str, bytes]) -> bytes:
    """A 7z that stores its files as they are, one behind another."""

    def number(value: int) -> bytes:
        return b"\xe0" + struct.pack("<I", value)[:3]

    data = b"".join(files.values())
    packs = b"\x06\x00\x01\x09" + number(len(data)) + b"\x00"
    folders = b"\x07\x0b\x01\x00\x01\x01\x00\x0c" + number(len(data)) + b"\x00"
    sizes = b"".join(number(len(part)) for part in list(files.values())[:-1])
    crcs = b"\x0a\x01" + b"".join(struct.pack("<I", zlib.crc32(part)) for part in files.values())
    streams = b"\x08\x0d" + bytes([len(files)]) + b"\x09" + sizes + crcs + b"\x00"
    names = b"\x00" + b"".join(name.encode("utf-16-le") + b"\x00\x00" for name in files)
    listed = b"\x05" + bytes([len(files)]) + b"\x11" + number(len(names)) + names + b"\x00"
    header = b"\x01\x04" + packs + folders + streams + b"\x00" + listed + b"\x00"
    start = struct.pack("<QQI", len(data), len(header), zlib.crc32(header))
    return b"7z\xbc\xaf\x27\x1c\x00\x04" + struct.pack("<I", zlib.crc32(start)) + start + data + header


@needs_unar
@pytest.mark.parametrize("made", [rar(FILES), seven_zip(FILES)], ids=["rar", "7z"])
def test_members_are_sources_with_their_path(made: bytes, tmp_path: Path) -> None:
    (tmp_path / "下载").write_bytes(made)
    sources = collect([tmp_path]).sources
    assert {s.names[0]: s.path.read_bytes() for s in sources} == {f"下载/{n}": d for n, d in FILES.items()}
    assert [s.problem for s in sources] == [None, None]
    held = held_at(tmp_path / "下载" / "预算" / "甲.txt")
    assert held is not None and held.read_bytes() == TEXT


@needs_unar
def test_archives_inside_archives_are_read_whatever_packed_them(tmp_path: Path) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("内.rar", rar(FILES))
    (tmp_path / "外.7z").write_bytes(seven_zip({"中.zip": held.getvalue(), "旁.txt": TEXT}))
    (whole, other) = sorted(collect([tmp_path]).sources, key=lambda s: s.size)
    assert whole.names == ("外.7z/中.zip/内.rar/预算/甲.txt", "外.7z/旁.txt")
    assert other.path.read_bytes() == FILES["预算/乙.txt"]


@needs_unar
def test_no_name_leads_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "a.rar").write_bytes(rar({"../../外/甲.txt": TEXT, "/etc/乙.txt": TEXT + b"2"}))
    assert sorted(s.names[0] for s in collect([tmp_path]).sources) == ["a.rar/etc/乙.txt", "a.rar/外/甲.txt"]
    assert [path.name for path in tmp_path.iterdir()] == ["a.rar"]


@needs_unar
def test_damaged_locked_and_larger_than_allowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good = rar(FILES)
    for cut in (20, len(good) // 2):
        (tmp_path / f"{cut}.rar").write_bytes(good[:cut])
    flipped = bytearray(good)
    flipped[good.index(TEXT) + 3] ^= 0xFF
    (tmp_path / "flipped.rar").write_bytes(flipped)
    (tmp_path / "locked.rar").write_bytes(rar({"密.txt": TEXT}, flags=0x04))
    told = {s.names[0]: s.problem for s in collect([tmp_path]).sources}
    assert told["locked.rar/密.txt"] == "it is locked with a password"
    assert "damaged" in (told["flipped.rar/预算/甲.txt"] or "")
    assert told["flipped.rar/预算/乙.txt"] is None
    with pytest.raises(Unreadable, match="damaged"):
        kind_of(good[:20])
    monkeypatch.setattr("pipeline.archives.LARGEST_MEMBER", 1000)
    (tmp_path / "large.rar").write_bytes(good)
    told = {s.names[0]: s.problem for s in collect([tmp_path]).sources}
    assert "more than the limit" in (told["large.rar/预算/乙.txt"] or "")


@needs_unar
def test_a_program_that_never_ends_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    slow = tmp_path / "unar"
    slow.write_text("#!/bin/sh\nsleep 60\n", encoding="utf-8")
    slow.chmod(0o755)
    monkeypatch.setattr(packed, "SECONDS", 0.2)
    monkeypatch.setattr(packed, "UNPACKER", str(slow))
    with pytest.raises(Unreadable, match="took more than"):
        packed.read(rar(FILES), 0, 100)


def test_without_unar_the_file_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    (tmp_path / "a.rar").write_bytes(rar(FILES))
    (source,) = collect([tmp_path]).sources
    assert source.names == ("a.rar",) and source.problem is None
    with pytest.raises(Unsupported, match="install unar"):
        kind_of(source.path.read_bytes())
