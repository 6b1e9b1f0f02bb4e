"""Sentences of a source that hold words in any order."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from quiz.evidence.misses import MIN_LENGTH
from quiz.evidence.sources import paragraphs, sentences
from quiz.model.bank import Span
from quiz.text.folding import fold

_LONGEST = 2_000
_WORD = re.compile(r"\w+")


class Sentence(NamedTuple):
    """A sentence of a source."""

    span: Span
    paragraph: int
    """Counted from 1."""
    folded: str
    """Its text, folded and in lower case."""


@lru_cache(maxsize=8)
def _sentences(text: str) -> Sequence[Sentence]:
    return [
        Sentence(span, number, fold(text[span.start : span.end]).lower())
        for number, paragraph in enumerate(paragraphs(text), 1)
        for span in sentences(text, paragraph)
    ]


def sentences_with(words: str, text: str, whole: bool = False) -> list[Sentence]:
    """Return the sentences long enough to quote that hold every word, those with the phrase first.

    Words may be parts of words, for the last may be half typed, unless they are to be `whole`.
    """
    phrase = fold(words).lower().strip()
    wanted = phrase.split()
    found = [
        each
        for each in _sentences(text)
        if MIN_LENGTH <= len(each.folded) <= _LONGEST
        and all(word in each.folded for word in wanted)
        and (not whole or set(_WORD.findall(phrase)) <= set(_WORD.findall(each.folded)))
    ]
    found.sort(key=lambda each: phrase not in each.folded)
    return found
