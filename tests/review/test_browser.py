"""The review page in a real browser: open, find, click through, decide, ingest again, still decided."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

import review.parts
from benchmarks.formats import drawn
from benchmarks.generator.documents import final_accounts
from review.desk import Desk
from tests.review.conftest import BROKEN, IMAGE, SCRIPT, Place

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

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
def page(browser: Browser, serve: Serve) -> Iterator[Page]:  # closed before the server that it may still ask
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
    page.wait_for_selector(".source .lit-text", state="attached")  # comes with its part of the document
    return "".join(page.locator(".source .lit-text").all_inner_texts())


def test_a_reviewer_finds_decides_ingests_again_and_it_is_still_decided(
    page: Page, serve: Serve, place: Place
) -> None:
    desk = serve()
    page.goto(f"{desk.address}/")
    page.locator(".chart a", has_text="Text and form differ").click()
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


def shown(page: Page) -> dict[str, list[str]]:
    """What the page shows of a document, without what a click changed."""
    script = "all => all.map(one => one.outerHTML.replace(/ tabindex=.-?\\d./g, '').replace(/\\s+/g, ' '))"
    return {
        part: page.locator(part).evaluate_all(script)
        for part in (".line", ".grid tr", ".page .boxes rect", ".rows tr")
    }


@pytest.mark.parametrize("name", ["yunhe", "pictured"])
def test_a_long_document_comes_in_parts_that_make_it_whole(
    page: Page, serve: Serve, place: Place, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    if name == "pictured":
        (place.sources / "pictured.pdf").write_bytes(drawn(final_accounts(3, 12)))
        place.ingest()
    monkeypatch.setattr(review.parts, "FIRST", 30)
    monkeypatch.setattr(review.parts, "LATER", 200)
    desk = serve()
    doc = next(doc for doc, row in desk.opened().documents.items() if name in row["source_name"])
    page.goto(f"{desk.address}/document/{doc}?whole=1")
    whole = shown(page)
    assert sum(map(len, whole.values())) > 200
    page.route("**/part/1?*", lambda route: (time.sleep(0.3), route.continue_()))  # type: ignore[func-returns-value]
    page.goto(f"{desk.address}/document/{doc}")
    assert int(page.locator("main").get_attribute("data-parts") or 0) > 2
    assert len(shown(page)[".grid tr"]) < len(whole[".grid tr"])
    page.wait_for_selector("main[data-whole]")
    assert shown(page) == whole
    last = desk.opened().rows("budget_lines", doc)[-1]["line_id"]
    page.goto(f"{desk.address}/document/{doc}?row={last}")
    page.wait_for_selector(f".grid .lit[data-row='{last}']")
    assert page.locator(".lit-text, .lit-boxes rect").count() > 0


def test_who_decides_while_parts_are_on_their_way_keeps_the_page(
    page: Page, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review.parts, "FIRST", 30)
    desk = serve()
    doc = next(doc for doc, row in desk.opened().documents.items() if "yunhe" in row["source_name"])
    held: list[Route] = []
    page.route("**/part/1?*", lambda route: held.append(route))
    page.goto(f"{desk.address}/document/{doc}")
    page.locator(".finding").first.click()
    page.wait_for_selector("#row:not([hidden]) .row-head")
    page.keyboard.press("d")
    page.keyboard.type("told to the publisher")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".history .decision.dismiss")
    page.wait_for_selector("#row:focus")
    page.keyboard.press("u")
    page.wait_for_selector(".history input:focus")
    page.keyboard.type("not told")
    assert held
    held[0].continue_()
    page.wait_for_selector("main[data-whole]")
    assert page.locator(".history input[name=reason]").input_value() == "not told"


def test_parts_that_do_not_come_are_told(page: Page, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(review.parts, "FIRST", 30)
    desk = serve()
    doc = next(doc for doc, row in desk.opened().documents.items() if "yunhe" in row["source_name"])
    page.route("**/part/*", lambda route: route.fulfill(status=204))
    page.goto(f"{desk.address}/document/{doc}")
    page.wait_for_selector("#incomplete:not([hidden])")
    page.locator("#incomplete a").click()
    page.wait_for_selector("main[data-whole]")


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


# Words of the other language that a person reads; what documents print, names and ids say so of themselves.
FOREIGN = """(wanted) => {
  const data = "[lang], [translate=no], code, kbd, noscript, .said, .message, .meaning, select[name=field], input[name=decided]";
  const own = (node) => { const marked = node.closest(data); return !marked || marked === document.documentElement; };
  const found = [], wrong = new RegExp(wanted, "u");
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) if (wrong.test(walker.currentNode.textContent) && own(walker.currentNode.parentElement)) found.push(walker.currentNode.textContent.trim());
  for (const node of document.querySelectorAll("body *")) for (const name of ["title", "aria-label", "placeholder", "alt"])
    if (own(node) && !node.matches(".rule") && wrong.test(node.getAttribute(name) ?? "")) found.push(node.getAttribute(name));
  return found;
}"""


def every_kind_of_row(page: Page) -> Iterator[str]:
    page.evaluate("for (const hidden of document.querySelectorAll('details')) hidden.open = true")
    for kind in (".finding", ".grid td:has(> .sign)", ".rows tr[data-row]"):
        if page.locator(kind).count():
            page.locator(kind).first.click()
            page.wait_for_selector("#row:not([hidden]) .row-head")
            page.evaluate("for (const hidden of document.querySelectorAll('details')) hidden.open = true")
            yield kind


@pytest.mark.parametrize(
    ("language", "other"), [("en", "[\\u4e00-\\u9fff]"), ("zh", "(^|[^-A-Za-z])[A-Za-z]{2,}")]
)
def test_no_word_of_the_other_language_is_left(page: Page, serve: Serve, language: str, other: str) -> None:
    desk = serve()
    page.goto(f"{desk.address}/?lang={language}")
    assert page.locator("html").get_attribute("lang") == {"en": "en", "zh": "zh-CN"}[language]
    doc = next(doc for doc, row in desk.opened().documents.items() if "yunhe" in row["source_name"])
    page.goto(f"{desk.address}/document/{doc}")
    decided_with_script(page)
    documents = (f"/document/{doc}" for doc in desk.opened().documents)
    for path in ("/", "/documents", "/findings", "/decisions", *documents):
        page.goto(desk.address + path)
        assert page.evaluate(FOREIGN, other) == [], path
        for kind in every_kind_of_row(page) if path.startswith("/document/") else ():
            assert page.evaluate(FOREIGN, other) == [], (path, kind)
    page.locator("[data-go=help]").click()
    assert page.locator("#keys").is_visible()
    assert page.evaluate(FOREIGN, other) == []


# What runs out of the window or of its pane sideways, is cut off without a way to see it, or lies over its neighbour.
MISPLACED = """() => {
  const found = [], name = (node) => `${node.tagName}.${node.className.baseVal ?? node.className}: ${node.textContent.trim().slice(0, 40)}`;
  const scrolled = (node) => { for (let up = node; up; up = up.parentElement) if (["auto", "scroll"].includes(getComputedStyle(up).overflowX)) return true; return false; };
  for (const pane of document.querySelectorAll("html, .pane, .row-panel, main"))
    if (pane.scrollWidth > pane.clientWidth + 1) found.push(`wide ${name(pane)}`);
  for (const node of document.querySelectorAll("body *")) {
    if (!node.checkVisibility() || node.closest(".unseen, .skip, .chart")) continue;
    const box = node.getBoundingClientRect(), style = getComputedStyle(node);
    if (box.width && (box.right > innerWidth + 1 || box.left < -1) && !scrolled(node)) found.push(`out ${name(node)}`);
    if (["hidden", "clip"].includes(style.overflowX) && node.scrollWidth > node.clientWidth + 1 && !node.title) found.push(`cut ${name(node)}`);
  }
  for (const row of document.querySelectorAll(".top, .top nav, .about, .walk, .filters, .legend, .actions, .correction, .send, .row-head")) {
    const boxes = [...row.children].filter((node) => node.checkVisibility() && !node.matches(".unseen, .skip")).map((node) => [node, node.getBoundingClientRect()]);
    for (const [one, a] of boxes) for (const [other, b] of boxes)
      if (one !== other && Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1) found.push(`over ${name(one)} / ${name(other)}`);
  }
  return found;
}"""


# Whether the middle of a thing is what a person sees there.
IN_SIGHT = """node => {
  const box = node.getBoundingClientRect(), seen = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return seen !== null && node.contains(seen);
}"""


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("width", "height"), [(640, 450), (320, 640)], ids=["200%", "400%"])
def test_with_large_letters_nothing_is_cut_off_or_overlaps(
    page: Page, serve: Serve, language: str, width: int, height: int
) -> None:
    desk = serve()
    doc = next(doc for doc, row in desk.opened().documents.items() if "yunhe" in row["source_name"])
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{desk.address}/?lang={language}")
    for path in ("/", "/documents", "/findings", "/decisions", f"/document/{doc}"):
        page.goto(desk.address + path)
        assert page.evaluate(MISPLACED) == [], path
    page.locator(".grid td:has(> .sign)").first.click()
    page.wait_for_selector("#row:not([hidden]) .row-head")
    assert page.evaluate(MISPLACED) == []
    for lit in (".source .lit-text", ".read td.lit"):
        assert page.locator(lit).first.evaluate(IN_SIGHT), f"{lit} is out of sight"
    panel = page.locator("#row").bounding_box()
    assert panel and panel["height"] < 0.6 * height, "the row hides the source"
    page.locator("#row button.primary").scroll_into_view_if_needed()
    assert page.locator("#row button.primary").is_visible()


def tab_to(page: Page, selector: str) -> None:
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"the Tab key does not lead to {selector}")


def test_everything_can_be_done_with_the_keyboard_alone(page: Page, serve: Serve) -> None:
    desk = serve()
    page.goto(f"{desk.address}/")
    page.keyboard.press("/")
    page.keyboard.type("63.00")
    page.keyboard.press("Enter")
    page.wait_for_url("**/findings?q=63.00")
    tab_to(page, ".findings a.said")
    page.keyboard.press("Enter")
    page.wait_for_selector("#row:not([hidden]) .row-head")
    first = page.locator("#row .message").inner_text()
    page.keyboard.press("n")
    page.wait_for_function("said => document.querySelector('#row .message')?.innerText !== said", arg=first)
    page.keyboard.press("p")
    page.wait_for_function("said => document.querySelector('#row .message')?.innerText === said", arg=first)
    page.keyboard.press("d")
    page.keyboard.type("told to the publisher")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".history .decision.dismiss")
    page.wait_for_selector("#row:focus")
    page.keyboard.press("u")
    page.wait_for_selector(".history input:focus")
    page.keyboard.type("not told yet")
    page.keyboard.press("Enter")
    page.wait_for_selector(".history li:nth-child(2)")
    page.keyboard.press("Escape")
    assert page.locator("#row").is_hidden()
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    assert page.locator("#keys").is_hidden()
    tab_to(page, ".grid [data-at]")
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowRight", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    page.wait_for_selector("#row:not([hidden]) .row-head")
    assert page.locator(".source .lit-text").count() > 0
    for action in ("a", "c"):
        page.keyboard.press(action)
        assert page.locator("#row input[name=action]:checked").count() == 1
        page.keyboard.press("Escape")
    tab_to(page, ".top nav a[href='/documents']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/documents")
    tab_to(page, ".list a")
    page.keyboard.press("Enter")
    page.wait_for_selector("main.split")
