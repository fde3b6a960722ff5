"""Folding keeps lengths and knows the radicals that PDF producers print."""

from __future__ import annotations

import unicodedata

import pytest

from schemas.characters import fold, key

KANGXI = [chr(code) for code in range(0x2F00, 0x2FD6)]
SUPPLEMENT = [c for c in map(chr, range(0x2E80, 0x2EF4)) if unicodedata.name(c, "")]
# The repetition mark stands for no character.
WITHOUT_COUNTERPART = {"\u2e80"}


@pytest.mark.parametrize("characters", [KANGXI, SUPPLEMENT], ids=["Kangxi", "supplement"])
def test_every_radical_becomes_a_character(characters: list[str]) -> None:
    assert {character for character in characters if fold(character) == character} <= WITHOUT_COUNTERPART


def test_radicals_of_simplified_text_become_simplified_characters() -> None:
    assert fold("账⼾⻓⻅⾦") == "账户长见金"


def test_folding_never_changes_the_length() -> None:
    text = "（２０２１年度）：１，２３４．５％ ⼀般公共预算　不"
    assert len(fold(text)) == len(text)
    assert fold(text).startswith("(2021年度):1,234.5%")


def test_keys_have_no_white_space_and_no_quotation_marks() -> None:
    assert key(" “三　公”\u200b 经费\t") == "三公经费"
