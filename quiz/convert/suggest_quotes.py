"""Search of the sources for passages that may support a question that has no quote."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from math import log
from typing import NamedTuple

from quiz.model.bank import Source, Span
from quiz.model.question import Question, Quote
from quiz.question_types import question_type_of
from quiz.quotes.errors import MIN_LENGTH
from quiz.quotes.sources import paragraphs, sentences
from quiz.quotes.suggest import quotes_at
from quiz.text.folding import fold
from quiz.text.numbers import numbers_as_numerals

# Words count as equal when their first letters are: a stemmer would have to know the language.
_STEM = 5
# The minimum share of a key's words in a sentence.
_SUPPORT = 0.4
# The minimum sum of the shares of a key's words and of the prompt's.
_TOGETHER = 0.8
# The minimum share of the prompt's words for a question without key texts.
_CONTEXT = 0.3
# The weight of a word that no sentence contains, relative to one that occurs once.
# Questions ask in words of their own, and these words say little about where the answer is.
_UNKNOWN = 0.6
_MAX_CHARACTERS = 1_000
_words = re.compile(r"\w+").findall


class _Sentence(NamedTuple):
    source: Source
    span: Span
    stems: frozenset[str]


class QuoteSuggester:
    """An index of the sentences of sources, for suggesting quotes."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self._sentences = [each for source in sources.values() for each in _sentences(source)]
        self._holders: dict[str, list[int]] = defaultdict(list)
        """The numbers of the sentences that contain each stem."""
        for number, each in enumerate(self._sentences):
            for stem in each.stems:
                self._holders[stem].append(number)

    def suggest(self, question: Question) -> Quote | None:
        """Return the sentence that contains the largest part of key and prompt, as a unique quote.

        Of equal ones it is the shortest, then the first; None when none holds enough. Rare words
        count for more (inverse document frequency, Spärck Jones 1972), and so do long ones, for
        the short ones are those that join others.
        """
        keys = [
            stems
            for stems in map(_stems, question_type_of(question).evidence_texts(question))
            if stems
        ]
        context = self._shares(_stems(question.prompt))
        support = self._supports(keys) if keys else context
        minimum = _SUPPORT if keys else _CONTEXT
        ranked = [
            (share + context.get(number, 0.0), -self._length(number), -number)
            for number, share in support.items()
            if share >= minimum and (not keys or share + context.get(number, 0.0) >= _TOGETHER)
        ]
        if not ranked:
            return None
        found = self._sentences[-max(ranked)[2]]
        return quotes_at([found.span], found.source)[0]

    def _supports(self, keys: Iterable[frozenset[str]]) -> dict[int, float]:
        """Return, by sentence number, the largest share of any key's words that it contains."""
        greatest: dict[int, float] = {}
        for key in keys:
            for number, share in self._shares(key).items():
                greatest[number] = max(share, greatest.get(number, 0.0))
        return greatest

    def _shares(self, stems: frozenset[str]) -> dict[int, float]:
        """Return, by sentence number, the weighted share of the stems that it contains."""
        held: dict[int, float] = defaultdict(float)
        whole = 0.0
        for stem in sorted(stems):
            weight = self._weight(stem)
            whole += weight
            for number in self._holders.get(stem, ()):
                held[number] += weight
        return {number: share / whole for number, share in held.items()}

    def _weight(self, stem: str) -> float:
        total = len(self._sentences) + 1
        holders = self._holders.get(stem)
        rarity = log(total / len(holders)) if holders else _UNKNOWN * log(total)
        # A short number says as much as a long one, so its length has no weight.
        is_number = any(sign.isdigit() for sign in stem)
        return rarity if is_number else rarity * (len(stem) / _STEM) ** 2

    def _length(self, number: int) -> int:
        span = self._sentences[number].span
        return span.end - span.start


def _sentences(source: Source) -> Iterator[_Sentence]:
    # Sentences that are too short for a quote, or too long to read as one, are never suggested.
    for paragraph in paragraphs(source.text):
        for span in sentences(source.text, paragraph):
            if MIN_LENGTH <= span.end - span.start <= _MAX_CHARACTERS:
                yield _Sentence(source, span, _stems(source.text[span.start : span.end]))


def _stems(text: str) -> frozenset[str]:
    # “Twelve” in the question must find “12” in the source.
    words = numbers_as_numerals(_words(fold(text).lower()))
    return frozenset(word[:_STEM] for word in words)
