"""Outside text, made fit to be shown."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.text.cleaning import (
    REPLACEMENT,
    clean,
    clean_line,
    describe_character,
    first_forbidden,
    has_forbidden_in_line,
    is_plain,
    truncate,
)

ANY_TEXT = st.text(st.characters(codec=None))

FORBIDDEN = [
    *map(chr, (*range(9), *range(11, 32), *range(0x7F, 0xA0))),
    *"\u061c\u200b\u200e\u200f\u2028\u2029\u202a\u202e\u2060\u2066\u2069\ufeff\ufff9",
    *"\ud800\udfff\ue000\uf8ff\ufdd0\uffff\U0001fffe\U000e0041\U000f0000\U0010ffff",
]
ALLOWED = [
    "\n",
    "\t",
    "é",
    "e\u0301",
    "日本",
    "שלום",
    "مرحبا",
    "👩‍👩‍👧",
    "❤\ufe0f",
    "क्ष",
    "\xad",
    "\xa0",
]


@pytest.mark.parametrize("character", FORBIDDEN, ids=ascii)
def test_what_could_act_or_hide_is_replaced_where_it_stands(character: str) -> None:
    assert clean(f"a{character}b") == f"a{REPLACEMENT}b"
    assert first_forbidden(f"a{character}b") == 1
    assert has_forbidden_in_line(character)


@pytest.mark.parametrize("text", ALLOWED, ids=ascii)
def test_what_scripts_are_written_with_stays(text: str) -> None:
    assert clean(text) == text
    assert first_forbidden(text) is None


@given(ANY_TEXT)
def test_no_control_surrogate_or_direction_mark_is_ever_left(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned) == len(text)
    assert clean(cleaned) == cleaned
    for character in cleaned:
        assert character in "\n\t" or unicodedata.category(character) not in (
            "Cc",
            "Cs",
            "Co",
            "Zl",
        )
        assert unicodedata.bidirectional(character) not in ("LRE", "RLE", "LRO", "RLO", "PDF")


@given(ANY_TEXT)
def test_a_line_holds_no_break(text: str) -> None:
    line = clean_line(text)
    assert len(line.splitlines()) <= 1
    assert not has_forbidden_in_line(line)


@given(ANY_TEXT)
def test_the_first_forbidden_character_is_the_first_that_cleaning_changes(text: str) -> None:
    changed = [at for at, (a, b) in enumerate(zip(text, clean(text), strict=True)) if a != b]
    assert first_forbidden(text) == (changed[0] if changed else None)
    for start in (1, 3):
        later = [at for at in changed if at >= start]
        assert first_forbidden(text, start) == (later[0] if later else None)
    assert not (is_plain(text) and changed)


def test_line_ends_become_one_space_each() -> None:
    assert clean_line("a\r\nb\nc\td") == "a b c d"


def test_a_character_is_described_by_code_and_name() -> None:
    assert describe_character("\u202e") == "U+202E RIGHT-TO-LEFT OVERRIDE"
    assert describe_character("\x1b") == "U+001B"


@pytest.mark.parametrize(("text", "shown"), [("", ""), ("ferry", "ferry"), ("ferries", "ferr…")])
def test_a_long_text_is_cut_with_an_ellipsis(text: str, shown: str) -> None:
    assert truncate(text, 5) == shown
