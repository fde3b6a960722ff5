"""The card of a release, `README.md`: what it holds, how far it reaches and how far it can be trusted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

from pipeline.product.croissant import identity
from pipeline.release import Release
from schemas.datasets import about, datasets, issues, tiers
from schemas.resources import read_text

TEMPLATE = "card.md.jinja"
STATUSES = ("complete", "partial", "unrecognised", "failed")
RULES_SHOWN = 10
ROWS = 16_384
RULE_OF_THREE = 3


def card(out: Path, release: Release) -> str:
    """The card in Markdown; counted from the files of the release, so the same files give the same card."""
    from jinja2 import Environment, StrictUndefined

    template = Environment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True)
    documents = _rows(out, release, "documents", ["fiscal_year", "kind", "status"])
    years = sorted({year for year, _, _ in documents if year})
    span = f"{years[0]} to {years[-1]}" if years else "unknown"
    lines = _rows(out, release, "budget_lines", ["proof", "column_evidence", "unit"])
    about_documents = {
        "total": sum(documents.values()),
        "organisations": release.rows("organisations"),
        "years": span,
    }
    return template.from_string(read_text(TEMPLATE)).render(
        about=about,
        identity=identity(release),
        datasets=list(_datasets(release)),
        documents=about_documents,
        coverage=list(_coverage(documents)),
        tiers=list(_tiers(lines)),
        flagged=sum(count for values, count in lines.items() if flagged(*values)),
        lines=sum(lines.values()),
        issues=issues(),
        severities=release.severities,
        rules=_rules(_rows(out, release, "findings", ["rule", "severity"])),
        citation=about("citation").format(
            identity=identity(release), documents=about_documents["total"], years=span
        ),
    )


def flagged(proof: str, column_evidence: str, unit: str | None) -> bool:
    """Whether a budget line tells its reader not to trust it as it stands."""
    return column_evidence == "ambiguous" or proof == "contradicted" or unit == "unknown"


def _rows(out: Path, release: Release, dataset: str, names: list[str]) -> Counter[tuple[Any, ...]]:
    """How often each combination of values occurs."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    counts: Counter[tuple[Any, ...]] = Counter()
    for file in release.files.get(dataset, ()):
        with pq.ParquetFile(out / file.path) as parquet:
            for rows in parquet.iter_batches(ROWS, columns=names, use_threads=False):
                grouped = pa.table(rows).group_by(names, use_threads=False).aggregate([([], "count_all")])
                columns = [grouped[name].to_pylist() for name in (*names, "count_all")]
                for *values, count in zip(*columns, strict=True):
                    counts[tuple(values)] += count
    return counts


def _datasets(release: Release) -> Iterator[dict[str, Any]]:
    for name, words in datasets().items():
        if name in release.files:
            files = len(release.files[name])
            row = {"name": name, "one_row": words.one_row, "one_row_zh": words.one_row_zh}
            yield {**row, "rows": release.rows(name), "files": files}


def _coverage(documents: Counter[tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
    years, kinds = ({values[place] for values in documents} for place in (0, 1))
    for year, kind in product(sorted(years), sorted(kinds)):
        counts = {status: documents[year, kind, status] for status in STATUSES}
        if total := sum(counts.values()):
            yield {"year": year, "kind": kind, "total": total, **counts}


def _tiers(lines: Counter[tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
    for tier in tiers():
        rows = sum(count for (proof, *_), count in lines.items() if proof == tier.name)
        bound = f"{max(RULE_OF_THREE, tier.silent * RULE_OF_THREE) / tier.measured:.5%}"
        words = {"name": tier.name, "en": tier.en, "zh": tier.zh}
        yield {**words, "rows": rows, "silent": tier.silent, "measured": tier.measured, "bound": bound}


def _rules(findings: Counter[tuple[Any, ...]]) -> list[dict[str, Any]]:
    ordered: Iterable[Any] = sorted(findings.items(), key=lambda item: (-item[1], item[0]))
    return [{"rule": rule, "severity": severity, "count": count} for (rule, severity), count in ordered][
        :RULES_SHOWN
    ]
