"""Many quotes at once are found where a slow and simple search finds them."""

import unicodedata
from pathlib import Path
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.model.bank import Match, Source
from quiz.model.question import Quote
from quiz.quotes.locate import QuoteProblem, Reason, locate_all
from quiz.quotes.sources import paragraphs, sentences
from quiz.text.folding import fold

ARTICLE = (Path(__file__).parents[2] / "questions" / "sources" / "nato-summit.txt").read_text(
    encoding="utf-8"
)


def count(text: str, piece: str) -> int:
    return sum(text.startswith(piece, start) for start in range(len(text)))


def check_against_counting(quotes: list[str], text: str) -> None:
    source = Source("t", Path("t.txt"), text)
    results = locate_all([Quote(quote) for quote in quotes], {"t": source})
    for quote, result in zip(quotes, results, strict=True):
        times = count(text, quote.strip())
        if not isinstance(result, QuoteProblem):
            assert times == 1
            assert text[slice(*result.spans[0])] == quote.strip()
        elif len(quote.strip()) < 12:
            assert result.reason is Reason.TOO_SHORT
        else:
            assert result.reason is (Reason.AMBIGUOUS if times else Reason.MISSING)
            assert len(result.spans) == min(times, 10)


@settings(max_examples=30)
@given(st.text(st.sampled_from("aab b"), min_size=20, max_size=120), st.integers(0, 2**32))
def test_four_hundred_quotes_are_found_as_by_counting(text: str, seed: int) -> None:
    text, random = " ".join(text.split()), Random(seed)
    quotes = []
    for _ in range(400):
        start = random.randrange(max(1, len(text) - 12))
        quote = list(text[start : start + random.randrange(12, 60)])
        if random.random() < 0.3 and quote:
            quote[random.randrange(len(quote))] = random.choice("ab ")
        quotes.append(" ".join("".join(quote).split()))
    check_against_counting(quotes, text)


def test_anchors_met_very_often_cost_no_places() -> None:
    text = "word word word word word word word word word " * 400 + "end of it."
    ends = [("word " * size + "end of it.").strip() for size in range(2, 300)]
    check_against_counting([*ends, *(" ".join(["word"] * size) for size in range(3, 40))], text)


def test_every_sentence_of_the_article_stands_in_its_paragraph() -> None:
    source = Source("article", Path("a.txt"), ARTICLE)
    for number, paragraph in enumerate(paragraphs(ARTICLE), 1):
        for span in sentences(ARTICLE, paragraph):
            (result,) = locate_all([Quote(ARTICLE[slice(*span)])], {"article": source})
            assert not isinstance(result, QuoteProblem)
            assert (result.match, result.spans, result.paragraph) == (Match.EXACT, (span,), number)


VARIED = {
    " ": [" ", "\u00a0", "\n", "  ", "\r\n\t"],
    "’": ["’", "'", "ʼ"],
    "“": ["“", '"', "«", "„"],
    "”": ["”", '"', "»"],
    "—": ["—", "-", "–", "−"],
    "-": ["-", "\u2010", "\u2011"],
    "…": ["…", "..."],
}
TEXT = "He said “it’s naïve — über-café” … and so the naïve one’s plan ended – for now."


@given(st.data())
def test_other_typography_is_found_and_said_to_be_other(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(TEXT) - 15))
    end = data.draw(st.integers(start + 14, len(TEXT)))
    plain = TEXT[start:end]
    quote = "".join(data.draw(st.sampled_from(VARIED.get(mark, [mark]))) for mark in plain)
    if data.draw(st.booleans()):
        quote = unicodedata.normalize("NFD", quote)
    if data.draw(st.booleans()):
        quote = quote.replace("a", "a\u00ad").replace("n", "n\u200b")
    (result,) = locate_all([Quote(quote)], {"t": Source("t", Path("t.txt"), TEXT)})
    assert not isinstance(result, QuoteProblem)
    found = TEXT[slice(*result.spans[0])]
    assert found == plain.strip() and fold(found) == fold(quote)
    assert (result.match is Match.EXACT) == (quote.strip() == found)


def test_a_source_in_other_typography_is_found_too() -> None:
    text = "\ufeffThe am\u00admu\u00adnition\n\u200b was „nai\u0308ve”\u2026 at best."
    (result,) = locate_all(
        [Quote("ammunition was “naïve”... at")], {"t": Source("t", Path("t.txt"), text)}
    )
    assert not isinstance(result, QuoteProblem)
    assert (
        text[slice(*result.spans[0])] == "am\u00admu\u00adnition\n\u200b was „nai\u0308ve”\u2026 at"
    )
    assert result.match is Match.TYPOGRAPHIC
