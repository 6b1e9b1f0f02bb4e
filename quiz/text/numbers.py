"""Numbers as people type them: numerals, fractions, powers of ten, number words of a language."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from decimal import Decimal, localcontext
from itertools import islice

from quiz.text.languages import ENGLISH, Language, NumberWords, fraction, squashed

MAX_LENGTH = 200
"""Longer texts are not read as numbers."""
_MAX_WORDS = 12
"""The most words that are tried as one number inside a text."""
_MAX_READINGS = 20
"""The most ways to split a word into number words that are tried."""

_POINT_GROUPS = re.compile(r"[1-9]\d{0,2}(?:[,\u202f\xa0 ’']\d{3})+(?:\.\d+)?", re.ASCII)
_INDIAN_GROUPS = re.compile(r"[1-9]\d?(?:,\d\d)*,\d{3}(?:\.\d+)?", re.ASCII)
_COMMA_GROUPS = re.compile(r"[1-9]\d{0,2}(?:[.\u202f\xa0 ’']\d{3})+(?:,\d+)?", re.ASCII)
# Points that group though a point is the decimal sign: with a decimal comma, or more than one.
_FOREIGN_GROUPS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+,\d+|[1-9]\d{0,2}(?:\.\d{3}){2,}", re.ASCII)
_GROUP_OR_PART = re.compile(r"[1-9]\d{0,2}\.\d{3}", re.ASCII)
_DECIMAL = re.compile(r"(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][-+]?\d{1,3})?", re.ASCII)
_POWER = re.compile(
    r"(?:(?P<factor>.+?)\s*[*×·∙⋅x]\s*)?10\s*(?:\^|\*\*)\s*[({]?\s*(?P<power>[-+]?\d{1,3})[)}]?"
)
_FRACTION = re.compile(r"(?:(\d{1,15})\s+)?(\d{1,15})\s*/\s*(\d{1,15})", re.ASCII)
_EXPONENT = re.compile(
    r"(?<=[\d)\]\u2080-\u2089])[\u00b2\u00b3\u00b9\u2070\u2074-\u207b]+"
    r"|(?<=[^\W\d_])\u207b[\u00b2\u00b3\u00b9\u2070\u2074-\u2079]+"
)
_INDEX = re.compile(r"(?<=\d)[\u2080-\u208b]+")
_VULGAR = re.compile(r"(\d?)([\u00bc-\u00be\u2150-\u215e])")
_ORDINAL_NUMERAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)$")


def compatible(text: str) -> str:
    """Return `text` in Unicode NFKC, with exponents and fractions apart: `10²` is `10^2`.

    NFKC alone makes 102 of `10²`, 21⁄2 of `2½`, and of `´` a space and an accent.
    """
    if text.isascii():
        return text
    text = text.replace("´", "'").replace("º", "°")
    text = _INDEX.sub(lambda found: f"_{found.group()}", text)
    text = _EXPONENT.sub(lambda found: f"^{found.group()}", text)
    text = _VULGAR.sub(lambda found: f"{found[1]} {found[2]}".lstrip(), text)
    return unicodedata.normalize("NFKC", text).replace("⁄", "/")


def parse_number(text: str, language: Language = ENGLISH) -> Decimal | None:
    """Return the number that `text` expresses, or None: `500`, `1,000`, `2.5*10^5`, `2 1/2`, words.

    Numerals are read as the language writes them. None too if it could be either of two numbers.
    Decimal digits of any script are read. Expects text whose width, dashes and white space are
    folded.
    """
    text = text.strip()
    if not text or len(text) > MAX_LENGTH:
        return None
    text = latin_digits(text)
    negative = text[0] == "-"
    body = text[1:].strip() if text[0] in "+-" else text
    if text[0] in "+-" and body[:1] in ("+", "-"):
        return None
    value = _numeral(body, language)
    if value is None:
        value = _power_of_ten(body, language) if "10" in body else None
    if value is None:
        value = _fraction(body)
    if value is None and body[:1].isalnum() and not (negative and body[:1].isalpha()):
        value = _words(body.casefold().replace("-", " ").split(), language)
    elif value is None and body[:1].isalpha():
        value = _unsigned(body.casefold().replace("-", " ").split(), language)
    if value is None:
        return None
    # Unlike the minus operator, this never rounds.
    return value.copy_negate() if negative else value


def latin_digits(text: str) -> str:
    """Return `text` with the decimal digits of any script as `0` to `9`."""
    if text.isascii():
        return text
    # Arabic has signs of its own for the decimal comma and for groups.
    text = text.replace("\u066b", ".").replace("\u066c", ",")
    return "".join(str(int(sign)) if sign.isdecimal() else sign for sign in text)


def ambiguous(text: str, language: Language) -> tuple[str, str] | None:
    """Return both readings of a numeral such as `1.600` where points neither group nor part."""
    if (
        language.decimal == ","
        and language.group != "."
        and re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", text)
    ):
        return text.replace(".", ""), text.replace(".", ",")
    return None


def _numeral(text: str, language: Language) -> Decimal | None:
    text = _ORDINAL_NUMERAL.sub("", text)
    if language.decimal == ",":
        if ambiguous(text, language):
            return None
        if _COMMA_GROUPS.fullmatch(text):
            return Decimal(re.sub(r"[^\d,]", "", text).replace(",", "."))
        # “2.5” can only be a decimal point, and “1,234,567” only groups.
        if _POINT_GROUPS.fullmatch(text) and (text.count(",") > 1 or "." in text):
            return Decimal(re.sub(r"[^\d.]", "", text))
        return Decimal(text.replace(",", ".")) if _DECIMAL.fullmatch(text) else None
    if _POINT_GROUPS.fullmatch(text):
        return Decimal(re.sub(r"[^\d.]", "", text))
    if _FOREIGN_GROUPS.fullmatch(text):
        return Decimal(text.replace(".", "").replace(",", "."))
    if language.groups_of_two and _INDIAN_GROUPS.fullmatch(text):
        return Decimal(text.replace(",", ""))
    return Decimal(text.replace(",", ".")) if _DECIMAL.fullmatch(text) else None


def _power_of_ten(text: str, language: Language) -> Decimal | None:
    """Return the number of `2.5*10^5`, `6.02 x 10^23`, `10^-7`, or None."""
    found = _POWER.fullmatch(text)
    if found is None:
        return None
    factor = Decimal(1) if found["factor"] is None else _numeral(found["factor"], language)
    if factor is None:
        return None
    sign, digits, exponent = factor.as_tuple()
    assert isinstance(exponent, int), "a numeral has no special values"
    return Decimal((sign, digits, exponent + int(found["power"])))


def _fraction(text: str) -> Decimal | None:
    """Return the number of `1/3` or `2 1/2`, to 40 digits, or None."""
    found = _FRACTION.fullmatch(text)
    if found is None or not int(found[3]):
        return None
    whole, over, under = (Decimal(part or 0) for part in found.groups())
    with localcontext() as context:
        context.prec = 40
        return whole + over / under


def _words(words: Sequence[str], language: Language) -> Decimal | None:
    """Return the number that lower-case words express, signs and fractions included, or None."""
    known = language.numbers
    if words and words[0] in known.minus.split("|"):
        value = _unsigned(words[1:], language)
        return None if value is None else value.copy_negate()
    return _unsigned(words, language)


def _unsigned(words: Sequence[str], language: Language) -> Decimal | None:
    known = language.numbers
    text = " ".join(words)
    part = _part(words, known)
    if part or not words:
        return fraction(part) if part else None
    for ending in known.halves.split("|"):
        whole = text.removesuffix(ending).split()
        if ending and text.endswith(ending):
            value = _cardinal(whole, language)
            # “Un million et demi” is half a million more.
            step = Decimal("0.5").scaleb(power_of(whole[-1], language)) if whole else 0
            return None if value is None else value + step
    value = _cardinal(words, language)
    if value is None:
        value = _fraction(text)
    return _mixed(words, language) if value is None else value


def _mixed(words: Sequence[str], language: Language) -> Decimal | None:
    """Return the number of “two and a half million”, “one point five”, “two and a third”."""
    known = language.numbers
    power = power_of(words[-1], language)
    if power:
        # “A quarter of a million”.
        rest = list(words[:-1])
        for small in (known.one.split(), ("of", "de")):
            if rest and rest[-1] in small:
                rest.pop()
        # Whole words before a scale were read before: “one thousand million thousand” is none.
        whole_words = rest and rest[0].isalpha() and _cardinal(rest, language) is not None
        value = None if whole_words else _unsigned(rest, language)
        return None if value is None else value.scaleb(power)
    for point in known.points.split():
        if point in words:
            at = words.index(point)
            return _with_digits(words[:at], words[at + 1 :], language)
    for join in known.joins.split():
        if join in words:
            at = len(words) - 1 - words[::-1].index(join)
            whole, part = _cardinal(words[:at], language), _part(words[at + 1 :], known)
            return whole + fraction(part) if whole and part else None
    return None


def _part(words: Sequence[str], known: NumberWords) -> str:
    """Return the fraction that words express, such as `7/8` for “seven eighths”, or “”."""
    text = " ".join(words)
    if text in known.parts or not words or not known.ordinals:
        return known.parts.get(text, "")
    last = words[-1].removesuffix("s")
    under = _DENOMINATORS.get(last) or known.ordinals.get(last, 0)
    if under <= 2 and last not in _DENOMINATORS:
        return ""
    for at in range(len(words) - 1, 0, -1):
        over = 1 if at == 1 and words[0] in known.one.split() else _whole(words[:at], known)
        # “One fifth” and “two fifths”, but “two fifth” is none.
        if over is None or (over == 1) != (words[-1] == last):
            continue
        whole = under if at == len(words) - 1 else _whole([*words[at:-1], last], known)
        if whole:
            return f"{over}/{whole}"
    return ""


_DENOMINATORS = {"quarter": 4, "halve": 2}


def _whole(words: Sequence[str], known: NumberWords) -> int | None:
    """Return the whole number of words, or of one plain numeral."""
    if len(words) == 1 and words[0].isdecimal():
        return int(words[0])
    if not all(known.whole.fullmatch(squashed(word)) for word in words):
        return None
    readings = islice(_tokens(squashed("".join(words)), known), _MAX_READINGS)
    return next((made for made in (_evaluated(each, known) for each in readings) if made), None)


def power_of(word: str, language: Language) -> int:
    """Return the power of ten that a word multiplies by, from a thousand on, or 0: `Mio.` is 6."""
    name = squashed(word).removesuffix(".")
    for form in (name, name.removesuffix("s")):
        role, value = language.numbers.tokens.get(form, ("", 0))
        if role == "scale" and value >= 1000:
            return len(str(value)) - 1
    return 0


def _with_digits(whole: Sequence[str], digits: Sequence[str], language: Language) -> Decimal | None:
    """Return the number of “one point two five”, or None."""
    start = _cardinal(whole, language) if whole else Decimal(0)
    values = [_digit(word, language.numbers) for word in digits]
    if start is None or not values or None in values:
        return None
    return start + Decimal("0." + "".join(map(str, values)))


def _digit(word: str, known: NumberWords) -> int | None:
    if len(word) == 1 and word.isdecimal():
        return int(word)
    role, value = known.tokens.get(squashed(word), ("", 10))
    return value if role == "small" and value < 10 else None


def _cardinal(words: Sequence[str], language: Language) -> Decimal | None:
    """Return the number of words without sign and fraction: `five hundred`, `2.5 million`."""
    words = [word.removesuffix(",") for word in words]
    if not words:
        return None
    known = language.numbers
    if words[0][:1].isdecimal() or words[0][:1] in ".,":
        value, scales = _numeral(words[0], language), words[1:]
        for word in scales:
            role, scale = known.tokens.get(squashed(word), ("", 0))
            if value is None or role != "scale":
                return None
            value *= scale
        return value
    # Each word alone must be made of number words, so that “at en” is not “a ten”.
    if not all(known.whole.fullmatch(squashed(word)) for word in words):
        return None
    # Bounded, because hostile text may have many readings.
    for tokens in islice(_tokens(squashed("".join(words)), known), _MAX_READINGS):
        made = _evaluated(tokens, known)
        if made is None and known.pairs_years:
            made = _year(tokens, known)
        if made is not None:
            return Decimal(made)
    return None


def _tokens(text: str, known: NumberWords) -> Iterator[list[tuple[str, int]]]:
    """Yield the ways to split a text into number words, the longest words first.

    One way is not enough: “eighthundred” begins with “eighth”, and “centotto” with “cento”.
    """
    if not text:
        yield []
    for length in range(min(len(text), known.longest), 0, -1):
        token = known.tokens.get(text[:length])
        if token is not None:
            yield from ([token, *rest] for rest in _tokens(text[length:], known))


def _year(tokens: Sequence[tuple[str, int]], known: NumberWords) -> int | None:
    """Return 1989 for “nineteen eighty-nine”: two numbers from 10 on, side by side."""
    for place in range(1, len(tokens)):
        first, second = _evaluated(tokens[:place], known), _evaluated(tokens[place:], known)
        if first is not None and second is not None and 10 <= first <= 20 and 10 <= second < 100:
            return 100 * first + second
    return None


def _evaluated(tokens: Sequence[tuple[str, int]], known: NumberWords) -> int | None:
    """Return the number that number words express together, or None if they do not.

    `group` is the number below a thousand that is being read, `last` its last word, and `total`
    what the scales before it have made.
    """
    total, limit = 0, 10**15
    group: int | None = None
    last = 0
    joined = False
    for place, (role, value) in enumerate(tokens):
        # Places of joining words are not checked: “hundred five” and “hundred and five” are one.
        if role == "join":
            if joined or place in (0, len(tokens) - 1):
                return None
            joined = True
            continue
        if role == "ordinal":
            if place < len(tokens) - 1:
                return None
            role = "scale" if value >= 100 else "ten" if value >= 20 else "small"
        below = 0 if group is None else group % 100
        if role == "one":
            # “a hundred”, but not “a” and not “a five”.
            if place or len(tokens) == 1 or tokens[1][0] != "scale":
                return None
            group = 1
        elif role == "scale" and value >= 1000:
            # “Dos mil millones” counts the millions in thousands.
            thousands = total % 10**6 if limit == 1000 < value else 0
            if joined or (not thousands and (value >= limit or (group is None and place))):
                return None
            if thousands and (total - thousands) % (1000 * value):
                return None
            total += (thousands + (group or 0) or 1) * value - thousands
            group, limit, last = None, value, value
        elif role == "scale":
            step = _multiplied(group, value, last)
            if step is None:
                return None
            group, last = step, value
        elif role == "hundred":
            if group is not None:
                return None
            group, last = value, value
        elif role == "ten":
            first_units = known.units_first and joined and 0 < below < 10 and last == below
            if below and not first_units:
                return None
            group, last = (group or 0) + value, 0 if first_units else value
        else:
            if below and not (last in known.long_tens or (value < 10 and last in _TENS)):
                return None
            if not value and len(tokens) > 1:
                return None
            group, last = (group or 0) + value, value
        joined = False
    return None if group is None and not total else total + (group or 0)


_TENS = frozenset(range(10, 100, 10))


def _multiplied(group: int | None, scale: int, last: int) -> int | None:
    """Return a group after a word for ten or a hundred: its last part counts them."""
    if group is None:
        return scale
    rest = group % 100
    if scale == 10:
        # Māori: “rua tekau” is 20, after hundreds too.
        return group - last + last * 10 if 0 < last < 10 and rest == last else None
    return group * scale if 0 < group < 100 else None


def numbers_as_numerals(
    words: Sequence[str], language: Language = ENGLISH, exact: bool = False
) -> list[str]:
    """Return `words` with every longest run that expresses a number as its plain numeral.

    With `exact`, the digits of numerals stay as they are: 3.10 is not 3.1, and 007 not 7. Ordinals
    then end in “th”, whatever they end in: `3th`.
    """
    result: list[str] = []
    place = 0
    while place < len(words):
        # “1 second” is a time.
        timed = exact and words[place] == "second" and bool(result) and result[-1].isdecimal()
        last = place if timed else min(len(words), place + _MAX_WORDS)
        for end in range(last, place, -1):
            found = _run(words[place:end], language, exact)
            if found is not None:
                if exact and found.isdecimal() and _is_ordinal(words[end - 1], language.numbers):
                    found += "th"
                result.append(found)
                place = end
                break
        else:
            result.append(words[place])
            place += 1
    return result


def _is_ordinal(word: str, known: NumberWords) -> bool:
    return bool(_ORDINAL_NUMERAL.search(word)) or squashed(word).endswith(tuple(known.ordinals))


def _run(words: Sequence[str], language: Language, exact: bool) -> str | None:
    """Return the numeral of words that are one number together, or None."""
    joined = " ".join(words)
    if exact and joined.casefold() not in language.numbers.parts:
        if joined.casefold() in language.articles:
            # “eine Katze” is no number of cats.
            return None
        if _FRACTION.fullmatch(joined):
            return joined
    lower = [word.casefold() for word in words]
    part = _part(lower, language.numbers) if exact else ""
    # In a text, “one hundredth” may be the 100th of some things.
    if part:
        known = " ".join(lower) in language.numbers.parts
        counted = None if known else _cardinal(lower, language)
        return part if counted is None else plain(counted)
    if exact and (len(words) == 1 or all(word.isdecimal() for word in words)):
        numeral = _same_digits(latin_digits(joined), language)
        if numeral is not None or joined[:1].isdecimal() and len(words) > 1:
            return numeral
    if len(words) == 1:
        value = parse_number(words[0], language)
    elif all(word.isdecimal() for word in words):
        value = parse_number(joined, language)
    elif words[0] in language.numbers.points.split():
        # In a text, “point five” may be the fifth of some points.
        value = None
    else:
        value = _words(lower, language)
    return None if value is None else plain(value)


def _same_digits(text: str, language: Language) -> str | None:
    """Return a numeral with all its digits, without groups and with a decimal point, or None."""
    sign = "-" if text[:1] == "-" else ""
    body = _ORDINAL_NUMERAL.sub("", text.lstrip("+-"))
    if _numeral(body, language) is None or "e" in body.casefold():
        return None
    if language.decimal == ",":
        if _COMMA_GROUPS.fullmatch(body):
            return sign + re.sub(r"[^\d,]", "", body).replace(",", ".")
        return sign + body if body.isdecimal() or "," not in body else sign + body.replace(",", ".")
    if _POINT_GROUPS.fullmatch(body) or language.groups_of_two and _INDIAN_GROUPS.fullmatch(body):
        return sign + re.sub(r"[^\d.]", "", body)
    return sign + body


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
