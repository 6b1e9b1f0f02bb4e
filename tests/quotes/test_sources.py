"""Paragraphs, sentences, the surroundings of a quote, and the names of a source."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.model.bank import Citation, Source, Span
from quiz.model.question import Quote
from quiz.quotes.locate import locate_all
from quiz.quotes.sources import SourceText, lexicon, paragraphs, sentences, surroundings

ARTICLE = (Path(__file__).parents[2] / "questions" / "sources" / "nato-summit.txt").read_text(
    encoding="utf-8"
)


def split(text: str) -> list[str]:
    return [text[slice(*span)] for span in paragraphs(text)]


def parted(text: str) -> list[str]:
    return [text[slice(*span)] for span in sentences(text, Span(0, len(text)))]


def test_each_line_of_the_article_is_a_paragraph() -> None:
    assert split(ARTICLE) == ARTICLE.strip().split("\n")


def test_blank_lines_part_wrapped_paragraphs() -> None:
    text = "One text that is\r\nwrapped by hand over\r\nlines.\r\n\r\nAnother\nsuch text."
    assert split(text) == [
        "One text that is\r\nwrapped by hand over\r\nlines.",
        "Another\nsuch text.",
    ]


def test_headings_and_list_items_are_paragraphs() -> None:
    assert split("# Head\nwrapped text that\ngoes on here\n- first thing\n- second") == [
        "# Head",
        "wrapped text that\ngoes on here",
        "- first thing",
        "- second",
    ]


@given(st.text(alphabet="ab.\n \r# "))
def test_paragraphs_hold_all_that_is_not_white_space(text: str) -> None:
    assert "".join("".join(split(text)).split()) == "".join(text.split())


def test_a_paragraph_is_found_by_offset() -> None:
    text = SourceText(ARTICLE)
    assert [text.paragraph_at(span.start) for span in text.paragraphs] == list(range(1, 15))
    assert text.paragraph_at(ARTICLE.index("run out")) == 5


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One. Two! Three? Four.", 4),
        ("Mr. Smith met Dr. Jones at 3.5 km.", 1),
        ("He said: “It is so.” She left.", 2),
        ("We wait ... But there is more ... because of it.", 1),
        ("The U.S. position holds. J. R. Smith agrees.", 2),
        ("これは文です。次の文です。", 2),
        ("no end at all", 1),
    ],
)
def test_sentences(text: str, count: int) -> None:
    assert len(parted(text)) == count, parted(text)


def test_the_sentences_of_the_article() -> None:
    counts = [len(sentences(ARTICLE, span)) for span in paragraphs(ARTICLE)]
    assert counts == [1, 1, 1, 1, 2, 1, 3, 1, 1, 1, 1, 1, 2, 1]


@given(st.text(alphabet="aB.!? “”\n…"))
def test_sentences_hold_all_that_is_not_white_space(text: str) -> None:
    assert "".join("".join(parted(text)).split()) == "".join(text.split())


def test_a_passage_is_the_sentence_and_the_paragraph_around_a_quote() -> None:
    source = Source("article", Path("a.txt"), ARTICLE)
    (citation,) = locate_all([Quote("prohibited in more than 100")], {"article": source})
    assert isinstance(citation, Citation)
    around = surroundings(source, citation)
    assert [ARTICLE[slice(*span)] for span in around.sentences] == [
        "But such bombs are prohibited in more than 100 countries."
    ]
    assert ARTICLE[slice(*around.paragraph)] == ARTICLE.split("\n")[6]


def test_names_are_what_is_capitalised_inside_sentences() -> None:
    known = lexicon([ARTICLE])
    assert {"South Korea", "Jens Stoltenberg", "Stoltenberg", "Ukraine", "Japan"} <= known.names
    assert not {"Much", "But", "The", "They"} & known.names
    assert {"munitions", "ukraine", "nato"} <= known.words
