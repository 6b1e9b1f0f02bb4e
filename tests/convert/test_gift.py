"""GIFT as Moodle takes it apart, and what is written of it."""

import re
import time
from dataclasses import replace
from typing import Any

import pytest

from quiz.bank.questions import rebuild_question
from quiz.convert.formats import recognise, writer
from quiz.convert.model import ImportedQuestion, no_progress
from quiz.convert.moodle.gift_reader import read, reads
from quiz.convert.moodle.gift_writer import write
from quiz.errors import BadFile
from tests.convert.roundtrip import bank_of, differing

HOSTILE = "= ~ # { } : \\ \\n \\~ -> // %50% [html] [[1]] {1:SA:=a} #### {#1} &amp; ]]> <b> 0\\"
WORD = "[html] a=b ~#: %50% * \\* &lt; <i> 0"
NASTY: list[dict[str, Any]] = [
    {
        "type": "single_choice",
        "answer": {"text": HOSTILE, "feedback": HOSTILE, "quote": HOSTILE},
        "distractors": [f"[{HOSTILE}"],
    },
    {"type": "multiple_response", "answers": [HOSTILE, "b"], "distractors": ["=c"]},
    {"type": "true_false", "answer": "false", "explanation": HOSTILE, "quote": HOSTILE},
    {"type": "short_answer", "answers": [WORD, "%50%x"], "reject": ["=x", "}"]},
    {"type": "matching", "pairs": [{HOSTILE: HOSTILE}, {"b": "c -> d"}], "distractors": ["[e"]},
    {"type": "ordering", "items": [HOSTILE, "0", "//", "}", ">x", "#######"]},
    {"type": "cloze", "text": "a {b} ([{{c#= \\d*|e}}]) // {1:SA:=a}\n\nend", "reject": ["f=g"]},
    {"type": "cloze", "text": "a [[1]] {b} {{c#= \\d*}}.", "distractors": [HOSTILE]},
]


@pytest.mark.parametrize("data", NASTY, ids=lambda data: str(data["type"]))
@pytest.mark.parametrize("name", ["gift", "moodle"])
def test_signs_of_the_format_are_text_in_all_places(data: dict[str, Any], name: str) -> None:
    made = rebuild_question({"id": "q", "prompt": HOSTILE, "tags": ["a]b"], **data})
    assert made is not None
    exported = writer(name).write([bank_of(made)], no_progress)
    (bank,) = recognise(exported.data)[1].read(exported.data, no_progress)
    assert not bank.skipped
    assert differing(made, bank.questions[0]) == set()
    assert all("only as it is written" in loss.what for loss in exported.losses)


def test_no_sign_stands_unescaped_among_the_options_of_several() -> None:
    made = rebuild_question({"id": "q", "prompt": HOSTILE, **NASTY[1]})
    assert made is not None
    text = write([bank_of(made)], no_progress).data.decode()
    question = re.sub(r"\\\\|\\[:#={}~n]", "", text.split("::[html]")[1])
    assert question.count("{") == question.count("}") == 1
    assert "=" not in question and question.count("~") == 3
    assert "~%50%" in question and "~%-50%" in question


def test_items_of_an_ordering_stand_on_lines_of_their_own_without_escapes() -> None:
    made = rebuild_question({"id": "q", "prompt": "P", "type": "ordering", "items": ["a:\\", "0"]})
    assert made is not None
    text = write([bank_of(made)], no_progress).data.decode()
    assert "{\n\t>2 ALL VERTICAL RELATIVE_ALL_PREVIOUS_AND_NEXT SHOW none\n" in text
    assert "\n\t<p>a:&#92;</p>\n\t<p>0</p>\n}" in text


def test_an_arrow_makes_no_pair_of_a_short_answer() -> None:
    made = rebuild_question({"id": "q", "prompt": "P", "type": "short_answer", "answers": ["a->b"]})
    assert made is not None
    assert "->" in write([bank_of(made)], no_progress).skipped[0].reason


def came(text: str) -> ImportedQuestion:
    """Return the one question of a text."""
    (bank,) = read(text.encode(), no_progress)
    assert not bank.skipped, bank.skipped
    return bank.questions[0]


