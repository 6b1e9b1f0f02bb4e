"""Makes `quiz/text/cldr.json`, what the app needs of CLDR: `python -m tests.text.cldr`.

Babel, from which it comes, is needed for development only.
"""

import json
from pathlib import Path
from typing import Any

from babel import Locale
from babel.core import get_global
from babel.localedata import locale_identifiers

FILE = Path(__file__).parents[2] / "quiz/text/cldr.json"
LANGUAGES = (
    "ar ca cs da de el es et fa fi fr he hi hr hu id is it ja ko lt lv mi ms nb nl pl pt ro ru sk "
    "sl sv th tr uk vi zh"
).split()
"""The languages whose names of units are kept; English ones are known to `quiz.text.units`."""
UNITS = (
    "length-kilometer length-meter length-decimeter length-centimeter length-millimeter "
    "length-micrometer length-nanometer length-mile length-yard length-foot length-inch "
    "mass-tonne mass-kilogram mass-gram mass-milligram mass-pound mass-ounce "
    "duration-year duration-month duration-week duration-day duration-hour duration-minute "
    "duration-second duration-millisecond duration-century duration-decade "
    "area-square-kilometer area-square-meter area-square-centimeter area-hectare "
    "volume-cubic-kilometer volume-cubic-meter volume-cubic-centimeter volume-liter "
    "volume-milliliter volume-deciliter volume-centiliter "
    "speed-kilometer-per-hour speed-meter-per-second acceleration-meter-per-square-second "
    "temperature-celsius temperature-fahrenheit temperature-kelvin temperature-generic "
    "electric-volt electric-ampere electric-ohm power-watt power-kilowatt power-megawatt "
    "energy-joule energy-kilojoule energy-calorie energy-kilocalorie energy-kilowatt-hour "
    "frequency-hertz force-newton pressure-pascal pressure-hectopascal pressure-bar "
    "digital-bit digital-byte digital-kilobyte digital-megabyte digital-gigabyte concentr-percent "
    "concentr-mole"
).split()


def extract() -> dict[str, Any]:
    """Return what is kept of CLDR."""
    english = Locale("en")
    numerals: dict[str, list[str]] = {}
    autonyms: dict[str, str] = {}
    for identifier in sorted(locale_identifiers(), key=lambda name: (name.count("_"), name)):
        locale = Locale.parse(identifier)
        base = locale.language
        if not identifier.count("_"):
            autonyms[base] = (locale.languages.get(base) or "").casefold()
        elif not locale.territory or locale.script or locale.variant:
            continue
        signs = locale.number_symbols.get("latn") or {}
        found = [signs.get("decimal") or ".", signs.get("group") or ","]
        if numerals.get(base) != found:
            numerals[identifier] = found
    names = {
        code: sorted({name.casefold(), autonyms.get(code) or name.casefold()})
        for code, name in sorted(english.languages.items())
        if "_" not in code and code not in ("mul", "und", "zxx", "mis")
    }
    aliases = {old: new for old, new in get_global("language_aliases").items() if "_" not in new}
    return {
        "languages": names,
        "aliases": {old: new for old, new in sorted(aliases.items()) if new in names},
        "territories": sorted(map(str, english.territories.keys() & _regions())),
        "numerals": numerals,
        "units": {code: _units(code) for code in LANGUAGES},
    }


def _regions() -> set[str]:
    """Return two-letter codes, without groups of countries and codes for tests."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    pairs = {first + second for first in letters for second in letters}
    return pairs - {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}


def _units(code: str) -> dict[str, list[str]]:
    """Return the forms of each unit in one language, in lower case, without their number."""
    patterns = Locale(code)._data["unit_patterns"]
    found = {}
    for unit in UNITS:
        texts = {
            text.replace("{0}", "").strip(" \u00a0\u202f\u200f").casefold()
            for length in ("long", "short")
            for text in _texts(patterns.get(unit, {}).get(length))
            if "{0}" in text
        }
        kept = sorted(text for text in texts if text)
        if kept:
            found[unit] = kept
    return found


def _texts(forms: Any) -> list[str]:
    """Return the patterns of a unit, those of all cases of a language, without “per kilometre”."""
    found = []
    for name, form in dict(forms or {}).items():
        if isinstance(form, str):
            found += [form] if name != "per" else []
        elif hasattr(form, "items"):
            found += _texts(form)
    return found


def written() -> str:
    """Return the file's text: one line for each key of the tables, so that changes can be read."""
    lines = []
    for key, value in extract().items():
        if isinstance(value, dict):
            inner = ",\n".join(
                f" {json.dumps(name)}: {json.dumps(each, ensure_ascii=False)}"
                for name, each in value.items()
            )
            lines.append(f"{json.dumps(key)}: {{\n{inner}\n}}")
        else:
            lines.append(f"{json.dumps(key)}: {json.dumps(value)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")
