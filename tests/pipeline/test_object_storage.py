"""Input, store and output in object storage: moto's server, reached through a proxy that can cut a put."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from benchmarks.documents import write_documents
from benchmarks.kill_test import release_bytes
from pipeline.remote import Remote, Stored
from schemas.errors import ReleaseError

Run = Callable[..., tuple[int, str]]
HALF = 2_000
BUCKETS = ("downloads", "release")
PUT = re.compile(rb"^(?:PUT|POST) \S*/([^/\s?]+)[? ]")


@dataclass(slots=True)
class Proxy:
    """Passes bytes on to a server, and cuts puts of objects named `cut` after some of their bytes."""

    target: int
    cut: bytes | None = None
    cuts: int = 0
    listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))

    @property
    def port(self) -> int:
        return int(self.listener.getsockname()[1])

    def serve(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self.target))
            threading.Thread(target=self._pass, args=(client, server, True), daemon=True).start()
            threading.Thread(target=self._pass, args=(server, client, False), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, asking: bool) -> None:
        with source, target:
            while True:
                try:
                    data = source.recv(65_536)
                    found = PUT.match(data) if asking else None
                    if found and self.cut is not None and found[1] == self.cut:
                        self.cuts += 1
                        target.sendall(data[: min(HALF, len(data) - 1)])
                        return
                    if not data:
                        return
                    target.sendall(data)
                except OSError:
                    return


@pytest.fixture
def proxy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    pytest.importorskip("moto", reason="moto is not installed")
    boto3 = pytest.importorskip("boto3", reason="boto3 is not installed")
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    _, port = server.get_host_and_port()
    proxy = Proxy(port)
    threading.Thread(target=proxy.serve, daemon=True).start()
    for name, value in (
        ("AWS_ACCESS_KEY_ID", "test"),
        ("AWS_SECRET_ACCESS_KEY", "test"),
        ("AWS_DEFAULT_REGION", "us-east-1"),
        ("AWS_EC2_METADATA_DISABLED", "true"),
        ("XDG_CACHE_HOME", str(tmp_path / "cache")),
    ):
        monkeypatch.setenv(name, value)
    client = boto3.client("s3", endpoint_url=f"http://127.0.0.1:{port}")
    for bucket in BUCKETS:
        client.create_bucket(Bucket=bucket)
    try:
        yield proxy
    finally:
        proxy.listener.close()
        server.stop()


def url(proxy: Proxy, bucket: str) -> str:
    return f"s3://{bucket}/place?scheme=http&endpoint_override=127.0.0.1:{proxy.port}"


def uploaded(proxy: Proxy, folder: Path) -> str:
    place = url(proxy, "downloads")
    for path in folder.rglob("*.txt"):
        Remote(place).put(path.relative_to(folder).as_posix(), path)
    return place


def downloaded(place: str, target: Path) -> Path:
    for key in Remote(place).list():
        Remote(place).get(key, target / key)
    return target


def test_a_release_in_object_storage_has_the_bytes_of_a_local_one(
    tmp_path: Path, proxy: Proxy, run: Run
) -> None:
    folder = tmp_path / "in"
    write_documents(folder, 0, 6)
    assert run("ingest", folder, "--out", tmp_path / "here")[0] == 0
    source, place = uploaded(proxy, folder), url(proxy, "release")
    status, printed = run("ingest", source, "--out", place, "--workers", 1)
    assert status == 0, printed
    found = downloaded(place, tmp_path / "there")
    assert release_bytes(found) == release_bytes(tmp_path / "here")
    assert len(list(found.rglob("*.extract"))) == 6
    assert run("verify", place, "--sources", source)[0] == 0
    status, printed = run("query", place, "select count(*) as n from documents", "--csv")
    assert (status, printed.split()) == (0, ["n", "6"])
    shutil.rmtree(tmp_path / "cache")  # another machine goes on
    status, printed = run("ingest", source, "--out", place, "--workers", 1)
    assert status == 0, printed
    assert "0 read now" in printed
    assert run("forget", place, "0000/0000001.txt")[0] == 0
    assert len([key for key in Remote(place).list() if key.endswith(".extract")]) == 5


def test_a_put_that_fails_half_way_is_told_and_mended_by_the_next_run(
    tmp_path: Path, proxy: Proxy, run: Run
) -> None:
    folder, place = tmp_path / "in", url(proxy, "release")
    write_documents(folder, 0, 4)
    assert run("ingest", folder, "--out", place, "--workers", 1)[0] == 0
    write_documents(folder, 4, 4)
    proxy.cut = b"croissant.json"
    status, printed = run("ingest", folder, "--out", place, "--workers", 1)
    assert proxy.cuts > 0
    assert status == 1
    assert "cannot write s3://release/place" in printed
    assert "Traceback" not in printed
    status, printed = run("verify", place, "--sources", folder)
    assert status == 1
    assert "a publish was interrupted while it changed" in printed
    proxy.cut = None
    shutil.rmtree(tmp_path / "cache")
    status, printed = run("ingest", folder, "--out", place, "--workers", 1)
    assert status == 0, printed
    assert "0 read now" in printed, "extracts were stored at once"
    assert run("ingest", folder, "--out", tmp_path / "here")[0] == 0
    found = downloaded(place, tmp_path / "there")
    assert release_bytes(found) == release_bytes(tmp_path / "here")
    assert run("verify", place, "--sources", folder)[0] == 0


def test_two_runs_do_not_share_an_output_in_object_storage(tmp_path: Path, proxy: Proxy, run: Run) -> None:
    folder, place = tmp_path / "in", url(proxy, "release")
    write_documents(folder, 0, 1)
    holder = tmp_path / "holder"
    holder.write_text("process 1 on elsewhere", encoding="utf-8")
    Remote(place).put("_store/lock-remote/claim", holder)
    status, printed = run("ingest", folder, "--out", place, "--workers", 1)
    assert status == 1
    assert "in use by process 1 on elsewhere" in printed
    assert "if it died, delete" in printed


def test_a_lock_of_a_process_that_died_is_nobodys(tmp_path: Path, proxy: Proxy, run: Run) -> None:
    folder, place = tmp_path / "in", url(proxy, "release")
    write_documents(folder, 0, 1)
    ended = subprocess.Popen(["true"])
    ended.wait()
    holder = tmp_path / "holder"
    holder.write_text(f"process {ended.pid} on {socket.gethostname()}", encoding="utf-8")
    Remote(place).put("_store/lock-remote/claim", holder)
    assert run("ingest", folder, "--out", place, "--workers", 1)[0] == 0
    assert [key for key in Remote(place).list() if "lock-remote" in key] == []


def test_of_runs_that_start_at_the_same_moment_never_two_go_on(
    tmp_path: Path, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worst order is forced: every run has put its claim before the first one looks at the claims."""
    from pipeline import remote_lock

    remote, runs = Remote(url(proxy, "release")), 3
    together, looked = threading.Barrier(runs), threading.local()
    listed = Remote.list

    def after_all_claimed(self: Remote, below: str = "") -> dict[str, Stored]:
        if not getattr(looked, "once", False):
            looked.once = True
            together.wait(30)
        return listed(self, below)

    monkeypatch.setattr(Remote, "list", after_all_claimed)
    monkeypatch.setattr(remote_lock, "WAIT_SECONDS", 0.2)
    inside, most, ends = [], [], []

    def go(number: int) -> None:
        out = tmp_path / str(number)
        (out / "_store").mkdir(parents=True)
        try:
            with remote_lock.held(remote, out):
                inside.append(number)
                most.append(len(inside))
                time.sleep(0.2)
                inside.remove(number)
                ends.append("held")
        except ReleaseError as error:
            ends.append("refused" if "is in use by process" in str(error) else str(error))

    threads = [threading.Thread(target=go, args=(number,)) for number in range(runs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert set(most) <= {1}
    assert len(ends) == runs and set(ends) <= {"held", "refused"}
    assert listed(remote, "_store/lock-remote") == {}
