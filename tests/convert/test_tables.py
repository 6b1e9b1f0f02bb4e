"""CSV: there and back, and the tables that other people make."""

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.bank.questions import rebuild_question
from quiz.convert import formats
from quiz.convert.model import ImportedQuestion, no_progress
from quiz.convert.tables.own_tables import (
    escape_formula,
    join_values,
    split_values,
    unescape_formula,
    write,
)
from quiz.convert.tables.reader import BLACKBOARD_KEYWORDS, BLACKBOARD_READERS, read, reads
from quiz.errors import BadFile
from quiz.model.question import Question
from tests.convert.roundtrip import assert_carried, bank_of
from tests.strategies import questions


def table(text: str) -> list[ImportedQuestion]:
    (bank,) = read(text.encode(), no_progress)
    return bank.questions


def reason(text: str) -> str:
    (bank,) = read(text.encode(), no_progress)
    assert not bank.questions
    return bank.skipped[0].reason


@given(question=questions())
@settings(max_examples=50)
def test_a_question_comes_back_as_it_was(question: Question) -> None:
    exported = write([bank_of(question)], no_progress)
    assert reads(exported.data)
    assert_carried(question, exported, read(exported.data, no_progress))


@given(cell=st.text("'=+-@\t\r \n＝x", max_size=5))
def test_no_cell_is_calculated_and_each_comes_back(cell: str) -> None:
    safe = escape_formula(cell)
    assert unescape_formula(safe) == cell
    assert not safe.startswith(("\t", "\r"))
    assert not safe.lstrip(" \n").startswith(("=", "+", "-", "@", "＝"))


@given(values=st.lists(st.text("\\n\n—→ :asource", min_size=1).map(lambda text: f"x{text}x")))
def test_several_values_of_a_cell_come_back(values: list[str]) -> None:
    assert split_values(join_values(values)) == values


def test_a_spreadsheet_knows_the_encoding_and_runs_nothing() -> None:
    made = rebuild_question(
        {"id": "q", "type": "numeric", "prompt": "=HYPERLINK(\"http://x\")", "answer": "-5"}
    )  # fmt: skip
    assert made is not None
    data = write([bank_of(made)], no_progress).data
    assert data.startswith(b"\xef\xbb\xbfbank,")
    (row,) = csv.DictReader(io.StringIO(data.decode("utf-8-sig")))
    assert row["prompt"] == '\'=HYPERLINK("http://x")' and row["answer"] == "'-5"


def test_banks_come_back_apart_with_what_is_said_of_them() -> None:
    made = rebuild_question({"id": "q", "type": "true_false", "prompt": "P", "answer": "true"})
    assert made is not None
    one = replace(bank_of(made, made, name="one"), description="A\n\nb", language="de")
    two = bank_of(made, name="two", title="Two")
    came = read(write([one, two], no_progress).data, no_progress)
    assert [(each.id, each.title, each.description, each.language) for each in came] == [
        ("one", "A bank", "A\n\nb", "de"),
        ("two", "Two", "", "en"),
    ]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_letters_name_the_right_options(separator: str) -> None:
    text = (
        "No.|Question|Option A|Option B|Option C|Correct Answer|Explanation|Tags|Page\n"
        "1|What <b>is</b> it?|one|two|three|B|Because.|x; y|12\n"
        "2|Which?|one|two|three|A and C|||\n"
    )
    first, second = table(text.replace("|", separator).replace("x; y", '"x; y"'))
    assert first.data == {
        "prompt": "What is it?",
        "type": "single_choice",
        "answer": "two",
        "distractors": ["one", "three"],
        "explanation": "Because.",
        "tags": ["x", "y"],
    }
    assert first.lost == [
        "column “Page”: not kept, for quiz does not know what it holds",
        "prompt: bold or italic",
    ]
    assert second.data["answers"] == ["one", "three"]


def test_a_sheet_like_kahoot_s_is_read_below_its_head() -> None:
    text = (
        ",Quiz template\n,Fill in the form\n\n"
        ",Question - max 120 characters,Answer 1 - max 75 characters,Answer 2,Answer 3,Answer 4,"
        "Time limit (sec) – 5 to 240 secs,Correct answer(s) - choose at least one\n"
        "1,Which are even?,two,three,four,,20,\"1,3\"\n"
    )  # fmt: skip
    (question,) = table(text)
    assert question.place == "line 5"
    assert question.data["answers"] == ["two", "four"]
    assert question.data["distractors"] == ["three"]


