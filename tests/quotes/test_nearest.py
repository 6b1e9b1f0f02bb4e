"""What is said of a misquote: the nearest passage and the words that differ."""

import time
from pathlib import Path
from random import Random

import pytest

from quiz.model.bank import Source
from quiz.model.question import Quote
from quiz.quotes.locate import QuoteProblem, Reason, locate_all
from quiz.quotes.nearest import nearest
from quiz.quotes.sources import SourceText

ARTICLE = (Path(__file__).parents[2] / "questions" / "sources" / "nato-summit.txt").read_text(
    encoding="utf-8"
)


def refused(quote: str, *texts: str) -> QuoteProblem:
    sources = {
        f"t{number}": Source(f"t{number}", Path("t.txt"), text)
        for number, text in enumerate(texts, 1)
    }
    (miss,) = locate_all([Quote(quote)], sources)
    assert isinstance(miss, QuoteProblem)
    assert "\n" not in miss.message
    return miss


@pytest.mark.parametrize(
    ("quote", "message"),
    [
        (
            "the effort had “gone out of ammunition”",
            "“the effort had “run out of ammunition””; differences: “gone” instead of “run”",
        ),
        (
            "The leaders of Australia, Japan and South Korea have been invited",
            "paragraph 3: “The leaders of New Zealand, Australia, Japan and South Korea have been "
            "invited”; differences: “New Zealand,” is missing",
        ),
        (
            "prohibited in many more than 100 countries",
            "paragraph 7: “prohibited in more than 100 countries”; differences: “many” is added",
        ),
        (
            "major nato nations such as Germany",
            "paragraph 7: “Major Nato nations such as Germany”; "
            "differences: “major nato” instead of “Major Nato”",
        ),
        (
            "consistant in asserting our intrests",
            "paragraph 11: “consistent in asserting our interests”; "
            "differences: “consistant” instead of “consistent”, “intrests” instead of “interests”",
        ),
        (
            "amunitin cuntries unexploted contaminatng surroundng lnd",
            "no passage is similar",
        ),
    ],
)  # fmt: skip
def test_the_message_names_the_passage_and_the_words(quote: str, message: str) -> None:
    assert message in refused(quote, ARTICLE).message


def test_words_that_are_all_misspelled_are_found_by_their_letters() -> None:
    miss = refused("contaminatng thesurrounding lannd", ARTICLE)
    assert "contaminating the surrounding land" in miss.message


def test_the_comparison_holds_the_words_of_both_sides() -> None:
    miss = refused('President Joe Biden said the try had "run out" of', ARTICLE)
    assert miss.comparison[0] == ("President Joe Biden said the", "President Joe Biden said the")
    assert miss.comparison[1] == ("try", "effort")
    quoted = " ".join(change.quoted for change in miss.comparison if change.quoted)
    assert quoted.split()[:6] == "President Joe Biden said the try".split()


def test_the_passage_is_the_most_like_one_of_several() -> None:
    text = "The tide was high in May.\nThe tide was low in June.\nThe wind was low in June too."
    assert (
        "paragraph 2: “The tide was low in June"
        in refused("The tide was low on June", text).message
    )


def test_the_passage_may_be_in_any_source() -> None:
    miss = refused(
        "the tide turns thrice a day", "The wind blows.", "And the tide turns twice a day."
    )
    assert miss.source == "t2" and "“thrice” instead of “twice”" in miss.message


def test_of_an_elided_quote_the_part_that_is_missing_is_compared() -> None:
    miss = refused("The leaders of New Zealand […] hold a sideline talk while there", ARTICLE)
    assert "“talk” instead of “summit”" in miss.message
    assert "not in this order" in refused("sideline summit […] The leaders of", ARTICLE).message


def test_a_long_quote_is_compared_where_it_differs() -> None:
    random = Random(1)
    words = [f"{random.choice('bcdfg')}{random.randrange(10**6)}" for _ in range(2000)]
    text = " ".join(words)
    words[1500] = "otherwise"
    miss = refused(" ".join(words), text)
    assert f"“otherwise” instead of “{text.split()[1500]}”" in miss.message
    assert len(miss.message) < 500


def test_long_words_and_many_differences_are_cut_in_the_message() -> None:
    text = " ".join(f"alpha{number} beta gamma delta" for number in range(20))
    miss = refused(text.replace("alpha", "omega"), text)
    assert "more" in miss.message and len(miss.message) < 1500
    long = "x" * 300
    assert len(refused(f"{long}y and some words", f"{long}z and some words").message) < 500


@pytest.mark.parametrize(
    ("quote", "text", "change"),
    [
        ("ความช่วยเหลือจากแมว", "เขาได้รับความช่วยเหลือจากหมาเมื่อวาน", ("แ", "ห")),
        ("新西兰总理将会见乌克兰外长", "据报道，新西兰总理将会见乌克兰总统。", ("外长", "总统")),
    ],
)
def test_text_without_spaces_is_compared_by_characters(
    quote: str, text: str, change: tuple[str, str]
) -> None:
    assert change in refused(quote, text).comparison


@pytest.mark.parametrize("quote", ["", " \n", "\u200b"])
def test_nothing_is_like_nothing(quote: str) -> None:
    assert nearest(quote, SourceText(ARTICLE)) is None
    assert nearest("some words", SourceText(quote)) is None


def test_very_many_misquotes_of_a_long_source_end_in_time() -> None:
    random = Random(2)
    text = " ".join(str(random.randrange(10**5)) for _ in range(170_000))
    quotes = [
        Quote(" ".join(f"q{random.randrange(10**4)}" for _ in range(12))) for _ in range(2000)
    ]
    start = time.process_time()
    results = locate_all(quotes, {"t": Source("t", Path("t.txt"), text)})
    assert time.process_time() - start < 15
    assert all(isinstance(miss, QuoteProblem) and miss.reason is Reason.MISSING for miss in results)
    last = results[-1]
    assert isinstance(last, QuoteProblem) and "too many quotes are missing" in last.message
