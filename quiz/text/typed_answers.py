"""Compares typed words with a key: the same, another form of it, a slip, or wrong.

Three steps, each only if the one before finds nothing:

1. *The same*: what a keyboard or a locale makes of the same thing. Case, width, white space, kinds
   of marks, `&` and “and”, `10²` and `10^2`, vowel points, numerals and number words, units.
2. *Another form*, accepted and shown: accents, articles, titles, initials, “Korea, South”, words
   that repeat the question.
3. *A slip*, accepted and shown: one in a word from 5 letters, two from 9, never in a numeral, and
   never if the answer is as near to something else, says the opposite or is another word or name.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from quiz.text.folding import fold
from quiz.text.languages import ENGLISH, FREE_TITLES, Language
from quiz.text.numbers import compatible, latin_digits, numbers_as_numerals, parse_number, plain
from quiz.text.phrases import Lexicon
from quiz.text.spelling import (
    allowance,
    distance,
    has_dictionary,
    inflected,
    is_other_name,
    is_other_word,
    is_word,
    one_spelling,
    opposites,
    without_accents,
)
from quiz.text.units import cased_name, common_name, is_currency

EDGES = ".,;:!?\"'()[]{}。、・《》〈〉【】¡¿،؛؟।"
"""Punctuation that does not count at the edge of a word."""
MAX_LENGTH = 1000
"""A longer response is compared exactly, without forgiving anything."""

_DIGITS = re.compile(r"\d+")
# Points and accents that are not typed, and letters that two keyboards have for one sound.
_POINTS = re.compile("[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u0652\u0670]")
# Signs that few keyboards have are typed as two.
_KEYBOARDS = str.maketrans(
    {
        "♯": "#",
        "→": "->",
        "⇒": "=>",
        "←": "<-",
        "≤": "<=",
        "≥": ">=",
        "≠": "!=",
        "÷": "/",
        "ي": "ی",
        "ك": "ک",
        "ى": "ی",
        "ە": "ه",
        "`": "'",
        "´": "'",
    }
)
_AND = re.compile(r"(?<=[^\W\d_])\s*&\s*(?=[^\W\d_])|(?<=[^\W\d_]{2}) \+ (?=[^\W\d_]{2})")
# “Ph.D.”, “U. S.”, “u.s.a”: short parts, each but the last with its point.
_ACRONYM = re.compile(
    r"(?<![\w.'])(?:(?:[^\W\d_]{1,2}\. ?)+[^\W\d_](?:[^\W\d_]?\.|(?!\w))"
    r"|(?:[^\W\d_]{1,2}\.)+[^\W\d_]{2}|(?:[^\W\d_]\.){2,})(?!\w)"
)
_ROMAN = re.compile(
    r"\b([^\W\d_]{3,}) (?:([IVXivx])(?!\w)|((?=[IVX]{2})X{0,2}(?:IX|IV|V?I{0,3})"
    r"|(?=[ivx]{2})x{0,2}(?:ix|iv|v?i{0,3})))(?![\w'])"
)
_COUNTED = frozenset("type class phase stage grade part chapter book act group level war".split())
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10}
# Signs count where a text has no word, or looks like code: “n!”, “[0, 1)”, “array[0]”.
_WORD = re.compile(r"[^\W\d_]{2}")
_CODE = re.compile(
    r"^[.~]*/\w|\w --?[^\W\d_]|://|\w[\[({]\S|\w\s*(?:==|!=|<=|>=|\+\+|--|->|=>|::|&&|\|\|)"
)
_POINT_NUMERAL = re.compile(
    r"\d+(?:[,'’]\d\d\d(?!\d))+(?:\.\d+)?|\d+(?:,\d\d)+,\d{3}(?!\d)|\d+(?:\.\d+)*"
)
_COMMA_NUMERAL = re.compile(r"\d+(?:[.'’]\d\d\d(?!\d))*(?:,\d+)?|\d+(?:\.\d+)*")
_ORDINAL = re.compile(r"(?:st|nd|rd|th)(?!\w)")
_FRAME = re.compile(r"([-.\[{]*)(?=[^\W\d_]{2}).*?([!?\]}]*)", re.DOTALL)
_CASED_UNIT = re.compile(r"(?<=\d) ?((?!ms\^?-)[^\W\d_]{1,4})(?!\w)")
_FRACTION = re.compile(r"(?<!\S)(\d+) / (\d+)(?!\S)")
# Nor does a charge: “NO3^-” is “NO3-”.
_LETTER_POWER = re.compile(r"(?<=[^\W\d_])\^(?=\d)|(?<=\w)\^(?=[-+](?!\w))")
_DECADE = re.compile(r"(?<=\d)'s(?!\w)")
_SIGNED_MONEY = re.compile(r"-([$€£¥])(?=\d)")
# “F-16” is no subtraction.
_TYPE_NAME = re.compile(r"(?<!\S)[^\W\d_]-(?=\d\d+(?!\S))")
_SPACED_SIGN = re.compile(r"^([-+]) (?=\d)")
_NUMERAL_AT_WORD = re.compile(r"\d+\.\d")
_INNER_APOSTROPHE = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)+")
_APOSTROPHE = re.compile(_INNER_APOSTROPHE.pattern + r"|[^\W\d_]+s'(?!\w)")
_ABOUT_APOSTROPHES = re.compile("apostroph|possessive", re.IGNORECASE)
_RUN = re.compile(r"[-+=<>!*/^&|~%:#@\\?.]+")


@dataclass(frozen=True, slots=True)
class Words:
    """A text folded for comparison."""

    words: tuple[str, ...]
    """What counts, in order: equal for texts that are the same thing."""
    loose: tuple[str, ...] = ()
    """The words without article, title, accents and possessive endings."""
    typed: tuple[str, ...] = ()
    """The words with only case, spaces and marks folded, by which `reject` takes precedence."""
    article: str = ""
    title: str = ""
    """The title that stood first, in one spelling: `dr` for “Doctor”."""
    marks: str = ""
    """Signs at the edges that may belong to a name, as in “Help!” and “.NET”."""
    cased: str = ""
    """The text before its case was folded."""

    @property
    def bare(self) -> str:
        """The text as typed, without an article before it."""
        led = self.article and self.typed[0].casefold() == self.article
        return " ".join(self.typed[1:] if led else self.typed)

    @property
    def apostrophes(self) -> list[str]:
        """The words with an apostrophe, in lower case; within quote marks, not at their end."""
        quoted = re.search(r"(?<!\w)'", self.cased) is not None
        pattern = _INNER_APOSTROPHE if quoted else _APOSTROPHE
        return pattern.findall(self.cased.casefold())

    @property
    def names(self) -> frozenset[str]:
        """The words that are written with a capital, without case and diacritics."""
        words = re.split(r"[\s\-/]+", self.cased)
        stripped = (word.strip(EDGES).removesuffix("'s") for word in words)
        return frozenset(
            without_accents(word.casefold()) for word in stripped if word[:1].isupper()
        )


@dataclass(frozen=True, slots=True)
class Comparison:
    """How typed words are compared."""

    language: Language = ENGLISH
    case_sensitive: bool = False
    strict: bool = False
    """Only case, white space, width and the kind of marks are folded."""

    def fold(self, text: str) -> Words:
        """Return `text` folded."""
        cased = fold(compatible(text.replace("´", "'"))).translate(_KEYBOARDS)
        if self.strict:
            words = tuple(self._lower(cased).split())
            return Words(words, words, typed=words, cased=cased)
        cased = latin_digits(_POINTS.sub("", cased))
        typed = tuple(_tokens(self._lower(cased), self.language))
        prepared = _AND.sub(f" {self.language.conjunction} ", cased)
        prepared = _ACRONYM.sub(self._as_acronym, prepared)
        prepared = _ROMAN.sub(_as_arabic, prepared)
        # “5 MW” and “5 mW”: where case tells units apart, they are named before it is folded.
        prepared = _CASED_UNIT.sub(_as_name, prepared)
        prepared = _DECADE.sub("s", prepared)
        prepared = _SIGNED_MONEY.sub(r"\1-", prepared)
        # An exponent at a letter needs no sign: “mc^2” is “mc2”, as NFKC has “mc²”.
        prepared = _LETTER_POWER.sub("", prepared)
        lower = self._spelled_out(self._lower(_SPACED_SIGN.sub(r"\1", prepared)))
        tokens = _with_fractions(list(_tokens(lower, self.language)))
        tokens = numbers_as_numerals(tokens, self.language, exact=True)
        tokens = _without_inner_ordinals(tokens, self.language)
        tokens = _without_inner_article(_units_named(tokens, self.language))
        return self._loosened(tuple(tokens), typed, cased)

    def _lower(self, text: str) -> str:
        """Return `text` in lower case, unless case counts; “ß” stays but in Switzerland."""
        swiss = self.language.tag.casefold() in ("de-ch", "de-li")
        if self.case_sensitive:
            return text.replace("ß", "ss") if swiss else text
        if self.language.base in ("tr", "az"):
            text = text.replace("İ", "i").replace("I", "ı")
        if swiss:
            return text.casefold()
        parts = text.replace("ẞ", "ß").split("ß")
        return "ß".join(part.casefold().replace("i\u0307", "i") for part in parts)

    def _as_acronym(self, found: re.Match[str]) -> str:
        first = found[0].partition(".")[0].casefold()
        if first in self.language.titles or first in ("st", "no", "vs"):
            return found[0]
        end = " " if found[0].endswith(" ") else ""
        return found[0].replace(".", "").replace(" ", "") + end

    def _spelled_out(self, text: str) -> str:
        """Return `text` with “ae” for “ä” and the like, which keyboards without “ä” type."""
        for letter, typed in (self.language.two_letters | _LIGATURES).items():
            text = text.replace(letter, typed).replace(letter.upper(), typed.capitalize())
        return text

    def _loosened(self, words: tuple[str, ...], typed: tuple[str, ...], cased: str) -> Words:
        """Return the words with their looser form, from which article and title are taken."""
        spoken = self.language
        article = title = ""
        rest = words
        if len(rest) > 1 and rest[0].casefold() in spoken.articles:
            article, rest = rest[0].casefold(), rest[1:]
        if len(rest) > 1 and rest[0].casefold() in spoken.titles:
            title, rest = spoken.titles[rest[0].casefold()], rest[1:]
        if "," in cased:
            # “red, green and blue” lists what “red, green, blue” does.
            rest = tuple(word for word in rest if word != spoken.conjunction) or rest
        loose = tuple(self._loose(word) for word in rest)
        found = _FRAME.fullmatch(cased)
        marks = (found[1] + found[2]) if found else ""
        return Words(words, loose, typed, article, title, marks, cased)

    def _loose(self, word: str) -> str:
        own = self.language.own_letters
        text = without_accents(
            word.removesuffix("'s").removesuffix("s'") if "'" in word else word, own
        )
        return one_spelling(text) if self.language.base == "en" else text


def _as_name(found: re.Match[str]) -> str:
    name = cased_name(found[1])
    return f" {name}" if name else found[0]


def _as_arabic(found: re.Match[str]) -> str:
    """Return “Henry 8” for “Henry VIII”; a lone I counts after a name or “type”, not a lone i."""
    before, numeral = found[1], found[2] or found[3]
    named = before[0].isupper() and numeral and numeral.isupper()
    if not numeral or (found[2] and not named and before.casefold() not in _COUNTED):
        return found[0]
    values = [_ROMAN_VALUES[letter] for letter in numeral.casefold()]
    total = sum(
        -value if value < max(values[place:], default=0) else value
        for place, value in enumerate(values)
    )
    return f"{before} {total}"


def _tokens(text: str, language: Language) -> Iterator[str]:
    """Yield the numerals and words of a text, and the signs that count."""
    symbolic = not _WORD.search(text) or _CODE.search(text) is not None
    if symbolic:
        text = _TYPE_NAME.sub(lambda found: f"{found[0][0]} ", _unquoted(text))
    numeral = _COMMA_NUMERAL if language.decimal == "," else _POINT_NUMERAL
    at = 0
    while at < len(text):
        sign = text[at]
        if sign.isspace():
            at += 1
            continue
        signed = sign in "+-" and text[at + 1 : at + 2].isdecimal() and _opens(text, at)
        if sign.isdecimal() or signed:
            found = numeral.match(text, at + signed)
            assert found is not None, "a digit starts a numeral"
            end = found.end()
            ordinal = _ORDINAL.match(text, end)
            if ordinal:
                end = ordinal.end()
            yield text[at:end].removeprefix("+")
            at = end
        elif _is_letter(sign):
            end = at + 1
            while end < len(text) and (_is_letter(text[end]) or (
                text[end].isdigit() and not _NUMERAL_AT_WORD.match(text, end)) or (
                text[end] == "'" and text[end - 1].isalpha() and text[end + 1 : end + 2].isalpha()
            )):  # fmt: skip
                end += 1
            yield from _parted(text[at:end], language)
            at = end
        else:
            run = _RUN.match(text, at)
            end = run.end() if run else at + 1
            if end - at > 1 and text[end - 1] in "+-" and text[end : end + 1].isdecimal():
                # “x=-3” is “x = -3”: the sign belongs to the number.
                end -= 1
            signs = text[at:end]
            if symbolic or _counts(text, at, end, signs):
                yield signs
            at = end


def _parted(word: str, language: Language) -> Iterator[str]:
    """Yield a word, or an elided article and its word: “l'eau”; digits at its end are split off."""
    head, found, rest = word.partition("'")
    if found and f"{head}'" in language.articles and rest:
        yield f"{head}'"
        word = rest
    yield word


