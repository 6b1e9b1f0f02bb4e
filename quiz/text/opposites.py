"""Words that are near in spelling and far in meaning: opposites, and other names.

Only what two edits can turn into one another stands here: a prefix such as `non` or `dis` is
further away than any slip that is forgiven.
"""

import re
from collections.abc import Iterator

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
"""The fewest letters that must stay when a prefix or suffix goes."""


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
