"""The review page in a real browser: open, find, click through, decide, ingest again, still decided."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from review.desk import Desk
from tests.review.conftest import BROKEN, IMAGE, SCRIPT, Place

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
Serve = Callable[..., Desk]

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium here: apt-get install chromium")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-US")
    opened = context.new_page()
    opened.set_default_timeout(15_000)
    problems: list[str] = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    opened.on("dialog", lambda dialog: problems.append(dialog.message))
    opened.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    yield opened
    context.close()
    assert problems == []


def lit(page: Page) -> str:
    return "".join(page.locator(".source .lit-text").all_inner_texts())


def test_a_reviewer_finds_decides_ingests_again_and_it_is_still_decided(
    page: Page, serve: Serve, place: Place
) -> None:
    desk = serve()
    page.goto(f"{desk.address}/")
    page.locator(".chart a", has_text="statement.disagrees").click()
    page.locator(".findings a", has_text="63.00").first.click()
    page.wait_for_selector("#row:not([hidden])")
    assert lit(page) == "63.00"
    page.keyboard.press("d")
    page.locator("textarea[name=reason]").fill("known slip, told to the publisher")
    page.locator("button.primary").click()
    page.wait_for_selector(".history .decision.dismiss")
    page.goto(f"{desk.address}/findings?state=open")
    assert page.locator(".findings a", has_text="63.00").count() == 0
    place.ingest()
    page.goto(f"{desk.address}/findings?state=decided")
    page.locator(".findings a", has_text="63.00").first.click()
    page.wait_for_selector(".history .decision.dismiss")
    page.locator(".history input[name=reason]").fill("not told yet")
    page.locator(".history form button").click()
    page.wait_for_selector(".history li:nth-child(2)")
    assert page.locator(".history .tag").count() == 1
    page.goto(f"{desk.address}/findings?state=open")
    assert page.locator(".findings a", has_text="63.00").count() > 0


def test_a_cell_lights_its_place_and_the_place_opens_its_row(page: Page, serve: Serve) -> None:
    desk = serve()
    page.goto(f"{desk.address}/documents?q=yunhe")
    page.locator(".list a").first.click()
    cell = page.locator(".grid td.proved", has_text="512.46").first
    cell.click()
    page.wait_for_selector("#row .badge.proved")
    assert lit(page) == "512.46"
    shown = page.locator(".grid td.lit").first.bounding_box()
    panel = page.locator("#row").bounding_box()
    assert shown and panel and shown["y"] + shown["height"] <= panel["y"] + 1, "the panel hides the cell"
    assert page.locator(".top").bounding_box()["y"] == 0  # type: ignore[index]
    assert page.locator("#row .checks li").count() >= 2
    page.locator("#row .checks a").first.click()
    page.wait_for_selector("#row .headline:not(:has-text('512.46'))")
    page.keyboard.press("Escape")
    assert page.locator("#row").is_hidden()
    page.locator(".source .p.main", has_text="402.31").first.click()
    page.wait_for_selector("#row .headline:has-text('402.31')")
    assert page.locator(".grid td.lit", has_text="402.31").count() >= 1


def test_a_correction_stands_beside_the_print_with_the_keyboard_alone(
    page: Page, serve: Serve, place: Place
) -> None:
    desk = serve()
    page.goto(f"{desk.address}/documents?q=yunhe")
    page.locator(".list a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".grid")
    page.locator(".grid").first.locator("[tabindex='0']").focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowRight", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    page.wait_for_selector("#row .headline")
    printed = page.locator("#row .headline .place").inner_text()
    page.keyboard.press("c")
    page.keyboard.type("510.46")
    page.keyboard.press("Tab")
    page.keyboard.type("the scan shows 510.46")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#row .headline ins")
    place.ingest()
    page.reload()
    assert page.locator("#row .headline .place").inner_text() == printed
    assert page.locator("#row .headline ins").inner_text().endswith("510.46")
    assert page.locator(".grid ins").first.inner_text().endswith("510.46")
    (row,) = desk.opened().query("select * from decisions")
    assert (row["printed"], row["decided"], row["state"], row["by"]) == (
        printed,
        "510.46",
        "applied",
        "reviewer",
    )


def every_row_opened(page: Page) -> None:
    for index in range(page.locator(".grid [data-row]").count()):
        page.locator(".grid [data-row]").nth(index).click()
        page.wait_for_selector("#row:not([hidden]) .row-head")
    for _ in range(page.locator(".finding").count()):
        page.keyboard.press("Escape")
        page.keyboard.press("n")
        page.wait_for_selector("#row:not([hidden]) .row-head")


def decided_with_script(page: Page) -> None:
    page.keyboard.press("Escape")
    page.locator(".grid td:has(> .sign)").first.click()
    page.wait_for_selector("#row:not([hidden]) .row-head")
    page.keyboard.press("a")
    page.locator("textarea[name=reason]").fill(f"{SCRIPT}{IMAGE}")
    page.locator("button.primary").click()
    page.wait_for_selector(".history .decision.accept")


def test_script_in_a_document_never_runs_on_any_page(page: Page, serve: Serve) -> None:
    desk = serve()
    named = {row["source_name"]: doc for doc, row in desk.opened().documents.items()}
    hostile = [named[name] for name in sorted(named) if "<" in name]
    assert len(hostile) == 3
    for doc in hostile:
        page.goto(f"{desk.address}/document/{doc}")
        every_row_opened(page)
    page.goto(f"{desk.address}/document/{next(doc for name, doc in named.items() if 'hostile' in name)}")
    assert page.locator(".grid", has_text="<script>").count() > 0
    decided_with_script(page)
    asked = quote(f'"{SCRIPT}{IMAGE}')
    for path in ("/", "/documents", "/findings", "/decisions", f"/documents?q={asked}", f"/findings?q={asked}",
                 f"/findings?rule={asked}&kind={asked}", f"/?lang={asked}", f"/document/{hostile[0]}?row={asked}"):  # fmt: skip
        page.goto(desk.address + path)
        assert page.evaluate("document.documentElement.dataset.hit") is None, path
        assert page.locator("img[src=x], svg[onload], [onerror], [onclick]").count() == 0, path
    page.goto(f"{desk.address}/decisions")
    assert f"{SCRIPT}{IMAGE}" in page.locator("main").inner_text()


def test_script_in_names_never_runs_in_the_report_of_a_run(page: Page, place: Place) -> None:
    reports = sorted((place.out / "_runs").glob("*/report.html"))
    assert reports
    for report in reports:
        page.goto(report.as_uri())
        assert page.locator("td", has_text=BROKEN).count() > 0
        assert page.locator("img, script, svg, [onerror]").count() == 0


def test_at_200_percent_nothing_runs_out_of_the_window(browser: Browser, serve: Serve) -> None:
    desk = serve()
    doc = next(doc for doc, row in desk.opened().documents.items() if "yunhe" in row["source_name"])
    context = browser.new_context(
        viewport={"width": 640, "height": 450}, device_scale_factor=2, locale="zh-CN"
    )
    page = context.new_page()
    for path in ("/", "/documents", "/findings", f"/document/{doc}"):
        page.goto(desk.address + path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert page.evaluate("document.documentElement.lang") == "zh-CN"
    page.locator(".source .p.main").first.click()
    page.wait_for_selector("#row:not([hidden]) .row-head")
    panel = page.locator("#row").bounding_box()
    assert panel and panel["height"] < 0.6 * 450, "the row hides the source"
    page.mouse.wheel(0, 200)
    context.close()
