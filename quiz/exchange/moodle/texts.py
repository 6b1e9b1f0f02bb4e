"""Texts in Moodle's text formats, reduced to the text that is displayed."""

from typing import NamedTuple

from quiz.exchange.explaining import Explained, from_html
from quiz.exchange.html import paragraphs, reduce
from quiz.exchange.markdown_text import markdown_html

_BY_NAME = {"plain_text": "plain", "moodle_auto_format": "moodle", "wiki_like": "plain"}


class DisplayedText(NamedTuple):
    """The text that HTML displays; block quotes stay in their places."""

    text: str
    lost: tuple[str, ...]
    """The kinds of content that were lost, such as `pictures`."""


def to_html(text: str, text_format: str) -> str:
    """Return a text as HTML; `text_format` is named as in Moodle XML or in GIFT."""
    text_format = _BY_NAME.get(text_format, text_format)
    if text_format == "markdown":
        return markdown_html(text)
    if text_format == "plain":
        return paragraphs(text)
    return text.strip().replace("\n", "<br/>") if text_format == "moodle" else text


def displayed_text(text: str, text_format: str = "html") -> DisplayedText:
    """Return the text that is displayed."""
    reduced = reduce(to_html(text, text_format))
    return DisplayedText("\n\n".join(block.text for block in reduced.blocks), reduced.lost)


def read_explanation(text: str, text_format: str = "html") -> Explained:
    """Return an explanation or feedback, its block quotes as quotes."""
    return from_html(to_html(text, text_format))