def _is_letter(sign: str) -> bool:
    return sign.isalpha() or sign == "_" or unicodedata.category(sign)[0] == "M"


def _opens(text: str, at: int) -> bool:
    """Check whether a sign is where a number may start, not between two numbers."""
    return at == 0 or text[at - 1] in " ([{=<>,;:/*^$€£¥"


def _counts(text: str, at: int, end: int, signs: str) -> bool:
    """Check whether signs count between words: not punctuation, nor a hyphen or a slash."""
    if signs == "/":
        return text[at - 1 : at].isdecimal() and text[end : end + 1].isdecimal()
    if signs == "-" or (signs == "--" and text[at - 1 : at] == " " and text[end : end + 1] == " "):
        return False
    return not all(sign in EDGES for sign in signs)


def _unquoted(text: str) -> str:
    """Return a text of signs without the quote marks around it and without a final full stop."""
    if len(text) > 2 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    return text[:-1] if len(text) > 1 and text[-1] in ".。" and text[-2].isalnum() else text


def _with_fractions(tokens: Sequence[str]) -> list[str]:
    """Return tokens with `2`, `/`, `3` as one, as “two thirds” is read."""
    joined = " ".join(tokens)
    return _FRACTION.sub(r"\1/\2", joined).split()


def _without_inner_ordinals(tokens: Sequence[str], language: Language) -> list[str]:
    """Return “june 1” for “June 1st”; “third” alone, or before what it counts, is not “three”."""
    kept = 0
    while kept < len(tokens) - 1 and tokens[kept].casefold() in language.articles:
        kept += 1
    if kept + 1 < len(tokens) and tokens[kept + 1].casefold() in _AFTER_DATES:
        kept = -1
    return [
        token.removesuffix("th") if token[:1].isdecimal() and place != kept else token
        for place, token in enumerate(tokens)
    ]


