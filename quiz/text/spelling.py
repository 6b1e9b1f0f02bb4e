"""Slips of spelling: the edit distance of two words, and when a near word is another word."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from quiz.text.languages import Language, without_marks

_NEGATIONS = ("un", "in", "im", "il", "ir", "an", "ab", "de", "re")
# A negating “a” comes before one consonant: “amoral”, “atheist”, but not “account”.
_AFTER_A = re.compile(r"[^\Waeiou\d_][aeiouhy]")
_PREFIXES = (
    ("in", "de"), ("in", "ex"), ("im", "ex"), ("im", "em"), ("im", "e"), ("a", "de"),
    ("ac", "de"), ("ap", "de"), ("at", "de"), ("of", "de"), ("en", "de"), ("ab", "ad"),
    ("pre", "pro"), ("ante", "anti"), ("hyper", "hypo"), ("inter", "intra"), ("micro", "macro"),
    ("hemi", "homo"), ("hemi", "hetero"), ("homo", "hetero"), ("mono", "di"), ("di", "tri"),
    ("endo", "exo"), ("max", "min"), ("major", "minor"), ("bi", "tri"), ("bi", "uni"),
    ("uni", "tri"), ("mi", "bi"), ("mi", "tri"), ("north", "south"), ("east", "west"),
)  # fmt: skip
_SUFFIXES = (
    ("al", "ol"), ("al", "one"), ("ol", "one"), ("ane", "ene"), ("ane", "yne"), ("ene", "yne"),
    ("ane", "one"), ("ide", "ite"), ("ide", "ate"), ("ite", "ate"), ("ase", "ose"), ("ous", "ic"),
    ("er", "ee"), ("or", "ee"), ("east", "west"), ("eastern", "western"), ("father", "mother"),
)  # fmt: skip
_STEM = 3
"""The minimum number of letters that remain without a prefix or suffix."""


def opposites(word: str) -> Iterator[str]:
    """Yield words, in lower case, that a change of prefix or suffix makes of a lower-case word.

    Some are not real words; that is harmless, since nobody types them.
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


# First letters that sound alike: “Corea” and “Korea” are one name, “Zambia” and “Gambia” are two.
_ALIKE = frozenset(map(frozenset, ("ck", "kq", "sz", "vw", "iy", "gj", "sc", "jy")))


def is_other_name(given: str, name: str) -> bool:
    """Check whether `given` is another name, not `name` misspelled: Zambia for Gambia.

    That is, its first letter is another, or it has two letters more or fewer. Neither a first
    letter that is left out, doubled or swapped with the second makes another name.
    """
    # Two letters tell Austria from Australia and Niger from Nigeria.
    if abs(len(given) - len(name)) >= 2:
        return True
    if given[:1] == name[:1] or frozenset((given[:1], name[:1])) in _ALIKE:
        return False
    left_out = len(given) < len(name) and given[:1] == name[1:2]
    pushed = len(given) > len(name) and given[1:2] == name[:1]
    return not (left_out or pushed or given[:2] == name[1::-1])


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
    # Vowel signs, as in Hindi, are no letters.
    letters = sum(map(str.isalpha, word))
    return 2 if letters >= 9 else 1 if letters >= 5 else 0


def inflected(first: str, second: str) -> bool:
    """Check whether two words are the same except for an ending such as a plural's."""
    short, long = sorted((first, second), key=len)
    return long.startswith(short) and len(long) - len(short) <= 2


_ENDINGS = {"en": ("s", "es")}
_OTHER_ENDINGS = ("s", "es", "e", "n", "en")


def is_other_word(given: str, wanted: str, language: Language, name: bool = False) -> bool:
    """Check whether what looks like a slip is a correct word of the language: “angel” for “angle”.

    The key's own plural or singular is none. A `name` is another one only if both are known, as
    “Manet” and “Monet” are. False in languages without a dictionary.
    """
    base = language.base
    if name:
        # The English list contains names of other languages; a letter doubled makes no other name.
        both = any(_known(given, each) and _known(wanted, each) for each in {base, "en"})
        return both and _single(given) != _single(wanted)
    short, long = sorted((given, wanted), key=len)
    if long.removeprefix(short) in _ENDINGS.get(base, _OTHER_ENDINGS):
        return False
    return any(_known(form, base) for form in {given, *_umlauts(given, language)})


