"""A source as a map of its bank: sentences, and the questions that touch them."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.coverage import (
    Coverage,
    all_quotes_of,
    coverage,
    joint,
    key_quotes_of,
    union,
    wrong_quotes_of,
)
from quiz.model.bank import Bank, Span
from quiz.model.question import Option, Quote, SingleChoice
from quiz.quotes.sources import paragraphs
from tests.coverage_samples import banks
from tests.support import SAMPLES, as_items, read


def of(covered: Coverage, spans: list[Span]) -> set[int]:
    """Return the offsets in spans that hold no white space, within the paragraphs."""
    return {place for span in spans for place in range(*span) if not covered.text[place].isspace()}


@given(banks())
def test_sentences_part_each_paragraph(made: tuple[Bank, list[list[Span]]]) -> None:
    covered = coverage(made[0], "text")
    for whole, parts in zip(paragraphs(covered.text), covered.paragraphs, strict=True):
        assert (parts[0].start, parts[-1].end) == whole
        for one, other in zip(parts, parts[1:], strict=False):
            assert not covered.text[one.end : other.start].strip()
    assert of(covered, list(covered.sentences)) == of(covered, [Span(0, len(covered.text))])
    assert [covered.sentence_at(span.start) for span in covered.sentences] == list(
        range(1, len(covered.sentences) + 1)
    )
    numbers = [covered.paragraph_of(number) for number in range(1, len(covered.sentences) + 1)]
    assert numbers == [n for n, parts in enumerate(covered.paragraphs, 1) for _ in parts]


@given(banks())
def test_what_is_quoted_lies_in_the_sentences_that_have_the_question(
    made: tuple[Bank, list[list[Span]]],
) -> None:
    bank, spans = made
    covered = coverage(bank, "text")
    for question, quoted in zip(bank.questions, spans, strict=True):
        held = [
            (number, span)
            for number, touches in covered.touches.items()
            for touch in touches
            if touch.question is question
            for span in touch.spans
        ]
        assert of(covered, [span for _, span in held]) == of(covered, quoted)
        for number, span in held:
            sentence = covered.sentences[number - 1]
            assert sentence.start <= span.start < span.end <= sentence.end
    assert list(covered.touches) == sorted(covered.touches)
    assert 0 <= covered.quoted <= covered.characters


@given(banks())
def test_banks_of_one_source_are_as_one(made: tuple[Bank, list[list[Span]]]) -> None:
    whole = made[0]
    first = replace(whole, questions=whole.questions[::2])
    second = replace(whole, id="second", questions=whole.questions[1::2])
    one, both = coverage(whole, "text"), joint([(first, "text"), (second, "text")])
    assert list(one.touches) == list(both.touches) and one.quoted == both.quoted
    for number, touches in both.touches.items():
        assert sorted((each.question.id, each.spans) for each in touches) == [
            (each.question.id, each.spans) for each in one.touches[number]
        ]
        banks_in_order = [each.bank.id for each in touches]
        assert banks_in_order == sorted(banks_in_order)
        assert all(each.question in each.bank.questions for each in touches)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9))))
def test_a_union_holds_the_same_characters_once(pairs: list[tuple[int, int]]) -> None:
    spans = [Span(start, start + size) for start, size in pairs]
    joined = union(spans)
    assert {place for span in spans for place in range(*span)} == {
        place for span in joined for place in range(*span)
    }
    for one, other in zip(joined, joined[1:], strict=False):
        assert one.end < other.start


def test_a_quote_over_two_sentences_belongs_to_both(tmp_path: Path) -> None:
    asked = SAMPLES["true_false"].text.replace(
        "quote: Nobody was hurt",
        "quote: people aboard. Two of the four engines",
    )
    reading = read(tmp_path, as_items(asked, SAMPLES["short_answer"].text))
    assert reading.bank is not None, reading.problems
    covered = coverage(reading.bank, "report")
    first, second = covered.touches[1], covered.touches[2]
    assert [touch.question.id for touch in first] == ["hurt"]
    assert [touch.question.id for touch in second] == ["hurt", "cape"]
    texts = [[covered.text[slice(*span)] for span in each[0].spans] for each in (first, second)]
    assert texts == [["people aboard."], ["Two of the four engines"]]


@pytest.mark.parametrize(
    ("kind", "options"),
    [("single_choice", "distractors"), ("multiple_response", "answers"),
     ("matching", "distractors"), ("cloze", "distractors")],
)  # fmt: skip
def test_quotes_of_right_options_count_and_those_of_wrong_ones_are_apart(
    kind: str, options: str, tmp_path: Path
) -> None:
    option = {"text": "four times seven", "quote": "the harbourmaster said"}
    lines = [each for each in SAMPLES[kind].text.splitlines(keepends=True)]
    kept, skipping = [], False
    for each in lines:
        skipping = each.startswith(f"{options}:") or (skipping and each[0] in " -")
        if not skipping:
            kept.append(each)
    kept.append(f"{options}: {json.dumps([option])}\n")
    reading = read(tmp_path, as_items("".join(kept)))
    assert reading.bank is not None, reading.problems
    covered = coverage(reading.bank, "report")
    if options == "answers":
        assert 2 in covered.touches and len(covered.touches) == 2 and not covered.wrong_options
    elif kind == "cloze":
        # The question quotes this sentence itself, so its wrong option adds nothing.
        assert set(covered.touches) == {2} and not covered.wrong_options
    else:
        assert len(covered.touches) == 1 and 2 not in covered.touches
        assert list(covered.wrong_options) == [2]
        (touch,) = covered.wrong_options[2]
        assert covered.text[slice(*touch.spans[0])] == "the harbourmaster said"


def test_the_quotes_of_a_question_come_before_those_of_its_options() -> None:
    own, other, more = Quote("own"), Quote("other"), Quote("more")
    asked = SingleChoice(
        id="a", prompt="?", quotes=(own,), answer=Option("x", quotes=(other,)),
        distractors=(Option("y"), Option("z", quotes=(more,))),
    )  # fmt: skip
    assert all_quotes_of(asked) == (own, other, more)
    assert key_quotes_of(asked) == (own, other) and wrong_quotes_of(asked) == (more,)