_AFTER_DATES = frozenset(
    "of january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sep sept oct nov dec".split()
)


def _without_inner_article(tokens: Sequence[str]) -> list[str]:
    """Return “henry 8” for “henry the 8”, as ordinals are read."""
    if len(tokens) > 2 and tokens[-2] == "the" and tokens[-1].isdecimal():
        return [*tokens[:-2], tokens[-1]]
    return list(tokens)


def _units_named(tokens: Sequence[str], language: Language) -> list[str]:
    """Return tokens with the unit beside each numeral under one name, behind its number."""
    result: list[str] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        following = tokens[place + 1] if place + 1 < len(tokens) else ""
        if is_currency(token) and _is_numeral(following):
            result += [_value(following), common_name(token, language)]
            place += 2
            continue
        if is_currency(token + following) and _is_numeral("".join(tokens[place + 2 : place + 3])):
            # “US$5”, which others write “5 US dollars”.
            result += [_value(tokens[place + 2]), common_name(token + following, language)]
            place += 3
            continue
        if _is_numeral(token):
            count, name = _unit_after(tokens[place + 1 : place + 6], language)
            if count:
                result += [_value(token), name]
                place += 1 + count
                continue
        result.append(token)
        place += 1
    return result


def _unit_after(tokens: Sequence[str], language: Language) -> tuple[int, str]:
    """Return how many tokens name a unit together, and its name; (0, "") if none."""
    for count in range(len(tokens), 0, -1):
        for joint in (" ", ""):
            name = common_name(joint.join(tokens[:count]), language)
            if name:
                return count, name
    return 0, ""


