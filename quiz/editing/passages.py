"""Sentences of the sources that hold the words typed so far, each as a quote."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from quiz.evidence.misses import MIN_LENGTH, short
from quiz.evidence.quoting import quotes_at
from quiz.evidence.sources import SourceText, paragraphs, sentences
from quiz.model.bank import Source, Span
from quiz.model.question import Quote
from quiz.text.cleaning import clean_line
from quiz.text.folding import fold

MOST_OFFERS = 20
_LONGEST = 2_000


class Offer(NamedTuple):
    """A sentence as a quote."""

    quote: Quote
    label: str
    says: str
    """The sentence and where it stands; not cleaned for Markdown."""


@lru_cache(maxsize=8)
def _sentences(text: str) -> Sequence[tuple[Span, int, str]]:
    """Return the sentences with their paragraphs, counted from 1, and in folded lower case."""
    return [
        (span, number, fold(text[span.start : span.end]).lower())
        for number, paragraph in enumerate(paragraphs(text), 1)
        for span in sentences(text, paragraph)
    ]


def offers(
    words: str, sources: Mapping[str, Source], known: Collection[SourceText]
) -> Iterator[Offer]:
    """Yield sentences that hold every word typed, in any order; those that hold the phrase first.

    The last word may be half typed. At most 20 of all sources. What is derived of a text that is
    `known` is not derived anew.
    """
    phrase = fold(words).lower().strip()
    wanted = phrase.split()
    left = MOST_OFFERS
    for name, source in sources.items():
        found = [each for each in _sentences(source.text) if _holds(each[2], wanted)]
        found.sort(key=lambda each: phrase not in each[2])
        chosen = found[:left]
        left -= len(chosen)
        quotes = quotes_at([span for span, _, _ in chosen], source, known) if chosen else []
        for (span, paragraph, _), quote in zip(chosen, quotes, strict=True):
            if quote is not None:
                named = replace(quote, source=name) if len(sources) > 1 else quote
                sentence = clean_line(source.text[span.start : span.end])
                says = f"{name}, paragraph {paragraph}: {sentence}"
                yield Offer(named, short(sentence), says)


def _holds(sentence: str, wanted: Sequence[str]) -> bool:
    return MIN_LENGTH <= len(sentence) <= _LONGEST and all(word in sentence for word in wanted)
