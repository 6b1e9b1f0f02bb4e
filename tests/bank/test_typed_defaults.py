"""The language of a bank, and its rules for all typed answers."""

from pathlib import Path

import pytest

from quiz.bank.questions import fingerprint, rebuild_question, write_question
from quiz.model.question import Cloze, ShortAnswer
from tests.support import places, read

HEAD = "format: 1\nid: b\ntitle: B\n"
ITEMS = """\
- {id: a, type: short_answer, prompt: p, answers: [Māori]}
- {id: b, type: short_answer, prompt: p, answers: [Māori], strict: false, typos: forgiven}
- {id: c, type: cloze, text: 'a {{gap}}'}
- {id: d, type: numeric, prompt: p, answer: 5}
- {id: e, type: true_false, prompt: p, answer: true}
"""
MĀORI = (
    HEAD + "language: mi\ntyped: {strict: true, case_sensitive: true, typos: none}\nquestions:\n"
)


def test_rules_of_a_bank_hold_for_its_typed_answers_unless_a_question_has_its_own(
    tmp_path: Path,
) -> None:
    bank = read(tmp_path, ITEMS, MĀORI).bank
    assert bank is not None
    first, second, third, number, choice = bank.questions
    assert isinstance(first, ShortAnswer) and isinstance(second, ShortAnswer)
    assert (first.rules.strict, first.rules.case_sensitive, first.rules.typos) == (
        True,
        True,
        False,
    )
    assert (second.rules.strict, second.rules.case_sensitive, second.rules.typos) == (
        False, True, True,
    )  # fmt: skip
    assert isinstance(third, Cloze) and third.rules.strict
    assert [each.language for each in bank.questions] == ["mi", "mi", "mi", "mi", "en"]
    # A stored version stands alone.
    for each in (first, second, third, number, choice):
        stored = rebuild_question(write_question(each))
        assert stored is not None
        assert write_question(stored) == write_question(each)
        assert stored.language == each.language


@pytest.mark.parametrize("tag", ["en", "en-NZ", "en-GB", "en-US", "EN-au", "en-ZA"])
def test_versions_of_questions_in_english_say_nothing_of_their_language(
    tmp_path: Path, tag: str
) -> None:
    bank = read(tmp_path, ITEMS, f"{HEAD}language: {tag}\nquestions:\n").bank
    plain = read(tmp_path, ITEMS, f"{HEAD}questions:\n").bank
    assert bank is not None and plain is not None
    versions = [[fingerprint(write_question(q)) for q in each.questions] for each in (bank, plain)]
    assert versions[0] == versions[1]
    assert all("language" not in write_question(each) for each in bank.questions)


def test_english_with_lakhs_is_kept_with_typed_questions(tmp_path: Path) -> None:
    bank = read(tmp_path, ITEMS, HEAD + "language: en-IN\nquestions:\n").bank
    assert bank is not None
    assert [each.language for each in bank.questions] == ["en-IN"] * 4 + ["en"]
    assert all(rebuild_question(write_question(each)) for each in bank.questions)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("strict", "4:8 wrong-type"),
        ("{strict: yes}", "4:17 wrong-type"),
        ("{stict: true}", "4:9 unknown-key"),
        ("{reject: [a]}", "4:9 unknown-key"),
        ("{typos: some}", "4:16 unknown-word"),
    ],
)
def test_what_rules_a_bank_cannot_set(tmp_path: Path, typed: str, expected: str) -> None:
    reading = read(tmp_path, ITEMS, f"{HEAD}typed: {typed}\nquestions:\n")
    assert reading.bank is None
    assert places(reading.problems) == [expected]


@pytest.mark.parametrize(
    "tag",
    ["en", "en-NZ", "de", "de-CH", "mi", "zh-Hant", "zh-Hant-TW", "es-419", "pt-BR", "sr-Latn-RS",
     "rap", "ca-valencia", "de-1996", "EN-us", "en-x-school", "haw"],
)  # fmt: skip
def test_tags_of_languages(tmp_path: Path, tag: str) -> None:
    assert read(tmp_path, ITEMS, f"{HEAD}language: {tag}\nquestions:\n").problems == ()


@pytest.mark.parametrize(
    ("written", "advice"),
    [
        ("English", "write “en”"), ("deutsch", "write “de”"), ("Deutsch", "write “de”"),
        ("German", "write “de”"), ("ger", "write “de”"), ("eng", "write “en”"),
        ("español", "write “es”"), ("Māori", "write “mi”"), ("français", "write “fr”"),
        ("en_NZ", "write “en-NZ”"), ("en-UK", "write “en-GB”"), ("jp", "write “ja”"),
        ("dk", "write “da”"), ("en-ZZ", "such as en"), ("klingon!", "such as en"),
        ("qq", "such as en"), ("english (nz)", "such as en"), ("12", "such as en"),
    ],
)  # fmt: skip
def test_what_is_no_tag_of_a_language(tmp_path: Path, written: str, advice: str) -> None:
    reading = read(tmp_path, ITEMS, f"{HEAD}language: {written}\nquestions:\n")
    assert places(reading.problems) == ["4:11 bad-language"]
    assert advice in reading.problems[0].message


def test_what_folding_would_accept_can_be_rejected(tmp_path: Path) -> None:
    items = """\
- {id: a, type: short_answer, prompt: p, answers: ['!='], reject: ['=']}
- {id: b, type: short_answer, prompt: p, answers: [año], reject: [ano]}
- {id: c, type: short_answer, prompt: p, answers: [Mrs. Bennet], reject: [Mr. Bennet, Bennet]}
- {id: d, type: short_answer, prompt: p, answers: [Python 3.10], reject: [Python 3.1]}
- {id: e, type: short_answer, prompt: p, answers: [The Hague], reject: [Hague], strict: true}
"""
    assert read(tmp_path, items, HEAD + "questions:\n").problems == ()
