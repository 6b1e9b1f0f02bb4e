"""Words and phrases: splitting text into words, and finding many phrases in one pass."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words and names of some texts."""

    names: frozenset[str]
    """Capitalised words and runs of them, such as `South Korea`, as written within sentences."""
    words: frozenset[str]
    """Every word, casefolded; those with hyphens in their parts, possessives without ending."""


Phrase = tuple[str, ...]
"""Words in lower case, in order."""

_words = re.compile(r"\w+").findall
_ASCII = bytes(range(128)).decode()
_AS_WORDS = re.sub(r"\W", " ", _ASCII).lower().encode() + bytes(128)
"""The translation of each byte of ASCII text that leaves only its words, in lower case."""
_Ways = dict[tuple[int, int], set[Phrase]]
"""Phrases by the index of one of their words in them, and by their length."""


def words_of(text: str) -> Phrase:
    """Return the words of a folded text in lower case, without punctuation."""
    if text.isascii():
        # Several times as fast as the pattern, and most texts are of this kind.
        return tuple(text.encode().translate(_AS_WORDS).decode().split())
    return tuple(_words(text.lower()))


def find_phrases(
    phrases: Iterable[Phrase], texts: Sequence[Sequence[str]]
) -> dict[Phrase, list[int]]:
    """Return the phrases that occur in texts, with the indices of those texts, ascending.

    Each phrase is searched for at its rarest word only, so that common words cost little.
    """
    # Most phrases have a word that is in none of the texts: they cost nothing more.
    known = frozenset().union(*texts)
    possible = [phrase for phrase in phrases if phrase and known.issuperset(phrase)]
    if not possible:
        return {}
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(text)
    anchored = _anchored(possible, counts)
    found: dict[Phrase, list[int]] = {}
    for number, text in enumerate(texts):
        for phrase in _found(text, anchored):
            found.setdefault(phrase, []).append(number)
    return found


def _anchored(phrases: Iterable[Phrase], counts: Counter[str]) -> dict[str, _Ways]:
    anchored: dict[str, _Ways] = {}
    for phrase in phrases:
        word = min(phrase, key=counts.__getitem__)
        way = phrase.index(word), len(phrase)
        anchored.setdefault(word, {}).setdefault(way, set()).add(phrase)
    return anchored


def _found(text: Sequence[str], anchored: dict[str, _Ways]) -> set[Phrase]:
    found: set[Phrase] = set()
    for at, word in enumerate(text):
        if word not in anchored:
            continue
        for (place, length), phrases in anchored[word].items():
            if at >= place:
                piece = tuple(text[at - place : at - place + length])
                if piece in phrases:
                    found.add(piece)
    return found


def holds(text: Sequence[str], phrase: Phrase) -> bool:
    """Check whether the words of a phrase occur in a text, one after another."""
    length = len(phrase)
    return any(
        tuple(text[at : at + length]) == phrase for at, word in enumerate(text) if word == phrase[0]
    )


def share(words: Sequence[str], others: Sequence[str]) -> float:
    """Return the share of words that are among others, from 0 to 1; 1 of no words."""
    return sum(word in others for word in words) / len(words) if words else 1.0
