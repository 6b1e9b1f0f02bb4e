"""From words of a source to a quote that is found where the words stand."""

from collections.abc import Mapping
from pathlib import Path
from textwrap import indent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.bank.reader import read_bank
from quiz.model.bank import Match, Source
from quiz.question_types.options import write_quotes
from quiz.quotes.errors import MIN_LENGTH
from quiz.quotes.suggest import Passage, nearest_passages, passages, quotable
from quiz.text.cleaning import first_forbidden
from quiz.text.folding import fold
from quiz.yaml_source.writer import yaml_lines
from tests.source_samples import TEXTS
from tests.support import HEADER, SOURCE, write_bank

TWICE = "The gate was shut. He left at once. The bell rang twice. He left at once. It was dark.\n"


def sources(*texts: str) -> dict[str, Source]:
    named = {f"text{number}": text for number, text in enumerate(texts, 1)}
    return {name: Source(name, Path(f"{name}.txt"), text) for name, text in named.items()}


def written(passage: Passage) -> Mapping[str, object]:
    assert passage.quote is not None
    return write_quotes([passage.quote])


def test_words_as_they_stand() -> None:
    (found,) = passages("two of the  four", sources(SOURCE.replace("Two", "two")))
    assert written(found) == {"quote": "two of the four"}
    assert (found.paragraph, found.line, found.match) == (2, 2, Match.TYPOGRAPHIC)
    (found,) = passages("left Picton at noon", sources(SOURCE))
    assert (written(found), found.match) == ({"quote": "left Picton at noon"}, Match.EXACT)


def test_the_words_are_those_of_the_source() -> None:
    (found,) = passages('it\'s "so" - he said', sources("Well, it’s “so” — he said.\n"))
    assert written(found) == {"quote": "it’s “so” — he said"}


def test_too_few_words_are_given_their_sentence() -> None:
    (found,) = passages("hurt", sources(SOURCE))
    assert written(found) == {"quote": SOURCE.splitlines()[2]}


def test_what_stands_twice_is_told_apart_by_near() -> None:
    first, second = passages("He left at once", sources(TWICE))
    assert written(first) == {
        "quote": {"text": "He left at once", "near": "The gate was shut. He left at once."}
    } or written(first) == {
        "quote": {"text": "He left at once", "near": "He left at once. The bell rang twice."}
    }
    assert first.spans != second.spans
    assert second.quote is not None and second.quote.near is not None


def test_what_stands_in_two_sources_names_its_own() -> None:
    found = passages(
        "He left at once", sources("He left at once. Good.\n", "Then. He left at once.")
    )
    assert [written(each)["quote"] for each in found] == [
        {"text": "He left at once", "source": "text1"},
        {"text": "He left at once", "source": "text2"},
    ]


def test_an_elision_takes_parts_in_order() -> None:
    (found,) = passages("The ferry left […] 512 people", sources(SOURCE))
    assert written(found) == {"quote": "The ferry left […] 512 people"}
    assert len(found.spans) == 2
    assert passages("512 people […] The ferry left", sources(SOURCE)) == []
    assert passages("The ferry left […]", sources(SOURCE)) == []


def test_places_that_nothing_tells_apart_have_no_quote() -> None:
    found = passages("He left at once", sources("He left at once.\n\n" * 40))
    assert len(found) == 10
    middle = found[5]
    assert middle.quote is None


@pytest.mark.parametrize(
    ("words", "differs"),
    [
        ("Two of the five engines failed", ("five", "four")),
        ("The ferry left Picton […] with 600 people aboard", ("600", "512")),
    ],
)
def test_nearest_passages_say_what_differs(words: str, differs: tuple[str, str]) -> None:
    assert passages(words, sources(SOURCE)) == []
    near = nearest_passages(words, sources("Nothing like that.\n", SOURCE))[0]
    assert differs in near.comparison
    assert near.source == "text2" and near.match is None and near.quote is not None


def test_nothing_is_like_other_words() -> None:
    assert nearest_passages("qqqq wwww xxxx", sources(SOURCE)) == []


@given(text=TEXTS)
def test_what_a_quote_holds_a_bank_may_hold(text: str) -> None:
    assert first_forbidden(quotable(text)) is None
    assert "\xad" not in quotable(text) and "\n" not in quotable(text)


@given(text=TEXTS, data=st.data())
def test_a_quote_put_into_a_bank_is_found_in_its_place(
    text: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    words = text[start : data.draw(st.integers(start + 1, len(text)))]
    if not fold(words) or "[…]" in words:
        return
    there = passages(words, {"report": Source("report", Path("report.txt"), text)})
    assert there
    for passage in there:
        if passage.quote is None:
            continue
        lines = indent("\n".join(yaml_lines(write_quotes([passage.quote]))), "  ")
        question = f"- id: q\n  type: true_false\n  prompt: So?\n  answer: true\n{lines}\n"
        path = write_bank(tmp_path_factory.getbasetemp(), question, HEADER, "quoted.yaml", text)
        reading = read_bank(path)
        assert reading.bank is not None, reading.problems
        (citation,) = reading.bank.citations.values()
        assert (citation.spans[0].start, citation.spans[-1].end) == (
            passage.spans[0].start,
            passage.spans[-1].end,
        )


@given(
    words=st.lists(st.sampled_from("tide moon sun pull of the".split()), min_size=8, max_size=40)
)
def test_what_stands_once_and_is_long_enough_has_a_quote(words: list[str]) -> None:
    text = " ".join(words)
    piece = " ".join(words[2:7])
    if len(piece) >= MIN_LENGTH and text.find(piece) == text.rfind(piece):
        (found,) = passages(piece, sources(text))
        assert written(found) == {"quote": piece}
