"""The generated pages are current and the docs name what exists."""

from __future__ import annotations

import importlib.util
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = [
    *sorted(DOCS.glob("*.md")),
    ROOT / "README.md",
    ROOT / "README.zh-CN.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "samples" / "README.md",
]


def _generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_generate", DOCS / "generate.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["data-dictionary.md", "rules.md", "command-line.md"])
def test_generated_pages_are_current(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == _generator().page(name), "run python docs/generate.py"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files_that_exist(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub and site builders make them."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_into_a_page_lead_to_one_of_its_headings(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]*)#([^)]+)\)", page.read_text(encoding="utf-8"))
    assert [
        (file, anchor)
        for file, anchor in links
        if anchor not in anchors(page.parent / file if file else page)
    ] == []


def test_the_index_leads_to_every_page() -> None:
    index = (DOCS / "index.md").read_text(encoding="utf-8")
    assert [page.name for page in sorted(DOCS.glob("*.md")) if f"({page.name})" not in index] == ["index.md"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_samples_that_a_page_names_exist(page: Path) -> None:
    named = re.findall(r"`([a-z]+-\d{4}-[a-z-]+)(?:\.txt)?`", page.read_text(encoding="utf-8"))
    assert [name for name in named if not (ROOT / "samples" / f"{name}.txt").exists()] == []


LOAD = (DOCS / "load.md").read_text(encoding="utf-8")


def _snippets(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", LOAD, re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def beside_a_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a release of the samples in `out`, as the page has it."""
    from pipeline.ingest import Order, ingest

    place = tmp_path_factory.mktemp("load")
    skipped = ("refused/*", "expected/*", "*.md", "*.json", "*.csv", "*.py")
    ingest(Order(inputs=(ROOT / "samples",), out=place / "out", exclude=skipped, workers=1))
    return place


def test_the_python_examples_of_loading_run(beside_a_release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(beside_a_release)
    examples = _snippets("python")
    assert len(examples) == 2
    for example in examples:
        found: dict[str, object] = {}
        exec(compile(example, "load.md", "exec"), found)
        assert any(len(found[name]) > 5 for name in ("panel", "sound") if name in found)  # type: ignore[arg-type]


def test_the_sql_example_of_loading_gives_rows(
    beside_a_release: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import duckdb

    monkeypatch.chdir(beside_a_release)
    (example,) = _snippets("sql")
    with duckdb.connect() as connection:
        assert connection.execute(example).fetchall()


def test_the_r_example_of_loading_runs(beside_a_release: Path) -> None:
    if shutil.which("Rscript") is None:
        pytest.skip("Rscript is not installed")
    probe = ["Rscript", "-e", "library(arrow); library(dplyr)"]
    if subprocess.run(probe, capture_output=True).returncode != 0:
        pytest.skip("R has no packages arrow and dplyr")
    (example,) = _snippets("r")
    done = subprocess.run(["Rscript", "-e", example], cwd=beside_a_release, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "expenditure" in done.stdout or "amount" in done.stdout


TOLD = [
    (page, line)
    for page in ("tutorial.md", "load.md", "provenance.md", "proof.md")
    for block in re.findall(
        r"^```bash\n(.*?)^```", (DOCS / page).read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    for line in block.splitlines()
    if line.startswith("gongkai ") and ".pdf" not in line
]


@pytest.mark.parametrize(
    ("page", "line"), TOLD, ids=[f"{page}-{index}" for index, (page, _) in enumerate(TOLD)]
)
def test_commands_that_a_page_tells_run(
    page: str,
    line: str,
    beside_a_release: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    import duckdb

    from pipeline.cli import main

    monkeypatch.chdir(beside_a_release)
    ((line_id,),) = duckdb.sql("select line_id from 'out/budget_lines/*/*.parquet' limit 1").fetchall()
    words = shlex.split(line.partition(" > ")[0], comments=True)[1:]
    places = {"data": "out", "LINE_ID": line_id, "ROW_ID": line_id, "samples": str(ROOT / "samples")}
    status = main([places.get(word, word) for word in words])
    printed = capsys.readouterr()
    assert status == 0, printed.err
    assert printed.out.strip() or words[0] == "export"


def test_every_page_of_the_docs_stands_in_the_site() -> None:
    site = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    assert [page.name for page in sorted(DOCS.glob("*.md")) if f" {page.name}\n" not in site] == []


def test_every_column_has_a_meaning_in_chinese() -> None:
    from pipeline.contract import columns
    from schemas.records import DATASETS

    assert [(d, c.name) for d in DATASETS for c in columns(d) if not c.meaning_zh] == []
