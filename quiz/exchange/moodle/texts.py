"""Texts in Moodle's formats as what is seen of them."""

from typing import NamedTuple

from quiz.exchange.explaining import Explained, from_html
from quiz.exchange.html import paragraphs, reduce
from quiz.exchange.markdown_text import markdown_html

_BY_NAME = {"plain_text": "plain", "moodle_auto_format": "moodle", "wiki_like": "plain"}


class DisplayedText(NamedTuple):
    """What is seen of some HTML, block quotes in their places."""

    text: str
    lost: tuple[str, ...]
    """What of its form could not be carried, such as `pictures`."""


def to_html(text: str, form: str) -> str:
    """Return a text as HTML; `form` is as in Moodle XML or in GIFT."""
    form = _BY_NAME.get(form, form)
    if form == "markdown":
        return markdown_html(text)
    if form == "plain":
        return paragraphs(text)
    return text.strip().replace("\n", "<br/>") if form == "moodle" else text


def displayed_text(text: str, form: str = "html") -> DisplayedText:
    """Return what is seen of a text."""
    reduced = reduce(to_html(text, form))
    return DisplayedText("\n\n".join(block.text for block in reduced.blocks), reduced.lost)


def read_explanation(text: str, form: str = "html") -> Explained:
    """Return what a feedback says, its block quotes as quotes."""
    return from_html(to_html(text, form))
