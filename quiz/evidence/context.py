"""A quote in its place: the sentences and the paragraph around it."""

from typing import NamedTuple

from quiz.evidence.sources import SourceText, sentences
from quiz.model.bank import Citation, Source, Span


class Passage(NamedTuple):
    """What surrounds a quote."""

    sentences: tuple[Span, ...]
    """The sentences that hold some of it."""
    paragraph: Span
    """From the paragraph where it starts to the one where it ends."""


def passage(source: Source, citation: Citation) -> Passage:
    """Return the surroundings of a citation of this source."""
    text = SourceText(source.text)
    found = text.paragraphs
    start, end = citation.spans[0].start, citation.spans[-1].end
    first, last = text.paragraph_at(start), text.paragraph_at(end - 1)
    held = tuple(
        sentence
        for paragraph in found[first - 1 : last]
        for sentence in sentences(source.text, paragraph)
        if any(span.start < sentence.end and sentence.start < span.end for span in citation.spans)
    )
    return Passage(held, Span(found[first - 1].start, found[last - 1].end))
