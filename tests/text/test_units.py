"""Units as people type them."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quiz.text.folding import fold
from quiz.text.languages import language
from quiz.text.numbers import compatible
from quiz.text.units import cased_name, common_name, is_currency, names_unit, parse_unit

SAME = [
    ("m/s²", "m/s^2"), ("m/s²", "metres per second squared"), ("m/s²", "m s^-2"), ("m/s²", "m·s⁻²"),
    ("m/s²", "m/s**2"), ("km²", "sq. km"), ("km²", "square kilometers"), ("m³", "cubic metres"),
    ("m³", "metres cubed"), ("km/h", "kph"), ("km/h", "kilometres an hour"), ("km", "Kilometres"),
    ("KM", "km"), ("kWh", "kilowatt hours"), ("kWh", "KWH"), ("min", "minutes"), ("h", "hours"),
    ("°C", "degrees C"), ("°C", "℃"), ("°C", "º C"), ("g/cm³", "grams per cubic centimetre"),
    ("l", "litres"), ("L", "liter"), ("N m", "newton·metres"), ("$", "dollars"), ("US$", "usd"),
    ("µm", "um"), ("µm", "micrometres"), ("Ω", "ohms"), ("mph", "miles per hour"),
    ("GB", "gigabytes"), ("Nm", "newton metres"),
    ("in", "\""), ("%", "per cent".replace(" ", "")), ("mmHg", "mmHg"),
]  # fmt: skip


@pytest.mark.parametrize(("first", "second"), SAME)
def test_ways_to_write_a_unit(first: str, second: str) -> None:
    units = [parse_unit(fold(compatible(text))) for text in (first, second)]
    assert units[0] is not None and units[0] == units[1]


DIFFERENT = [
    ("mW", "MW"), ("mm", "Mm"), ("mg", "Mg"), ("Pa", "pA"), ("m", "m²"), ("m/s", "m/s²"),
    ("km/h", "mph"), ("kW", "kWh"), ("s", "S"), ("m", "mi"), ("g", "kg"), ("°C", "K"), ("$", "€"),
    ("g/cm³", "g/cm²"), ("m/s", "s/m"), ("MB", "Mbit"), ("°C", "°F"), ("hPa", "kPa"), ("h", "H"),
    ("Nm", "nm"),
]  # fmt: skip


@pytest.mark.parametrize(("first", "second"), DIFFERENT)
def test_units_that_differ(first: str, second: str) -> None:
    units = [parse_unit(fold(compatible(text))) for text in (first, second)]
    assert None not in units and units[0] != units[1]


@pytest.mark.parametrize(
    "text",
    ["", " ", "people", "PA", "MG", "mhz", "per", "square", "m per", "m^", "^2", "m//", "2",
     "m2m²x", "squared", "m" * 61, "/s/", "km/people", "a", "an hour of"],
)  # fmt: skip
def test_what_is_no_unit(text: str) -> None:
    assert parse_unit(text) is None


@pytest.mark.parametrize(
    ("text", "factor"),
    [("km", 1000), ("mm", Fraction(1, 1000)), ("h", 3600), ("min", 60), ("kg", 1000),
     ("km/h", Fraction(5, 18)), ("cm²", Fraction(1, 10_000)), ("ha", 10_000), ("t", 1_000_000),
     ("foot", Fraction(3048, 10_000)), ("per cent".replace(" ", ""), Fraction(1, 100)),
     ("kWh", 3_600_000_000), ("week", 604_800), ("mL", Fraction(1, 1_000_000)), ("/s", 1)],
)  # fmt: skip
def test_how_large_units_are(text: str, factor: Fraction) -> None:
    unit = parse_unit(fold(compatible(text)))
    if text == "/s":
        assert unit is None
    else:
        assert unit is not None and unit.factor == factor


def test_dimensions_add_up() -> None:
    speed, area = parse_unit("km/h"), parse_unit("cm^2")
    assert speed is not None and speed.dimensions == (("length", 1), ("time", -1))
    assert area is not None and area.dimensions == (("length", 2),)
    force, built = parse_unit("N"), parse_unit("kg m/s^2")
    assert force == built


@pytest.mark.parametrize(
    ("tag", "name", "sign"),
    [("de", "Kilometer", "km"), ("de", "Kilometer pro Stunde", "km/h"), ("de", "Tage", "d"),
     ("fr", "kilomètres", "km"), ("fr", "kilometres", "km"), ("es", "metros", "m"),
     ("ru", "км", "km"), ("ru", "километров", "km"), ("it", "ore", "h"), ("pt", "horas", "h"),
     ("de", "Prozent", "%"), ("sv", "timmar", "h"), ("es", "grados Celsius", "°C"),
     ("de", "Meilen", "mi"), ("fr", "tonnes", "t"), ("ja", "キロメートル", "km")],
)  # fmt: skip
def test_units_have_their_names_in_other_languages(tag: str, name: str, sign: str) -> None:
    assert parse_unit(name, language(tag)) == parse_unit(sign)


@pytest.mark.parametrize(
    ("text", "wanted", "named"),
    [("pounds", "£", True), ("pounds", "lb", True), ("degrees", "°C", True), ("degrees", "°", True),
     ("C", "°C", True), ("c", "°C", True), ("f", "°F", True), ("m", "min", True), ("m", "m", True),
     ("dollars", "nz$", True), ("dollars", "$", True), ("cents", "p", True), ("K", "K", True),
     ("mb", "MB", True), ("Mb", "MB", False), ("degrees", "K", False), ("pounds", "$", False),
     ("tons", "t", True), ("F", "°C", False), ("people", "m", False)],
)  # fmt: skip
def test_a_short_name_is_that_of_the_unit_that_is_asked_for(
    text: str, wanted: str, named: bool
) -> None:
    unit = parse_unit(wanted)
    assert unit is not None
    assert names_unit(text, unit) is named


def test_one_name_stands_for_all_ways_to_write_a_unit() -> None:
    assert common_name("km") == common_name("kilometer") == "kilometres"
    assert common_name("$") == common_name("dollar") == "dollars"
    assert all(common_name(size) == common_name(size.upper()) for size in ("mb", "gb", "tb"))
    assert common_name("c") == common_name("°c") == "celsius"
    assert common_name("people") == ""
    assert common_name("km/h") == common_name("kilometres per hour") != common_name("m/s")
    assert cased_name("MW") == "megawatts"
    assert cased_name("mW") == "milliwatts"
    assert cased_name("km") == cased_name("Mw") == cased_name("xyz") == ""


def test_signs_of_currencies() -> None:
    assert all(map(is_currency, ("$", "€", "£", "nz$", "usd", "yen", "₹")))
    assert not any(map(is_currency, ("km", "%", "people", "", "°")))


@given(
    st.lists(
        st.sampled_from(["kg", "N", "J", "kJ", "W", "V", "Pa", "mol", "mmol", "m", "cm", "km"]),
        min_size=1,
        max_size=2,
    ),
    st.sampled_from(["s", "kg", "K", "L", "m", "cm", "dm", "mol"]),
    st.sampled_from(["^-1", "^-2", "-1", "-3", "**-2"]),
)
def test_signs_before_a_negative_exponent_need_no_spaces(
    signs: list[str], last: str, exponent: str
) -> None:
    # “mm”, “dm” and the like are signs of their own, and “mmol” is one.
    pairs = [first + second for first, second in pairwise([*signs, last])]
    assume(all(pair in ("ms", "Nm") or parse_unit(pair) is None for pair in pairs))
    assume(not any(pair.startswith("mm") and signs[0] != "mmol" for pair in pairs))
    unit = parse_unit(f"{' '.join(signs)} {last}{exponent}")
    assume(unit is not None)
    assert parse_unit(f"{''.join(signs)}{last}{exponent}") == unit
