"""What stands around a quote in its source."""

from typing import NamedTuple

from quiz.evidence.sources import SourceText, sentences
from quiz.model.bank import Citation, Source, Span


class Passage(NamedTuple):
    """The surroundings of a quote, as spans of the untouched source."""

    sentences: tuple[Span, ...]
    """The sentences that the quote touches, in order."""
    paragraph: Span
    """The paragraph; from the first to the last where the quote touches several."""


def passage(source: Source, citation: Citation) -> Passage:
    """Return what stands around a quote that was found in `source`."""
    text = SourceText(source.text)
    around: dict[int, None] = {}
    for span in citation.spans:
        first, last = text.paragraph_at(span.start), text.paragraph_at(span.end - 1)
        around.update(dict.fromkeys(range(first - 1, last)))
    touched = [text.paragraphs[number] for number in around]
    found = tuple(
        sentence
        for paragraph in touched
        for sentence in sentences(source.text, paragraph)
        if any(span.start < sentence.end and sentence.start < span.end for span in citation.spans)
    )
    return Passage(found, Span(touched[0].start, touched[-1].end))
