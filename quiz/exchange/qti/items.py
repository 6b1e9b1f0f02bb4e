"""A question as an item: declarations, body, processing, feedback."""

from typing import NamedTuple

from quiz.exchange.explaining import as_html
from quiz.exchange.qti.names import Version
from quiz.exchange.qti.posed import Posed
from quiz.exchange.qti.posing import pose
from quiz.exchange.qti.processing import always, outcome, response_declaration, scores
from quiz.exchange.qti.tree import Markup, Node, document, node
from quiz.model.question import FindEvidence, Question, Quote

_TITLE = 80
"""Characters of an item's title at most."""
_NO_PLACE = {"hints": "them", "inferred": "it", "enemies": "them"}
EXPLANATION = "EXPLANATION"
"""The outcome that shows the explanation whatever was answered."""


class Item(NamedTuple):
    """An item that is written."""

    identifier: str
    title: str
    data: bytes
    losses: tuple[str, ...]
    interactions: tuple[str, ...]
    """The names of its interactions, as in 2.1."""


def item(question: Question, identifier: str, language: str, version: Version) -> Item:
    """Return a question as an item, and what is lost by that."""
    posed = pose(question)
    explained = bool(question.explanation or question.quotes)
    title = _title(question)
    root = node(
        "assessmentItem",
        *(response_declaration(each) for each in posed.responses),
        *scores(question.points),
        *(outcome(name, "identifier", cardinality) for name, cardinality in posed.outcomes),
        *((outcome(EXPLANATION, "identifier"),) if explained else ()),
        node("itemBody", *posed.body),
        node("responseProcessing", *posed.rules, *_explain(explained)),
        *_feedback(question, posed, version),
        **_attributes(question, identifier, language, version),
        title=title,
        adaptive="false",
        timeDependent="false",
    )
    losses = (*posed.losses, *_lost(question))
    return Item(identifier, title, document(root, version), losses, _interactions(posed))


def _attributes(
    question: Question, identifier: str, language: str, version: Version
) -> dict[str, str]:
    known = {
        "xmlns": version.namespace,
        "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
        "xsi:schemaLocation": f"{version.namespace} {version.schema}",
        "identifier": identifier,
    }
    known |= {"label": question.id} if question.id != identifier else {}
    return known | ({"xml:lang": language} if language else {})


def _title(question: Question) -> str:
    line = " ".join(question.prompt.split())
    return line if len(line) <= _TITLE else f"{line[: _TITLE - 1]}…"


def _explain(explained: bool) -> tuple[Node, ...]:
    return (always(EXPLANATION, EXPLANATION),) if explained else ()


def _feedback(question: Question, posed: Posed, version: Version) -> list[Node]:
    shown = [
        _modal(each.outcome, each.identifier, each.option.feedback, each.option.quotes, version)
        for each in posed.feedback
    ]
    if question.explanation or question.quotes:
        texts = question.explanation, question.quotes
        shown.append(_modal(EXPLANATION, EXPLANATION, *texts, version))
    return shown


def _modal(
    name: str, identifier: str, text: str, quotes: tuple[Quote, ...], version: Version
) -> Node:
    content: Markup | Node = Markup(as_html(text, quotes))
    if version.kebab:
        content = node("contentBody", content)
    return node(
        "modalFeedback", content, outcomeIdentifier=name, identifier=identifier, showHide="show"
    )


def _lost(question: Question) -> list[str]:
    """Return what no item has a place for."""
    return [
        f"{name}: QTI has no place for {words}"
        for name, words in _NO_PLACE.items()
        if getattr(question, name)
    ]


def _interactions(posed: Posed) -> tuple[str, ...]:
    def within(part: object) -> list[str]:
        if not isinstance(part, Node):
            return []
        own = [part.name] if part.name.endswith("Interaction") else []
        return own + [name for each in part.children for name in within(each)]

    return tuple(dict.fromkeys(name for part in posed.body for name in within(part)))


def cannot(question: Question) -> str:
    """Return why there can be no item of a question; empty when there can."""
    if isinstance(question, FindEvidence) and not question.key:
        return "its quotes are in no sentence of the source"
    return ""
