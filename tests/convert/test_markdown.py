"""Markdown export: the texts of a bank are displayed, and none of them acts as markup."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from quiz.bank.questions import rebuild_question
from quiz.convert.html import reduce
from quiz.convert.markdown import escape_markdown, write
from quiz.convert.model import no_progress
from quiz.model.question import Question
from tests.convert.roundtrip import bank_of
from tests.strategies import questions

RENDERER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
OURS = {"h1", "h2", "h3", "p", "ul", "li", "em", "strong", "br", "blockquote"}


def tags(markup: str) -> set[str]:
    return set(re.findall(r"<([a-zA-Z0-9]+)", markup))


@given(line=st.text("-+=1.)(#>*_`[]<a href>!|~&;\\:/ \t\"'^$@w", max_size=12))
@settings(max_examples=200)
def test_a_line_is_displayed_as_it_is(line: str) -> None:
    markup = RENDERER.render(escape_markdown(line))
    assert tags(markup) <= {"p"}
    shown = reduce(markup).text.replace("\xa0", " ")
    assert " ".join(shown.split()) == " ".join(line.split())


@given(question=questions())
@settings(max_examples=25)
def test_no_question_brings_markup_of_its_own(question: Question) -> None:
    markup = RENDERER.render(write([bank_of(question)], no_progress).data.decode())
    assert tags(markup) <= OURS
    assert question.id in reduce(markup).text


def test_the_key_stands_below_with_explanation_and_quote() -> None:
    made = rebuild_question(
        {"id": "tides", "type": "single_choice", "prompt": "What raises\nthe tides?",
         "answer": "the *Moon*", "distractors": [{"text": "wind", "feedback": "No.\n\nNever."}],
         "explanation": "It pulls.", "quote": {"text": "The pull of the Moon", "source": "sea"},
         "hints": ["Look up."], "tags": ["sky"], "points": "2", "enemies": ["other"]}
    )  # fmt: skip
    assert made is not None
    exported = write([bank_of(made)], no_progress)
    asked, key = exported.data.decode().split("## Key")
    assert "### Question 1 (2 points)\n\nWhat raises\\\nthe tides?" in asked
    assert "It pulls" not in asked and "> The pull of the Moon\n>\n> — sea\n" in key
    letter = asked[asked.index(".** the \\*Moon\\*") - 1]
    assert f"- {letter}. the \\*Moon\\*" in key
    assert "- wind: No.\n\n  Never." in key and "Hint 1: Look up." in key
    assert [loss.what for loss in exported.losses] == ["enemies: not shown in the document"]


@pytest.mark.parametrize("text", ["http://x.y", "www.x.y", "a@b.c", "<script>", "![a](b)", "$x$"])
def test_nothing_becomes_a_link_a_picture_or_a_formula(text: str) -> None:
    assert "\\" in escape_markdown(text)
