"""Passages of sources that may support the key of a question that has no quote yet."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import log
from typing import NamedTuple

from quiz.evidence.misses import MIN_LENGTH
from quiz.evidence.quoting import quotes_at
from quiz.evidence.sources import paragraphs, sentences
from quiz.model.bank import Source, Span
from quiz.model.question import (
    Cloze,
    Matching,
    MultipleResponse,
    Numeric,
    Ordering,
    Question,
    Quote,
    ShortAnswer,
    SingleChoice,
)
from quiz.text.folding import fold
from quiz.text.numbers import numbers_as_numerals, plain

_STEM = 5
_KEY = 0.6
"""The least share of the key's words that a passage holds."""
_PROMPT = 0.25
"""The least share of the prompt's words, by their rarity, that it holds."""
_MOST_CHARACTERS = 1_000
_words = re.compile(r"\w+").findall


class _Sentence(NamedTuple):
    source: Source
    span: Span
    stems: frozenset[str]


class Proposer:
    """The sentences of some sources, ready to be looked through."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self._sentences = [each for source in sources.values() for each in _sentences(source)]
        counts = Counter(stem for each in self._sentences for stem in each.stems)
        total = len(self._sentences) + 1
        self._weights = {stem: log(total / count) for stem, count in counts.items()}
        self._unknown = log(total)

    def propose(self, question: Question) -> Quote | None:
        """Return the sentence that holds most of key and prompt, as a quote found there alone.

        None when none holds enough of both: 0.6 of the words of a key and a quarter of those of
        the prompt, rare words counting for more (inverse document frequency, Spärck Jones 1972).
        """
        keys = [stems for stems in map(_stems, _keys(question)) if stems]
        asked = _stems(question.prompt)
        best = max(
            ((self._score(each, keys, asked), -number) for number, each in
             enumerate(self._sentences)),
            default=(0.0, 0),
        )  # fmt: skip
        if best[0] <= 0:
            return None
        found = self._sentences[-best[1]]
        return quotes_at([found.span], found.source)[0]

    def _score(
        self, sentence: _Sentence, keys: Sequence[frozenset[str]], asked: frozenset[str]
    ) -> float:
        support = max((self._held(key, sentence) for key in keys), default=1.0)
        context = self._held(asked, sentence)
        if support < _KEY or context < _PROMPT:
            return 0.0
        return support + context

    def _held(self, stems: frozenset[str], sentence: _Sentence) -> float:
        """Return the share of the words that a sentence holds, by their weights."""
        whole = sum(self._weight(stem) for stem in stems)
        held = sum(self._weight(stem) for stem in stems & sentence.stems)
        return held / whole if whole else 1.0

    def _weight(self, stem: str) -> float:
        return self._weights.get(stem, self._unknown)


def _sentences(source: Source) -> Iterator[_Sentence]:
    for paragraph in paragraphs(source.text):
        for span in sentences(source.text, paragraph):
            if MIN_LENGTH <= span.end - span.start <= _MOST_CHARACTERS:
                yield _Sentence(source, span, _stems(source.text[span.start : span.end]))


def _stems(text: str) -> frozenset[str]:
    words = numbers_as_numerals(_words(fold(text).lower()))
    return frozenset(word[:_STEM] for word in words)


def _keys(question: Question) -> list[str]:
    """Return the texts of which one at least must stand in what is proposed."""
    match question:
        case SingleChoice():
            return [question.answer.text]
        case MultipleResponse():
            return [" ".join(option.text for option in question.answers)]
        case ShortAnswer():
            return list(question.answers)
        case Numeric():
            return [plain(question.answer)]
        case Cloze():
            return [" ".join(gap.accepted[0] for gap in question.gaps)]
        case Matching():
            return [" ".join(f"{pair.left} {pair.right}" for pair in question.pairs)]
        case Ordering():
            return [" ".join(question.items)]
    return []
