"""Folding: what typography may differ in, and the way back to the original."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.text.folding import Folded, fold

TEXTS = st.text(
    st.one_of(
        st.sampled_from(" \n\t\u00a0\u2003aeb’'“\"«-—−…\u00ad\u200b\ufeff\u0301\u0316\u0958"),
        st.sampled_from("\u1100\u1161\u11a8\u09c7\u09be一「」한"),
        st.characters(codec="utf-8"),
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  two\u00a0\u2009\r\n\twords\u3000", "two words"),
        ("am\u00admu\u200bni\u2060tion\ufeff", "ammunition"),
        ("a \u200b b", "a b"),
        ("cafe\u0301", "café"),
        ("e\u200b\u0301", "é"),
        ("“a” „b‟ «c» 〝d〞 ＂e＂", '"a" "b" "c" "d" "e"'),
        ("it’s ‘so’ ‚b‛ ‹c› ʼd ＇e", "it's 'so' 'b' 'c' 'd 'e"),
        ("a‐b‑c‒d–e—f―g−h", "a-b-c-d-e-f-g-h"),
        ("wait…", "wait..."),
        ("Case, digits 10; (all) other: marks!", "Case, digits 10; (all) other: marks!"),
        ("ﬁne x²", "ﬁne x²"),
        ("\u034f", "\u034f"),
        (" \n\u200b ", ""),
    ],
)
def test_typography_is_folded_and_nothing_else(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_every_dash_of_unicode_is_one() -> None:
    dashes = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) == "Pd"]
    assert {fold(dash) for dash in dashes} == {"-"}


@given(TEXTS)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(TEXTS, TEXTS)
def test_texts_fold_apart_at_white_space(before: str, after: str) -> None:
    assert fold(f"{before}\n{after}") == fold(f"{fold(before)} {fold(after)}")


@given(st.text(st.sampled_from("a b’…\u00ad\u200b\n中é"), max_size=40), st.data())
def test_a_span_holds_what_was_folded(text: str, data: st.DataObject) -> None:
    folded = Folded(text)
    assert folded.text == fold(text)
    if folded.text:
        start = data.draw(st.integers(0, len(folded.text) - 1))
        end = data.draw(st.integers(start + 1, len(folded.text)))
        wanted = folded.text[start:end].strip(" ")
        if not wanted:
            return
        first, last = folded.span(start, end)
        assert text[first:last] == text[first:last].strip()
        assert text[first] not in "\u00ad\u200b" and text[last - 1] not in "\u00ad\u200b"
        whole = fold(text[first:last])
        # Half an ellipsis stands for all of it.
        assert whole == wanted or ("…" in text[first:last] and wanted in whole)


@given(TEXTS)
def test_the_whole_span_folds_to_the_whole_text(text: str) -> None:
    folded = Folded(text)
    if folded.text:
        first, last = folded.span(0, len(folded.text))
        assert fold(text[first:last]) == folded.text


def test_a_span_leaves_out_what_is_not_seen() -> None:
    text = "one \u200b\u00ad two\u00ad\n\nthr\u00adee"
    folded = Folded(text)
    start = folded.text.index("two")
    assert text[slice(*folded.span(start, start + 3))] == "two"
    assert text[slice(*folded.span(start - 1, len(folded.text)))] == "two\u00ad\n\nthr\u00adee"


def test_white_space_alone_has_no_span() -> None:
    with pytest.raises(ValueError):
        Folded("a  b").span(1, 2)


@pytest.mark.parametrize("between", [" ", "\n", "", "…", "\u00ad"])
def test_places_hold_throughout_a_long_text(between: str) -> None:
    words = [f"w{number}é’\u00ad中" for number in range(4000)]
    text = between.join(words)
    folded = Folded(text)
    assert folded.text == fold(text)
    for number in (0, 1, 1234, 3998, 3999):
        word = fold(words[number])
        start = folded.text.index(word)
        assert text[slice(*folded.span(start, start + len(word)))] == words[number]


def test_a_million_marks_on_one_letter_take_no_time() -> None:
    text = "say a" + "\u0300\u0316" * 500_000 + " more"
    folded = Folded(text)
    assert folded.text == fold(text) == text
    assert folded.span(4, 6) == (4, len(text) - 5)
