"""What languages add to the reading of answers."""

import pytest

from quiz.text.languages import ENGLISH, fraction, language, squashed, without_marks


@pytest.mark.parametrize(
    ("tag", "decimal", "groups"),
    [("en", ".", ","), ("en-NZ", ".", ","), ("de", ",", "."), ("de-CH", ".", "'"), ("es", ",", "."),
     ("es-MX", ".", ","), ("pt-BR", ",", "."), ("fr", ",", "\u202f"), ("mi", ".", ","),
     ("zh-Hant-TW", ".", ","), ("ES-mx", ".", ","), ("xx", ".", ",")],
)  # fmt: skip
def test_signs_of_numerals(tag: str, decimal: str, groups: str) -> None:
    spoken = language(tag)
    assert (spoken.decimal, spoken.group, spoken.tag) == (decimal, groups, tag)


def test_lakhs_are_read_where_they_are_written() -> None:
    assert all(language(tag).groups_of_two for tag in ("hi", "mr", "bn", "en-IN"))
    assert not any(language(tag).groups_of_two for tag in ("en", "en-GB", "de", "de-CH"))


def test_a_region_adds_nothing_to_the_words_of_a_language() -> None:
    assert language("de-AT").articles == language("de").articles
    assert language("no").own_letters == language("nb").own_letters == language("nn").own_letters
    assert language("de-AT").base == "de"
    assert language("xx").articles == {} and language("xx").base == "xx"
    assert "idk" in language("xx").unknown & language("de").unknown
    assert "keine ahnung" in language("de").unknown
    assert set(language("de").articles["die"]) == set("fp")
    assert ENGLISH.articles["the"] == ENGLISH.articles["a"]
    assert language("de").units and not ENGLISH.units


def test_marks_are_taken_from_letters_only() -> None:
    assert without_marks("Māori, façade, ё, ΐ") == "Maori, facade, е, ι"
    assert without_marks("≠ ∉ plain") == "≠ ∉ plain"
    assert squashed("Rua  Tekau-mā") == "ruatekauma"


def test_fractions_are_exact_to_many_digits() -> None:
    assert str(fraction("3/4")) == "0.75"
    assert str(fraction("12")) == "12"
    assert str(fraction("1/3")).startswith("0.33333333333333333333")
