"""Numbers as people type them: numerals with or without grouping, ordinals, English words."""

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal

_UNITS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen".split()
    )
}
_TENS = {
    word: 10 * value
    for value, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2
    )
}
SCALES = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}
"""Powers of ten by their names."""
_ORDINALS = {
    "first": "one", "second": "two", "third": "three", "fifth": "five", "eighth": "eight",
    "ninth": "nine", "twelfth": "twelve",
}  # fmt: skip
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:[,\u202f\xa0 ’']\d{3})+(?:\.\d+)?", re.ASCII)
_POINTS_GROUPED = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+,\d+|[1-9]\d{0,2}(?:\.\d{3}){2,}", re.ASCII)
_DECIMAL = re.compile(r"(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][-+]?\d{1,3})?", re.ASCII)
_EXPONENT = re.compile(r"(?<=\d)[\u00b2\u00b3\u00b9\u2070\u2074-\u207b]+")
_INDEX = re.compile(r"(?<=\d)[\u2080-\u208b]+")
_ORDINAL_NUMERAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)$")
MAX_LENGTH = 200
"""Longer texts are not read as numbers."""


def compatible(text: str) -> str:
    """Return `text` in Unicode NFKC, with exponents written apart: `10²` is `10^2`, not 102."""
    if text.isascii():
        return text
    text = _INDEX.sub(lambda found: f"_{found.group()}", text)
    return unicodedata.normalize("NFKC", _EXPONENT.sub(lambda found: f"^{found.group()}", text))


def parse_number(text: str) -> Decimal | None:
    """Return the number that `text` expresses, or None: `500`, `500th`, `1,000`, `five hundred`.

    A comma before exactly three digits groups; any other comma is a decimal comma, and so is the
    one of `0,500`. Decimal digits of any script are read. Expects text whose width, dashes and
    white space are folded.
    """
    text = text.strip()
    if not text or len(text) > MAX_LENGTH:
        return None
    if not text.isascii():
        text = "".join(str(int(sign)) if sign.isdecimal() else sign for sign in text)
    negative = text[0] == "-"
    body = text[1:].strip() if text[0] in "+-" else text
    value = _numeral(body)
    if value is None and body[:1].isalnum():
        value = _words(body.casefold().replace("-", " ").split())
    if value is None:
        return None
    # Unlike the minus operator, this never rounds.
    return value.copy_negate() if negative else value


def _numeral(text: str) -> Decimal | None:
    text = _ORDINAL_NUMERAL.sub("", text)
    if _GROUPED.fullmatch(text):
        text = re.sub(r"[^\d.]", "", text)
    elif _POINTS_GROUPED.fullmatch(text):
        text = text.replace(".", "").replace(",", ".")
    elif _DECIMAL.fullmatch(text):
        text = text.replace(",", ".")
    else:
        return None
    return Decimal(text)


def _words(words: Sequence[str]) -> Decimal | None:
    """Return the number that lower-case words express, signs and fractions included, or None."""
    if words and words[0] in ("minus", "negative"):
        value = _unsigned(words[1:])
        return None if value is None else value.copy_negate()
    return _unsigned(words)


def _unsigned(words: Sequence[str]) -> Decimal | None:
    if "point" in words:
        whole, digits = words[: words.index("point")], words[words.index("point") + 1 :]
        return _with_fraction(whole, digits)
    return read_words(words)


def _with_fraction(whole: Sequence[str], digits: Sequence[str]) -> Decimal | None:
    start = read_words(whole) if whole else Decimal(0)
    values = [_digit(word) for word in digits]
    if start is None or not values or max(values) > 9:
        return None
    return start + Decimal("0." + "".join(map(str, values)))


def _digit(word: str) -> int:
    """Return the digit that a word or numeral expresses; 10 or more if it is no digit."""
    return int(word) if len(word) == 1 and word.isdecimal() else _UNITS.get(word, 10)


def read_words(words: Sequence[str]) -> Decimal | None:
    """Return the number that all of the lower-case English words express, or None.

    `five hundred and one`, `twenty first`, `2.5 million`; not `one two`, not `one and two`.
    """
    total, scale, joined = Decimal(0), 15, True
    group: Decimal | None = None
    for place, word in enumerate(words):
        if word == "and":
            # “and” joins only what follows a hundred or a scale.
            if not joined or place in (0, len(words) - 1):
                return None
            joined = False
            continue
        word = _cardinal(word) if place == len(words) - 1 else word
        if word in SCALES and SCALES[word] < scale:
            if group is None and place:
                return None
            scale = SCALES[word]
            total += (Decimal(1) if group is None else group) * 10**scale
            group, joined = None, True
            continue
        step = _extend(group, word)
        if step is None:
            return None
        group, joined = step, word == "hundred"
    if not words or (group is None and not total) or words[-1] in ("a", "an"):
        return None
    return total + (group or 0)