@pytest.mark.parametrize(
    ("text", "data", "lost"),
    [
        ("Q{F#wrong#right}", {"type": "true_false", "answer": "false"}, ["answer"]),
        ("Q{TRUE####why}", {"answer": "true", "explanation": "why"}, []),
        ("Q{#1..5}", {"type": "numeric", "answer": "3", "tolerance": "2"}, []),
        ("Q{#=3:2 =%50%3:9#near ~#far}", {"answer": "3", "tolerance": "2"}, ["answer"] * 2),
        ("Q{~%50%a ~%50%b ~%-50%c}", {"type": "multiple_response", "answers": ["a", "b"]}, []),
        ("Q{~%60%a ~%40%b ~c}", {"answers": ["a", "b"], "distractors": ["c"]}, ["marking"]),
        ("A {~b =c} d.", {"type": "cloze", "text": "A {{c}} d.", "distractors": ["b"]}, []),
        ("A {~b =c#yes} d.", {"type": "single_choice", "prompt": "A ____ d."}, []),
        ("A {=b =c}.", {"type": "cloze", "text": "A {{b|c}}."}, []),
        ("Q{=a -> b = c->d = -> e}", {"pairs": [{"a": "b"}, {"c": "d"}], "distractors": ["e"]}, []),
        ("Q{>2 RANDOM H ABS\nb\na\nc}", {"type": "ordering", "items": ["b", "a", "c"]}, ["items"]),
        ("[plain]1 < 2 \\{\\\\{T}", {"prompt": "1 < 2 {\\"}, []),
        (
            "[markdown]*a*\\n\\n- `b`{=1984. ~[plain]*c* ~$x*y*z$}",
            {"prompt": "a\n\n- b", "answer": "1984.", "distractors": ["*c*", "$x*y*z$"]},
            ["prompt"],
        ),
        ("[markdown]a\\n\\n{T}\\n\\n*b*", {"prompt": "a\n\n____\n\nb"}, ["prompt"]),
        ("[html]<b>x</b>{T}", {"prompt": "x"}, ["prompt"]),
        ("// [id:7] [tag:x]\n// [tag:y z]\n::T::Q{T}", {"id": "7", "tags": ["x", "y z"]}, []),
    ],
)
def test_what_moodle_reads(text: str, data: dict[str, Any], lost: list[str]) -> None:
    found = came(text)
    assert {key: found.data[key] for key in data} == data
    assert [what.split(":")[0] for what in found.lost] == lost


def test_categories_are_banks_whatever_the_ends_of_lines() -> None:
    text = "\ufeff$CATEGORY: $course$/top/A//B/C//D\r\n\r\nQ{T}\r\n\r\n$CATEGORY: E\r\nR{F}\r\n"
    banks = read(text.encode(), no_progress)
    assert [(bank.title, bank.questions[0].place) for bank in banks] == [
        ("C/D", "line 3"),
        ("E", "line 6"),
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Text without answers", "it is a description"),
        ("Essay?{}", "it is an essay"),
        ("Q {=a", "its “{” is never closed"),
        ("Q }{T}", "a “}” has no “{” before it"),
        ("Set {1, 2} is?{=a ~b}", "there is more than one pair of braces"),
        ("Q{T}\n::R::R{F}", "there is no empty line before line 4"),
        ("Q{=a ~%-1e999%b =}", "an option has no text"),
        ("Q{#x}", "“x” is not a number"),
        ("Q{#1..1e9999999}", "“1..1e9999999” is not a range"),
        ("Q{=%50%a}", "no single wording is right in full"),
    ],
)
def test_a_wrong_question_is_skipped_with_its_line_and_the_next_comes_in(
    text: str, reason: str
) -> None:
    (bank,) = read(f"First{{T}}\n\n{text}\n\nLast{{F}}".encode(), no_progress)
    assert len(bank.questions) == 2
    assert bank.skipped[0].place == "line 3"
    assert bank.skipped[0].reason.startswith(reason)


def test_what_a_bank_says_of_itself_comes_back() -> None:
    made = rebuild_question({"id": "q", "prompt": "P", **NASTY[2]})
    assert made is not None
    bank = replace(bank_of(made), description="A [b]\nc \\", language="de")
    (found,) = read(write([bank], no_progress).data, no_progress)
    assert (found.id, found.language, found.description) == ("bank", "de", "A [b]\nc \\")


def test_other_encodings_are_refused() -> None:
    with pytest.raises(BadFile, match="is not UTF-8: byte 0xe9 at line 1, column 4"):
        read("Caf\u00e9{T}".encode("cp1252"), no_progress)


@pytest.mark.parametrize(
    "piece", ["{", "}", "{=", "::", "\\", "// [tag:", "{{1:SA:", "a{T}\n\n", "\n", "[bank:"]
)
def test_time_is_linear(piece: str) -> None:
    data = f"// $CATEGORY:\n{piece * (60_000 // len(piece))}\n$CATEGORY: a".encode()
    started = time.process_time()
    reads(data)
    read(data, no_progress)
    assert time.process_time() - started < 3


def test_it_is_known_by_its_content() -> None:
    assert reads(b"::t:: What?{=a ~b}\n") and reads(b"Q {TRUE}") and reads(b"Essay?{}")
    assert not reads(b'{"a": {}}') and not reads(b"a,b\n1,{2}") and not reads(b"{" * 1000)


@pytest.mark.parametrize("start", ["[html]<i>", "[markdown]*", "[plain]", "<p>", "<b>"])
def test_a_file_may_begin_with_a_format_or_a_tag(start: str) -> None:
    text = f"{start}Two is even.{{T}}\n\n::third::Four is {{=even ~odd}}.\n".encode()
    assert recognise(text)[0].name == "gift"
    (bank,) = read(text, no_progress)
    assert len(bank.questions) == 2 and not bank.skipped


@pytest.mark.parametrize(
    "text", ["<?xml version='1.0'?><a>{=x}</a>", '[{"a": "{=x}"}]', "<html>{T}"]
)
def test_other_languages_are_not_gift(text: str) -> None:
    assert not reads(text.encode())
