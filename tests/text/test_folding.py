"""Folding: what typography may differ in, and the way back to the original."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.text.folding import Folded, fold

TYPOGRAPHY = st.text(
    alphabet=st.sampled_from("aAé e\u0301.“”‘’'\"–—-…\u00ad\u200b\u00a0\n\t\r[]ﬁ한글\u1112\u1161")
)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("“run out”", '"run out"'),
        ("«run» „out‟", '"run" "out"'),
        ("Nato’s ‘own’", "Nato's 'own'"),
        ("a – b — c‑d − e", "a - b - c-d - e"),
        ("wait…", "wait..."),
        ("  a\u00a0b\r\n\tc ", "a b c"),
        ("am\u00admuni\u200btion\ufeff", "ammunition"),
        ("cafe\u0301", "caf\u00e9"),
        ("Case, words & digits 12; stay!", "Case, words & digits 12; stay!"),
        ("ﬁne x²", "ﬁne x²"),
        ("\u200b \u00ad", ""),
    ],
)
def test_only_typography_is_folded(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(st.text() | TYPOGRAPHY)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text() | TYPOGRAPHY)
def test_a_folded_whole_is_the_same_as_folding_at_once(text: str) -> None:
    assert Folded(text).text == fold(text)


@given(st.lists(TYPOGRAPHY, min_size=40, max_size=80), st.data())
def test_every_piece_leads_back_to_originals_that_fold_to_it(
    pieces: list[str], data: st.DataObject
) -> None:
    folded = Folded(" ".join(pieces))
    if not folded.text:
        return
    start = data.draw(st.integers(0, len(folded.text) - 1))
    end = data.draw(st.integers(start + 1, len(folded.text)))
    piece = folded.text[start:end].strip()
    if not piece:
        return
    low, high = folded.span(start, end)
    original = " ".join(pieces)[low:high]
    # A piece may begin or end within the three points of an ellipsis, which is one character.
    assert piece in fold(original)
    assert len(fold(original)) <= len(piece) + 4


def test_a_long_line_leads_back_in_the_middle_of_it() -> None:
    text = "“word” — é " * 50_000
    folded = Folded(text)
    place = folded.text.index('"word"', 300_000)
    low, high = folded.span(place, place + 6)
    assert text[low:high] == "“word”"