def _is_numeral(token: str) -> bool:
    return token.lstrip("-")[:1].isdecimal() and parse_number(token) is not None


def _value(token: str) -> str:
    """Return a numeral beside a unit, where trailing zeros say nothing."""
    value = parse_number(token)
    return token if value is None else plain(value)


def slips(given: Sequence[str], key: Words, wanted: Sequence[str], how: Comparison) -> int | None:
    """Return the number of forgivable slips in words that are typed, None when too many.

    `wanted` are the words of the key, `words` or `loose`.
    """
    if _CODE.search(key.cased):
        # In code every letter counts.
        return 0 if given == wanted else None
    typed, right = ("".join(words).replace("'", "") for words in (given, wanted))
    if typed == right:
        same = _DIGITS.findall(" ".join(given)) == _DIGITS.findall(" ".join(wanted))
        return int(given != wanted) if same and typed.isalnum() else None
    if len(given) != len(wanted):
        return None
    total = 0
    for word, other in zip(given, wanted, strict=True):
        if word == other:
            continue
        edits = _slips_of_word(word, other, key, how)
        if edits is None:
            return None
        total += edits
    return total


def _slips_of_word(word: str, right: str, key: Words, how: Comparison) -> int | None:
    """Return the slips in one word, None if they are too many or make another word."""
    # In signs and numerals nothing is a slip.
    if not all(sign.isalpha() or sign == "'" or _is_letter(sign) for sign in word + right):
        return None
    limit = allowance(right)
    low, low_right = word.casefold(), right.casefold()
    if without_accents(low) == without_accents(low_right):
        # Where case or diacritics count, to differ in nothing else is no slip; a letter of its own
        # may be one, but only where a dictionary tells “schon” from “schön”.
        if how.strict or how.case_sensitive or not has_dictionary(how.language):
            return None
    edits = distance(word, right, limit)
    if edits > limit or _means_another(low, low_right, edits, key):
        return None
    if edits > 1 and low[:1] != low_right[:1]:
        # Slips are rare at the first letter: with another one beside it, it is another word.
        return None
    name = without_accents(low_right) in key.names
    return None if is_other_word(low, low_right, how.language, name) else edits


