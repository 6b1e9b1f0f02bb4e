"""Words near in spelling and far in meaning are no slips."""

from collections.abc import Callable

import pytest

from quiz.text.phrases import Lexicon
from quiz.text.spelling import opposites
from quiz.text.typed_answers import Comparison, Matcher

NOTHING = Lexicon(frozenset(), frozenset())


def slips(given: str, key: str, case_sensitive: bool = False, strict: bool = False) -> int | None:
    """Return the slips with which a response is accepted; None when it is wrong."""
    how = Comparison(case_sensitive=case_sensitive, strict=strict)
    found = Matcher([key], how, lexicon=NOTHING).match(given)
    return None if found is None else found.edits


OPPOSITES = [
    ("increased", "decreased"),
    ("acceptable", "unacceptable"),
    ("necessary", "unnecessary"),
    ("importers", "exporters"),
    ("inclusion", "exclusion"),
    ("moral", "amoral"),
    ("symmetrical", "asymmetrical"),
    ("immigrant", "emigrant"),
    ("regular", "irregular"),
    ("legal", "illegal"),
    ("classified", "declassified"),
    ("aligned", "non-aligned"),
    ("fiction", "nonfiction"),
    ("honest", "dishonest"),
    ("overestimate", "underestimate"),
    ("offensive", "defensive"),
    ("hypertension", "hypotension"),
    ("international", "intranational"),
    ("employers", "employees"),
    ("northeast", "southeast"),
    ("southeastern", "southwestern"),
    ("grandfather", "grandmother"),
    ("millions", "billions"),
]


@pytest.mark.parametrize("pair", OPPOSITES)
@pytest.mark.parametrize("change", [str, str.capitalize, str.upper])
def test_an_opposite_is_no_slip(pair: tuple[str, str], change: Callable[[str], str]) -> None:
    first, second = map(change, pair)
    for strict in (False, True):
        assert slips(first, second, strict=strict) is None
        assert slips(second, first, strict=strict) is None


def test_little_is_left_of_short_words() -> None:
    assert "it" not in opposites("unit")
    assert "tie" in opposites("untie")
    assert "al" not in opposites("real")
    assert "untie" in opposites("tie")
    assert "ee" not in opposites("eer")


def test_an_opposite_with_a_slip_is_no_slip() -> None:
    assert slips("asymetrical", "symmetrical") is None
    assert slips("symetrical", "asymmetrical") is None
    assert slips("microeconmics", "macroeconomics") is None
    assert slips("macroeconmics", "macroeconomics") == 1


@pytest.mark.parametrize(
    ("given_text", "key"),
    [("Austria", "Australia"), ("Australia", "Austria"), ("Zambia", "Gambia"), ("Niger", "Nigeria"),
     ("dungary", "Hungary"), ("Xtoltenburg", "Stoltenberg"), ("austria", "Australia"),
     ("New Bealand", "New Zealand"), ("nngola", "Angola"), ("ÉEstonai", "Estonia")],
)  # fmt: skip
def test_another_name_is_no_slip(given_text: str, key: str) -> None:
    assert slips(given_text, key) is None
    assert slips(given_text, key, case_sensitive=True) is None


def test_only_a_word_with_a_capital_is_a_name() -> None:
    assert slips("vambling", "rambling") == 1
    assert slips("vambling", "Rambling") is None
    assert slips("vambling", "The rambling Spy") is None
    assert slips("the vambling Spy", "The rambling Spy") == 1
