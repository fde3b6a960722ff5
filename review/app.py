"""The addresses of the review page and what each answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from pipeline.decisions import record, standing
from review.deciding import Undecidable, decide, withdraw
from review.desk import Desk
from review.guard import Guard, has_token
from review.overview import (
    SEVERITIES,
    Filters,
    charts,
    choices,
    documents,
    filters_from,
    findings,
    page_from,
    to_look_at,
)
from review.parts import parts
from review.printed import PICTURED, Sources
from review.record import row_view
from review.rendering import templates
from review.shelf import Views
from review.wording import Wording, language_of, wording
from schemas.decisions import Decision, Withdrawal

YEAR_OF_SECONDS = 365 * 24 * 3600
Answer = Callable[[Request], Response]


def application(desk: Desk) -> Starlette:
    """The application of one desk."""
    page = Page(desk)
    routes = [
        Route("/", page.overview),
        Route("/documents", page.documents),
        Route("/findings", page.findings),
        Route("/decisions", page.decisions),
        Route("/document/{doc_id}", page.document),
        Route("/document/{doc_id}/row/{row_id}", page.row),
        Route("/document/{doc_id}/part/{number:int}", page.part),
        Route("/document/{doc_id}/page/{number:int}.png", page.picture),
        Route("/document/{doc_id}/row/{row_id}/decide", page.decide, methods=["POST"]),
        Route("/document/{doc_id}/withdraw", page.withdraw, methods=["POST"]),
        Mount("/static", StaticFiles(packages=[("review", "static")])),
    ]
    missing = {404: page.missing}
    return Starlette(routes=routes, middleware=[Middleware(Guard, desk=desk)], exception_handlers=missing)


class Page:
    """What the addresses answer; every answer is made of the release and the decisions as they are now."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.sources, self.templates = desk, Sources(), templates()
        self.views = Views(desk, self.sources)

    def overview(self, request: Request) -> Response:
        """Counts, charts and where to begin."""
        opened, words = self.desk.opened(), self._words(request)
        return self._show(
            request,
            "overview.html",
            charts=charts(opened, words),
            first=to_look_at(opened, standing(self.desk.decided().entries)),
        )

    def documents(self, request: Request) -> Response:
        """The list of documents."""
        filters = filters_from(request.query_params)
        opened = self.desk.opened()
        listing = documents(opened, filters, page_from(request.query_params))
        return self._show(
            request, "documents.html", listing=listing, filters=filters, choices=choices(opened)
        )

    def findings(self, request: Request) -> Response:
        """The list of findings."""
        filters = filters_from(request.query_params)
        opened, decided = self.desk.opened(), self._decided_findings()
        listing = findings(opened, filters, page_from(request.query_params), decided)
        return self._show(
            request,
            "findings.html",
            listing=listing,
            filters=filters,
            choices=choices(opened),
            decided=decided,
        )

    def decisions(self, request: Request) -> Response:
        """Everything that was decided, the newest first."""
        entries = self.desk.decided().entries
        stands = {decision.decision_id for decision in standing(entries)}
        withdrawn = {entry.withdraws for entry in entries if isinstance(entry, Withdrawal)}
        decisions = [entry for entry in reversed(entries) if isinstance(entry, Decision)]
        known = self.desk.opened().documents
        return self._show(
            request, "decisions.html", decisions=decisions, stands=stands, withdrawn=withdrawn, known=known
        )

    def document(self, request: Request) -> Response:
        """One document: source and tables side by side."""
        doc_id = request.path_params["doc_id"]
        opened = self.desk.opened()
        if doc_id not in opened.documents:
            return self.missing(request, None)
        stamp, shown = self.views.of(doc_id)
        cut = parts(shown, "whole" in request.query_params)
        row_id = request.query_params.get("row", "")
        row = row_view(opened, self.desk.decided(), doc_id, row_id) if row_id else None
        return self._show(
            request,
            "document.html",
            view=shown,
            document=shown.document,
            row=row,
            problem=None,
            parts_of=cut,
            stamp=stamp,
        )

    def part(self, request: Request) -> Response:
        """A later part of a document; 409 when the release or the source has changed since the page began."""
        doc_id, number = request.path_params["doc_id"], request.path_params["number"]
        if doc_id not in self.desk.opened().documents:
            return self.missing(request, None)
        stamp, shown = self.views.of(doc_id)
        if stamp != request.query_params.get("of"):
            return Response(status_code=409)
        cut = parts(shown)
        if not 0 < number < len(cut):
            return self.missing(request, None)
        return self._show(request, "part.html", view=shown, part=cut[number])

    def row(self, request: Request) -> Response:
        """One row, as a part of its document's page."""
        return self._row(request, None)

    def picture(self, request: Request) -> Response:
        """A page of a PDF as a picture."""
        doc_id, number = request.path_params["doc_id"], request.path_params["number"]
        opened = self.desk.opened()
        known = opened.documents.get(doc_id)
        if known is None or known["reader"] not in PICTURED:
            return Response(status_code=404)
        picture = self.sources.picture(opened, self.desk.sources, doc_id, number)
        return Response(picture, media_type="image/png") if picture else Response(status_code=404)

    async def decide(self, request: Request) -> Response:
        """Take a decision about a row and show the row again."""
        form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
        if not has_token(form.get("token"), self.desk):
            return self._row(request, "error.token", 403)
        doc_id, row_id = request.path_params["doc_id"], request.path_params["row_id"]
        opened = self.desk.opened()
        shown = row_view(opened, self.desk.decided(), doc_id, row_id) if doc_id in opened.documents else None
        if shown is None:
            return self.missing(request, None)
        try:
            made = decide(form, shown, opened.documents[doc_id], self.desk.by)
        except Undecidable as refusal:
            return self._row(request, str(refusal), 422)
        record(self.desk.decisions, made)
        return self._done(request, doc_id, row_id)

    async def withdraw(self, request: Request) -> Response:
        """Take a decision back."""
        form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
        doc_id, row_id = request.path_params["doc_id"], form.get("row", "")
        request.path_params["row_id"] = row_id
        if not has_token(form.get("token"), self.desk):
            return self._row(request, "error.token", 403)
        try:
            made = withdraw(
                form.get("decision", ""), form.get("reason", ""), doc_id, self.desk.decided(), self.desk.by
            )
        except Undecidable as refusal:
            return self._row(request, str(refusal), 422)
        record(self.desk.decisions, made)
        return self._done(request, doc_id, row_id)

    def missing(self, request: Request, _: object) -> Response:
        """What there is no page for."""
        return self._show(request, "missing.html", 404)

    def _done(self, request: Request, doc_id: str, row_id: str) -> Response:
        if request.headers.get("x-part") == "row":
            return self._row(request, None)
        return RedirectResponse(f"/document/{doc_id}?row={row_id}", 303)

    def _row(self, request: Request, problem: str | None, status: int = 200) -> Response:
        doc_id, row_id = request.path_params["doc_id"], request.path_params["row_id"]
        opened = self.desk.opened()
        shown = row_view(opened, self.desk.decided(), doc_id, row_id) if doc_id in opened.documents else None
        if shown is None:
            return self.missing(request, None)
        document = opened.documents[doc_id]
        return self._show(request, "row.html", status, row=shown, document=document, problem=problem)

    def _decided_findings(self) -> dict[str, Decision]:
        return {
            decision.place.row_id: decision
            for decision in standing(self.desk.decided().entries)
            if decision.place.dataset == "findings"
        }

    def _words(self, request: Request) -> Wording:
        accepted = request.headers.get("accept-language", "")
        return wording(language_of(request.query_params.get("lang"), request.cookies.get("lang"), accepted))

    def _show(self, request: Request, template: str, status: int = 200, **values: Any) -> Response:
        words = self._words(request)
        content = self.templates.get_template(template).render(
            t=words,
            zh=words.language == "zh",
            desk=self.desk,
            path=request.url.path,
            empty=Filters(),
            severities=SEVERITIES,
            **values,
        )
        response = HTMLResponse(content, status)
        if request.query_params.get("lang"):
            response.set_cookie("lang", words.language, YEAR_OF_SECONDS, samesite="strict", httponly=True)
        return response
