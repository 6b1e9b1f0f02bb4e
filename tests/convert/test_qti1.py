"""Canvas packages: export, and import of the result."""

import io
import re
import zipfile
from typing import Any

from hypothesis import given, settings
from lxml import etree

from quiz.bank.questions import rebuild_question, write_question
from quiz.cli.commands.export import WRITTEN
from quiz.convert.formats import export_formats
from quiz.convert.model import no_progress
from quiz.convert.qti1.reader import read, reads
from quiz.convert.qti1.writer import write
from quiz.model.question import Question
from tests.convert.roundtrip import assert_carried, bank_of
from tests.strategies import questions


def one_line_quotes(data: Any, inside: bool = False) -> Any:
    """Return a question's data with its quotes on one line: line ends count as spaces in them."""
    if isinstance(data, str):
        return " ".join(data.split()) if inside else data
    if isinstance(data, dict):
        return {
            key: one_line_quotes(value, inside or key in ("quote", "quotes"))
            for key, value in data.items()
        }
    return [one_line_quotes(each, inside) for each in data]


def made(kind: str, **data: Any) -> Question:
    """Return a question of a type."""
    question = rebuild_question({"id": "q", "type": kind, "prompt": "Who?", **data})
    assert question is not None
    return question


def files_of(data: bytes) -> dict[str, str]:
    """Return the files of a package by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def item_of(question: Question) -> Any:
    """Return the item that is written of a question, its elements without namespaces."""
    files = files_of(write([bank_of(question)], no_progress).data)
    (text,) = (text for text in files.values() if "<questestinterop" in text)
    root = etree.fromstring(re.sub(' xmlns="[^"]*"', "", text).encode())
    (item,) = root.iter("item")
    return item


def test_every_format_has_its_name() -> None:
    assert list(WRITTEN) == export_formats()


@settings(max_examples=60, deadline=None)
@given(questions())
def test_what_comes_back_differs_only_by_what_was_told(question: Question) -> None:
    changed = rebuild_question(one_line_quotes(write_question(question)))
    assert changed is not None
    exported = write([bank_of(changed)], no_progress)
    assert exported == write([bank_of(changed)], no_progress)
    assert reads(exported.data)
    banks = [] if exported.skipped else read(exported.data, no_progress)
    assert_carried(changed, exported, banks)


def test_a_package_has_a_quiz_for_each_bank_under_names_that_stay() -> None:
    question = made("true_false", answer="true")
    first = bank_of(question, name="one", title="The <first> & best")
    exported = write([first, bank_of(question, name="two", title="Two")], no_progress)
    files = files_of(exported.data)
    root = etree.fromstring(files["imsmanifest.xml"].encode())
    named = {str(each.get("href")) for each in root.iter("{*}file")}
    assert named == set(files) - {"imsmanifest.xml"}
    assert sorted(name.rpartition("/")[2] for name in files).count("assessment_meta.xml") == 2
    banks = read(exported.data, no_progress)
    assert [(bank.id, bank.title, bank.language) for bank in banks] == [
        ("one", "The <first> & best", "en"),
        ("two", "Two", "en"),
    ]
    alone = files_of(write([first], no_progress).data)
    assert alone.items() - {("imsmanifest.xml", alone["imsmanifest.xml"])} <= files.items()


def test_html_is_escaped_once_and_feedback_is_named_by_the_number_of_its_answer() -> None:
    item = item_of(
        made(
            "single_choice",
            prompt="Is <b> & c?",
            answer={"text": "x < y", "feedback": "Yes & no"},
            distractors=["plain"],
        )
    )
    assert item.findtext("itemmetadata//fieldentry") == "multiple_choice_question"
    stem = item.find("presentation/material/mattext")
    assert (stem.get("texttype"), stem.text) == (
        "text/html",
        "<div><p>Is &lt;b&gt; &amp; c?</p></div>",
    )
    shown = {each.text: each.get("texttype") for each in item.findall(".//response_label//mattext")}
    assert shown == {"<p>x &lt; y</p>": "text/html", "plain": "text/plain"}
    (key,) = (each.findtext(".//varequal") for each in item.iter("respcondition")
              if each.find("setvar") is not None)  # fmt: skip
    feedback = item.find("itemfeedback")
    assert feedback.get("ident") == f"{key}_fb" and key.isdigit()
    assert feedback.findtext(".//mattext") == "<p>Yes &amp; no</p>"


def test_an_exact_number_has_bounds_that_are_written_alike() -> None:
    item = item_of(made("numeric", answer="2.50"))
    assert {item.findtext(f".//{name}") for name in ("varequal", "vargte", "varlte")} == {"2.50"}
    item = item_of(made("numeric", answer="2.5", tolerance="0.1"))
    assert [item.findtext(f".//{name}") for name in ("vargte", "varlte")] == ["2.4", "2.6"]


def test_gaps_have_names_that_the_text_has_not_and_parts_that_make_a_whole() -> None:
    item = item_of(made("cloze", text="[gap1] {{a}} {{b}} {{c}}"))
    assert item.findtext("presentation/material/mattext").count("[gapx") == 3
    shares = [float(each.text) for each in item.iter("setvar")]
    assert round(sum(shares), 2) == 100


def test_an_order_is_not_given_away() -> None:
    item = item_of(made("ordering", items=["a", "b", "c"]))
    (response,) = item.iter("response_lid")
    shown = [each.get("ident") for each in response.iter("response_label")]
    right = [each.text for each in item.iter("varequal")]
    assert response.get("rcardinality") == "Ordered"
    assert sorted(shown) == right != shown


def test_what_canvas_does_not_keep_is_told() -> None:
    exported = write(
        [
            bank_of(
                made("numeric", answer="0.00001", unit="km", hints=["h"], tags=["t"]),
                made("multiple_response", answers=["a"], distractors=["b"],
                     marking="all_or_nothing"),
            )
        ],
        no_progress,
    )  # fmt: skip
    assert [loss.what.split(":")[0] for loss in exported.losses] == [
        "unit", "answer", "hints", "tags", "marking",
    ]  # fmt: skip


def test_small_numbers_have_no_exponent() -> None:
    item = item_of(made("numeric", answer="5E-7", tolerance="1E-7"))
    equal = item.find(".//varequal")
    assert (equal.text, equal.get("margin")) == ("0.0000005", "0.0000001")
    assert [item.findtext(f".//{name}") for name in ("vargte", "varlte")] == [
        "0.0000004",
        "0.0000006",
    ]
