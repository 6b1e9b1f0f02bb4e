"""Files that are made to take long: each takes time in proportion to its size, or is refused."""

from collections.abc import Callable
from time import process_time

import pytest

from quiz.convert import formats, plain_text
from quiz.convert.import_bank import Plan, assemble
from quiz.convert.model import MAX_ANSWERS, MAX_TEXT, no_progress
from quiz.convert.tables import reader
from quiz.errors import BadFile


def words(count: int, form: str) -> str:
    return "".join(form.format(number) for number in range(count))


ONE_QUESTION: dict[str, Callable[[int], str]] = {
    "gift choice": lambda size: f"::t::Q?{{=a {words(size, '~w{} ')}}}\n",
    "gift short answer": lambda size: f"Q?{{{words(size, '=w{} ')}}}\n",
    "gift numbers": lambda size: f"Q?{{#{words(size, '={}:1 ')}}}\n",
    "gift matching": lambda size: f"Q?{{{words(size, '=l{0} -> r{0} ')}}}\n",
    "gift ordering": lambda size: f"Q?{{>3 ALL\n{words(size, 'i{}' + chr(10))}}}\n",
    "gift lines": lambda size: f"::t::Q?{{\n{words(size, '=a{}' + chr(10))}}}\n",
    "text2qti": lambda size: f"Quiz title: x\n1. Q\n*a) x\n{words(size, 'b) y{}' + chr(10))}",
}
"""Files with one question of so many answers."""


@pytest.mark.parametrize("name", ONE_QUESTION)
def test_a_question_of_very_many_answers_is_left_out_at_once(name: str) -> None:
    start = process_time()
    (bank,) = formats.read_file(ONE_QUESTION[name](50_000).encode(), no_progress)
    assert process_time() - start < 5
    assert not bank.questions
    assert f"answers: at most {MAX_ANSWERS:,} are read" in bank.skipped[0].reason


@pytest.mark.parametrize(
    "text",
    [
        f"::t::{'Lorem <b>ipsum</b> &amp; ' * 50_000}{{=a ~b}}\n",
        f"::t::[markdown]{'[' * 100_000}{{=a ~b}}\n",
        f"::t::[markdown]{'*a_ ' * 50_000}{{=a ~b}}\n",
        f"::t::Q{{=a#{'f ' * 600_000} ~b}}\n",
    ],
    ids=["html", "brackets", "emphasis", "feedback"],
)
def test_a_text_that_no_bank_could_hold_is_left_out_at_once(text: str) -> None:
    start = process_time()
    (bank,) = formats.read_file(text.encode(), no_progress)
    assert process_time() - start < 5
    assert not bank.questions and "characters: at most " in bank.skipped[0].reason


def test_thousands_of_equal_questions_get_ids_in_time() -> None:
    start = process_time()
    (bank,) = formats.read_file(b"question,answer,id\n" + b"Q,a,same\n" * 5_000, no_progress)
    made = assemble([bank], Plan(id="b", title="B"))
    assert made.questions == 5_000
    assert process_time() - start < 5


def test_a_file_of_very_many_lines_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_text, "MAX_LINES", 3)
    with pytest.raises(BadFile, match="more than 3 lines: split it"):
        formats.read_file(b"::t::Q{\n=a\n=b\n}\n", no_progress)


def test_a_description_that_is_too_long_is_lost_and_its_questions_come_in() -> None:
    text = f"Quiz title: T\nQuiz description: {'a ' * 30_000}\n1. Q\n*a) x\nb) y\n"
    (bank,) = formats.read_file(text.encode(), no_progress)
    assert len(bank.questions) == 1
    assert bank.lost[0].startswith("description: a text has 59,999 characters")
    info = "a " * MAX_TEXT
    xml = (
        '<quiz><question type="category"><category><text>c</text></category>'
        f"<info><text>{info}</text></info></question>"
        '<question type="truefalse"><questiontext><text>Q</text></questiontext>'
        '<answer fraction="100"><text>true</text></answer></question></quiz>'
    )
    (bank,) = formats.read_file(xml.encode(), no_progress)
    assert len(bank.questions) == 1
    assert bank.lost[0].startswith("description: a text has 2,000,000 characters")


@pytest.mark.parametrize(
    ("limit", "text", "reason"),
    [
        ("MAX_ROWS", "question,answer\n" + "Q,a\n" * 99, "has more than 20 rows: split it"),
        ("MAX_ROW", "question,answer\n\nQ,a" + "," * 999, "line 3: a row has more than 20 ch"),
        ("MAX_ROW", '#separator:,\nQ,"a\n' + "\n" * 99, "line 2: a row has more than 20 ch"),
    ],
)
def test_a_table_that_would_fill_the_memory_is_refused(
    limit: str, text: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = text.encode()
    _, found = formats.recognise(data)
    monkeypatch.setattr(reader, limit, 20)
    with pytest.raises(BadFile, match=reason):
        found.read(data, no_progress)
