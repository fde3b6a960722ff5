"""What no request passes without: the right host, the right origin, the token, and strict headers on the way out."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from review.desk import Desk

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
SAFE = ("GET", "HEAD")
LONGEST_BODY = 64 * 1024


class Guard:
    """Middleware that refuses foreign hosts and origins and bounds what is sent here."""

    def __init__(self, app: ASGIApp, desk: Desk) -> None:
        self.app, self.desk = app, desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass an allowed request on with strict headers on its answer; answer any other with its refusal."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refusal = refused(scope["method"], Headers(scope=scope), self.desk)

        async def strictly(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        if refusal is not None:
            status, text = refusal
            await PlainTextResponse(text, status)(scope, receive, strictly)
        else:
            await self.app(scope, receive, strictly)


def refused(method: str, headers: Mapping[str, str], desk: Desk) -> tuple[int, str] | None:
    """Status and text of a refusal, None when a request may pass."""
    if headers.get("host", "") not in desk.hosts:
        return 421, "this page answers to its own loopback address only"
    if method in SAFE:
        return None
    if method != "POST":
        return 405, "not allowed"
    if headers.get("origin", "").removeprefix("http://") not in desk.hosts:
        return 403, "a decision must come from this page itself"
    if headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return 403, "a decision must come from this page itself"
    if desk.read_only:
        return 403, "read only"
    size = headers.get("content-length", "")
    if not size.isdecimal() or int(size) > LONGEST_BODY:
        return 413, "too large"
    return None


def has_token(given: object, desk: Desk) -> bool:
    """Whether a form carries the token of this run."""
    return isinstance(given, str) and secrets.compare_digest(given.encode(), desk.token.encode())
