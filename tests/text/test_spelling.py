"""Slips of spelling, and the words that are none."""

import pytest

from quiz.text.languages import language
from quiz.text.spelling import (
    allowance,
    distance,
    has_dictionary,
    inflected,
    is_other_name,
    is_other_word,
    one_spelling,
    without_accents,
)


@pytest.mark.parametrize(
    ("given", "wanted", "tag", "another"),
    [
        ("angel", "angle", "en", True), ("angl", "angle", "en", True),
        ("agnle", "angle", "en", False),
        ("exports", "export", "en", False), ("export", "exports", "en", False),
        ("boxes", "box", "en", False), ("exported", "export", "en", True),
        ("schon", "schön", "de", True), ("schon", "schoen", "de", True),
        ("druecken", "drucken", "de", True), ("mauersegeler", "mauersegler", "de", False),
        ("hunde", "hund", "de", False), ("campana", "campaña", "es", True),
        ("manana", "mañana", "es", False), ("alemagne", "allemagne", "fr", False),
        ("har", "här", "sv", False), ("angel", "angle", "xx", False),
    ],
)  # fmt: skip
def test_correct_words_are_no_slips(given: str, wanted: str, tag: str, another: bool) -> None:
    assert is_other_word(given, wanted, language(tag)) is another


@pytest.mark.parametrize(
    ("given", "wanted", "tag", "another"),
    [
        ("iceland", "ireland", "en", True), ("manet", "monet", "fr", True),
        ("bennett", "bennet", "en", False), ("stoltenburg", "stoltenberg", "en", False),
        ("luis", "louis", "en", True), ("smyth", "smith", "en", False),
    ],
)  # fmt: skip
def test_a_name_is_another_only_if_both_are_known(
    given: str, wanted: str, tag: str, another: bool
) -> None:
    assert is_other_word(given, wanted, language(tag), name=True) is another


def test_languages_with_a_dictionary() -> None:
    known = [tag for tag in ("en", "de", "es", "fr", "it", "pt", "nl", "ru", "mi", "sv")
             if has_dictionary(language(tag))]  # fmt: skip
    assert known == ["en", "de", "es", "fr", "it", "pt", "nl", "ru"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("colour", "color"), ("colours", "colors"), ("favourite", "favorite"),
        ("organise", "organize"), ("organisation", "organization"), ("organising", "organizing"),
        ("analyse", "analyze"), ("centre", "center"), ("metres", "meters"),
        ("catalogue", "catalog"), ("travelled", "traveled"), ("defence", "defense"),
        ("programme", "program"), ("sulphur", "sulfur"), ("aluminium", "aluminum"),
        ("anaemia", "anemia"), ("encyclopaedia", "encyclopedia"), ("archaeology", "archeology"),
        ("mediaeval", "medieval"), ("foetus", "fetus"), ("oestrogen", "estrogen"),
    ],
)  # fmt: skip
def test_british_and_american_spelling(first: str, second: str) -> None:
    assert one_spelling(first) == one_spelling(second)


@pytest.mark.parametrize(
    ("first", "second"),
    [("filling", "filing"), ("hour", "hor"), ("wise", "wize"), ("four", "for"), ("acre", "acer"),
     ("here", "heer"), ("toe", "te"), ("vogue", "vog"), ("pence", "pense"), ("planned", "planed")],
)  # fmt: skip
def test_other_words_keep_their_spelling(first: str, second: str) -> None:
    assert one_spelling(first) != one_spelling(second)


def test_letters_of_their_own_keep_their_marks() -> None:
    assert without_accents("Año Bogotá", "ñ") == "Año Bogota"
    assert without_accents("Łódź Ærø straße") == "Lodz AEro strasse"
    assert without_accents("ÑANDÚ", "ñ") == "ÑANDU"


@pytest.mark.parametrize(
    ("word", "slips"),
    [("", 0), ("four", 0), ("fifth", 1), ("eightlet", 1), ("ninewords", 2), ("ninew0rds", 0),
     ("किताब", 0), ("d'arc", 0), ("d'arcy", 1)],
)  # fmt: skip
def test_how_many_slips_are_forgiven(word: str, slips: int) -> None:
    assert allowance(word) == slips


@pytest.mark.parametrize(
    ("given", "name", "another"),
    [
        ("corea", "korea", False), ("sambia", "zambia", False), ("gambia", "zambia", True),
        ("austria", "australia", True), ("ustria", "austria", False),
        ("aaustria", "austria", False), ("uastria", "austria", False), ("kyjiw", "kyiv", False),
        ("kyjiiw", "kyiv", True), ("niger", "nigeria", True), ("bustria", "austria", True),
        ("anger", "niger", True),
    ],
)  # fmt: skip
def test_other_names(given: str, name: str, another: bool) -> None:
    assert is_other_name(given, name) is another


def test_a_word_that_ends_as_it_goes_on_has_slips_like_any_other() -> None:
    """The end of a word is no neighbour of its beginning: banana."""
    for given in ("bananna", "banaan", "abnana", "bnana", "bamana"):
        assert distance(given, "banana", 2) == distance("banana", given, 2) == 1


def test_endings() -> None:
    assert inflected("partner", "partners") and inflected("partners", "partner")
    assert inflected("partner", "partner") and not inflected("partner", "partnering")
    assert not inflected("partner", "partings")
