"""What the page answers, and whom it refuses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

import review.parts
from pipeline.decisions import read_decisions, record, standing
from review.desk import Desk
from schemas.decisions import identified
from tests.review.conftest import HOSTILE, Place

Serve = Callable[..., Desk]
LISTS = ("/", "/documents", "/findings", "/decisions", "/findings?severity=error&state=open", "/?lang=zh")


@pytest.fixture
def desk(serve: Serve) -> Desk:
    return serve()


@pytest.fixture
def client(desk: Desk) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=desk.address) as opened:
        yield opened


def document(desk: Desk, name: str) -> str:
    return next(doc for doc, row in desk.opened().documents.items() if name in row["source_name"])


def a_row(client: httpx.Client, doc: str, kind: str = "proved") -> str:
    page = client.get(f"/document/{doc}").text
    found = re.search(rf'<td class="value {kind}"[^>]*data-row="(\w+)"', page)
    assert found
    return found[1]


def sent(desk: Desk, **changes: str) -> dict[str, str]:
    return {"token": desk.token, "action": "accept", "reason": "compared with the print"} | changes


def test_every_list_answers_in_both_languages_with_strict_headers(client: httpx.Client) -> None:
    for path in LISTS:
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert "script-src 'self'" in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-store"
    assert "总览" in client.get("/?lang=zh").text


def test_what_is_not_there_is_404(client: httpx.Client) -> None:
    for path in (
        "/nothing",
        "/document/abc",
        "/document/abc/row/def",
        "/document/abc/page/1.png",
        "/static/../app.py",
    ):
        assert client.get(path).status_code == 404, path
    for path in ("/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static/%2e%2e/%2e%2e/pyproject.toml"):
        assert client.get(path).status_code == 404, path


def test_print_of_a_hostile_document_is_text_everywhere(desk: Desk, client: httpx.Client) -> None:
    doc = document(desk, "hostile")
    pages = [client.get(path).text for path in (*LISTS, f"/document/{doc}")]
    rows = set(re.findall(r'data-row="(\w{24})"', pages[-1]))
    assert rows
    pages += [client.get(f"/document/{doc}/row/{row}").text for row in sorted(rows)]
    assert any("&lt;script&gt;" in page for page in pages)
    for page in pages:
        assert "<script>document" not in page
        assert "<img src=x" not in page
        assert "<b>hostile" not in page


def test_the_source_is_shown_with_its_line_numbers_as_printed(desk: Desk, client: httpx.Client) -> None:
    page = client.get(f"/document/{document(desk, 'hostile')}").text
    shown = re.findall(r'id="L\d+-(\d+)"', page)
    assert shown == [str(number) for number in range(1, len(HOSTILE.split("\n")) + 1)][: len(shown)]
    assert len(shown) >= HOSTILE.count("\n")


def test_a_part_of_another_state_of_the_release_is_refused(
    desk: Desk, client: httpx.Client, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review.parts, "FIRST", 20)
    path = f"/document/{document(desk, 'yunhe')}"

    def stamp() -> str:
        found = re.search(r'data-of="(\w+)"', client.get(path).text)
        assert found
        return found[1]

    before = stamp()
    assert "data-into=" in client.get(f"{path}/part/1?of={before}").text
    assert client.get(f"{path}/part/0?of={before}").status_code == 404
    assert client.get(f"{path}/part/9999?of={before}").status_code == 404
    row = a_row(client, document(desk, "yunhe"))
    client.post(f"{path}/row/{row}/decide", data=sent(desk), headers={"origin": desk.address})
    assert stamp() == before, "who decides while parts are on their way gets all of them"
    assert client.get(f"{path}/part/1?of={before}").status_code == 200
    place.ingest()
    assert stamp() != before
    assert client.get(f"{path}/part/1?of={before}").status_code == 409
    assert client.get(f"{path}/part/1").status_code == 409


def test_foreign_hosts_are_refused(client: httpx.Client, desk: Desk) -> None:
    for host in ("evil.example", f"evil.example:{desk.port}", "127.0.0.1", ""):
        assert client.get("/", headers={"host": host}).status_code == 421


def test_decisions_need_origin_token_and_size(desk: Desk, client: httpx.Client, place: Place) -> None:
    doc = document(desk, "yunhe")
    address = f"/document/{doc}/row/{a_row(client, doc)}/decide"
    own = {"origin": desk.address}
    for data, headers in (
        (sent(desk), {}),
        (sent(desk), {"origin": "http://evil.example"}),
        (sent(desk), {"origin": "null"}),
        (sent(desk), own | {"sec-fetch-site": "cross-site"}),
        (sent(desk, token="wrong"), own),
        ({"action": "accept", "reason": "x"}, own),
    ):
        assert client.post(address, data=data, headers=headers).status_code == 403
    assert client.post(address, data=sent(desk, reason="x" * 70_000), headers=own).status_code == 413
    assert client.put(address, data=sent(desk), headers=own).status_code == 405
    assert not place.decisions.exists()
    assert client.post(address, data=sent(desk), headers=own).status_code == 303
    (decision,) = standing(read_decisions(place.decisions).entries)
    assert (decision.action, decision.by, decision.field) == ("accept", "reviewer", "amount_raw")


@pytest.mark.parametrize(
    "changes",
    [
        {"reason": "  "},
        {"action": "guess"},
        {"action": "correct", "field": "amount_raw", "decided": "12,x"},
        {"action": "correct", "field": "amount_raw", "decided": ""},
        {"action": "correct", "field": "doc_id", "decided": "1"},
        {"action": "correct", "field": "measure", "decided": "no such measure"},
        {"action": "correct", "field": "subject_level", "decided": "chapter"},
        {"action": "correct", "field": "value_year", "decided": "twenty"},
    ],
)
def test_what_is_no_decision_is_refused_with_words(
    desk: Desk, client: httpx.Client, place: Place, changes: dict[str, str]
) -> None:
    doc = document(desk, "yunhe")
    address = f"/document/{doc}/row/{a_row(client, doc)}/decide"
    answer = client.post(address, data=sent(desk, **changes), headers={"origin": desk.address})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert not place.decisions.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [("amount_raw", "1,234.50"), ("subject_level", "item"), ("unit", "元"), ("row_label", "<b>")],
)
def test_value_row_level_and_unit_can_be_corrected(
    desk: Desk, client: httpx.Client, place: Place, field: str, value: str
) -> None:
    doc = document(desk, "yunhe")
    row = a_row(client, doc)
    data = sent(desk, action="correct", field=field, decided=value)
    client.post(f"/document/{doc}/row/{row}/decide", data=data, headers={"origin": desk.address})
    (decision,) = standing(read_decisions(place.decisions).entries)
    assert (decision.field, decision.decided, decision.place.row_id) == (field, value, row)


def test_a_read_only_page_shows_no_form_and_takes_nothing(serve: Serve, place: Place) -> None:
    desk = serve(read_only=True)
    doc = document(desk, "yunhe")
    with httpx.Client(base_url=desk.address) as client:
        row = a_row(client, doc)
        assert '<form class="decide' not in client.get(f"/document/{doc}?row={row}").text
        address = f"/document/{doc}/row/{row}/decide"
        assert client.post(address, data=sent(desk), headers={"origin": desk.address}).status_code == 403
    assert not place.decisions.exists()


def test_a_source_that_was_altered_or_lies_elsewhere_is_not_shown(
    desk: Desk, client: httpx.Client, place: Place, tmp_path: Path
) -> None:
    path = next(place.sources.glob("yunhe*"))
    doc = document(desk, "yunhe")
    outside = tmp_path / "outside.txt"
    path.rename(outside)
    path.symlink_to(outside)
    assert 'id="L' not in client.get(f"/document/{doc}").text
    path.unlink()
    path.write_bytes(outside.read_bytes() + b"more")
    assert 'id="L' not in client.get(f"/document/{doc}").text
    path.write_bytes(outside.read_bytes())
    assert 'id="L' in client.get(f"/document/{doc}").text


def test_findings_can_be_narrowed(desk: Desk, client: httpx.Client) -> None:
    every = desk.opened().query("select severity, rule from findings")
    for severity in ("error", "warning", "info"):
        page = client.get(f"/findings?severity={severity}").text
        assert page.count('<tr><td class="nowrap">') == sum(row["severity"] == severity for row in every)
    assert '<tr><td class="nowrap">' not in client.get("/findings?q=no+such+words").text
    assert client.get("/findings?rule=%27+or+1=1--").status_code == 200


def test_texts_are_there_in_both_languages() -> None:
    from review.wording import wording

    english, chinese = wording("en").texts, wording("zh").texts
    assert set(english) == set(chinese)
    assert all(english.values()) and all(chinese.values())
    templates = "".join(
        path.read_text(encoding="utf-8")
        for path in (Path(__file__).parents[2] / "review" / "templates").iterdir()
    )
    used = set(re.findall(r"\bt\('([\w.]+)'", templates))
    assert {key for key in used if not key.endswith(".")} <= set(english)


def test_sums_are_shown_with_every_digit() -> None:
    from decimal import Decimal

    from review.record import grouped

    shown = {"21601733": "21,601,733.00", "0.1250": "0.125", "-0.01": "-0.01", "1E+3": "1,000.00"}
    assert {number: grouped(Decimal(number)) for number in shown} == shown


CORRECTIONS = (
    ("amount_raw", "1,234.50"),
    ("measure", "total"),
    ("row_label", "行政运行（另）"),
    ("subject_level", "item"),
    ("unit", "元"),
)


def test_decisions_of_every_kind_are_published_beside_the_print_and_can_be_taken_back(
    desk: Desk, client: httpx.Client, place: Place
) -> None:
    doc = document(desk, "yunhe")
    before = desk.opened().rows("budget_lines", doc)
    wanted = [line["line_id"] for line in before if line["form_id"] == "final.revenue"][
        : len(CORRECTIONS) + 1
    ]
    finding = desk.opened().rows("findings", doc)[0]["finding_id"]
    asked = [
        (wanted[0], {"action": "accept"}),
        (finding, {"action": "dismiss"}),
        *(
            (row, {"action": "correct", "field": field, "decided": value})
            for row, (field, value) in zip(wanted[1:], CORRECTIONS, strict=True)
        ),
    ]
    for row, changes in asked:
        data = sent(desk, reason=f"because of {row}", by="reviewer", **changes)
        path = f"/document/{doc}/row/{row}/decide"
        assert client.post(path, data=data, headers={"origin": desk.address}).status_code == 303, changes
    place.ingest()
    decisions = {row["row_id"]: row for row in desk.opened().query("select * from decisions")}
    printed = {line["line_id"]: line for line in before}
    assert set(decisions) == {row for row, _ in asked}
    for row, changes in asked:
        found = decisions[row]
        assert (found["action"], found["state"]) == (changes["action"], "applied")
        assert (found["by"], found["reason"]) == ("reviewer", f"because of {row}")
        assert found["decided"] == changes.get("decided")
        if "field" in changes:
            assert (found["field"], found["printed"]) == (changes["field"], printed[row][changes["field"]])
    assert desk.opened().rows("budget_lines", doc) == before, "the print stands as it was"
    page = client.get(f"/document/{doc}?row={wanted[1]}").text
    assert "1,234.50</ins>" in page
    assert "✎" in client.get("/decisions").text
    (made,) = (
        entry
        for entry in standing(read_decisions(place.decisions).entries)
        if entry.place.row_id == wanted[1]
    )
    back = {"token": desk.token, "decision": made.decision_id, "row": wanted[1], "reason": "a slip of mine"}
    client.post(f"/document/{doc}/withdraw", data=back, headers={"origin": desk.address})
    place.ingest()
    assert wanted[1] not in {row["row_id"] for row in desk.opened().query("select row_id from decisions")}
    assert "a slip of mine" in client.get(f"/document/{doc}/row/{wanted[1]}").text


def test_a_decision_that_finds_its_row_no_longer_is_shown_as_orphaned_and_can_be_taken_back(
    desk: Desk, client: httpx.Client, place: Place
) -> None:
    doc = document(desk, "yunhe")
    row = a_row(client, doc)
    own = {"origin": desk.address}
    client.post(f"/document/{doc}/row/{row}/decide", data=sent(desk), headers=own)
    (made,) = standing(read_decisions(place.decisions).entries)
    for file in place.decisions.glob("*.jsonl"):
        file.unlink()
    lost = identified(replace(made, place=replace(made.place, row="no such row", row_id="0" * 24)))
    record(place.decisions, lost)
    place.ingest()
    (published,) = desk.opened().query("select state, row_id from decisions")
    assert published["state"] == "orphaned"
    page = client.get(f"/document/{doc}").text
    assert 'class="orphans"' in page
    back = {"token": desk.token, "decision": lost.decision_id, "row": "", "reason": "gone"}
    client.post(f"/document/{doc}/withdraw", data=back, headers=own)
    assert 'class="orphans"' not in client.get(f"/document/{doc}").text
