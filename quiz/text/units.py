"""Units as people write them: `20%` and `20 percent`, `$5` and `5 dollars`."""

import re
from collections.abc import Sequence

from quiz.text.numbers import parse_number

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
