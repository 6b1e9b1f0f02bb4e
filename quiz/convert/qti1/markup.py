"""XML fragments from which QTI 1.2 items are built."""

from collections.abc import Iterable, Sequence
from decimal import Context
from typing import NamedTuple

from quiz.convert.html import paragraphs

RESPONSE = "response1"
"""The name of the only response of an item."""
EXACT = Context(prec=1000)
"""Arithmetic that rounds no number that a bank may hold."""
_MARKUP = frozenset("<>&\n")


class ItemAnswer(NamedTuple):
    """An answer that can be chosen or typed in one response."""

    ident: str
    """A number, because Canvas finds feedback only by numbers."""
    text: str
    feedback: str = ""
    """HTML."""
    response: str = RESPONSE


def xml(text: str) -> str:
    """Return text as the content of an element or an attribute."""
    for sign, reference in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(sign, reference)
    return text


def html_material(markup: str) -> str:
    """Return HTML as a material, escaped once as Canvas expects it."""
    return f'<material><mattext texttype="text/html">{xml(markup)}</mattext></material>'


def plain_material(text: str) -> str:
    """Return text as a material where Canvas takes no HTML."""
    return f'<material><mattext texttype="text/plain">{xml(text)}</mattext></material>'


def material(text: str) -> str:
    """Return text as a material; as HTML if plain text would be displayed differently."""
    if _MARKUP.isdisjoint(text) and "  " not in text:
        return plain_material(text)
    return html_material(paragraphs(text))


def label(answer: ItemAnswer, *, plain: bool = False) -> str:
    """Return an answer as a label to choose."""
    shown = plain_material(answer.text) if plain else material(answer.text)
    return f'<response_label ident="{answer.ident}">{shown}</response_label>'


def labels(answers: Iterable[ItemAnswer], *, plain: bool = False) -> str:
    """Return answers as the labels of a response."""
    return "".join(label(answer, plain=plain) for answer in answers)


def typed(kind: str = "") -> str:
    """Return a response for typing; `kind` is the type of a number, and empty for text."""
    fib, shuffle = (f' fibtype="{kind}"', "") if kind else ("", ' rshuffle="No"')
    return (
        f'<response_str ident="{RESPONSE}" rcardinality="Single"><render_fib{fib}>'
        f'<response_label ident="answer1"{shuffle}/></render_fib></response_str>'
    )


def equal(value: str, response: str = RESPONSE, attributes: str = "") -> str:
    """Return the test that a response equals, or contains, a value."""
    return f'<varequal respident="{response}"{attributes}>{xml(value)}</varequal>'


def right(test: str) -> str:
    """Return a condition that gives all points."""
    return (
        f'<respcondition continue="No"><conditionvar>{test}</conditionvar>'
        '<setvar action="Set" varname="SCORE">100</setvar></respcondition>'
    )


def partly_right(test: str, percent: str) -> str:
    """Return a condition that adds some of the points."""
    return (
        f"<respcondition><conditionvar>{test}</conditionvar>"
        f'<setvar action="Add" varname="SCORE">{percent}</setvar></respcondition>'
    )


def shares(count: int) -> list[str]:
    """Return the percentages of `count` equal parts; they add up to exactly 100."""
    whole = 10_000
    parts = [whole // count] * (count - 1)
    parts.append(whole - sum(parts))
    return [f"{part // 100}.{part % 100:02}" for part in parts]


def shown_when(test: str, ident: str) -> str:
    """Return a condition that shows a feedback text."""
    return (
        f'<respcondition continue="Yes"><conditionvar>{test}</conditionvar>'
        f'<displayfeedback feedbacktype="Response" linkrefid="{ident}"/></respcondition>'
    )


def feedback(ident: str, markup: str) -> str:
    """Return a feedback text as an element."""
    return (
        f'<itemfeedback ident="{ident}"><flow_mat>{html_material(markup)}</flow_mat></itemfeedback>'
    )


def metadata(fields: Sequence[tuple[str, str]]) -> str:
    """Return metadata fields, as pairs of name and value, as an element."""
    written = "".join(
        f"<qtimetadatafield><fieldlabel>{name}</fieldlabel>"
        f"<fieldentry>{xml(value)}</fieldentry></qtimetadatafield>"
        for name, value in fields
    )
    return f"<qtimetadata>{written}</qtimetadata>"