def _extend(group: Decimal | None, word: str) -> Decimal | None:
    """Return the number below a thousand that `group` and one more word make, or None."""
    if group is not None and group >= 1000:
        return None
    below = None if group is None else group % 100
    if word in ("a", "an"):
        return Decimal(1) if group is None else None
    if word == "hundred":
        return Decimal(100) if group is None else group * 100 if 0 < group < 100 else None
    if word in _TENS:
        return _TENS[word] + (group or Decimal(0)) if not below else None
    if word in _UNITS:
        value = _UNITS[word]
        if group is None:
            return Decimal(value)
        fits = below == 0 or (below is not None and below >= 20 and below % 10 == 0 and value < 10)
        return group + value if fits and value and group else None
    return _numeral(word) if group is None else None


def _cardinal(word: str) -> str:
    """Return the cardinal word of an ordinal one: `fiftieth` is `fifty`; others stay."""
    if word in _ORDINALS:
        return _ORDINALS[word]
    if word.endswith("ieth") and word[:-4] + "y" in _TENS:
        return word[:-4] + "y"
    stem = word.removesuffix("th")
    return stem if stem in _UNITS or stem in SCALES or stem == "hundred" else word


def numbers_as_numerals(words: Sequence[str]) -> list[str]:
    """Return `words` with every longest run that expresses a number as its plain numeral."""
    result: list[str] = []
    place = 0
    while place < len(words):
        for end in range(min(len(words), place + 12), place, -1):
            value = _run(words[place:end])
            if value is not None:
                result.append(plain(value))
                place = end
                break
        else:
            result.append(words[place])
            place += 1
    return result


def _run(words: Sequence[str]) -> Decimal | None:
    if len(words) == 1:
        return parse_number(words[0])
    if all(word.isdecimal() for word in words):
        return parse_number(" ".join(words))
    # In a text, “point five” may be the fifth of some points.
    return None if words[0] == "point" else _words(words)


def plain(value: Decimal) -> str:
    """Return a number without exponent or trailing zeros; very large ones keep the exponent."""
    if value == 0:
        return "0"
    sign, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int), "a number has no special values"
    text = "".join(map(str, digits))
    bare = text.rstrip("0")
    # Built from its digits and not normalised, because that would round.
    value = Decimal((sign, tuple(map(int, bare)), exponent + len(text) - len(bare)))
    return format(value, "f") if abs(value.adjusted()) < 50 else str(value)


_FORMS = (
    ("percent", "per cent", "pct", "%"),
    ("degrees celsius", "degree celsius", "degrees c", "degree c", "celsius", "°c", "c"),
    ("degrees fahrenheit", "degree fahrenheit", "degrees f", "degree f", "fahrenheit", "°f", "f"),
    ("degrees", "degree", "°"),
    ("dollars", "dollar", "$"),
    ("euros", "euro", "€"),
    ("pounds", "pound", "£"),
    ("yen", "¥"),
)
_NAMES = {form: forms[0] for forms in _FORMS for form in forms}
_GLUED = re.compile(r"(-?)([^\W\d_]{0,3}[$€£¥])?([-+]?[\d.,'’]+)(%|°[cf]?|[$€£¥])?", re.IGNORECASE)
_CURRENCY = re.compile(r"([^\W\d_]{0,3})([$€£¥])")


def unit_forms(unit: str) -> tuple[str, ...]:
    """Return the ways to write a unit given in lower case: singular, plural, sign and words."""
    own = (unit, f"{unit}s", unit.removesuffix("s"))
    known = next((forms for forms in _FORMS if not set(own).isdisjoint(forms)), ())
    return tuple(form for form in (*own, *known) if form)


def without_glued_sign(word: str) -> list[str]:
    """Return a number and the sign that is glued to it as two words; other words alone."""
    found = _GLUED.fullmatch(word)
    if found is None:
        return [word]
    minus, before, number, after = found.groups("")
    if not (before or after) or parse_number(number) is None:
        return [word]
    return [part for part in (before, minus + number, after) if part]


def units_as_words(words: Sequence[str]) -> list[str]:
    """Return `words` with units beside plain numerals written out, behind their number."""
    result: list[str] = []
    place = 0
    while place < len(words):
        currency = _CURRENCY.fullmatch(words[place])
        if currency and _is_numeral(words[place + 1 : place + 2]):
            letters, sign = currency.groups()
            result += [words[place + 1], *([letters] if letters else []), _NAMES[sign]]
            place += 2
            continue
        count, name = _unit(words[place : place + 2]) if _is_numeral(result[-1:]) else (0, "")
        result += name.split() if count else [words[place]]
        place += count or 1
    return result


def _is_numeral(words: Sequence[str]) -> bool:
    """Check whether there is a word and it is a numeral."""
    return any(word.lstrip("-")[:1].isdigit() and parse_number(word) is not None for word in words)


def _unit(words: Sequence[str]) -> tuple[int, str]:
    """Return how many of the first words name a known unit, and its name; (0, "") if none."""
    for count in range(len(words), 0, -1):
        name = _NAMES.get(" ".join(words[:count]).casefold())
        if name is not None:
            return count, name
    return 0, ""
