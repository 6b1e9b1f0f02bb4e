"""Quotes of the source in the place of one that was not found there, or not in one place."""

from collections.abc import Iterator

from quiz.document.writing import yaml_text
from quiz.editing.outline import Part
from quiz.editing.view import View, in_flow, quote_at
from quiz.editing.words import flow_text
from quiz.evidence.misses import short
from quiz.evidence.quoting import nearest_passages, passages
from quiz.model.bank import Span
from quiz.model.question import Quote


def quotes_for(view: View, part: Part) -> Iterator[tuple[str, Quote]]:
    """Yield quotes that can take the place of the one to which a part belongs, with titles."""
    found = quote_at(view, part)
    if found is None:
        return
    quote = found[1]
    named = {name: each for name, each in view.sources.items() if name == quote.source}
    sources = named or view.sources
    there = passages(quote.text, sources)
    for passage in there or nearest_passages(quote.text, sources):
        if passage.quote is None:
            continue
        text = passage.quote.text
        if there and text == quote.text:
            where = f"{passage.source}, paragraph {passage.paragraph}, line {passage.line}"
            near = "Add near" if passage.quote.near else "Quote the place"
            title = f"{near}: {where}"
        else:
            title = f"Quote “{short(text)}”"
        source = passage.quote.source or quote.source
        yield title, Quote(text, source, passage.quote.near)


def requoted(view: View, part: Part, quote: Quote) -> tuple[Span, str]:
    """Return the stretch of the quote to which a part belongs, and another quote written there."""
    found = quote_at(view, part)
    assert found is not None, "only quotes are fixed so"
    whole = found[0]
    keys = {"text": quote.text, "source": quote.source, "near": quote.near}
    given = {key: text for key, text in keys.items() if text is not None}
    span = Span(whole.start, whole.end)
    if whole.form == "group" and view.text[whole.start : whole.start + 1] != "{":
        first = whole.below[0].key
        assert first is not None
        margin = "\n" + " " * (first.start - view.text.rfind("\n", 0, first.start) - 1)
        return span, margin.join(f"{key}: {yaml_text(text)}" for key, text in given.items())
    if len(given) == 1:
        return span, (flow_text if in_flow(view, whole) else yaml_text)(quote.text)
    return span, "{" + ", ".join(f"{key}: {flow_text(text)}" for key, text in given.items()) + "}"
