"""The quote contract: found, folded, elided, ambiguous, near, missing."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.model.bank import Citation, Match, Source
from quiz.model.question import Quote
from quiz.quotes.locate import QuoteProblem, Reason, locate_all
from quiz.text.folding import fold

ARTICLE = (Path(__file__).parents[2] / "questions" / "sources" / "nato-summit.txt").read_text(
    encoding="utf-8"
)
WORDS = st.sampled_from("the leaders summit of Ukraine said “run out” – Nato’s 100 é…".split())


def sources(**texts: str) -> dict[str, Source]:
    return {name: Source(name, Path(f"{name}.txt"), text) for name, text in texts.items()}


def locate(quote: Quote | str, **texts: str) -> Citation | QuoteProblem:
    asked = Quote(quote) if isinstance(quote, str) else quote
    return locate_all([asked], sources(**texts))[0]


def found(quote: Quote | str, **texts: str) -> Citation:
    citation = locate(quote, **texts)
    assert isinstance(citation, Citation), citation
    return citation


def refused(quote: Quote | str, **texts: str) -> QuoteProblem:
    miss = locate(quote, **texts)
    assert isinstance(miss, QuoteProblem), miss
    return miss


def pieces(citation: Citation, text: str) -> list[str]:
    return [text[start:end] for start, end in citation.spans]


def test_an_exact_quote_has_its_offsets_and_paragraph() -> None:
    quote = "US President Joe Biden said the effort had “run out of ammunition”"
    citation = found(quote, article=ARTICLE)
    assert (citation.match, citation.source, citation.paragraph) == (Match.EXACT, "article", 5)
    assert pieces(citation, ARTICLE) == [quote]


def test_typography_may_differ_and_is_said() -> None:
    citation = found('said the effort had "run out of\u00a0ammunition" - an', article=ARTICLE)
    assert citation.match is Match.TYPOGRAPHIC
    assert pieces(citation, ARTICLE) == ["said the effort had “run out of ammunition” — an"]


def test_letter_case_counts() -> None:
    assert refused("us president joe biden said", article=ARTICLE).reason is Reason.MISSING


def test_a_quote_runs_over_line_ends_of_the_source() -> None:
    text = "One two three\r\n  four five six\r\nseven."
    assert pieces(found("three four five six seven", text=text), text) == [
        "three\r\n  four five six\r\nseven"
    ]


def test_short_quotes_are_refused() -> None:
    assert refused("run out of ", article=ARTICLE).reason is Reason.TOO_SHORT
    assert refused("run […] out […] of", article=ARTICLE).reason is Reason.TOO_SHORT


def test_an_elision_joins_parts_that_stand_in_order() -> None:
    citation = found("The leaders of New Zealand […] sideline summit while there", a=ARTICLE)
    assert pieces(citation, ARTICLE) == [
        "The leaders of New Zealand",
        "sideline summit while there",
    ]
    assert citation.match is Match.EXACT


def test_parts_in_the_wrong_order_are_missing() -> None:
    miss = refused("sideline summit while there […] The leaders of New Zealand", a=ARTICLE)
    assert miss.reason is Reason.MISSING


def test_an_elision_needs_words_on_both_sides() -> None:
    assert refused("[…] The leaders of New Zealand", a=ARTICLE).reason is Reason.EMPTY_PART


def test_brackets_that_the_source_has_itself_are_no_elision() -> None:
    text = "He said that [...] the tides turn twice a day, and left."
    assert pieces(found("that […] the tides turn", text=text), text) == [
        "that [...] the tides turn"
    ]


def test_parts_that_can_be_joined_in_two_ways_are_ambiguous() -> None:
    text = "alpha beta gamma, then delta epsilon, then delta epsilon again"
    assert refused("alpha beta gamma […] delta epsilon", t=text).reason is Reason.AMBIGUOUS
    text = "delta epsilon, alpha beta gamma, then delta epsilon"
    assert found("alpha beta gamma […] delta epsilon", t=text).spans[1].start == len(text) - 13


def test_overlapping_places_are_two() -> None:
    assert refused("abababababab", t="x abababababababa y").reason is Reason.AMBIGUOUS


def test_near_says_which_of_two_is_meant() -> None:
    text = "In May the tide was high at noon. In June the tide was high at noon."
    assert refused("the tide was high at noon", t=text).reason is Reason.AMBIGUOUS
    near = Quote("the tide was high at noon", near="In June the tide was high at noon")
    assert found(near, t=text).spans[0].start == text.rindex("the tide")


@pytest.mark.parametrize(
    ("near", "reason"),
    [
        ("In July the tide was high at noon", Reason.NEAR_MISSING),
        ("tide was high at noon", Reason.NEAR_AMBIGUOUS),
        ("In June the tide was high", Reason.NEAR_WITHOUT_QUOTE),
        ("In May the tide was high at noon. In June the tide was high at noon.",
         Reason.NEAR_AMBIGUOUS),
    ],
)  # fmt: skip
def test_near_is_checked_itself(near: str, reason: Reason) -> None:
    text = "In May the tide was high at noon. In June the tide was high at noon."
    assert refused(Quote("the tide was high at noon", near=near), t=text).reason is reason


def test_several_sources_are_searched_unless_one_is_named() -> None:
    texts = {"one": "The tide turns at noon.", "two": "The wind turns at noon."}
    assert found("The wind turns at", **texts).source == "two"
    assert refused(" turns at noon.", **texts).reason is Reason.AMBIGUOUS
    assert found(Quote(" turns at noon.", source="one"), **texts).source == "one"
    assert refused(Quote("The wind turns at", source="one"), **texts).reason is Reason.MISSING
    assert refused(Quote("x" * 20, source="three"), **texts).reason is Reason.UNKNOWN_SOURCE
    assert refused("x" * 20).reason is Reason.NO_SOURCE


def test_a_changed_word_is_named_with_the_nearest_passage() -> None:
    miss = refused("the effort had “ran out of ammunition”", article=ARTICLE)
    assert miss.reason is Reason.MISSING
    assert "paragraph 5" in miss.message and "“run out of ammunition”" in miss.message
    changed = [change for change in miss.comparison if change.quoted != change.source]
    assert changed == [("“ran", "“run")]


def test_what_is_like_nothing_is_said_to_be_so() -> None:
    miss = refused("Quarterly profits surged beyond forecasts", article=ARTICLE)
    assert miss.comparison == () and "no passage is similar" in miss.message


def test_text_without_spaces_has_a_nearest_passage_too() -> None:
    text = "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。"
    miss = refused("名前はもう無い。どこで生れたか", t=text)
    assert ("まだ", "もう") in {(change.source, change.quoted) for change in miss.comparison}


@given(st.lists(WORDS, min_size=8, max_size=60), st.data())
def test_any_piece_of_a_source_is_found_or_ambiguous(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    start = data.draw(st.integers(0, len(text) - 12))
    quote = text[start : data.draw(st.integers(start + 12, len(text)))]
    result = locate(quote, t=text)
    if isinstance(result, QuoteProblem):
        assert result.reason in (Reason.AMBIGUOUS, Reason.TOO_SHORT)
    else:
        assert fold(text[slice(*result.spans[0])]) == fold(quote)


@given(st.lists(WORDS, min_size=12, max_size=40), st.data())
def test_a_changed_word_is_never_found(words: list[str], data: st.DataObject) -> None:
    changed = list(words)
    changed[data.draw(st.integers(0, len(words) - 1))] = "otherwise"
    result = locate(" ".join(changed), t=" ".join(words))
    assert isinstance(result, QuoteProblem) and result.reason is Reason.MISSING
    assert "otherwise" in " ".join(change.quoted for change in result.comparison)


@given(
    st.lists(st.sampled_from(["aaaa", "bbbb", "aabb"]), min_size=4, max_size=9),
    st.lists(st.lists(st.sampled_from(["aaaa", "bbbb", "aabb"]), min_size=1, max_size=2),
             min_size=2, max_size=3),
)  # fmt: skip
def test_elisions_are_found_as_often_as_there_are_ways(
    words: list[str], parts: list[list[str]]
) -> None:
    text, pieces_ = " ".join(words), [" ".join(part) for part in parts]

    def ways(start: int, rest: list[str]) -> int:
        if not rest:
            return 1
        return sum(
            ways(place + len(rest[0]), rest[1:])
            for place in range(start, len(text))
            if text.startswith(rest[0], place)
        )

    result = locate(" […] ".join(pieces_), t=text)
    count = ways(0, pieces_)
    if sum(map(len, pieces_)) < 12:
        assert isinstance(result, QuoteProblem) and result.reason is Reason.TOO_SHORT
    elif isinstance(result, QuoteProblem):
        assert (result.reason is Reason.AMBIGUOUS) == (count > 1)
    else:
        assert count == 1


def test_many_quotes_at_once_are_found_as_one_by_one() -> None:
    starts = range(0, len(ARTICLE) - 70, 4)
    quotes = [Quote(ARTICLE[start : start + size]) for start in starts for size in (13, 61)]
    together = locate_all(quotes, sources(article=ARTICLE))
    for quote, result in zip(quotes[::7], together[::7], strict=True):
        assert result == locate(quote, article=ARTICLE)


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("a" * 19_999 + "b", "a" * 4_000_000),
        ("a" * 9_000 + " […] " + "a" * 9_000, "a" * 4_000_000),
        ("a " * 9_999 + "b", "a " * 1_000_000),
    ],
)
def test_repetitive_sources_cost_bounded_time(quote: str, text: str) -> None:
    start = time.process_time()
    assert isinstance(locate(quote, t=text), QuoteProblem)
    assert time.process_time() - start < 15
