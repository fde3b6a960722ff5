"""Rules of the house that a machine can check."""

from __future__ import annotations

import ast
import csv
import re
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PRODUCT = [name for name in ("schemas", "extractors", "pipeline", "review") if (ROOT / name).is_dir()]
CONTRACT = ROOT.parent / "shared" / "contract.csv"
MODULE_LINES, FUNCTION_LINES = 250, 40
CJK = re.compile(r"[\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
# What extractors of every kind of row may use; all other units keep apart from each other.
SHARED_EXTRACTORS = {
    "continuations",
    "copies",
    "feet",
    "starts",
    "grids",
    "readers",
    "regions",
    "titles",
    "unfolded",
    "captions",
    "contents",
    "headings",
    "sections",
    "about",
    "endings",
}
VAGUE = {"utils", "helpers", "common", "manager", "base", "misc"}


def product_files() -> list[Path]:
    return sorted(path for package in PRODUCT for path in (ROOT / package).rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def wrong_direction(package: str, imported: str) -> bool:
    order = ["schemas", "extractors", "pipeline", "review"]
    other = imported.split(".")[0]
    return other in order and order.index(other) > order.index(package)


def test_imports_go_one_way() -> None:
    wrong = [
        f"{name_of(path)} imports {imported}"
        for path in product_files()
        for imported in imports(path)
        if wrong_direction(path.relative_to(ROOT).parts[0], imported)
    ]
    assert not wrong


def test_extractors_do_not_import_each_other_sideways() -> None:
    units = {path.stem if path.is_file() else path.name for path in (ROOT / "extractors").iterdir()}
    wrong = []
    for path in (ROOT / "extractors").rglob("*.py"):
        own = path.relative_to(ROOT / "extractors").parts[0].removesuffix(".py")
        for imported in imports(path):
            parts = imported.split(".")
            if parts[0] != "extractors" or len(parts) < 2:
                continue
            if parts[1] in units - SHARED_EXTRACTORS - {own}:
                wrong.append(f"{name_of(path)} imports {imported}")
    assert not wrong


def test_readers_and_grids_do_not_know_kinds_of_rows() -> None:
    wrong = [
        f"{name_of(path)} imports {imported}"
        for unit in ("grids", "readers")
        for path in (ROOT / "extractors" / unit).rglob("*.py")
        for imported in imports(path)
        if imported.startswith("extractors.") and imported.split(".")[1] not in {"grids", "readers"}
    ]
    assert not wrong


def test_no_chinese_stands_in_code() -> None:
    found = [
        f"{name_of(path)}:{number}"
        for path in product_files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if CJK.search(line)
    ]
    assert not found


def test_modules_and_functions_stay_small() -> None:
    long = []
    for path in product_files():
        text = path.read_text(encoding="utf-8")
        if text.count("\n") > MODULE_LINES:
            long.append(f"{name_of(path)}: {text.count(chr(10))} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
                length = node.end_lineno - node.lineno + 1
                if length > FUNCTION_LINES:
                    long.append(f"{name_of(path)}:{node.name}: {length} lines")
    assert not long


def test_no_module_has_a_vague_name_or_one_of_the_standard_library() -> None:
    taken = VAGUE | set(sys.stdlib_module_names) - {"__init__", "__main__"}
    assert not [name_of(path) for path in product_files() if path.stem in taken]


def test_records_equal_the_contract() -> None:
    if not CONTRACT.exists():
        pytest.skip("the contract stands in ../shared, which is not here")
    from pipeline.contract import columns
    from schemas.records import DATASETS

    with CONTRACT.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    agreed = [
        (row["dataset"], row["column"], row["type"], row["nullable"] == "yes", row["values"], row["meaning"])
        for row in rows
    ]
    contract = {row[:2]: row[5] for row in agreed}
    ours = [
        (
            column.dataset,
            column.name,
            column.type,
            column.nullable,
            "|".join(column.values),
            column.meaning if contract[dataset, column.name] else "",
        )
        for dataset in DATASETS
        for column in columns(dataset)
        if (dataset, column.name) in contract
    ]
    assert ours == agreed


def tracked() -> list[str]:
    result = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode != 0:
        pytest.skip("not a git checkout")
    return [name for name in result.stdout.splitlines() if (ROOT / name).is_file()]


def test_no_file_names_a_path_or_a_registry_of_a_machine() -> None:
    words = re.compile(
        "|".join(
            (
                r"/" + r"work/",
                r"/" + r"tmp/",
                r"/" + r"root/",
                r"/" + r"home/\w",
                r"file:/" + r"/",
                r"--(extra-)?index" + r"-url",
                r"--find" + r"-links",
            )
        )
    )
    allowed = {"Makefile"}  # names options of pip-compile that keep such lines out
    found = []
    for name in tracked():
        try:
            text = (ROOT / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [
            f"{name}:{number}: {line[:80]}"
            for number, line in enumerate(text.splitlines(), 1)
            if words.search(line) and name not in allowed
        ]
    assert not found


def test_every_finding_of_a_rule_has_its_texts() -> None:
    from schemas.messages import message

    calls = [
        node
        for path in product_files()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Finding" and node.args
    ]
    rules = {node.args[0].value for node in calls if isinstance(node.args[0], ast.Constant)}
    assert rules
    assert [rule for rule in sorted(rules) if not message(rule).zh] == []


def test_locks_pin_every_dependency_with_a_hash() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        pins = re.findall(
            r"^([\w.-]+)==[^\s\\]+(?: ; [^\n\\]+)? \\\n(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n?)+",
            text,
            re.MULTILINE,
        )
        lines = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
        assert len(pins) == len(lines) > 5


@pytest.mark.slow
def test_wheel_installs_and_runs_from_another_folder(tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    wheel = [*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(tmp_path), str(ROOT)]
    subprocess.run(wheel, check=True, capture_output=True)
    (built,) = tmp_path.glob("*.whl")
    place = tmp_path / "environment"
    venv.create(place, with_pip=False, symlinks=True)
    library = next(place.glob("lib/python*/site-packages"))
    ours = next(Path(entry) for entry in sys.path if entry.endswith("site-packages"))
    (library / "dependencies.pth").write_text(str(ours) + "\n")
    subprocess.run(
        [*pip, "install", "--no-deps", "--target", str(library), str(built)], check=True, capture_output=True
    )
    python = place / "bin" / "python"
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    where = "import pipeline, schemas; print(pipeline.__file__)"
    located = subprocess.run([python, "-c", where], cwd=elsewhere, check=True, capture_output=True, text=True)
    assert str(library) in located.stdout
    (elsewhere / "note.txt").write_text("a note, no disclosure\n", encoding="utf-8")
    run = subprocess.run(
        [python, "-m", "pipeline", "ingest", "note.txt", "--out", "out"],
        cwd=elsewhere,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    assert (elsewhere / "out" / "datapackage.json").exists()


def test_a_text_export_is_read_without_the_libraries_of_other_formats() -> None:
    """Their import takes as long as reading a small text export does."""
    code = (
        "import sys; from pathlib import Path; from pipeline.extract import Options; from pipeline.process import process;"
        "process(Path(sys.argv[1]).read_bytes(), Options()); print(*sys.modules)"
    )
    sample = ROOT / "samples" / "qianning-2023-project-targets.txt"
    run = subprocess.run([sys.executable, "-c", code, sample], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    heavy = {"numpy", "pyarrow", "pypdfium2", "lxml", "cv2", "docx", "openpyxl", "python_calamine", "camelot"}
    assert not heavy & set(run.stdout.split())