def _means_another(word: str, wanted: str, edits: int, key: Words) -> bool:
    """Check whether a word, some edits from one of the key, is nearer to its opposite or a name."""
    if any(distance(word, other, edits - 1) < edits for other in opposites(wanted)):
        return True
    return without_accents(wanted) in key.names and is_other_name(
        without_accents(word), without_accents(wanted)
    )


class KeyMatch(NamedTuple):
    """A key that a typed text matches."""

    key: int
    """The index of the key."""
    edits: int = 0
    """The number of slips."""
    exact: bool = False
    """Whether the text is the same thing; otherwise the written form is to be shown."""
    spelling: bool = False
    """Whether it differs in spelling alone."""


_IN_BRACKETS = re.compile(r"([^()]+)\(([^()]+)\)")
_LIGATURES = {"œ": "oe", "æ": "ae"}
_ROLES = frozenset(
    "president minister prime secretary general chancellor king queen prince princess senator "
    "governor mayor pope chief leader director professor emperor ambassador commander captain "
    "judge foreign defence chair chairman chairwoman spokesman spokeswoman author".split()
)
# Words of a question that would change an answer next to them.
_CHANGES_MEANING = frozenset(
    "and not no never without except more less fewer half former ex anti non nicht kein keine "
    "keinen ohne ne pas sans nunca sin não sem niet geen zonder inte utan ikke uden не нет без "
    "senza mai kāore".split()
)
# “1.5m” people are no metres.
_SCALE_LETTER = re.compile(r"(?<=\d) ?(k|mn?|bn?|tn)(?!\w)", re.IGNORECASE)
_SCALES = {
    "k": " thousand", "m": " million", "mn": " million", "b": " billion", "bn": " billion",
    "tn": " trillion",
}  # fmt: skip
_MAX_AFFIX = 8
# Beyond so many edits two texts are not compared any more.
_FAR = 20


