"""Anki's text files: with lines that say how they are made, and without."""

import pytest

from quiz.convert.anki.text import read, reads
from quiz.convert.model import no_progress
from quiz.errors import BadFile

EXPORTED = b"""\
#separator:tab
#html:true
#guid column:1
#notetype column:2
#deck column:3
#tags column:6
abc\tBasic\tGeo::X\tWhat <b>raises</b> the tides?\t"the \"\"Moon\"\"\"\ta b
# not a note
abd\tBasic\tGeo::X\t"What
stands?"\tit\t
"""


def test_an_exported_file_is_read_by_what_its_first_lines_say() -> None:
    assert reads(EXPORTED)
    (bank,) = read(EXPORTED.replace(b"\n", b"\r\n"), no_progress)
    assert bank.title == "Geo::X"
    tides, stands = bank.questions
    assert (tides.place, stands.place) == ("line 7", "line 9")
    assert tides.data == {
        "type": "short_answer",
        "prompt": "What raises the tides?",
        "answers": ['the "Moon"'],
        "tags": ["a", "b"],
    }
    assert stands.data["prompt"] == "What stands?"


def test_text_that_is_no_html_stays_as_it_is() -> None:
    (bank,) = read(b"#separator:|\n#html:false\n#deck:D\n#tags:t\nIs 1 <b 2?|&amp;\n", no_progress)
    (question,) = bank.questions
    assert bank.title == "D"
    assert question.data["prompt"] == "Is 1 <b 2?" and question.data["answers"] == ["&amp;"]
    assert question.data["tags"] == ["t"]


def test_a_column_named_tags_holds_the_tags() -> None:
    ((question,),) = [
        bank.questions
        for bank in read(b"#separator:tab\n#columns:Front\tTags\tBack\nQ\tt1 t2\tA\n", no_progress)
    ]
    assert question.data["tags"] == ["t1", "t2"] and not question.lost
    assert (question.data["prompt"], question.data["answers"]) == ("Q", ["A"])


def test_columns_that_explain_go_with_the_question_and_others_are_listed_as_lost() -> None:
    data = b"#separator:|\n#columns:Front|Back|Extra|Page\nQ|A|because|12\n"
    ((question,),) = [bank.questions for bank in read(data, no_progress)]
    assert question.data["explanation"] == "because"
    assert question.lost == ["\u201cPage\u201d: not kept, for quiz does not know what it holds"]


@pytest.mark.parametrize(
    ("data", "known"),
    [
        (b"Q\tA\nQ2\tA2\n", True),
        (b"Q\tA\n", False),
        (b"Q\tA\nQ2\n", False),
        (b"Q,A\nQ2,A2\n", False),
        (b"# Heading\n\nText\n", False),
    ],
)
def test_without_such_lines_only_even_columns_between_tabs_are_taken(
    data: bytes, known: bool
) -> None:
    assert reads(data) is known


@pytest.mark.parametrize("data", [b"#separator:\nx", b"#separator:ab\nx", b"#html:true\n"])
def test_a_file_without_notes_or_with_a_wrong_separator_is_refused(data: bytes) -> None:
    with pytest.raises(BadFile):
        read(data, no_progress)


@pytest.mark.parametrize("piece", [b"[sound:", b"{{c1::", b"<a", b"<"])
def test_a_field_that_never_ends_takes_no_long_time(piece: bytes) -> None:
    (bank,) = read(b"#separator:tab\n" + piece * 20_000 + b"\tA\n", no_progress)
    assert len(bank.questions) + len(bank.skipped) == 1


@pytest.mark.parametrize(
    "header", ["#separator:Comma,,", "#separator:Semicolon;;", "#separator:,,,", "#separator:;"]
)
def test_the_cells_that_a_spreadsheet_adds_to_a_header_do_not_count(header: str) -> None:
    sign = ";" if ";" in header else ","
    text = f"{header}\n#html:true{sign * 2}\n#deck:Capitals{sign}\nPeru{sign}<b>Lima</b>{sign}geo\n"
    (bank,) = read(text.encode(), no_progress)
    assert bank.title == "Capitals"
    assert bank.questions[0].data["answers"] == ["Lima"]


def test_a_card_may_begin_with_the_sign_of_a_comment() -> None:
    cards = b"# my cards\nWhat prints a line?\tputs\n#include <stdio.h> gives what?\tprintf\n"
    assert reads(cards)
    (bank,) = read(cards, no_progress)
    prompts = [each.data["prompt"] for each in bank.questions]
    assert prompts == ["What prints a line?", "#include <stdio.h> gives what?"]
    assert not bank.skipped


def test_where_anki_sees_a_comment_the_card_is_reported() -> None:
    text = b"#separator:tab\n# a remark\nQ\tA\n#include gives what?\tprintf\n"
    (bank,) = read(text, no_progress)
    assert [each.data["prompt"] for each in bank.questions] == ["Q"]
    assert [(each.place, each.name) for each in bank.skipped] == [
        ("line 4", "#include gives what?")
    ]


def test_line_ends_of_old_systems_and_a_lone_one_end_lines() -> None:
    (bank,) = read(b"#separator:tab\rQ\tA\rQ2\tA2\r\n\ra\n", no_progress)
    assert [each.place for each in bank.questions] == ["line 2", "line 3"]
    assert [each.place for each in bank.skipped] == ["line 5"]


@pytest.mark.parametrize(
    ("name", "lost"),
    [("Basic", 0), ("Basic (and reversed card)", 1), ("Einfach (beide Richtungen)", 1)],
)
def test_the_card_for_the_way_back_is_listed_as_lost(name: str, lost: int) -> None:
    text = f"#separator:tab\n#notetype column:1\n{name}\tPeru\tLima\n"
    (bank,) = read(text.encode(), no_progress)
    assert len(bank.questions[0].lost) == lost
