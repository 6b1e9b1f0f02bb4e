"""The part of a source, sentence by sentence, in which a learner looks for evidence."""

from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from quiz.evidence.sources import Sentence, SourceText
from quiz.model.bank import Span
from quiz.text.cleaning import clean_line, truncate

MOST_SENTENCES = 200
"""A source is offered whole up to so many sentences; a longer one in parts of even size."""
MOST_CHARACTERS = 2_000
"""A longer sentence is cut."""


class Stretch(NamedTuple):
    """Sentences, each on one line and cleaned, by paragraph; and which of them are the key."""

    paragraphs: tuple[tuple[str, ...], ...]
    key: tuple[int, ...]
    """Numbers over all paragraphs, from 0, ascending."""


class Stretches:
    """The parts of one source."""

    def __init__(self, source: SourceText) -> None:
        self._source = source
        self._text = source.text
        self._parts: dict[int, tuple[tuple[str, ...], ...]] = {}

    @property
    def _sentences(self) -> Sequence[Sentence]:
        return self._source.sentences

    @cached_property
    def _starts(self) -> list[int]:
        return [sentence.span.start for sentence in self._sentences]

    def touched(self, spans: Sequence[Span]) -> tuple[int, ...]:
        """Return the numbers of the sentences that any of the spans touches, ascending."""
        found: set[int] = set()
        for span in spans:
            number = max(0, bisect_right(self._starts, span.start) - 1)
            while number < len(self._starts) and self._starts[number] < span.end:
                if self._sentences[number].span.end > span.start:
                    found.add(number)
                number += 1
        return tuple(sorted(found))

    def longest(self, numbers: Sequence[int]) -> int:
        """Return how many characters the longest of some sentences has."""
        return max(len(_one_line(self._text, self._sentences[number].span)) for number in numbers)

    def around(self, key: Sequence[int]) -> Stretch | None:
        """Return the part that holds all sentences of the key; None when no one part does.

        Where a part starts and ends depends on the source alone, so it tells nothing of the key.
        """
        count = len(self._sentences)
        size = -(-count // -(-count // MOST_SENTENCES))
        part = key[0] // size
        if key[-1] // size != part:
            return None
        if part not in self._parts:
            self._parts[part] = self._written(self._sentences[part * size : (part + 1) * size])
        return Stretch(self._parts[part], tuple(number - part * size for number in key))

    def _written(self, chosen: Sequence[Sentence]) -> tuple[tuple[str, ...], ...]:
        paragraphs: dict[int, list[str]] = {}
        for sentence in chosen:
            text = truncate(_one_line(self._text, sentence.span), MOST_CHARACTERS)
            paragraphs.setdefault(sentence.paragraph, []).append(text)
        return tuple(tuple(texts) for texts in paragraphs.values())


def _one_line(text: str, span: Span) -> str:
    return clean_line(" ".join(text[slice(*span)].split()))
