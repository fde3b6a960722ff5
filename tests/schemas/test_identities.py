"""The language of identities and its errors."""

from __future__ import annotations

from typing import Any

import pytest

from schemas.errors import SpecificationError
from schemas.forms import load_forms
from schemas.identities import load_across, load_identities
from schemas.identity_terms import Place, read_term
from schemas.restatements import load_restatements

CELL = {
    "id": "a",
    "scope": "cell",
    "total": "final.summary / revenue:总计 / amount",
    "parts": ["final.revenue / @total / total"],
}


def across(**changes: Any) -> Any:
    return load_across("identities.toml", {"identity": [{**CELL, **changes}]}, load_forms()).across[0]


def test_every_form_and_every_declared_identity_loads() -> None:
    found = load_identities(load_forms())
    assert found.across and found.collections and found.listings
    assert all(found.forms[form] for form in ("final.summary", "final.expenditure", "budget.expenditure"))


def test_names_are_unique_within_a_form() -> None:
    found = load_identities(load_forms())
    for identities in (*found.forms.values(), found.across):
        names = [identity.name for identity in identities]
        assert len(names) == len(set(names))


def test_a_term_says_sign_side_row_phase_and_that_it_may_be_missing() -> None:
    place = Place("identities.toml", "identity", 0)
    forms = load_forms()
    term = read_term("-final.summary / revenue:总计 / amount@adjusted?", "cell", None, forms, None, place)
    assert (term.sign, term.form, term.side, term.measures) == (-1, "final.summary", "revenue", ("amount",))
    assert (term.tag, term.optional) == ("adjusted", True)
    below = read_term(
        "final.fiscal_summary / revenue:年初财政拨款结转和结余 > 一般公共预算财政拨款 / amount",
        "cell",
        None,
        forms,
        None,
        place,
    )
    assert (below.above, below.row) == ("年初财政拨款结转和结余", "一般公共预算财政拨款")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"scope": "sum"}, "scope is 'sum'"),
        ({"total": "final.nothing / @total / total"}, "form 'final.nothing' is not known"),
        ({"total": "final.summary / 不存在 / amount"}, "is no row of final.summary"),
        ({"total": "final.summary / revenue:总计 / sum"}, "is no measure of final.summary"),
        ({"total": "final.summary / @every / amount"}, "unknown selector"),
        ({"total": "final.summary / amount"}, "does not fit scope"),
        ({"certainty": "maybe"}, "certainty is 'maybe'"),
        ({"when": ["final.summary / revenue:总计 / amount"]}, "has no ' = '"),
        ({"note": "x"}, "unknown key 'note'"),
    ],
)
def test_an_error_in_a_specification_names_file_and_line(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(SpecificationError) as error:
        across(**changes)
    assert message in str(error.value)
    assert str(error.value).startswith("schemas/identities.toml:")


def test_scopes_of_one_form_do_not_stand_across_forms() -> None:
    with pytest.raises(SpecificationError, match="belongs into the file of a form"):
        load_across("identities.toml", {"identity": [{"id": "a", "scope": "tree"}]}, load_forms())


def test_counterparts_of_the_narrative_name_forms_rows_and_measures_that_exist() -> None:
    found = load_restatements(load_forms())
    assert ("expenditure.basic", False) in found.addresses
    assert found.roles["final"].phases == ("executed",)
