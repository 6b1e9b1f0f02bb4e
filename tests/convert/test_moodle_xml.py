"""What Moodle demands of its XML, and what it writes itself."""

import html
import io
import re
import zipfile
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from quiz.bank.questions import rebuild_question
from quiz.convert.formats import writer
from quiz.convert.model import Exported, ImportedQuestion, no_progress
from quiz.convert.moodle.cloze import write_gap
from quiz.convert.moodle.keys import (
    FULL,
    WEIGHTS,
    answer_weights,
    category_title,
    nearest_weight,
    same_weight,
)
from quiz.convert.moodle.xml_reader import read, reads
from quiz.convert.moodle.xml_writer import category_path, write
from quiz.errors import BadFile
from quiz.model.question import Question
from tests.convert.roundtrip import bank_of

# As `qtype_multianswer` has them.
_WORD = r"(?:=|%-?[0-9]+%)?.+?(?<!\\|&)(?<!&amp;)(?=[~#}]|$)(?:#.*?(?<!\\)(?=[~}]|$))?"
_FOUND = _WORD.replace(".+?", "(?P<word>.+?)", 1)


def question(**data: Any) -> Question:
    prompt = {} if data["type"] == "cloze" else {"prompt": "P"}
    made = rebuild_question({"id": "q", **prompt, **data})
    assert made is not None
    return made


def exported(**data: Any) -> tuple[Exported, etree._Element]:
    """Return the export of a question, and its element."""
    found = write([bank_of(question(**data))], no_progress)
    return found, etree.fromstring(found.data).findall("question")[-1]


