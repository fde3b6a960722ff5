"""Serving the review page on the loopback address, until it is stopped."""

from __future__ import annotations

import gc
import getpass
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from rich.console import Console

from pipeline.decisions import decisions_for, folder_beside
from review.app import application
from review.desk import Desk
from schemas.errors import CallError

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Order:
    """What a call of `gongkai review` asks for."""

    out: Path
    sources: Path | None = None
    decisions: Path | None = None
    read_only: bool = False
    by: str | None = None
    port: int = 0


def review(order: Order) -> int:
    """Serve the page on loopback; gives 0 when it is stopped."""
    listening = listen(order.port)
    desk = open_desk(order, listening.getsockname()[1])
    desk.opened()
    console = Console(soft_wrap=True, highlight=False)
    console.print(f"review    {desk.address}/  (Ctrl-C ends it)")
    console.print(f"decisions {'read only' if desk.read_only else desk.decisions}")
    with settled():
        server(desk).run(sockets=[listening])
    return 0


@contextmanager
def settled() -> Iterator[None]:
    """Keep the collector from walking through what stays: a long document makes hundreds of thousands of objects at once."""
    known = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*known)
        gc.unfreeze()


def open_desk(order: Order, port: int) -> Desk:
    """What the page works on; `CallError` for folders that are not there."""
    if order.sources is not None and not order.sources.is_dir():
        raise CallError(f"there is no folder {order.sources}: give --sources the folder that was ingested")
    if order.decisions is not None and not order.read_only:
        order.decisions.mkdir(parents=True, exist_ok=True)
    decisions_for(order.out, order.decisions)
    return Desk(
        out=order.out,
        sources=order.sources,
        decisions=order.decisions or folder_beside(order.out),
        read_only=order.read_only,
        by=order.by or getpass.getuser(),
        port=port,
        token=secrets.token_urlsafe(32),
    )


def listen(port: int) -> socket.socket:
    """A socket that listens on loopback only; `CallError` when the port is taken."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((LOOPBACK, port))
    except OSError as error:
        listening.close()
        raise CallError(f"port {port} cannot be used ({error.strerror}): choose another --port") from error
    listening.listen()
    return listening


def server(desk: Desk) -> uvicorn.Server:
    """The server of a desk, not yet running."""
    config = uvicorn.Config(application(desk), log_level="warning", access_log=False, server_header=False)
    return uvicorn.Server(config)
