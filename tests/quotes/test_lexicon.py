"""Words and names of sources, and what stands around an elided quote."""

from pathlib import Path

import pytest

from quiz.model.bank import Citation, Source
from quiz.model.question import Quote
from quiz.quotes.locate import locate_all
from quiz.quotes.sources import lexicon, surroundings


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("We saw South Korea and Japan.", {"South", "Korea", "South Korea", "Japan"}),
        ("Seoul spoke. But it is far.", set()),
        ("Seoul spoke. They went to Seoul.", {"Seoul"}),
        ("Jens spoke of Jens Stoltenberg’s plan.", {"Jens", "Stoltenberg", "Jens Stoltenberg"}),
        ("He said: “We know. Now I am here, I’m sure.”", set()),
        ("They are in Mali, Chad (Africa) and the US.", {"Mali", "Chad", "Africa", "US"}),
        ("The Asia-Pacific’s Ürümqi is far.", {"Asia-Pacific", "Ürümqi"}),
        ("He went on ... But no! Or “Yes” it is.", set()),
        ("He met Russia’s Putin.", {"Russia", "Putin"}),
    ],
)
def test_names_have_a_capital_within_sentences(text: str, names: set[str]) -> None:
    assert lexicon([text]).names == names


def test_names_that_side_by_side_would_make_a_headline_are_no_one_name() -> None:
    text = "He said so in One Two Three Four Five Six Seven Eight Nine."
    assert "One Two" not in lexicon([text]).names
    assert "One" in lexicon([text]).names


def test_words_are_casefolded_and_parted_at_hyphens() -> None:
    known = lexicon(["Ukraine’s counter-offensive,\nSTRASSE 500th;", "naïve"])
    assert known.words == {
        "ukraine", "counter", "offensive", "strasse", "500th", "naïve",
    }  # fmt: skip


def test_no_texts_have_no_words() -> None:
    assert lexicon([]) == lexicon(["", " \n"])
    assert not lexicon([]).words | lexicon([]).names


def test_around_an_elided_quote_are_all_its_sentences() -> None:
    text = "First one here. Second one.\n\nBetween them.\n\nThird one. Fourth one here. Fifth."
    source = Source("t", Path("t.txt"), text)
    (found,) = locate_all([Quote("one here. Sec […] Fourth one")], {"t": source})
    assert isinstance(found, Citation)
    around = surroundings(source, found)
    assert [text[slice(*span)] for span in around.sentences] == [
        "First one here.",
        "Second one.",
        "Fourth one here.",
    ]
    assert text[slice(*around.paragraph)] == text
