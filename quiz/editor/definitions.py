"""Where things of a bank lead: quotes to their passages, names to what they name."""

from pathlib import Path
from typing import NamedTuple

from quiz.editor.outline import Outline
from quiz.editor.view import View, quote_at
from quiz.model.bank import Citation, Span
from quiz.model.question import Quote
from quiz.quotes.locate import locate_all
from quiz.quotes.suggest import nearest_passages
from quiz.text.cleaning import clean_line


class Target(NamedTuple):
    """A stretch of a file."""

    path: Path
    text: str
    """What the file holds."""
    span: Span


class Named(NamedTuple):
    """A question of a bank, for lists of them."""

    id: str
    prompt: str
    whole: Span
    name: Span
    """Where its id stands, or where it starts."""


def definition(view: View, offset: int) -> list[Target]:
    """Return where what stands at an offset leads; several places of a quote that is ambiguous."""
    part = view.outline.at(offset).part
    path = part.path
    if path[2:3] == ("enemies",) and path[0] == "questions":
        named = [each for each in questions(view.outline) if each.id and each.id == part.value]
        return [Target(view.path, view.text, each.name) for each in named]
    if path[-1:] == ("source",) or (path[:1] == ("sources",) and len(path) == 2):
        name = part.value if path[-1:] == ("source",) else path[-1]
        source = view.sources.get(name or "")
        return [Target(source.path, source.text, Span(0, 0))] if source else []
    found = quote_at(view, part)
    return passages_of(found[1], view) if found else []


def passages_of(quote: Quote, view: View) -> list[Target]:
    """Return where a quote stands or, of a misquote, the passage that is most like it."""
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
        return [Target(sources[each.source].path, sources[each.source].text, each.spans[0])
                for each in nearest]  # fmt: skip
    return [Target(sources[name].path, sources[name].text, span) for span in spans]


def questions(parts: Outline) -> list[Named]:
    """Return the questions of a bank in order, those without an id too."""
    found = []
    for each in parts.questions:
        at = each.get("id") or each.below[0].key if each.below else None
        name = Span(at.start, at.end) if at else Span(each.start, each.start)
        prompt = clean_line(each.said("prompt") or each.said("text"))
        whole = Span(min(each.start, name.start), max(each.end, name.end))
        found.append(Named(clean_line(each.said("id")), prompt, whole, name))
    return found