class Matcher:
    """Compares typed texts with the keys of one question."""

    def __init__(
        self,
        keys: Sequence[str],
        how: Comparison,
        *,
        typos: bool = True,
        reject: Sequence[str] = (),
        rivals: Iterable[str] = (),
        lexicon: Lexicon,
        prompt: str = "",
    ) -> None:
        """`rivals` are other texts that a slip must not come near to, such as distractors."""
        self._how = how
        self._typos = typos
        self._keys = [how.fold(key) for key in keys]
        self._rejected = [how.fold(text) for text in reject]
        self._rivals = [*self._rejected, *(how.fold(text) for text in rivals)]
        self._lexicon = lexicon
        self._prompt = prompt

    def match(self, text: str) -> KeyMatch | None:
        """Return the key that a text matches best, or None."""
        given = self._how.fold(text)
        # Punctuation alone folds to nothing, which must not match a key that folds to nothing.
        if not given.words:
            return None
        for index, key in self._keys_for(given):
            if given.typed == key.typed and given.words == key.words:
                return KeyMatch(index, exact=_has_marks_of(given, key))
        # A rejected answer is rejected even if folding would accept it.
        if any(given.words == each.words for each in self._rejected):
            return None
        for index, key in self._keys_for(given):
            if given.words == key.words or _same_in_capitals(given, key):
                return KeyMatch(index, exact=_has_marks_of(given, key))
        if len(text) > MAX_LENGTH:
            return None
        twice = _IN_BRACKETS.fullmatch(text.strip())
        if twice and not self._how.strict:
            # “China (PRC)”: two accepted answers, one to explain the other.
            first, second = self.match(twice[1]), self.match(twice[2])
            if first is not None and second is not None:
                return first._replace(exact=False, spelling=False)
        if self._how.strict:
            return self._with_slips(given) if self._typos else None
        variants = [given, *self._variants(text)]
        for place, variant in enumerate(variants):
            found = self._other_form(variant)
            if found is not None:
                return found._replace(spelling=found.spelling and not place)
        if not self._typos:
            return None
        for place, variant in enumerate(variants):
            found = self._with_slips(variant)
            if found is not None:
                return found._replace(spelling=not place)
        return None

    def _keys_for(self, given: Words) -> Iterator[tuple[int, Words]]:
        """Yield the keys, with their indices, from which apostrophes make no other word of a text.

        “We'll” is not “well”, and “its” not “it's”; “dont” is a slip.
        """
        asked = _ABOUT_APOSTROPHES.search(self._prompt) is not None
        for index, key in enumerate(self._keys):
            typed, wanted = given.cased.casefold(), key.cased.casefold()
            same = typed.replace("'", "") == wanted.replace("'", "")
            if not same or given.apostrophes == key.apostrophes:
                yield index, key
            # “McDonalds” is a slip too: so long a word with “'s” is no contraction.
            elif not asked and (
                " " in wanted
                or (key.names and wanted.endswith("'s") and len(wanted) > 7)
                or not self._are_words(typed, wanted)
            ):
                yield index, key

    def _are_words(self, *texts: str) -> bool:
        bare = (text.strip(EDGES).replace("'", "") for text in texts)
        return any(is_word(text, self._how.language) for text in (texts[0], *bare))

    def _other_form(self, given: Words) -> KeyMatch | None:
        """Return the key that a text is another form of."""
        for index, key in self._keys_for(given):
            if self._same_form(given, key) and not self._is_refused(given, key):
                spelled = (given.article, given.title) == (key.article, key.title)
                return KeyMatch(index, spelling=spelled and _differ_in_letters(given, key))
        return None

    def _same_form(self, given: Words, key: Words) -> bool:
        if not self._fits_before(given, key) or not given.loose:
            return False
        return given.loose == key.loose or self._is_abbreviated(given, key)

    def _is_refused(self, given: Words, key: Words, edits: int = 0) -> bool:
        """Check whether a rejected text is as near as the key that a text would match."""
        text = " ".join(given.loose)
        return given.typed != key.typed and any(
            distance(given.bare, each.bare, _FAR) <= distance(given.bare, key.bare, _FAR)
            for each in self._rejected
            if distance(text, " ".join(each.loose), edits) <= edits
            or _initials_of(given.loose, each)
        )

    def _fits_before(self, given: Words, key: Words) -> bool:
        """Check whether article and title do not make something else of a text."""
        articles = self._how.language.articles
        if given.article and key.article and given.article != key.article:
            # Of another gender it is another word: “der Band” is no “das Band”.
            if set(articles[given.article]).isdisjoint(articles[key.article]):
                return False
        if key.title and not given.title:
            return key.title in FREE_TITLES
        return not key.title or given.title == key.title

    def _is_abbreviated(self, given: Words, key: Words) -> bool:
        """Check for initials, as in “J. Stoltenberg”, that stand for no other known name."""
        if not _initials_of(given.loose, key):
            return False
        others = (*self._rivals, *map(self._how.fold, self._lexicon.names))
        return not any(
            other.loose not in [each.loose for each in self._keys]
            and _initials_of(given.loose, other)
            for other in others
        )

    def _with_slips(self, given: Words) -> KeyMatch | None:
        """Return the key with the fewest slips, unless the text means something else."""
        strict = self._how.strict
        counted = []
        for index, key in self._keys_for(given):
            typed, wanted = (given.words, key.words) if strict else (given.loose, key.loose)
            if not strict and not self._fits_before(given, key):
                continue
            edits = slips(typed, key, wanted, self._how) if typed and wanted else None
            if edits is not None:
                counted.append((edits, index))
        for edits, index in sorted(counted):
            if not self._is_another(given, index, edits):
                return KeyMatch(index, edits, spelling=True)
        return None

    def _is_another(self, given: Words, index: int, edits: int) -> bool:
        """Check whether a text with slips is rather something else than a key.

        That is, as near to a rival or to a name of the source, or with a word that is nearer to
        another word of the source: “munition” is no slip for “ammunition” where both are spoken of.
        """
        key = self._keys[index]
        if self._is_refused(given, key, edits):
            return True
        if len(given.loose) == len(key.loose):
            for word, wanted in zip(given.loose, key.loose, strict=True):
                if word != wanted and _nearer_word(
                    word.casefold(), wanted.casefold(), self._lexicon
                ):
                    return True
        text = " ".join(given.loose).casefold()
        own = [" ".join(each.loose).casefold() for each in self._keys]
        for rival in self._rivals:
            folded = " ".join(rival.loose).casefold()
            if folded not in own and distance(text, folded, edits) <= edits:
                return True
        return any(self._is_near_name(text, own, edits, name) for name in self._lexicon.names)

    def _is_near_name(self, text: str, own: Sequence[str], edits: int, name: str) -> bool:
        """Check whether a name, unless it is an accepted answer, is within `edits` of a text."""
        if abs(len(name) - len(text)) > edits + 4:
            return False
        folded = " ".join(self._how.fold(name).loose).casefold()
        if any(inflected(folded, key) for key in own):
            return False
        return distance(text, folded, edits) <= edits

    def _variants(self, text: str) -> Iterator[Words]:
        """Yield a text without what only leads to the answer, and with its parts in order."""
        words = _spaced(text)
        how = self._how
        if how.language.base == "en" and _SCALE_LETTER.search(text):
            yield how.fold(_SCALE_LETTER.sub(lambda found: _SCALES[found[1].casefold()], text))
        if " -" in text:
            # “Asia -Pacific” looks like an option of a command.
            yield how.fold(text.replace(" -", "-"))
        if not 1 < len(words) <= 20:
            return
        left, comma, right = text.partition(",")
        if comma and "," not in right and left.strip() and right.strip():
            # “Stoltenberg, Jens”: catalogues put the surname first.
            yield how.fold(f"{right.strip()} {left.strip()}")
        for end in range(1, min(len(words), _MAX_AFFIX + 1)):
            if self._leads(words[:end], words[end]):
                yield how.fold(" ".join(words[end:]))
        for start in range(len(words) - 1, max(0, len(words) - _MAX_AFFIX - 1), -1):
            if self._follows(words[start - 1], words[start:]):
                head = " ".join(words[:start]).rstrip(" ,(")
                yield how.fold(head)

    def _leads(self, words: Sequence[str], following: str) -> bool:
        """Check whether words before an answer add nothing: “it is”, “the country is”, a role."""
        # An article belongs to what follows it, where it is compared with that of the key.
        article = words[-1].casefold() in self._how.language.articles
        if article or any(word[-1:] in ",;/" for word in words):
            return False
        parts = [part for word in words for part in word.split("-")]
        if all(map(self._adds_nothing, parts)):
            return True
        if parts[-1].casefold() in self._how.language.frames and len(parts) <= 5:
            # “Hamlet was by …” repeats a name of the question, which alone might be an answer.
            asked = {word.strip(EDGES) for word in _spaced(self._prompt) if word[:1].isupper()}
            if all(part in asked or self._adds_nothing(part) for part in parts):
                return not self._offers_choice()
        return len(parts) <= 5 and self._is_role(parts, following)

    def _is_role(self, parts: Sequence[str], following: str) -> bool:
        """Check for a role before a name: “Ukrainian President …”, “the Secretary-General is …”.

        Only before names: a prime minister is not any minister.
        """
        named = any(key.cased[:1].isupper() for key in self._keys)
        if not named or following.partition("-")[0].casefold() in _ROLES:
            return False
        roles = [part.casefold() in _ROLES for part in parts]
        leads = roles[-1] or parts[-1].casefold() in self._how.language.frames
        return (
            any(roles)
            and leads
            and all(
                role or part[:1].isupper() or self._adds_nothing(part)
                for role, part in zip(roles, parts, strict=True)
            )
        )

    def _follows(self, before: str, words: Sequence[str]) -> bool:
        """Check whether words behind an answer repeat the question: “…, Nato Secretary-General”."""
        apart = before[-1:] == "," or words[0][:1] == "(" or before.casefold().endswith("'s")
        if not apart and len(words) == 1:
            # “Mediterranean Sea” to “Which sea …?”: the kind that is asked for, no other word.
            kind = [each.strip(EDGES).casefold() for each in _spaced(self._prompt)][1:2]
            return kind == [words[0].strip(EDGES).casefold()]
        if not apart or any(word[-1:] in ",;/" for word in words):
            return False
        parts = [part.strip(EDGES) for word in words for part in word.split("-")]
        asked = {word.casefold() for word in _spaced(self._prompt)}
        parts_asked = {part.strip(EDGES) for word in asked for part in word.split("-")}
        known = all(
            part.casefold() in parts_asked or self._adds_nothing(part) or part.casefold() in _ROLES
            for part in parts
        )
        named = any(part[:1].isupper() for part in parts)
        return known and (not named or any(part.casefold() in _ROLES for part in parts))

    def _adds_nothing(self, word: str) -> bool:
        """Check for a word such as “it” or “is”, or one of the question that is no name."""
        low = word.strip(EDGES).casefold()
        if low in self._how.language.frames:
            return True
        if self._offers_choice():
            return False
        asked = [each.strip(EDGES).removesuffix("'s") for each in _spaced(self._prompt)]
        no_names = {each for each in asked if each[:1].islower()} - _CHANGES_MEANING
        return low in no_names or any(_is_form_of(low, each) for each in no_names)

    def _offers_choice(self) -> bool:
        """Check whether the prompt names alternatives, of which no word may be repeated."""
        words = {each.strip(EDGES).casefold() for each in _spaced(self._prompt)}
        return self._how.language.alternative in words