def test_questions_without_options() -> None:
    head = "question,answer,type,tolerance,distractors\n"
    capital, pi, true, wrong = table(
        head + 'Capital?,Paris,,,\nPi?,"3.14",numeric,0.01,\nSo?,TRUE,,,\nWho?,Ann,,,"Bob\nCy"\n'
    )
    assert capital.data == {"prompt": "Capital?", "type": "short_answer", "answers": ["Paris"]}
    assert pi.data["answer"] == "3.14" and pi.data["tolerance"] == "0.01"
    assert true.data["type"] == "true_false" and true.data["answer"] == "true"
    assert wrong.data["distractors"] == ["Bob", "Cy"]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("Q,1,2,3,2", ""),
        ("Q,2,1,3,2", "its key “2” could mean two options, by text and by number"),
        ("Q,b,c,d,B", "its key “B” could mean two options, by text and by number"),
        ("Q,x,y,z,D", "its key “D” is none of its options"),
        ("Q,x,y,z,AC", "its key “AC” is none of its options"),
        ("Q,x,y,,C", "its key “C” is none of its options"),
        ("Q,x,y,z,", "the row has no answer"),
        (",x,y,z,A", "the row has no question text"),
        ("Q, with comma,x,y,z,A", "the row has 6 cells, but the table has 5 columns"),
    ],
)
def test_no_row_gets_a_key_that_it_may_not_have_meant(row: str, why: str) -> None:
    text = f"question,a,b,c,answer\n{row}\n"
    if not why:
        assert table(text)[0].data["answer"] == "2"
        return
    (bank,) = read(text.encode(), no_progress)
    assert (bank.skipped[0].place, bank.skipped[0].reason) == ("line 2", why)


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        ("MC\tQ\tx\tincorrect\ty\tcorrect", {"answer": "y", "distractors": ["x"]}),
        ("MA\tQ\tx\tcorrect\ty\tcorrect\tz\tincorrect", {"answers": ["x", "y"]}),
        ("TF\tQ\tfalse", {"answer": "false"}),
        ("ORD\tQ\ta\tb\tc", {"items": ["a", "b", "c"]}),
        ("MAT\tQ\ta\tb\tc\td", {"pairs": [{"a": "b"}, {"c": "d"}]}),
        ("FIB\tQ\ta\tb", {"answers": ["a", "b"]}),
        ("FIB_PLUS\tThe [x] of [y].\tx\ta\tb\t\ty\tc", {"text": "The {{a|b}} of {{c}}."}),
        ("NUM\tQ\t3.5\t0.5", {"answer": "3.5", "tolerance": "0.5"}),
        ("ESS\tQ\tmodel", "a bank cannot hold Blackboard's question type ESS"),
        ("MC\tQ\tx\tyes", "each option needs “correct” or “incorrect” in the next cell"),
        ("MC\tQ\tx\tincorrect", "no option is correct"),
        ("MAT\tQ\ta\tb\tc", "one side of a pair is missing"),
        (
            "FIB_PLUS\tThe [x].\tz\ta",
            "its answers do not fit the variables in its text: each must occur exactly once",
        ),
        ("NUM\tQ\tmany", "its answer “many” is not a number"),
    ],
)
def test_rows_as_blackboard_takes_them(row: str, wanted: dict[str, object] | str) -> None:
    assert reads(row.encode())
    if isinstance(wanted, str):
        assert reason(row) == wanted
    else:
        assert wanted.items() <= table(row)[0].data.items()


def test_what_is_no_table_of_questions_is_left_to_others() -> None:
    assert not any(map(reads, [b"a,b\n1,2\n", b"Q\tA\nQ2\tA2\n", b"", b"\xff\xfe\0", b"# x\n"]))
    with pytest.raises(BadFile):
        read(b"a,b\n1,2\n", no_progress)
    assert not reads(b"(" * 200_000)
    with pytest.raises(BadFile, match="line 2 cannot be read"):
        read(b"question,answer\n" + b"x" * 1_000_001 + b",y\n", no_progress)


def test_a_table_of_ours_in_which_somebody_wrote_a_row_of_their_own() -> None:
    text = "id,type,prompt,answer,distractors,Room\nq,,P,Ann,Bob,5\nr,single_choice,P,A,B,\n"
    own, ours = table(text)
    assert own.data == {"prompt": "P", "type": "single_choice", "answer": "Ann",
                        "distractors": ["Bob"], "id": "q"}  # fmt: skip
    assert own.lost == ["column “Room”: not kept, for quiz does not know what it holds"]
    assert ours.data["distractors"] == ["B"]


def test_a_file_is_taken_for_the_format_that_it_is(tmp_path: Path) -> None:
    taken = {
        b"question,answer\nQ,A\n": "csv",
        b"MC\tQ\tx\tcorrect\n": "csv",
        b"#separator:tab\nQ\tA\n": "anki-text",
        b"Q\tA\nQ\tA\n": "anki-text",
    }
    for data, name in taken.items():
        assert formats.recognise(data)[0].name == name
    assert BLACKBOARD_READERS.keys() < BLACKBOARD_KEYWORDS


def test_wrong_options_may_be_called_wrong() -> None:
    (question,) = table("Prompt;Right;Wrong 1;Wrong 2;Why\nWho?;Ann;Bob;Cid;She says so.\n")
    assert question.data["type"] == "single_choice"
    assert question.data["distractors"] == ["Bob", "Cid"]
    assert not question.lost
