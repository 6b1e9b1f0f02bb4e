"""Comparing typed words with a key: folding, numbers, and slips of the keyboard.

Folded are case, width, quote marks, dashes, diacritics, a leading article or title such as Mr, and
final punctuation; numerals and number words compare as numbers, and a unit beside them with its
sign. A slip is forgiven per word, one from 5 letters and two from 9, never in a numeral, and never
when the response is as near to something else, says the opposite or rather is another name.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from quiz.text.folding import fold
from quiz.text.numbers import (
    compatible,
    numbers_as_numerals,
    parse_number,
    units_as_words,
    without_glued_sign,
)
from quiz.text.phrases import Lexicon

_NEGATIONS = ("un", "in", "im", "il", "ir", "an", "ab", "de", "re")
# A negating “a” stands before one consonant: “amoral”, “atheist”, but not “account”.
_AFTER_A = re.compile(r"[^\Waeiou\d_][aeiouhy]")
_PREFIXES = (
    ("in", "de"), ("in", "ex"), ("im", "ex"), ("im", "em"), ("im", "e"), ("a", "de"),
    ("ac", "de"), ("ap", "de"), ("at", "de"), ("of", "de"), ("en", "de"), ("ab", "ad"),
    ("pre", "pro"), ("ante", "anti"), ("hyper", "hypo"), ("inter", "intra"), ("micro", "macro"),
    ("endo", "exo"), ("max", "min"), ("major", "minor"), ("bi", "tri"), ("bi", "uni"),
    ("uni", "tri"), ("mi", "bi"), ("mi", "tri"), ("north", "south"), ("east", "west"),
)  # fmt: skip
_SUFFIXES = (
    ("er", "ee"), ("or", "ee"), ("east", "west"), ("eastern", "western"), ("father", "mother"),
)  # fmt: skip
_STEM = 3
"""The minimum number of letters that remain without a prefix or suffix."""


def opposites(word: str) -> Iterator[str]:
    """Yield words, in lower case, that a change of prefix or suffix makes of a lower-case word.

    Not all are words of a language: those that are not are nobody's answer.
    """
    for prefix in _NEGATIONS:
        yield prefix + word
        if word.startswith(prefix) and len(word) >= len(prefix) + _STEM:
            yield word.removeprefix(prefix)
    if _AFTER_A.match(word):
        yield f"a{word}"
    if word[:1] == "a" and _AFTER_A.match(word, 1):
        yield word[1:]
    for pair in _PREFIXES:
        for old, new in (pair, pair[::-1]):
            if word.startswith(old) and len(word) >= len(old) + _STEM:
                yield new + word.removeprefix(old)
    plural = "s" if word.endswith("s") else ""
    single = word.removesuffix("s")
    for pair in _SUFFIXES:
        for old, new in (pair, pair[::-1]):
            if single.endswith(old) and len(single) >= len(old) + _STEM:
                yield single.removesuffix(old) + new + plural


def is_other_name(given: str, name: str) -> bool:
    """Check whether `given`, some edits from a name, rather is another one: Zambia for Gambia.

    That is, its first letter is another, or it has two letters more or fewer. Neither a first
    letter that is left out, doubled or swapped with the second makes another name.
    """
    if abs(len(given) - len(name)) >= 2:
        return True
    if given[:1] == name[:1]:
        return False
    left_out = len(given) < len(name) and given[:1] == name[1:2]
    pushed = len(given) > len(name) and given[1:2] == name[:1]
    return not (left_out or pushed or given[:2] == name[1::-1])


_ARTICLES = frozenset(("the", "a", "an"))
_TITLES = frozenset(("mr", "mrs", "ms", "dr"))
EDGES = ".,;:!?\"'()[]{}。、・《》〈〉【】¡¿،؛؟।"
"""Punctuation that does not count at the edge of a word."""
_JOINTS = re.compile(r"-|(?<=[^\W\d_])/(?=[^\W\d_])")
_ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?\.?")
_DIGITS = re.compile(r"\d+")
_MARKS = re.compile("[\u0300-\u036f]")
_UNDECOMPOSED = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D",
                               "ı": "i", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE"})  # fmt: skip
MAX_LENGTH = 1000
"""A longer response is compared exactly, without forgiving slips."""


@dataclass(frozen=True, slots=True)
class Words:
    """A text folded for comparison."""

    words: tuple[str, ...]
    cased: str = field(default="", compare=False)
    """The text before its case was folded."""

    @property
    def text(self) -> str:
        """The words with single spaces."""
        return " ".join(self.words)

    @property
    def names(self) -> frozenset[str]:
        """The words that are written with a capital, without case and diacritics."""
        words = (word for token in self.cased.split() for word in _split(token))
        return frozenset(_bare(word.casefold()) for word in words if word[:1].isupper())


def fold_answer(text: str, case_sensitive: bool = False, strict: bool = False) -> Words:
    """Return `text` folded; `strict` keeps diacritics, `case_sensitive` keeps case."""
    cased = text = _untitled(fold(compatible(text)))
    if not case_sensitive:
        text = text.casefold()
    if not strict:
        text = _bare(text)
    tokens = [word for token in text.split() for word in _split(token)]
    if len(tokens) > 1 and tokens[0].casefold() in _ARTICLES:
        tokens = tokens[1:]
    if not tokens:
        return Words((text,) if text else ())
    return Words(tuple(units_as_words(numbers_as_numerals(tokens))), cased)


def _untitled(text: str) -> str:
    """Return `text` without a leading Mr, Mrs, Ms or Dr before a word."""
    first, _, rest = text.partition(" ")
    return rest if rest[:1].isalpha() and first.rstrip(".").casefold() in _TITLES else text


def _bare(text: str) -> str:
    """Return `text` without the diacritics of Latin, Greek and Cyrillic letters."""
    if text.isascii():
        return text
    bare = _MARKS.sub("", unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFC", bare).translate(_UNDECOMPOSED)


def _split(token: str) -> list[str]:
    """Return the words of a token without the punctuation at its edges; numerals stay whole."""
    bare = token.strip(EDGES)
    if _ACRONYM.fullmatch(token):
        return [token.replace(".", "")]
    if parse_number(bare) is not None or (token[0] in "-+.," and parse_number(token) is not None):
        return [bare if parse_number(bare) is not None and token[0] not in "-." else token]
    bare = bare.removesuffix("'s")
    glued = without_glued_sign(bare)
    if len(glued) > 1:
        return glued
    parts = (part.strip(EDGES) for part in _JOINTS.split(bare))
    return [word for part in parts if part for word in without_glued_sign(part)]


def distance(first: str, second: str, limit: int) -> int:
    """Return the edits between two texts, at most `limit` + 1.

    Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment). Only
    the band of the table that `limit` can reach is computed (Ukkonen 1985).
    """
    if first == second:
        return 0
    if limit == 0 or abs(len(first) - len(second)) > limit:
        return limit + 1
    far = limit + 1
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, a in enumerate(first, 1):
        older, before, row = before, row, [i] + [far] * len(second)
        for j in range(max(1, i - limit), min(len(second), i + limit) + 1):
            b = second[j - 1]
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == second[j - 2] and first[i - 2] == b:
                row[j] = min(row[j], older[j - 2] + 1)
        if min(row) > limit:
            return far
    return min(row[-1], far)


def allowance(word: str) -> int:
    """Return how many slips a word of the key forgives: 0, one from 5 letters, two from 9."""
    if any(character.isdigit() for character in word):
        return 0
    return 2 if len(word) >= 9 else 1 if len(word) >= 5 else 0


def slips(given: Words, key: Words) -> int | None:
    """Return the number of forgivable slips between a response and a key, None when too many."""
    if given.words == key.words:
        return 0
    if "".join(given.words) == "".join(key.words):
        return 1 if _DIGITS.findall(given.text) == _DIGITS.findall(key.text) else None
    if len(given.words) != len(key.words):
        return None
    total = 0
    for word, wanted in zip(given.words, key.words, strict=True):
        if word == wanted:
            continue
        # Where case or diacritics count, to differ in nothing else is no slip.
        same = _bare(word.casefold()) == _bare(wanted.casefold())
        limit = 0 if same else allowance(wanted)
        edits = distance(word, wanted, limit)
        if edits > limit or any(character.isdigit() for character in word):
            return None
        if _means_another(word.casefold(), wanted.casefold(), edits, key):
            return None
        total += edits
    return total


def _means_another(word: str, wanted: str, edits: int, key: Words) -> bool:
    """Check whether a word, some edits from one of the key, is nearer to its opposite or a name."""
    if any(distance(word, other, edits - 1) < edits for other in opposites(wanted)):
        return True
    return _bare(wanted) in key.names and is_other_name(_bare(word), _bare(wanted))


def is_another(
    given: Words,
    place: int,
    edits: int,
    keys: Sequence[Words],
    rivals: Iterable[str],
    lexicon: Lexicon,
) -> bool:
    """Check whether a response with slips is rather something else than the key at `place`.

    That is, as near to a rival text or a name of the source, or with a word that is nearer to
    another word of the source: “munition” is no slip for “ammunition” where both are spoken of.
    """
    for word, wanted in zip(given.words, keys[place].words, strict=False):
        if word != wanted and _nearer_word(word.casefold(), wanted.casefold(), lexicon):
            return True
    text = fold_answer(given.text).text
    own = [fold_answer(key.text).text for key in keys]
    for rival in rivals:
        folded = fold_answer(rival).text
        if folded not in own and distance(text, folded, edits) <= edits:
            return True
    return any(_is_near_name(text, own, edits, name) for name in lexicon.names)


def _nearer_word(word: str, wanted: str, lexicon: Lexicon) -> bool:
    nearer = distance(word, wanted, allowance(wanted)) - 1
    return any(
        distance(word, _bare(other), nearer) <= nearer
        for other in lexicon.words
        if abs(len(other) - len(word)) <= nearer and not _inflected(_bare(other), _bare(wanted))
    )


def _is_near_name(text: str, own: Sequence[str], edits: int, name: str) -> bool:
    """Check whether a name, unless it is an accepted answer, is within `edits` of a response."""
    if abs(len(name) - len(text)) > edits + 4:
        return False
    folded = fold_answer(name).text
    if any(_inflected(folded, key) for key in own):
        return False
    return distance(text, folded, edits) <= edits


def _inflected(first: str, second: str) -> bool:
    """Check whether two words are the same but for an ending such as a plural's."""
    short, long = sorted((first, second), key=len)
    return long.startswith(short) and len(long) - len(short) <= 2


def best_match(
    given: Words, keys: Sequence[Words], rivals: Sequence[str], lexicon: Lexicon
) -> tuple[int, int] | None:
    """Return (number of the key, slips) for the key that a response matches best, or None."""
    for place, key in enumerate(keys):
        if given.words == key.words:
            return place, 0
    if len(given.text) > MAX_LENGTH:
        return None
    counted = [(edits, place) for place, key in enumerate(keys)
               if (edits := slips(given, key)) is not None]  # fmt: skip
    for edits, place in sorted(counted):
        if not is_another(given, place, edits, keys, rivals, lexicon):
            return place, edits
    return None