def _single(word: str) -> str:
    return _DOUBLED.sub(r"\1", word)


_DOUBLED = re.compile(r"(.)\1")


def has_dictionary(language: Language) -> bool:
    """Check whether there is a list of the words of a language."""
    return bool(_dictionary(language.base))


def _umlauts(word: str, language: Language) -> Iterator[str]:
    """Yield a word with “ä” for “ae” and the like, as a dictionary has it."""
    for letter, typed in language.two_letters.items():
        if typed in word:
            yield word.replace(typed, letter)


def is_word(word: str, language: Language) -> bool:
    """Check whether a word in lower case is in the dictionary of a language, if it has one."""
    return _known(word, language.base)


def _known(word: str, base: str) -> bool:
    """Check whether a word is in the dictionary of a language."""
    return f"\n{word}\n".encode() in _dictionary(base)


@lru_cache(maxsize=2)
def _dictionary(base: str) -> bytes:
    """Return the words of a language, each between line feeds; empty if there is no such list.

    The lists are an extract of those of pyspellchecker; `python -m tests.text.words` makes them
    again. They are searched as bytes: to build a set of 160,000 words would take much longer.
    """
    # Imported late: most attempts have no slip.
    import gzip
    from importlib.resources import files

    file = files("quiz.text") / "words" / f"{base}.gz"
    return gzip.decompress(file.read_bytes()) if file.is_file() else b""


# Spellings of British and American English, brought to one form.
_VARIANTS = (
    (re.compile(r"(?<=\w\w)our(?=(?:s|ed|ing|able|ful|ite|less|ist|er|ers)?$)"), "or"),
    (re.compile(r"(?<=\w\w\w)ise(?=[sdr]?$)"), "ize"),
    (re.compile(r"(?<=\w\w\w)isi(?=ng$)"), "izi"),
    (re.compile(r"(?<=\w\w\w)isation(?=s?$)"), "ization"),
    (re.compile(r"(?<=\w\w)yse(?=[sdr]?$)"), "yze"),
    (re.compile(r"(?<=\w\w[bt])re(?=s?$)"), "er"),
    (re.compile(r"(?<=\w\w\w)ogue(?=s?$)"), "og"),
    (re.compile(r"(?<=\w\w\w\wl)l(?=(?:ed|ing|er|ers)$)"), ""),
    (re.compile(r"(?<=\w\w\w)ence(?=s?$)"), "ense"),
    (re.compile(r"(?<=gram)me(?=s?$)"), ""),
    (re.compile(r"^sulph"), "sulf"),
    (re.compile(r"^alumin(?:i)um$"), "aluminum"),
    (re.compile(r"(?<=an)ae(?=m)|(?<=h)ae(?=m)|(?<=p)ae(?=d)|(?<=di)ae(?=v)|(?<=ch)ae(?=o)"), "e"),
    (re.compile(r"^oe(?=str|soph)|(?<=^f)oe(?=t)"), "e"),
)  # fmt: skip


@cache
def one_spelling(word: str) -> str:
    """Return an English word in lower case in one of its British and American spellings."""
    for pattern, plain in _VARIANTS:
        word = pattern.sub(plain, word)
    return word


_LETTERS = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i",
                          "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ß": "ss"})  # fmt: skip


def without_accents(text: str, own_letters: str = "") -> str:
    """Return `text` without diacritics, except on letters that are letters of their own."""
    if text.isascii():
        return text
    if not own_letters:
        return without_marks(text).translate(_LETTERS)
    return "".join(
        letter if letter.lower() in own_letters else without_marks(letter).translate(_LETTERS)
        for letter in text
    )
