"""Units as people type them: by sign, word or spelling, with prefixes, powers and quotients.

A unit is what it measures, as powers of base dimensions, and how many base units it is: km/h is
{length: 1, time: -1} and 1000/3600. Two ways to write a unit are the same if both agree.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from quiz.text.languages import ENGLISH, Language, without_marks

Dimensions = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit; equal units are the same, whatever they are called."""

    dimensions: Dimensions
    factor: Fraction
    """Its size in base units: metre, gram, second, ampere, kelvin, mole, candela, byte."""

    def per(self, other: "Unit", power: int = 1) -> "Unit":
        """Return this unit times the power of another."""
        sums = dict(self.dimensions)
        for name, exponent in other.dimensions:
            sums[name] = sums.get(name, 0) + exponent * power
        kept = tuple(sorted((name, total) for name, total in sums.items() if total))
        return Unit(kept, self.factor * other.factor**power)


ONE = Unit((), Fraction(1))


def _unit(size: str | int = 1, /, **dimensions: int) -> Unit:
    return Unit(tuple(sorted(dimensions.items())), Fraction(size))


# Both code points of micro, and the “u” that keyboards have.
_PREFIXES = {
    "p": -12, "n": -9, "µ": -6, "μ": -6, "u": -6, "m": -3, "c": -2, "d": -1, "da": 1, "h": 2,
    "k": 3, "M": 6, "G": 9, "T": 12,
}  # fmt: skip
_PREFIX_WORDS = {
    "pico": -12, "nano": -9, "micro": -6, "milli": -3, "centi": -2, "deci": -1, "hecto": 2,
    "kilo": 3, "mega": 6, "giga": 9, "tera": 12,
}  # fmt: skip
# Each with its sign and its English names; all take the prefixes of the SI.
_SI: tuple[tuple[str, str, Unit], ...] = (
    ("m", "metre meter", _unit(length=1)),
    ("g", "gram gramme", _unit(mass=1)),
    ("s", "second", _unit(time=1)),
    ("A", "ampere amp", _unit(current=1)),
    ("K", "kelvin", _unit(temperature=1)),
    ("mol", "mole", _unit(amount=1)),
    ("cd", "candela", _unit(light=1)),
    ("L", "litre liter", _unit("1/1000", length=3)),
    ("l", "", _unit("1/1000", length=3)),
    ("Hz", "hertz", _unit(time=-1)),
    ("N", "newton", _unit(1000, mass=1, length=1, time=-2)),
    ("Pa", "pascal", _unit(1000, mass=1, length=-1, time=-2)),
    ("J", "joule", _unit(1000, mass=1, length=2, time=-2)),
    ("W", "watt", _unit(1000, mass=1, length=2, time=-3)),
    ("V", "volt", _unit(1000, mass=1, length=2, time=-3, current=-1)),
    ("S", "siemens", _unit("1/1000", mass=-1, length=-2, time=3, current=2)),
    ("H", "henry", _unit(1000, mass=1, length=2, time=-2, current=-2)),
    ("C", "coulomb", _unit(current=1, time=1)),
    ("Ω", "ohm", _unit(1000, mass=1, length=2, time=-3, current=-2)),
    ("F", "farad", _unit("1/1000", mass=-1, length=-2, time=4, current=2)),
    ("T", "tesla", _unit(1000, mass=1, time=-2, current=-1)),
    ("eV", "electronvolt", _unit("1.602176634e-16", mass=1, length=2, time=-2)),
    ("bar", "bar", _unit(10**8, mass=1, length=-1, time=-2)),
    ("cal", "calorie", _unit("4184", mass=1, length=2, time=-2)),
    ("Wh", "watthour", _unit(3_600_000, mass=1, length=2, time=-2)),
    ("B", "byte", _unit(data=1)),
    ("bit", "bit", _unit("1/8", data=1)),
)
# The Julian year, by which light years are measured.
_YEAR = 31_557_600
_OTHERS: tuple[tuple[str, Unit], ...] = (
    ("kg kgs kilo kilos", _unit(1000, mass=1)),
    ("sec secs", _unit(time=1)),
    ("min mins minute minutes", _unit(60, time=1)),
    ("h hr hrs hour hours", _unit(3600, time=1)),
    ("d day days", _unit(86_400, time=1)),
    ("wk week weeks", _unit(604_800, time=1)),
    ("month months", _unit(_YEAR // 12, time=1)),
    ("y yr yrs year years", _unit(_YEAR, time=1)),
    ("decade decades", _unit(10 * _YEAR, time=1)),
    ("century centuries", _unit(100 * _YEAR, time=1)),
    ("gm gms", _unit(mass=1)),
    ("mcg", _unit("1e-6", mass=1)),
    ("t tonne tonnes", _unit(1_000_000, mass=1)),
    ("ton tons", _unit("907184.74", mass=1)),
    ("lb lbs pound pounds", _unit("453.59237", mass=1)),
    ("oz ounce ounces", _unit("28.349523125", mass=1)),
    ("stone", _unit("6350.29318", mass=1)),
    ("in inch inches \"", _unit("0.0254", length=1)),
    ("ft foot feet", _unit("0.3048", length=1)),
    ("yd yard yards", _unit("0.9144", length=1)),
    ("mi mile miles", _unit("1609.344", length=1)),
    ("nm_ nauticalmile nauticalmiles", _unit(1852, length=1)),
    ("Å ångström angstrom", _unit("1e-10", length=1)),
    ("ly lightyear lightyears", _unit(9_460_730_472_580_800, length=1)),
    ("au AU", _unit(149_597_870_700, length=1)),
    ("ha hectare hectares", _unit(10_000, length=2)),
    ("qm sqm", _unit(length=2)),
    ("qkm sqkm", _unit(1_000_000, length=2)),
    ("sqmi", _unit("2589988.110336", length=2)),
    ("sqft", _unit("0.09290304", length=2)),
    ("acre acres", _unit("4046.8564224", length=2)),
    ("cc ccm", _unit("1e-6", length=3)),
    ("cbm", _unit(length=3)),
    ("gal gallon gallons", _unit("0.003785411784", length=3)),
    ("pint pints", _unit("0.000568", length=3)),
    # The small “b” of a bit; all in small letters, a byte is meant: see `_SHORT`.
    ("kb Kb", _unit(125, data=1)),
    ("Mb", _unit(125_000, data=1)),
    ("Gb", _unit(125_000_000, data=1)),
    ("Tb", _unit(125_000_000_000, data=1)),
    ("kph kmh kmph", _unit("10/36", length=1, time=-1)),
    ("mph", _unit("0.44704", length=1, time=-1)),
    ("mps", _unit(length=1, time=-1)),
    ("knot knots kn kt", _unit("1852/3600", length=1, time=-1)),
    ("rpm", _unit("1/60", time=-1)),
    ("Nm newtonmetre newtonmetres newtonmeters", _unit(1000, mass=1, length=2, time=-2)),
    ("atm atmosphere atmospheres", _unit(101_325_000, mass=1, length=-1, time=-2)),
    ("mmHg", _unit("133322.387415", mass=1, length=-1, time=-2)),
    ("hp horsepower", _unit("745699.872", mass=1, length=2, time=-3)),
    ("% percent pct percentage", _unit("1/100", share=1)),
    ("‰ permille", _unit("1/1000", share=1)),
    ("°C ℃ celsius degreecelsius degreescelsius degc degreec degreesc centigrade "
     "degreescentigrade", _unit(celsius=1)),
    ("°F ℉ fahrenheit degreefahrenheit degreesfahrenheit degf degreef degreesf",
     _unit(fahrenheit=1)),
    ("° deg degree degrees", _unit(degree=1)),
    ("rad radian radians", _unit(radian=1)),
    # A dollar is any country's until one is named: see `_SHORT`.
    ("$ dollar dollars usd us$ us-dollar usdollars usdollar buck bucks", _unit(dollar=1)),
    ("nz$ nzd nzdollars newzealanddollars", _unit(nzd=1)),
    ("a$ aud au$ australiandollars", _unit(aud=1)),
    ("c$ cad ca$ canadiandollars", _unit(cad=1)),
    ("€ euro euros eur", _unit(euro=1)),
    ("£ gbp poundsterling poundssterling quid", _unit(sterling=1)),
    ("¥ yen jpy", _unit(yen=1)),
    ("₽ rouble roubles ruble rubles rub", _unit(rouble=1)),
    ("₹ rupee rupees inr", _unit(rupee=1)),
    ("₩ won krw", _unit(won=1)),
    ("¢ cent cents", _unit("1/100", dollar=1)),
    ("p pence penny", _unit("1/100", sterling=1)),
)  # fmt: skip
# What CLDR calls these, where its last part is not an English name of the tables above.
_CLDR = {
    "concentr-percent": "%", "temperature-celsius": "°C", "temperature-fahrenheit": "°F",
    "temperature-generic": "°", "length-mile": "mi", "mass-tonne": "t",
    "energy-kilowatt-hour": "kWh", "area-hectare": "ha", "concentr-mole": "mol",
}  # fmt: skip
_WORDS_OF_POWERS = {
    "square": 2, "sq": 2, "sq.": 2, "cubic": 3, "cu": 3, "cu.": 3, "squared": 2, "cubed": 3,
}  # fmt: skip
_PER = frozenset(("per", "a", "an", "pro", "por", "par", "each", "je", "i", "в", "à", "al"))
# “Kilomètres à l'heure”, “chilometri all'ora”.
_ARTICLE = re.compile(r"\b(?:(?:à|a|in|por|par) (?:l' ?|la |der )|all' ?|alla )")
# All that follows “/” divides, in brackets or not; what is stripped at the edges may be missing.
_BRACKETS = re.compile(r"(?<=[/^*])\s*\(([^()]*)\)?")
# Signs that are written without a space, though together they are those of another unit too.
_TOGETHER = {"ms": ("m", "s"), "Nm": ("N", "m"), "kgs": ("kg", "s")}
_PIECE = re.compile(r"\s*([^\W\d_]+\$|[^\W\d_.]+|[%‰°$€£¥¢₽₹₩\"])\.?")
_POWER = re.compile(r"\s*(?:\^|\*\*)?\s*([-+]?\d{1,2})")
_BY = re.compile(r"\s*(?:([*·∙⋅×.-])|(/))\s*")


@cache
def _signs() -> dict[str, Unit]:
    """Return units by sign, in the case in which signs are written."""
    found: dict[str, Unit] = {}
    for sign, _, unit in _SI:
        found[sign] = unit
        for prefix, power in _PREFIXES.items():
            scaled = Unit(unit.dimensions, unit.factor * Fraction(10) ** power)
            # A sign of its own comes first: “cd” is the candela and no centi-day.
            found.setdefault(prefix + sign, scaled)
    for names, unit in _OTHERS:
        for name in names.split():
            # Hours and days take no prefix, so “min” is a minute and no milli-inch.
            found[name] = unit
    return found


@cache
def _names(language: Language | None) -> dict[str, Unit]:
    """Return units by name in lower case without diacritics and spaces: English and one other."""
    found: dict[str, Unit] = {}
    for _, names, unit in _SI:
        for name in names.split():
            for prefix, power in (("", 0), *_PREFIX_WORDS.items()):
                scaled = Unit(unit.dimensions, unit.factor * Fraction(10) ** power)
                found[prefix + name] = found[f"{prefix}{name}s"] = scaled
    for names, unit in _OTHERS:
        words = (name for name in names.split() if len(name) > 2 and name[1:] == name[1:].lower())
        found.update((_squashed(name), unit) for name in words)
    for name, forms in (language.units if language else {}).items():
        known = _of_cldr(name)
        for form in forms if name == "temperature-celsius" else ():
            # “Graden Celsius” are called degrees.
            before = form.casefold().removesuffix("celsius").strip()
            if before != form.casefold() and before.isalpha():
                found.setdefault(_squashed(before), _signs()["°"])
        if known is not None:
            # Signs have their own table, in their case: Babel's are in lower case here.
            # One letter may mean something else in a language: “j” is a day in French.
            for form in map(_squashed, forms):
                if form not in _folded_signs() or (len(form) == 1 and form not in _signs()):
                    # The extract has time before energy, and all in lower case.
                    found.setdefault(form, known)
    return found


@cache
def _folded_signs() -> dict[str, set[str]]:
    """Return the signs that are the same without their case: `mW` and `MW`."""
    found: dict[str, set[str]] = {}
    for sign in _signs():
        found.setdefault(sign.casefold(), set()).add(sign)
    return found


def _of_any_case(sign: str) -> Unit | None:
    """Return the unit of a sign in the wrong case, unless that is the sign of another unit."""
    units = {_signs()[each] for each in _folded_signs().get(sign.casefold(), ())}
    # “a” is an article in “an hour” and “a day”.
    return units.pop() if len(units) == 1 and sign != "a" else None


@cache
def cased_name(sign: str) -> str:
    """Return the common name of a sign that in another case is that of another unit, or “”."""
    if sign not in _signs():
        return ""
    units = {_signs()[each] for each in _folded_signs()[sign.casefold()]}
    return _common_names().get(_signs()[sign], "") if len(units) > 1 else ""


def _squashed(name: str) -> str:
    return re.sub(r"[\s\xa0-]", "", without_marks(name.casefold()))


@cache
def _of_cldr(name: str) -> Unit | None:
    """Return the unit of a CLDR name such as `area-square-kilometer`."""
    return parse_unit(_CLDR.get(name, name.partition("-")[2].replace("-", " ")))


@cache
def parse_unit(text: str, language: Language = ENGLISH) -> Unit | None:
    """Return the unit that all of a text names, or None: `km/h`, `m s^-2`, `square metres`.

    Expects text in Unicode NFKC. Letters count in their case first: `Mm` is no `mm`.
    """
    text = text.strip()
    if not text or len(text) > 60:
        return None
    # English names are read in every language; one other language is added.
    names = _names(language if language.units else None)
    whole = names.get(_squashed(text)) if len(text) > 1 or language.units else None
    # “° C” is one sign, but “N m” is a product and no “nm”.
    close = text.replace(" ", "") if text[0] == "°" else text
    known = _signs().get(close) or whole or _of_any_case(close)
    return known or _product(_ARTICLE.sub("per ", _BRACKETS.sub(r"\1", text)), names)


def _product(text: str, names: Mapping[str, Unit]) -> Unit | None:
    """Return the unit of a product or quotient of powers, or None."""
    result, at, sign, power = ONE, 0, 1, 1
    pending: str | None = None
    while at < len(text):
        by = _BY.match(text, at)
        if by and by.end() < len(text) and at:
            sign = -1 if by[2] else sign
            at = by.end()
        piece = _PIECE.match(text, at)
        if piece is None:
            return None
        word, at = piece[1], piece.end()
        low = word.casefold()
        if low in _PER and result != ONE and pending is None:
            # All that follows “per” divides: “metres per second squared”.
            sign, pending = -1, low
            continue
        if low in ("square", "sq", "cubic", "cu"):
            power, pending = _WORDS_OF_POWERS[low], low
            continue
        exponent = _POWER.match(text, at)
        unit = _signs().get(word) or names.get(_squashed(word)) or _of_any_case(word)
        if exponent and (unit is None or (word in _TOGETHER and "-" in exponent[1])):
            # “ms^-2” is “m s^-2”, and “kgm^-3” is “kg m^-3”.
            *others, word = _signs_in(word)
            for other in others:
                result, power = result.per(_signs()[other], sign * power), 1
            unit = _signs().get(word)
        if unit is None:
            return None
        if exponent:
            power, at = power * int(exponent[1]), exponent.end()
        word_after = re.compile(r"\s*(squared|cubed)\b").match(text, at)
        if word_after:
            power, at = power * _WORDS_OF_POWERS[word_after[1]], word_after.end()
        result = result.per(unit, sign * power)
        power, pending = 1, None
    return result if pending is None and result != ONE else None


@cache
def _signs_in(word: str) -> tuple[str, ...]:
    """Return the signs that a word is made of, the longest first; ("",) if it is not."""
    if word in _TOGETHER or word in _signs():
        return _TOGETHER.get(word, (word,))
    for end in range(len(word) - 1, 0, -1):
        if word[:end] in _signs():
            rest = _signs_in(word[end:])
            if rest != ("",):
                return word[:end], *rest
    return ("",)


# Abbreviations of several units; each means the unit that is asked for.
_SHORT = {
    "pound": "£", "pounds": "£", "c": "°C", "f": "°F", "k": "K", "m": "min",
    "degree": "°C °F", "degrees": "°C °F", "deg": "°C °F", "°": "°C °F",
    "dollar": "nz$ a$ c$", "dollars": "nz$ a$ c$", "$": "nz$ a$ c$", "ton": "t", "tons": "t",
    "cent": "p", "cents": "p", "kb": "kB", "KB": "kB", "mb": "MB", "gb": "GB", "tb": "TB",
    "C": "°C", "F": "°F",
}  # fmt: skip


def names_unit(text: str, wanted: Unit, language: Language = ENGLISH) -> bool:
    """Check whether a text names a unit; “degrees” and “pounds” name more than one."""
    unit = parse_unit(text, language)
    name = text if len(text) < 3 else text.casefold()
    if unit is not None and name not in _signs():
        # “Grad” is as short as “degrees”.
        name = next((each for each in _SHORT if _signs().get(each) == unit), name)
    short = _SHORT.get(name, "").split()
    return unit == wanted or any(_signs()[sign] == wanted for sign in short)


@cache
def common_name(text: str, language: Language = ENGLISH) -> str:
    """Return one name for all ways to write a unit, in lower case; empty if it is none.

    A name that people type where there is one: a slip in “dolars” is a slip in “dollars”.
    """
    unit = parse_unit(text, language)
    if text in ("c", "f", "kb", "mb", "gb", "tb"):
        # Beside a number in a text, degrees are far more common than coulomb and farad.
        unit = _signs()[_SHORT[text]]
    return _common_names().get(unit, repr(unit)) if unit else ""


@cache
def _common_names() -> dict[Unit, str]:
    found: dict[Unit, str] = {}
    for _, names, unit in _SI:
        for prefix, power in (("", 0), *_PREFIX_WORDS.items()):
            if names:
                scaled = Unit(unit.dimensions, unit.factor * Fraction(10) ** power)
                found.setdefault(scaled, f"{prefix}{names.split()[0]}s")
    for names, unit in _OTHERS:
        words = [name for name in names.split() if name.isalpha()]
        plural = [name for name in words if name.endswith("s") and len(name) > 3]
        found.setdefault(unit, (plural or sorted(words, key=len)[-1:] or names.split())[0])
    return found


@cache
def is_currency(text: str) -> bool:
    """Check whether a text is a sign or name of a currency."""
    unit = parse_unit(text)
    return unit is not None and len(unit.dimensions) == 1 and unit.dimensions[0][0] in _MONEY


_MONEY = frozenset(
    ("dollar", "nzd", "aud", "cad", "euro", "sterling", "yen", "rouble", "rupee", "won")
)
