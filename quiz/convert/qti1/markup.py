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
    """Something that can be chosen, or typed, in one response."""

    ident: str
    """A number, for Canvas finds the feedback of no other."""
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
    """Return text as a material; as HTML where plain text would not be displayed as it is."""
    if _MARKUP.isdisjoint(text) and "  " not in text:
        return plain_material(text)
    return html_material(paragraphs(text))


def label(answer: ItemAnswer, *, plain: bool = False) -> str:
    """Return an answer that can be chosen."""
    shown = plain_material(answer.text) if plain else material(answer.text)
    return f'<response_label ident="{answer.ident}">{shown}</response_label>'


def labels(answers: Iterable[ItemAnswer], *, plain: bool = False) -> str:
    """Return the answers of a response."""
    return "".join(label(answer, plain=plain) for answer in answers)


def typed(kind: str = "") -> str:
    """Return a response that is typed; `kind` is empty for text."""
    fib, shuffle = (f' fibtype="{kind}"', "") if kind else ("", ' rshuffle="No"')
    return (
        f'<response_str ident="{RESPONSE}" rcardinality="Single"><render_fib{fib}>'
        f'<response_label ident="answer1"{shuffle}/></render_fib></response_str>'
    )


def equal(value: str, response: str = RESPONSE, attributes: str = "") -> str:
    """Return the test whether a response is, or holds, a value."""
    return f'<varequal respident="{response}"{attributes}>{xml(value)}</varequal>'


def right(test: str) -> str:
    """Return the condition under which all points are given."""
    return (
        f'<respcondition continue="No"><conditionvar>{test}</conditionvar>'
        '<setvar action="Set" varname="SCORE">100</setvar></respcondition>'
    )


def partly_right(test: str, percent: str) -> str:
    """Return a condition under which some points are added."""
    return (
        f"<respcondition><conditionvar>{test}</conditionvar>"
        f'<setvar action="Add" varname="SCORE">{percent}</setvar></respcondition>'
    )


def shares(count: int) -> list[str]:
    """Return the percents of so many equal parts, which add up to 100."""
    whole = 10_000
    parts = [whole // count] * (count - 1)
    parts.append(whole - sum(parts))
    return [f"{part // 100}.{part % 100:02}" for part in parts]


def shown_when(test: str, ident: str) -> str:
    """Return the condition under which a feedback is shown."""
    return (
        f'<respcondition continue="Yes"><conditionvar>{test}</conditionvar>'
        f'<displayfeedback feedbacktype="Response" linkrefid="{ident}"/></respcondition>'
    )


def feedback(ident: str, markup: str) -> str:
    """Return a feedback in HTML."""
    return (
        f'<itemfeedback ident="{ident}"><flow_mat>{html_material(markup)}</flow_mat></itemfeedback>'
    )


def metadata(fields: Sequence[tuple[str, str]]) -> str:
    """Return fields by name."""
    written = "".join(
        f"<qtimetadatafield><fieldlabel>{name}</fieldlabel>"
        f"<fieldentry>{xml(value)}</fieldentry></qtimetadatafield>"
        for name, value in fields
    )
    return f"<qtimetadata>{written}</qtimetadata>"