def _is_form_of(word: str, asked: str) -> bool:
    """Check for a form of an English verb of the question: “banned” where it says “ban”."""
    rest = word.removeprefix(asked)
    if len(asked) < 3 or rest == word:
        return False
    return rest in ("s", "es", "d", "ed", "ing", f"{asked[-1]}ed", f"{asked[-1]}ing")


def _has_marks_of(given: Words, key: Words) -> bool:
    marks = not key.marks or given.marks == key.marks
    return marks and given.apostrophes == key.apostrophes


def _same_in_capitals(given: Words, key: Words) -> bool:
    """Check whether two texts differ in “ß” alone, which capitals do not have: “STRASSE”."""
    if not (given.cased.isupper() or key.cased.isupper()):
        return False
    first, second = ([word.replace("ß", "ss") for word in each.words] for each in (given, key))
    return first == second


def _spaced(text: str) -> list[str]:
    return fold(text).split()


def _differ_in_letters(given: Words, key: Words) -> bool:
    return given.words != key.words and given.loose == key.loose


def _initials_of(given: Sequence[str], key: Words) -> bool:
    """Check whether words are those of a name, the first ones cut to their first letters."""
    wanted = key.loose
    if given and 1 < len(given[0]) == len(wanted) - len(given) + 1:
        # “J. W.” was joined to “jw”, as abbreviations are.
        given = [*given[0], *given[1:]]
    if len(given) != len(wanted) or len(wanted) < 2 or given[-1] != wanted[-1]:
        return False
    pairs = [(word, full) for word, full in zip(given, wanted, strict=True) if word != full]
    return bool(pairs) and all(
        word == full[:1] and without_accents(full) in key.names for word, full in pairs
    )


def _nearer_word(word: str, wanted: str, lexicon: Lexicon) -> bool:
    nearer = distance(word, wanted, allowance(wanted)) - 1
    return any(
        distance(word, without_accents(other), nearer) <= nearer
        for other in lexicon.words
        if abs(len(other) - len(word)) <= nearer
        and not inflected(without_accents(other), without_accents(wanted))
    )
