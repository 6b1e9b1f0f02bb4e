"""Definitions: the passage of a quote, and what the name of a source or question refers to."""

from pathlib import Path
from typing import NamedTuple

from quiz.editor.outline import Outline
from quiz.editor.view import BankView, quote_at
from quiz.model.bank import Citation, Span
from quiz.model.question import Quote
from quiz.quotes.locate import locate_all
from quiz.quotes.suggest import nearest_passages
from quiz.text.cleaning import clean_line


class FileSpan(NamedTuple):
    """A span of a file."""

    path: Path
    text: str
    """The text of the whole file."""
    span: Span


class QuestionSymbol(NamedTuple):
    """A question of a bank, for lists of them."""

    id: str
    prompt: str
    whole: Span
    name: Span
    """The span of its id, or an empty one at its start."""


def definition(view: BankView, offset: int) -> list[FileSpan]:
    """Return the definition of what is at an offset; several passages for an ambiguous quote."""
    node = view.outline.at(offset).node
    path = node.path
    if path[2:3] == ("enemies",) and path[0] == "questions":
        named = [each for each in questions(view.outline) if each.id and each.id == node.value]
        return [FileSpan(view.path, view.text, each.name) for each in named]
    if path[-1:] == ("source",) or (path[:1] == ("sources",) and len(path) == 2):
        name = node.value if path[-1:] == ("source",) else path[-1]
        source = view.sources.get(name or "")
        return [FileSpan(source.path, source.text, Span(0, 0))] if source else []
    found = quote_at(view, node)
    return passages_of(found[1], view) if found else []


def passages_of(quote: Quote, view: BankView) -> list[FileSpan]:
    """Return the passage of a quote or, for a misquote, the nearest passage."""
    sources, known = view.sources, view.texts.values()
    if not sources:
        return []
    found = locate_all([quote], sources, known)[0]
    if isinstance(found, Citation):
        name = found.source
        spans: tuple[Span, ...] = (Span(found.spans[0].start, found.spans[-1].end),)
    elif found.spans and found.source is not None:
        name, spans = found.source, found.spans
    else:
        nearest = nearest_passages(quote.text, sources, known)[:1] if found.comparison else []
        return [FileSpan(sources[each.source].path, sources[each.source].text, each.spans[0])
                for each in nearest]  # fmt: skip
    return [FileSpan(sources[name].path, sources[name].text, span) for span in spans]


def questions(nodes: Outline) -> list[QuestionSymbol]:
    """Return the questions of a bank in order, those without an id too."""
    found = []
    for each in nodes.questions:
        at = each.get("id") or each.children[0].key if each.children else None
        name = Span(at.start, at.end) if at else Span(each.start, each.start)
        prompt = clean_line(each.text_of("prompt") or each.text_of("text"))
        whole = Span(min(each.start, name.start), max(each.end, name.end))
        found.append(QuestionSymbol(clean_line(each.text_of("id")), prompt, whole, name))
    return found
