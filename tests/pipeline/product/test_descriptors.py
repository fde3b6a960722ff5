"""What a release says of itself is valid by the tools of others, and true."""

from __future__ import annotations

import json
import re
import socket
import warnings
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from pipeline.contract import columns
from pipeline.product.package import table_schema
from schemas.datasets import constraint, datasets, tiers
from schemas.records import DATASETS
from schemas.resources import read_csv

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a descriptor must be checked without a network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def _package(release: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((release / "datapackage.json").read_text(encoding="utf-8"))
    return content


def _rows(release: Path, dataset: str) -> list[dict[str, Any]]:
    return [
        row
        for file in sorted((release / dataset).glob("*/*.parquet"))
        for row in pq.read_table(file).to_pylist()
    ]


def test_the_data_package_is_valid_by_frictionless(release: Path, offline: None) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from frictionless import Package

        package = Package.from_descriptor(_package(release))
        broken = {**_package(release), "resources": [{"name": "no path"}]}
        with pytest.raises(Exception, match="package"):
            Package.from_descriptor(broken)
    assert [resource.name for resource in package.resources] == [
        name for name in DATASETS if name != "contacts"
    ]


def test_the_rows_keep_what_their_table_schema_promises(release: Path, offline: None) -> None:
    """Types, required, enums, ranges, primary and foreign keys, checked by Frictionless on the rows themselves."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from frictionless import Package, Resource, Schema

        names = [name for name in DATASETS if name not in ("contacts", "decisions", "provenance", "cells")]
        resources = [
            Resource(
                name=name,
                data=[list(rows[0]), *(list(row.values()) for row in rows)],
                schema=Schema.from_descriptor(table_schema(name)),
            )
            for name in names
            if (rows := _rows(release, name))
        ]
        report = Package(resources=resources).validate()
    assert report.stats["tasks"] == len(resources) > 10
    assert [error.message for task in report.tasks for error in task.errors] == []


def test_the_croissant_description_is_valid_and_gives_the_rows(release: Path, offline: None) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import mlcroissant

        dataset = mlcroissant.Dataset(jsonld=str(release / "croissant.json"))
        assert not dataset.metadata.issues.errors
        rows = list(dataset.records("organisations_records"))
    assert len(rows) == len(_rows(release, "organisations"))


def test_every_file_carries_the_meaning_of_its_columns(release: Path) -> None:
    for dataset in DATASETS:
        for file in (release / dataset).glob("*/*.parquet"):
            schema = pq.read_schema(file)
            told = {field.name: field.metadata or {} for field in schema}
            assert [
                name
                for name, words in told.items()
                if not words.get(b"description") or not words.get(b"description_zh")
            ] == []
            assert schema.metadata[b"gongkai.title_zh"].decode() == datasets()[dataset].title_zh
    line = pq.read_schema(next((release / "budget_lines").glob("*/*.parquet")))
    assert line.field("amount").metadata[b"unit"] == b"CNY"


def test_money_columns_have_a_unit_and_fiscal_types() -> None:
    money = [
        (dataset, column.name)
        for dataset in DATASETS
        for column in columns(dataset)
        if column.type == "decimal128(20,2)"
    ]
    assert [pair for pair in money if constraint(*pair).unit != "CNY"] == []
    types = {field["name"]: field.get("columnType") for field in table_schema("budget_lines")["fields"]}
    assert (types["amount"], types["phase"], types["side"]) == ("value", "phase:id", "direction")


def test_every_constraint_belongs_to_a_column() -> None:
    known = {(dataset, column.name) for dataset in DATASETS for column in columns(dataset)}
    known |= {("*", name) for _, name in known}
    assert [row for row in read_csv("constraints.csv") if (row["dataset"], row["column"]) not in known] == []


def test_the_card_counts_what_the_files_hold(release: Path) -> None:
    card = (release / "README.md").read_text(encoding="utf-8")
    for dataset in DATASETS:
        if rows := _rows(release, dataset):
            assert re.search(rf"^\| `{dataset}` .*\| {len(rows):,} \| \d+ \|$", card, re.MULTILINE)
    proofs = [row["proof"] for row in _rows(release, "budget_lines")]
    for tier in tiers():
        assert f"| {proofs.count(tier.name):,} | {tier.silent} of {tier.measured:,}" in card


def test_error_rates_of_the_tiers_are_those_of_the_docs() -> None:
    page = (ROOT / "docs" / "proof.md").read_text(encoding="utf-8")
    for tier in tiers():
        row = re.search(rf"^\| {tier.name} \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$", page, re.MULTILINE)
        assert row is not None
        assert (tier.measured, tier.silent) == (int(row[1]), sum(map(int, row.groups()[1:])))
