"""Aiken files, correct ones and those that people write."""

import pytest

from quiz.convert.aiken import read, reads
from quiz.convert.model import no_progress

GOOD = b"""\
What raises
the tides?
A. the wind
B) the Moon
ANSWER: B
"""


def test_a_question_of_two_lines_with_both_ways_of_options() -> None:
    (bank,) = read(b"\xef\xbb\xbf" + GOOD.replace(b"\n", b"\r\n"), no_progress)
    (question,) = bank.questions
    assert question.data == {
        "type": "single_choice",
        "prompt": "What raises\nthe tides?",
        "answer": "the Moon",
        "distractors": ["the wind"],
    }


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Q\nA. x\nB. y\nANSWER: D", "the answer is “D”, and there are 2 options: A, B"),
        ("Q\nA. x\nANSWER: A", "there is only one option"),
        ("Q\nANSWER: A", "the answer is “A”, and there are no options"),
        ("A. x\nB. y\nANSWER: A", "there is no question above the options"),
        ("Q\nA. x\nb. y\nANSWER: A", "line 9 is neither an option, such as “A. text”"),
        ("Q\nA. x\nA. y\nANSWER: A", "line 9: there are two options A"),
        ("Q\nA. x\nB. y", "there is no line “ANSWER: X”"),
    ],
)
def test_a_wrong_question_is_skipped_with_its_line_and_the_next_comes_in(
    text: str, reason: str
) -> None:
    (bank,) = read(GOOD + b"\n" + text.encode(), no_progress)
    assert len(bank.questions) == 1
    assert bank.skipped[0].place == "line 7"
    assert bank.skipped[0].reason.startswith(reason)


def test_it_is_known_by_its_content() -> None:
    assert reads(GOOD)
    assert not reads(b"ANSWER: B\n")
    assert not reads(b"::t:: What?{=a ~b}\n")


def test_a_question_without_an_answer_takes_no_other_with_it() -> None:
    (bank,) = read(b"Lost\nA. x\nB. y\n\n" + GOOD, no_progress)
    assert [each.name for each in bank.skipped] == ["Lost"]
    assert "there is no line" in bank.skipped[0].reason
    assert len(bank.questions) == 1


@pytest.mark.parametrize("option", ["A)even", "A.even", "A) even", "A.\teven"])
def test_a_space_after_the_letter_may_be_missing(option: str) -> None:
    text = f"U.S. ships: how many?\nC.D. Howe knew.\n{option}\nB.U.S.A.\nANSWER: A\n".encode()
    assert reads(text)
    (bank,) = read(text, no_progress)
    assert [each.data for each in bank.questions] == [
        {
            "type": "single_choice",
            "prompt": "U.S. ships: how many?\nC.D. Howe knew.",
            "answer": "even",
            "distractors": ["U.S.A."],
        }
    ]
