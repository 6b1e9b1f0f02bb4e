"""Imported questions as the text of a bank: ids, quotes, suggestions and skipped questions."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quiz.bank.questions import rebuild_question
from quiz.bank.reader import read_bank
from quiz.convert import formats
from quiz.convert.import_bank import Assembled, Plan, assemble
from quiz.convert.model import ImportedBank, ImportedQuestion, no_progress
from quiz.model.bank import Bank, Source
from quiz.text.cleaning import first_forbidden

TEXT = "The pull of the Moon, and less strongly of the Sun, raises the tides.\n\nIt is warm.\n"
CHOICE = {"type": "single_choice", "prompt": "What raises the tides most?", "answer": "the Moon"}


def incoming(**keys: Any) -> ImportedQuestion:
    return ImportedQuestion("line 1", {**CHOICE, "distractors": ["the wind"], **keys})


def assembled(
    *questions: ImportedQuestion, sources: tuple[str, ...] = (), accept: bool = False
) -> Assembled:
    found = {name: Source(name, Path("text.txt"), TEXT) for name in sources}
    paths = dict.fromkeys(sources, "text.txt")
    plan = Plan(id="b", title="B", sources=found, paths=paths, accept=accept)
    return assemble([ImportedBank(questions=list(questions))], plan)


def bank_of(made: Assembled, folder: Path) -> Bank:
    (folder / "text.txt").write_text(TEXT)
    (folder / "bank.yaml").write_text(made.text)
    reading = read_bank(folder / "bank.yaml")
    assert reading.bank is not None, reading.problems
    return reading.bank


def test_ids_are_kept_made_and_told_apart(tmp_path: Path) -> None:
    made = assembled(
        incoming(id="kept"), incoming(), incoming(id="kept"), incoming(prompt="？"), incoming()
    )
    ids = [question.id for question in bank_of(made, tmp_path).questions]
    assert ids == ["kept", "what-raises-the-tides-most", "kept-2", "q4", ids[4]]
    assert ids[4] == "what-raises-the-tides-most-2"
    assert [loss.what for loss in made.losses] == ["id: “kept” is now “kept-2”"]


def test_a_quote_stays_when_the_source_holds_it(tmp_path: Path) -> None:
    made = assembled(incoming(quote="and less strongly of the Sun"), sources=("text",))
    (question,) = bank_of(made, tmp_path).questions
    assert [quote.text for quote in question.quotes] == ["and less strongly of the Sun"]
    assert not made.losses


def test_a_quote_that_nothing_holds_is_told_and_stands_in_a_comment(tmp_path: Path) -> None:
    made = assembled(incoming(quote="and more strongly of the Sun"), sources=("text",))
    assert not bank_of(made, tmp_path).questions[0].quotes
    assert "# quote, " in made.text and ": and more strongly of the Sun" in made.text
    assert made.losses[0].what.startswith("quote “and more strongly of the Sun”: ")


def test_without_a_source_quotes_are_told(tmp_path: Path) -> None:
    option = {"text": "the wind", "quote": "less strongly of the Sun"}
    made = assembled(incoming(quote="The pull of the Moon", distractors=[option]))
    bank_of(made, tmp_path)
    assert [loss.what for loss in made.losses] == [
        "quote “The pull of the Moon”: there is no source to search",
        "quote “less strongly of the Sun”: there is no source to search",
    ]


def test_a_passage_that_holds_key_and_prompt_is_proposed(tmp_path: Path) -> None:
    made = assembled(incoming(), incoming(answer="the whale"), sources=("text",))
    assert made.proposed == 1 and made.unsupported == 1
    assert not bank_of(made, tmp_path).questions[0].quotes
    accepted = assembled(incoming(), sources=("text",), accept=True)
    (quote,) = bank_of(accepted, tmp_path).questions[0].quotes
    assert quote.text == TEXT.split("\n")[0]


def test_what_no_bank_may_hold_is_left_out_and_stands_as_a_comment(tmp_path: Path) -> None:
    made = assembled(incoming(id="good"), incoming(id="bad", distractors=["The Moon"]))
    assert [question.id for question in bank_of(made, tmp_path).questions] == ["good"]
    assert made.skipped[0].reason == "“The Moon” looks like another option"
    assert "  # - id: bad" in made.text


def test_characters_that_act_on_terminals_are_replaced(tmp_path: Path) -> None:
    made = assembled(incoming(prompt="What\x1b]0;x\x07 raises\u200b it?\r\nTell."))
    assert bank_of(made, tmp_path).questions[0].prompt == "What�]0;x� raises it?\nTell."
    assert made.losses[0].what.startswith(
        "characters that are not allowed in a bank, such as U+001B"
    )


def test_enemies_follow_their_new_ids_and_unknown_ones_are_told(tmp_path: Path) -> None:
    made = assembled(
        incoming(id="a b"), incoming(id="two", enemies=["a b", "gone"]), incoming(id="three")
    )
    bank = bank_of(made, tmp_path)
    assert bank.questions[1].enemies == ("a-b",)
    assert "enemies: there is no question “gone”" in [loss.what for loss in made.losses]


def test_a_question_that_is_nothing_without_its_quote_says_why_there_is_none() -> None:
    sought = {
        "type": "find_evidence",
        "prompt": "Which sentence is the evidence?",
        "quote": "The Moon pulls",
    }
    made = assembled(ImportedQuestion("row 2", sought))
    assert made.questions == 0
    assert made.skipped[0].reason.endswith("“The Moon pulls”: there is no source to search")


HOSTILE = st.text(
    st.sampled_from(
        "a é\n\r\t\x00\x07\x1b\x85\x9b\xad\u200b\u2028\u202e\ue000\ufeff\ufffe:#-|>'\"[{"
    ),
    max_size=12,
)
"""Texts of signs that a terminal, a reader of YAML or a person could be deceived by."""


@given(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE)
@example("", ":", "", "", "a:\x07", "")
@example("", "", "", "", "a:\u200dx", "")
def test_whatever_a_file_holds_the_bank_can_be_read_and_shown(
    title: str, description: str, language: str, prompt: str, name: str, place: str
) -> None:
    """Every text of an imported bank goes through one door."""
    question = incoming(prompt=f"What {prompt}?", explanation=description, tags=[name + "x"])
    question.name, question.place, question.lost = name, place, [f"hints: {name}"]
    plan = Plan(id="b", title=title, description=description, language=language)
    refused = ImportedQuestion(place, {**CHOICE, "distractors": [f"{name}x"] * 2}, name)
    made = assemble([ImportedBank(questions=[question, refused, incoming()])], plan)
    assert first_forbidden(made.text) is None
    reading = read_bank(Path("b.yaml"), typed=made.text)
    assert reading.bank is not None, (reading.problems, made.text)


def test_what_a_bank_cannot_hold_of_its_own_texts_is_a_loss() -> None:
    plan = Plan(id="b", title="T\x1b", description="D\x9b", language="en\x9b2J")
    made = assemble([ImportedBank(questions=[incoming()])], plan)
    allowed = "characters that are not allowed in a bank, such as U+00"
    losses = [loss.what for loss in made.losses]
    assert losses[:3] == [
        f"title: {allowed}1B",
        f"description: {allowed}9B",
        f"language: {allowed}9B",
    ]
    assert losses[3].startswith("language: left out, because ")
    assert "title: T\ufffd\n" in made.text and "language" not in made.text


def test_a_message_about_an_imported_question_names_no_line() -> None:
    made = assembled(incoming(), incoming(distractors=["three", "Three"]))
    assert [skip.reason for skip in made.skipped] == ["“Three” looks like another option"]


ROUND = [name for name, each in formats.FORMATS.items() if each.writer and each.reader]


@pytest.mark.parametrize("name", ROUND)
def test_no_format_brings_a_sign_that_acts_into_a_bank(name: str) -> None:
    """Such signs are put into every text that a format carries, as a hostile file has them."""
    acting = "x\x9b2J\u202ey"
    made = rebuild_question(
        {"id": "q", **CHOICE, "distractors": ["the wind"], "explanation": "why", "tags": ["sea"]}
    )
    assert made is not None
    question = replace(made, prompt=acting, explanation=acting, tags=(acting,), hints=(acting,))
    bank = Bank(Path("b.yaml"), "b", acting, acting, f"en{acting}", (question,), {}, {})
    data = formats.writer(name).write([bank], no_progress).data
    banks = formats.read_file(data, no_progress)
    plan = Plan("b", banks[0].title or "T", banks[0].description, banks[0].language)
    done = assemble(banks, plan)
    assert first_forbidden(done.text) is None
    # In a note of Anki, the question as a whole is no longer what this app wrote.
    assert (done.questions, len(done.skipped)) == ((0, 1) if name == "anki" else (1, 0))
    assert (read_bank(Path("b.yaml"), typed=done.text).bank is not None) == (name != "anki")
    assert any("not allowed in a bank" in loss.what for loss in done.losses)