def unpacked(data: bytes) -> str:
    """Return the texts in an archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist())


def came(kind: str, inside: str) -> ImportedQuestion:
    """Return what comes in of a question of Moodle with these elements."""
    bank = read(xml(kind, inside), no_progress)[0]
    assert not bank.skipped, bank.skipped
    return bank.questions[0]


def xml(kind: str, inside: str, prompt: str = "<p>P</p>") -> bytes:
    return (
        f'<?xml version="1.0"?><quiz><question type="{kind}"><name><text>N</text></name>'
        f'<questiontext format="html"><text><![CDATA[{prompt}]]></text></questiontext>'
        f"{inside}</question></quiz>"
    ).encode()


def answers(*pairs: tuple[str, str], more: str = "") -> str:
    return "".join(
        f'<answer fraction="{weight}"><text>{text}</text>{more}</answer>' for text, weight in pairs
    )


def test_an_ordering_has_all_the_settings_without_which_moodle_gives_up() -> None:
    _, element = exported(type="ordering", items=["a", "b", "c"])
    settings = "layouttype selecttype selectcount gradingtype showgrading numberingstyle".split()
    assert [element.findtext(name) for name in settings] == [
        *("VERTICAL", "ALL", "3"),
        *("RELATIVE_ALL_PREVIOUS_AND_NEXT", "SHOW", "none"),
    ]
    assert element.findtext("shownumcorrect") == "1"


@pytest.mark.parametrize("count", range(1, 26))
def test_weights_are_moodles_and_sum_up(count: int) -> None:
    found = answer_weights(count)
    assert set(found) <= set(WEIGHTS)
    assert abs(nearest_weight(-FULL / count)) in WEIGHTS
    assert count > 20 or same_weight(sum(found, FULL), 2 * FULL)


def test_weights_have_five_decimals_and_wrong_ticks_cost_a_right_one() -> None:
    _, element = exported(type="multiple_response", answers=["a", "b", "c"], distractors=["d"])
    found = [answer.get("fraction") for answer in element.findall("answer")]
    assert found == ["33.33333", "33.33333", "33.33333", "-33.33333"]
    all_or_nothing = exported(
        type="multiple_response", answers=["a", "b"], distractors=["d"], marking="all_or_nothing"
    )[0]
    assert [loss.what.split(":")[0] for loss in all_or_nothing.losses] == ["marking"]


def test_banks_of_one_title_have_categories_of_their_own() -> None:
    one, other = (bank_of(question(type="true_false", answer="true"), name=name) for name in "ab")
    banks = read(write([one, other], no_progress).data, no_progress)
    assert [(bank.id, bank.title) for bank in banks] == [("a", "A bank"), ("b", "A bank (b)")]


@pytest.mark.parametrize("title", ["a/b", "/a", "a/", "Tides", "1 < 2"])
def test_titles_with_slashes_are_one_category(title: str) -> None:
    assert category_title(category_path(title)) == title


def test_typed_gaps_escape_what_means_something_to_moodle() -> None:
    text = "{1:SA:=x} {{b#c\\|d~e|*}} < {{f&}}"
    found, element = exported(type="cloze", text=text, points="4")
    assert element.findtext("questiontext/text") == (
        "<p>&#123;1:SA:=x&#125; {2:SHORTANSWER:=b\\#c\\ ~=d&#126;e~=\\*} &lt; "
        "{2:SHORTANSWER:=f&#38;}</p>"
    )
    assert not found.losses


@given(st.lists(st.text("a&#~\\<>*%=:;\"'{}|", min_size=1), min_size=1, max_size=3))
@settings(max_examples=50)
def test_moodle_takes_a_gap_apart_into_the_words_that_were_written(words: list[str]) -> None:
    gap = re.fullmatch(
        rf"\{{1:SHORTANSWER:({_WORD}(?:~{_WORD})*)\}}", write_gap(words, [], False, 1)
    )
    assert gap is not None
    came = [html.unescape(found["word"]) for found in re.finditer(f"~?{_FOUND}", gap[1])]
    came = [word.replace(r"\}", "}").replace(r"\#", "#").rstrip() for word in came]
    assert came == [word.replace("*", r"\*") for word in words]


@pytest.mark.parametrize("name", ["gift", "moodle"])
def test_what_moodle_would_not_keep_of_numbers_and_tags_is_listed(name: str) -> None:
    small = question(type="numeric", answer="1.6e-19", tolerance="1e-21", tags=["x" * 51])
    losses = writer(name).write([bank_of(small)], no_progress).losses
    fields = [loss.what.split(":")[0] for loss in losses]
    assert fields == ["tags", "answer", "tolerance"]
    near = question(type="numeric", answer="-3e5", tolerance="1e-9", tags=["a, b"])
    assert not writer(name).write([bank_of(near)], no_progress).losses


def test_a_word_bank_is_a_list_of_missing_words() -> None:
    _, element = exported(type="cloze", text="[[1]] {{b}} {{a}} {{b}}", distractors=["c"])
    assert element.get("type") == "gapselect"
    assert element.findtext("questiontext/text") == "<p>&#91;&#91;1]] [[1]] [[2]] [[1]]</p>"
    assert [each.findtext("text") for each in element.findall("selectoption")] == ["b", "a", "c"]


def test_stars_in_short_answers_are_stars_and_wildcards_are_named() -> None:
    _, element = exported(type="short_answer", answers=["2*3"], reject=["x"])
    found = [(each.findtext("text"), each.get("fraction")) for each in element.findall("answer")]
    assert found == [("2\\*3", "100"), ("x", "0")]
    feedback = "<feedback><text>no</text></feedback>"
    short = came("shortanswer", answers(("2\\*3", "100"), ("a*", "100"), ("*", "0"), more=feedback))
    assert short.data["answers"] == ["2*3"]
    assert [what.split(":")[0] for what in short.lost] == ["answers", "answers"]


def test_spare_rights_have_no_left() -> None:
    _, element = exported(type="matching", pairs=[{"a": "b"}, {"c": "d < e"}], distractors=["f"])
    pairs = [
        (each.findtext("text"), each.findtext("answer/text"))
        for each in element.findall("subquestion")
    ]
    assert pairs == [("<p>a</p>", "b"), ("<p>c</p>", "d &lt; e"), ("", "f")]


CHOICE = answers(("a", "100"), ("b", "50"), ("c", "-25"))


@pytest.mark.parametrize(
    ("kind", "inside", "data", "lost"),
    [
        ("multichoice", CHOICE, {"type": "single_choice", "answer": "a"}, ["distractors"] * 2),
        (
            "multichoice",
            "<single>false</single>" + answers(("a", "60"), ("b", "40"), ("c", "0")),
            {"type": "multiple_response", "answers": ["a", "b"], "distractors": ["c"]},
            ["marking"],
        ),
        ("truefalse", answers(("Wahr", "0"), ("Falsch", "100")), {"answer": "false"}, []),
        (
            "numerical",
            answers(("3.1", "100"), ("3", "50"), more="<tolerance>0.1</tolerance>")
            + "<units><unit><multiplier>100</multiplier><unit_name>cm</unit_name></unit>"
            "<unit><multiplier>1</multiplier><unit_name>m</unit_name></unit></units>",
            {"answer": "3.1", "tolerance": "0.1", "unit": "m"},
            ["answer", "unit"],
        ),
    ],
)
def test_what_moodle_has_and_a_bank_has_not_is_named(
    kind: str, inside: str, data: dict[str, Any], lost: list[str]
) -> None:
    found = came(kind, inside)
    assert {key: found.data[key] for key in data} == data
    assert [what.split(":")[0] for what in found.lost] == lost


def test_words_tell_true_from_false_in_capitals_too() -> None:
    assert came("truefalse", answers(("False", "100"), ("True", "0"))).data["answer"] == "false"
    assert came("truefalse", answers(("Vrai", "100"), ("Faux", "0"))).data["answer"] == "true"


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("a {1:MC:=b#yes~c} d {1:MCS:~%0%c~%100%e}", {"text": "a {{b}} d {{e}}"}),
        ("a {2:SAC:=b~%0%x} {2:SHORTANSWER_C:=c}", {"case_sensitive": "true", "points": "4"}),
        ("{1:SA:=it&#39;s~=x}", {"text": "{{it's|x}}"}),
        ("{1:MC:=R&amp;D&#8217;s#so~c}", {"text": "{{R&D’s}}", "distractors": ["c"]}),
        ("It is {1:NUMERICAL:=3:0.5} m.", {"type": "numeric", "prompt": "It is ____ m."}),
    ],
)
def test_embedded_answers(text: str, data: dict[str, Any]) -> None:
    (found,) = read(xml("cloze", "", text), no_progress)[0].questions
    assert {key: found.data[key] for key in data} == data


@pytest.mark.parametrize(
    ("kind", "inside", "reason"),
    [
        ("description", "", "it is a description"),
        ("essay", "", "a bank cannot hold Moodle’s question type “essay”"),
        ("numerical", answers(("3", "100"), ("5", "100")), "several numbers are right"),
        ("multichoice", answers(("a", "0"), ("b", "0")), "no option is right"),
        (
            "multichoice",
            answers(("a", "1e9999999"), ("b", "0")),
            "“1e9999999” is not a valid weight",
        ),
        ("multichoice", answers(("&lt;img src='x'/&gt;", "100"), ("b", "0")), "an option has no"),
        ("ddwtos", "", "there is no gap in its text"),
    ],
)
def test_a_key_in_doubt_is_no_key(kind: str, inside: str, reason: str) -> None:
    (bank,) = read(xml(kind, inside), no_progress)
    assert not bank.questions
    assert bank.skipped[0].reason.startswith(reason)


def test_embedded_files_and_pictures_are_named_and_never_opened() -> None:
    file = '<file name="../../etc/passwd" encoding="base64">eA==</file>'
    prompt = "P <img src='@@PLUGINFILE@@/a.png'/>"
    (found,) = read(xml("shortanswer", file + answers(("a", "100")), prompt), no_progress)[
        0
    ].questions
    assert [what.split(":")[0] for what in found.lost] == ["prompt", "files"]


def test_xml_that_is_not_moodles_is_not_recognised() -> None:
    assert reads(xml("essay", "").decode().encode("utf-16"))
    assert not reads(b"<questestinterop/>")
    assert not reads(b"::t::{=<quiz >}")
    with pytest.raises(BadFile, match="declares a document type"):
        read(b'<!DOCTYPE quiz [<!ENTITY a "b">]><quiz>&a;</quiz>', no_progress)


def test_the_only_option_of_a_choice_must_be_typed() -> None:
    (bank,) = read(
        b"<quiz><question type='multichoice'><name><text>n</text></name><questiontext>"
        b"<text>Two and two?</text></questiontext><answer fraction='100'><text>four</text></answer>"
        b"</question></quiz>",
        no_progress,
    )
    (question,) = bank.questions
    assert question.data["type"] == "short_answer" and question.data["answers"] == ["four"]
    assert [what.split(":")[0] for what in question.lost] == ["type"]
    assert "shuffle" not in question.data


@pytest.mark.parametrize(
    ("points", "grade", "loss"),
    [
        ("1000000", "99999", "points: Moodle has at most 99,999"),
        ("100000", "99999", "points: Moodle has at most 99,999"),
        ("99999", "99999", ""),
        ("1.00000001", "1.00000001", "points: Moodle keeps 7 decimals"),
    ],
)
def test_points_fit_into_the_column_of_moodle(points: str, grade: str, loss: str) -> None:
    """Where one does not, Moodle stops the import of all questions that follow."""
    made, element = exported(type="true_false", answer="true", points=points)
    assert element.findtext("defaultgrade") == grade
    assert [each.what for each in made.losses] == ([loss] if loss else [])


@pytest.mark.parametrize("number", ["0.0000005", "1e-30", "2.50", "1e40"])
def test_numbers_have_no_exponents(number: str) -> None:
    _, element = exported(type="numeric", answer=number, tolerance=number)
    for written in (element.findtext("answer/text"), element.findtext("answer/tolerance")):
        assert written is not None and "E" not in written.upper()
        assert Decimal(written) == Decimal(number)


@pytest.mark.parametrize("name", ["gift", "moodle", "canvas"])
def test_what_is_typed_here_and_wrong_there_is_listed(name: str) -> None:
    """Other systems compare letter by letter; the form without its article goes along."""
    made = [
        ("article", question(type="short_answer", answers=["the Missouri"])),
        ("accent", question(type="short_answer", answers=["Zürich"], typos="none")),
        ("plain", question(type="short_answer", answers=["Oslo"])),
        ("words", question(type="short_answer", answers=["two men"])),
        ("digits", question(type="cloze", text="It had {{2 men}}.")),
        ("strict", question(type="short_answer", answers=["2 añ"], strict="true")),
    ]
    bank = bank_of(*(replace(each, id=id_) for id_, each in made))
    done = writer(name).write([bank], no_progress)
    losses = {(loss.question, loss.what) for loss in done.losses}
    system = {"gift": "GIFT", "moodle": "Moodle", "canvas": "Canvas"}[name]
    assert ("article", f"typos: small typing errors are wrong in {system}") in losses
    assert ("accent", f"strict: missing accents are wrong in {system}") in losses
    assert not any(each == "plain" for each, _ in losses)
    assert ("words", f"answers: a number counts in {system} only as it is written") in losses
    assert ("digits", f"text: a number counts in {system} only as it is written") in losses
    assert {what.split(":")[0] for each, what in losses if each == "strict"} == {"strict"}
    text = done.data.decode() if name != "canvas" else unpacked(done.data)
    assert re.search(r">Missouri<|=Missouri\n", text), text


def test_the_form_without_an_article_is_not_another_answer_when_it_comes_back() -> None:
    made = question(type="short_answer", answers=["the Missouri", "Big Muddy"])
    done = writer("moodle").write([bank_of(made)], no_progress)
    (bank,) = read(done.data, no_progress)
    assert bank.questions[0].data["answers"] == ["the Missouri", "Big Muddy"]


@pytest.mark.parametrize(
    ("tag", "answer", "form"),
    [
        ("de", "der Rhein", "Rhein"),
        ("fr", "l’eau", "eau"),
        ("en", "der Rhein", None),
        ("en", "Theodore", None),
    ],
)
def test_articles_are_those_of_the_bank_s_language(tag: str, answer: str, form: str | None) -> None:
    made = replace(question(type="short_answer", answers=[answer]), language=tag)
    done = writer("moodle").write([bank_of(made)], no_progress)
    element = etree.fromstring(done.data).findall("question")[-1]
    assert [each.findtext("text") for each in element.iter("answer")] == [
        answer,
        *([form] if form else []),
    ]
