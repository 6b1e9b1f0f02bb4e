"""Search of the sources for passages that may support a question that has no quote."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from math import log
from os.path import commonprefix
from typing import NamedTuple

from quiz.model.bank import Source, Span
from quiz.model.question import Question, Quote
from quiz.question_types import question_type_of
from quiz.quotes.errors import MIN_LENGTH
from quiz.quotes.sources import paragraphs, sentences
from quiz.quotes.suggest import quotes_at
from quiz.text.folding import fold
from quiz.text.numbers import numbers_as_numerals

# The letters that two forms of a word share at least, so that they are compared at all.
_STEM = 4
# The endings by which forms of a word differ: any of two letters, and the longer ones of English.
# A stemmer would have to know the language.
_ENDING = re.compile(r"\w{0,2}|ing|ies|ied|ier|ely")
# The weight of another form of a word, relative to the word itself.
_INFLECTED = 0.8
# The letters of a word of ordinary weight.
_LENGTH = 5
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
    words: frozenset[str]


class QuoteSuggester:
    """An index of the sentences of sources, for suggesting quotes."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self._sentences = [each for source in sources.values() for each in _sentences(source)]
        self._holders: dict[str, list[int]] = defaultdict(list)
        """The numbers of the sentences that contain each word."""
        for number, each in enumerate(self._sentences):
            for word in each.words:
                self._holders[word].append(number)
        self._by_stem: dict[str, list[str]] = defaultdict(list)
        for word in sorted(self._holders):
            self._by_stem[word[:_STEM]].append(word)

    def suggest(self, question: Question) -> Quote | None:
        """Return the sentence that contains the largest part of key and prompt, as a unique quote.

        Of equal ones it is the shortest, then the first; None when none holds enough. Rare words
        count for more (inverse document frequency, Spärck Jones 1972), and so do long ones, for
        the short ones are those that join others.
        """
        keys = [
            words
            for words in map(_words_of, question_type_of(question).evidence_texts(question))
            if words
        ]
        context = self._shares(_words_of(question.prompt))
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

    def _shares(self, words: frozenset[str]) -> dict[int, float]:
        """Return, by sentence number, the weighted share of the words that it contains."""
        held: dict[int, float] = defaultdict(float)
        whole = 0.0
        for word in sorted(words):
            holders = self._holders_of(word)
            weight = self._weight(word, len(holders))
            whole += weight
            for number, share in holders.items():
                held[number] += weight * share
        return {number: share / whole for number, share in held.items()}

    def _holders_of(self, word: str) -> dict[int, float]:
        """Return the sentences that contain a word, or, with less weight, another form of it."""
        found: dict[int, float] = {}
        for form in self._by_stem.get(word[:_STEM], ()):
            if form != word and _same_word(form, word):
                found |= dict.fromkeys(self._holders[form], _INFLECTED)
        return found | dict.fromkeys(self._holders.get(word, ()), 1.0)

    def _weight(self, word: str, holders: int) -> float:
        total = len(self._sentences) + 1
        rarity = log(total / holders) if holders else _UNKNOWN * log(total)
        # A short number says as much as a long one, so its length has no weight.
        is_number = any(sign.isdigit() for sign in word)
        return rarity if is_number else rarity * (min(len(word), _LENGTH) / _LENGTH) ** 2

    def _length(self, number: int) -> int:
        span = self._sentences[number].span
        return span.end - span.start


def _sentences(source: Source) -> Iterator[_Sentence]:
    # Sentences that are too short for a quote, or too long to read as one, are never suggested.
    for paragraph in paragraphs(source.text):
        for span in sentences(source.text, paragraph):
            if MIN_LENGTH <= span.end - span.start <= _MAX_CHARACTERS:
                yield _Sentence(source, span, _words_of(source.text[span.start : span.end]))


def _words_of(text: str) -> frozenset[str]:
    # “Twelve” in the question must find “12” in the source.
    return frozenset(numbers_as_numerals(_words(fold(text).lower())))


def _same_word(one: str, other: str) -> bool:
    """Check whether two words are forms of one: “geysers” of “geyser”, but not “geyserite”."""
    common = len(commonprefix((one, other)))
    if common < _STEM or not (one.isalpha() and other.isalpha()):
        return False
    return all(_ENDING.fullmatch(word, common) is not None for word in (one, other))
