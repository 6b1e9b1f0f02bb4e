"""Where paragraphs start and end, case by case."""

import pytest

from quiz.quotes.sources import SourceText, paragraphs


def cut(text: str) -> list[str]:
    return [text[slice(*span)] for span in paragraphs(text)]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\u2028"])
def test_blank_lines_part_hard_wrapped_paragraphs(newline: str) -> None:
    text = newline.join(("", "A sentence that", "runs on. And", "ends.", "", "  ", " Next ", ""))
    assert cut(text) == [newline.join(("A sentence that", "runs on. And", "ends.")), "Next"]


def test_lines_that_end_sentences_are_paragraphs() -> None:
    assert cut("One.\n“Two.”\n三。\nهل؟\nlast") == ["One.", "“Two.”", "三。", "هل؟", "last"]


def test_markdown_starts_paragraphs() -> None:
    text = "# Head\ntext that is\nwrapped\n- one\n  goes on\n* two\n1. three\n> said\n> on\nand"
    assert cut(text) == [
        "# Head",
        "text that is\nwrapped",
        "- one\n  goes on",
        "* two",
        "1. three",
        "> said\n> on\nand",
    ]


def test_a_dash_in_running_text_starts_nothing() -> None:
    assert cut("text -\n-that goes\n#on") == ["text -\n-that goes\n#on"]


@pytest.mark.parametrize("text", ["", "\n \r\n\t\n", "\u00a0"])
def test_nothing_has_no_paragraphs(text: str) -> None:
    assert paragraphs(text) == ()


def test_an_offset_is_in_the_paragraph_that_started_last() -> None:
    source = SourceText("\none.\n\ntwo.\n")
    assert [source.paragraph_at(offset) for offset in (0, 1, 4, 5, 7, 11)] == [1, 1, 1, 1, 2, 2]
