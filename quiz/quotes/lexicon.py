"""The lexicon of sources: their words and names."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from quiz.quotes.sources import paragraphs, sentences
from quiz.text.folding import fold
from quiz.text.phrases import Lexicon

_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_OPENS = re.compile(r"[\":!?]|\.\.|(?:\s|^)'")
_LONGEST_NAME = 4
_LONGEST_RUN = 8


class _Seen(NamedTuple):
    """A word of a sentence."""

    text: str
    opens: bool
    """It is where any word has a capital."""
    joined: bool
    """Only a space separates it from the word before."""


def lexicon(texts: Iterable[str]) -> Lexicon:
    """Return the words and names of some texts.

    A name is a word that has a capital within a sentence, or two to four such words side by side; a
    word that has one only where sentences start is none.
    """
    words: set[str] = set()
    names: set[str] = set()
    found: list[list[_Seen]] = []
    for text in texts:
        for paragraph in paragraphs(text):
            for sentence in sentences(text, paragraph):
                seen = list(_seen(fold(text[slice(*sentence)])))
                words.update(_parts(seen))
                names.update(word.text for word in seen if not word.opens and _is_capital(word))
                found.append(seen)
    runs = [run for seen in found for run in _runs(seen, names)]
    return Lexicon(frozenset(names).union(*map(_names, runs)), frozenset(words))


def _seen(sentence: str) -> Iterator[_Seen]:
    end, possessive = 0, False
    for match in _WORD.finditer(sentence):
        between = sentence[end : match.start()]
        text = match.group().removesuffix("'s")
        yield _Seen(
            text,
            end == 0 or _OPENS.search(between) is not None,
            between == " " and not possessive,
        )
        end, possessive = match.end(), len(text) < len(match.group())


def _parts(seen: Iterable[_Seen]) -> Iterator[str]:
    for word in seen:
        yield from word.text.casefold().split("-")


def _is_capital(word: _Seen) -> bool:
    return word.text[0].isupper() and len(word.text) > 1 and not word.text.startswith("I'")


def _runs(seen: Sequence[_Seen], names: set[str]) -> Iterator[list[str]]:
    """Yield runs of two or more adjacent names."""
    run: list[str] = []
    for word in seen:
        if run and not (word.joined and word.text in names):
            if 1 < len(run) <= _LONGEST_RUN:
                yield run
            run = []
        if word.text in names and _is_capital(word):
            run.append(word.text)
    if 1 < len(run) <= _LONGEST_RUN:
        yield run


def _names(run: Sequence[str]) -> Iterator[str]:
    for size in range(2, _LONGEST_NAME + 1):
        for start in range(len(run) - size + 1):
            yield " ".join(run[start : start + size])
