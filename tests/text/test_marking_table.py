"""The table of typed answers, and what the app needs of CLDR and number words."""

import gzip
from collections import Counter
from decimal import Decimal

import pytest
from num2words import num2words

from quiz.text.languages import language
from quiz.text.numbers import parse_number
from tests.text import cldr, words
from tests.text.marking_table import agrees, cases, verdict_on

KNOWN_DIFFERENCES = Counter(
    {
        ("Croatian", "wrong"): 1,
        ("Tom n Jerry", "wrong"): 1,
        ("St. Luis", "wrong"): 1,
        ("StLouis", "wrong"): 1,
        ("angl", "wrong"): 1,
        ("the Second World War II", "wrong"): 1,
        ("WWII", "wrong"): 1,
        ("Mönchen", "shown"): 1,
        ("te whara", "shown"): 1,
        ("Madame Curie, Marie", "wrong"): 1,
        ("Marie Cury", "wrong"): 1,
        ("endothermal", "wrong"): 1,
        ("miosis", "wrong"): 1,
        ("Ghandi", "wrong"): 1,
        ("Proctor and Gamble", "wrong"): 1,
        ("apples, pears, and plums", "right"): 1,
        ("Göthe", "right"): 1,
        ("die Stadt Bern", "wrong"): 1,
    }
)
"""Answers on which the program and the teacher differ, and what the program does with them."""


def test_answers_are_marked_as_a_fair_teacher_would() -> None:
    differ: Counter[tuple[str, str]] = Counter()
    total = 0
    for case in cases():
        total += 1
        got = verdict_on(case)
        if not agrees(case.expected, got):
            assert case.expected != "never", f"{case}: it means something else, program: {got}"
            differ[case.typed, got] += 1
    assert total >= 400
    assert differ == KNOWN_DIFFERENCES
    assert differ.total() <= total * 0.03


def test_the_extract_of_cldr_is_current() -> None:
    assert cldr.FILE.read_text("utf-8") == cldr.written(), (
        "python -m tests.text.cldr makes it again"
    )


def test_the_word_lists_are_current() -> None:
    assert sorted(file.stem for file in words.FOLDER.iterdir()) == sorted(words.LANGUAGES)
    for base in words.LANGUAGES:
        file = words.FOLDER / f"{base}.gz"
        assert gzip.decompress(file.read_bytes()) == words.text(base), (
            "python -m tests.text.words makes them again"
        )


@pytest.mark.parametrize("tag", ["en", "de", "nl", "es", "fr", "pt", "nb", "ru"])
def test_number_words_are_read_as_another_library_writes_them(tag: str) -> None:
    numbers = [*range(131), *range(190, 1100, 37), 2023, 12_345, 200_000, 999_999, 10**6, 3 * 10**6]
    for number in numbers:
        words = num2words(number, lang={"nb": "no"}.get(tag, tag))
        assert parse_number(words, language(tag)) == Decimal(number), words


# The other library misspells 118 in Italian, 40 in Swedish and 60 in Danish; it has no Māori.
@pytest.mark.parametrize(
    ("tag", "words", "number"),
    [
        ("it", "ventuno", 21), ("it", "centotto", 108), ("it", "duemilacinquecento", 2500),
        ("sv", "fyrtiotvå", 42), ("sv", "tvåhundra", 200), ("sv", "fyra komma två", Decimal("4.2")),
        ("da", "enogtyve", 21), ("da", "halvtredsindstyve", 50), ("da", "tohundrede", 200),
        ("mi", "tekau mā tahi", 11), ("mi", "rua tekau mā toru", 23),
        ("mi", "kotahi rau rima tekau mā whā", 154), ("mi", "rua mano", 2000),
        ("de", "zweieinhalb", Decimal("2.5")), ("de", "anderthalb", Decimal("1.5")),
        ("es", "dos y medio", Decimal("2.5")), ("fr", "nonante-sept", 97),
        ("fr", "un tiers", Decimal(1) / 3), ("pt", "menos cinco", -5),
    ],
)  # fmt: skip
def test_number_words_of_other_languages(tag: str, words: str, number: Decimal) -> None:
    value = parse_number(words, language(tag))
    assert value is not None and abs(value - number) < Decimal("1e-20")
