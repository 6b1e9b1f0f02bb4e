"""Passages of sources that may support the key of a question that has no quote yet."""

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

_STEM = 5
_SUPPORT = 0.4
"""The least share of a key's words that a passage holds."""
_TOGETHER = 0.8
"""The least sum of the shares of a key's words and of the prompt's."""
_CONTEXT = 0.3
"""The least share of the prompt's words where nothing else tells the key."""
_UNKNOWN = 0.6
"""The weight of a word that no sentence holds, as a part of that of one that stands once.

Questions ask in words of their own, and these say little of where the answer stands.
"""
_MAX_CHARACTERS = 1_000
_words = re.compile(r"\w+").findall


class _Sentence(NamedTuple):
    source: Source
    span: Span
    stems: frozenset[str]


class QuoteSuggester:
    """The sentences of some sources, ready to be looked through."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self._sentences = [each for source in sources.values() for each in _sentences(source)]
        self._holders: dict[str, list[int]] = defaultdict(list)
        """By stem, the numbers of the sentences that hold it."""
        for number, each in enumerate(self._sentences):
            for stem in each.stems:
                self._holders[stem].append(number)

    def propose(self, question: Question) -> Quote | None:
        """Return the sentence that holds most of key and prompt, as a quote found there alone.

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
        least = _SUPPORT if keys else _CONTEXT
        ranked = [
            (share + context.get(number, 0.0), -self._length(number), -number)
            for number, share in support.items()
            if share >= least and (not keys or share + context.get(number, 0.0) >= _TOGETHER)
        ]
        if not ranked:
            return None
        found = self._sentences[-max(ranked)[2]]
        return quotes_at([found.span], found.source)[0]

    def _supports(self, keys: Iterable[frozenset[str]]) -> dict[int, float]:
        """Return the greatest share of any key's words that each sentence holds, by its number."""
        greatest: dict[int, float] = {}
        for key in keys:
            for number, share in self._shares(key).items():
                greatest[number] = max(share, greatest.get(number, 0.0))
        return greatest

    def _shares(self, stems: frozenset[str]) -> dict[int, float]:
        """Return the share of the words, by their weights, that each sentence holds of any."""
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
        is_number = any(sign.isdigit() for sign in stem)
        return rarity if is_number else rarity * (len(stem) / _STEM) ** 2

    def _length(self, number: int) -> int:
        span = self._sentences[number].span
        return span.end - span.start


def _sentences(source: Source) -> Iterator[_Sentence]:
    for paragraph in paragraphs(source.text):
        for span in sentences(source.text, paragraph):
            if MIN_LENGTH <= span.end - span.start <= _MAX_CHARACTERS:
                yield _Sentence(source, span, _stems(source.text[span.start : span.end]))


def _stems(text: str) -> frozenset[str]:
    words = numbers_as_numerals(_words(fold(text).lower()))
    return frozenset(word[:_STEM] for word in words)
