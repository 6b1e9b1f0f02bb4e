"""The item under the pointer: its description, as Markdown, and where it is defined."""

from pathlib import Path
from typing import NamedTuple

from quiz.check.rules import RULES
from quiz.editor import grammar
from quiz.editor.completion import markdown
from quiz.editor.outline import Outline, OutlineNode
from quiz.editor.view import BankView, quote_at
from quiz.model.bank import Citation, Source, Span
from quiz.model.question import Quote
from quiz.question_types import QUESTION_TYPES
from quiz.quotes.locate import locate_all
from quiz.quotes.sources import surroundings
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
    """Return the definition of the item at an offset; several passages for an ambiguous quote."""
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
        # Ambiguous: the editor lists all the places.
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


_AROUND = 600
"""Characters of the source shown on either side of a quote."""
_MAX_QUOTED = 2_000


def hover(view: BankView, offset: int) -> tuple[OutlineNode, str] | None:
    """Return the node at an offset with its hover text, or None if it has none."""
    node, on_key = view.outline.at(offset)
    path = node.path
    if on_key:
        assert node.key is not None
        text = _of_key(view, node)
        return (node.key, text) if text else None
    text = ""
    found = quote_at(view, node)
    if found is not None and path[-1:] != ("source",):
        text = _of_quote(view, found[1])
    elif node.form == "text":
        text = _of_text(view, node)
    return (node, text) if text else None


def _of_key(view: BankView, node: OutlineNode) -> str:
    path = node.path
    if path[-2:-1] in (("rules",), ("allow",)) and path[-1] in RULES:
        rule = RULES[path[-1]]
        return f"**{rule.name}** ({rule.severity} by default)\n\n{markdown(rule.summary)}"
    description = grammar.description_of(path, view.outline.kind_of(node))
    return f"**{markdown(path[-1] or '')}**: {markdown(description)}" if description else ""


def _of_text(view: BankView, node: OutlineNode) -> str:
    path = node.path
    if path == ("questions", None, "type"):
        kind = QUESTION_TYPES.get(node.value)
        return markdown((kind.__doc__ or "").splitlines()[0]) if kind else ""
    if path[2:3] == ("enemies",):
        enemy = next((q for q in view.outline.questions if q.text_of("id") == node.value), None)
        return markdown(enemy.text_of("prompt") or enemy.text_of("text")) if enemy else ""
    if path[-1:] == ("source",) or path[:1] == ("sources",):
        name = node.value if path[-1:] == ("source",) else path[-1]
        source = view.sources.get(name or "")
        return f"{markdown(source.path.name)}, {len(source.text):,} characters" if source else ""
    return ""


def _of_quote(view: BankView, quote: Quote) -> str:
    if not view.sources:
        return "This quote was not checked: no source can be read\\."
    found = locate_all([quote], view.sources, view.texts.values())[0]
    if isinstance(found, Citation):
        source = view.sources[found.source]
        head = f"**{found.match}** in {markdown(found.source)}, paragraph {found.paragraph}"
        return f"{head}\n\n> {_in_place(source, found)}"
    head = f"**{found.reason.value}**: {markdown(found.message)}"
    shown = (f"> {_shown(each.text, each.span)}" for each in passages_of(quote, view))
    return "\n\n".join([head, *shown])


def _in_place(source: Source, citation: Citation) -> str:
    """Return the paragraph of a quote with the quote in bold, a long one cut around it."""
    around = surroundings(source, citation).paragraph
    # A paragraph may be as long as a book.
    start = max(around.start, citation.spans[0].start - _AROUND)
    end = min(around.end, citation.spans[-1].end + _AROUND)
    pieces = ["…" if start > around.start else ""]
    for span in citation.spans:
        pieces.append(markdown(source.text[start : span.start]))
        pieces.append(f"**{_words(source.text, span)}**")
        start = span.end
    pieces += [markdown(source.text[start:end]), "…" if end < around.end else ""]
    return "".join(pieces)


def _words(text: str, span: Span) -> str:
    """Return the text of a span without space at its ends, as bold text in Markdown must be."""
    return markdown(text[span.start : min(span.end, span.start + _MAX_QUOTED)].strip())


def _shown(text: str, span: Span) -> str:
    start, end = max(0, span.start - 80), span.end + 80
    before, after = text[start : span.start], text[span.end : end]
    return f"{markdown(before)}**{_words(text, span)}**{markdown(after)}"
