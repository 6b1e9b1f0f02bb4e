"""Sentences of the sources that hold the words typed so far, each as a quote."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from quiz.evidence.holding import sentences_with
from quiz.evidence.misses import short
from quiz.evidence.quoting import quotes_at
from quiz.evidence.sources import SourceText
from quiz.model.bank import Source
from quiz.model.question import Quote
from quiz.text.cleaning import clean_line

MOST_OFFERS = 20


class Offer(NamedTuple):
    """A sentence as a quote."""

    quote: Quote
    label: str
    says: str
    """The sentence and where it stands; not cleaned for Markdown."""


def offers(
    words: str, sources: Mapping[str, Source], known: Collection[SourceText]
) -> Iterator[Offer]:
    """Yield sentences that hold every word typed, in any order; those that hold the phrase first.

    The last word may be half typed. At most 20 of all sources. What is derived of a text that is
    `known` is not derived anew.
    """
    left = MOST_OFFERS
    for name, source in sources.items():
        chosen = sentences_with(words, source.text)[:left]
        left -= len(chosen)
        quotes = quotes_at([span for span, _, _ in chosen], source, known) if chosen else []
        for (span, paragraph, _), quote in zip(chosen, quotes, strict=True):
            if quote is not None:
                named = replace(quote, source=name) if len(sources) > 1 else quote
                sentence = clean_line(source.text[span.start : span.end])
                says = f"{name}, paragraph {paragraph}: {sentence}"
                yield Offer(named, short(sentence), says)
