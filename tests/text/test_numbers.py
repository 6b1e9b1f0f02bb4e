"""Numbers as people type them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from quiz.text.languages import fraction
from quiz.text.numbers import compatible, numbers_as_numerals, parse_number, plain

READ = {
    "500": "500",
    "500th": "500",
    "1st": "1",
    "five hundred": "500",
    "Five Hundred": "500",
    "five hundredth": "500",
    "fiftieth": "50",
    "twenty-first": "21",
    "twelfth": "12",
    "one hundred and one": "101",
    "a hundred": "100",
    "a million": "1000000",
    "2.5 million": "2500000",
    "two million five hundred thousand and three": "2500003",
    "three billion": "3000000000",
    "1,000": "1000",
    "1,000,000.5": "1000000.5",
    "1.000.000": "1000000",
    "1.000,5": "1000.5",
    "1 000": "1000",
    "1’000": "1000",
    "12,5": "12.5",
    "1,25": "1.25",
    "0,500": "0.500",
    ".5": "0.5",
    "1e3": "1000",
    "-7": "-7",
    "- 7": "-7",
    "+7": "7",
    "minus seven": "-7",
    "zero": "0",
    "zero point five": "0.5",
    "one point 5": "1.5",
    "minus 5": "-5",
    "minus one point five": "-1.5",
    "three point one four": "3.14",
    "٥٠٠": "500",
    "५००": "500",
    "nineteen ninety": "1990",
    "1/2": "0.5",
    "2 1/2": "2.5",
    "two and a half": "2.5",
    "three quarters": "0.75",
    "2.5*10^5": "250000",
    "2.5 x 10^-2": "0.025",
    "10^3": "1000",
    "sixteen hundred": "1600",
    "twentyfour": "24",
}
NOT_READ = [
    "", " ", "-", "--5", "- -five", "a", "an", "and", "one two", "one and two",
    "million and", "hundred hundred", "1,00,000", "1_000", "0x10", "nan", "inf", "Infinity",
    "5 apples", "1.2.3", "½", "²", "1/0", "a five", "five a hundred",
    "one thousand million thousand", "point", "five point",
    "minus", "minus minus five", "one point ten", "10²", "e5", "1e9999", "1e90 five", "5000 twenty",
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), READ.items())
def test_what_is_read(text: str, value: str) -> None:
    assert parse_number(text) == Decimal(value)


@pytest.mark.parametrize("text", NOT_READ)
def test_what_is_no_number(text: str) -> None:
    assert parse_number(text) is None


PIECES = (
    "one ten twenty hundred million and point minus a an first fiftieth "
    "2.5 1,000 1e90 1e999 5th ٣ ² -"
)


@given(
    st.text()
    | st.text("0123456789.,-+eE ٣²")
    | st.lists(st.sampled_from(PIECES.split()), max_size=7).map(" ".join)
)
def test_anything_may_be_typed(text: str) -> None:
    value = parse_number(text)
    assert value is None or value.is_finite()


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**60), max_value=10**60))
def test_a_number_is_read_as_it_is_written_to_the_last_digit(value: Decimal) -> None:
    assert parse_number(plain(value)) == value


@given(st.integers(min_value=-(10**40), max_value=10**40))
def test_grouping_changes_nothing(value: int) -> None:
    assert parse_number(f"{value:,}") == value
    assert plain(Decimal(value)) == str(value)


ONES = "one two three four five six seven eight nine".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def in_words(value: int) -> str:
    """Return a number from 1 to 999,999 in English."""
    if value >= 1000:
        rest = f" {in_words(value % 1000)}" if value % 1000 else ""
        return f"{in_words(value // 1000)} thousand{rest}"
    if value >= 100:
        rest = f" and {in_words(value % 100)}" if value % 100 else ""
        return f"{ONES[value // 100 - 1]} hundred{rest}"
    if value >= 20:
        rest = f"-{ONES[value % 10 - 1]}" if value % 10 else ""
        return TENS[value // 10 - 2] + rest
    teens = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
    return [*ONES, *teens.split()][value - 1]


@given(st.integers(min_value=1, max_value=999_999))
def test_words_say_the_number(value: int) -> None:
    assert parse_number(in_words(value)) == value


def test_numbers_inside_a_text_become_numerals() -> None:
    words = "the five hundred and first day of a war".split()
    assert numbers_as_numerals(words) == "the 501 day of a war".split()
    assert numbers_as_numerals("one two three".split()) == ["1", "2", "3"]
    assert numbers_as_numerals("1 000 men".split()) == ["1000", "men"]
    assert numbers_as_numerals("one and two".split()) == ["1", "and", "2"]
    assert numbers_as_numerals("at minus five".split()) == ["at", "-5"]
    assert numbers_as_numerals("a two point plan".split()) == ["a", "2", "point", "plan"]
    assert numbers_as_numerals("point five of ten".split()) == ["point", "5", "of", "10"]


def test_an_exponent_is_no_further_digit() -> None:
    assert compatible("2½ ´") == "2 1/2 '"
    assert compatible("10² ＋ 5") == "10^2 + 5"
    assert compatible("2₁₀") == "2_10"
    assert compatible("km² H₂O") == "km2 H2O"


@given(st.integers(2, 99), st.integers(3, 99).filter(lambda under: under % 10 not in (1, 2)))
def test_fractions_are_read_as_they_are_said(over: int, under: int) -> None:
    part = num2words(under, to="ordinal")
    assert parse_number(f"one {part}") == fraction(f"1/{under}")
    for words in (num2words(over), str(over)):
        assert parse_number(f"{words} {part}s") == fraction(f"{over}/{under}")
        assert parse_number(f"{words} {part}") != fraction(f"{over}/{under}")
