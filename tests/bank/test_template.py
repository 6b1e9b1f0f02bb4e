"""Drafts of banks: sound as written, and with every example taken in."""

import re
from pathlib import Path

import pytest
from hypothesis import example, given

from quiz.bank.reader import BankReading, read_bank
from quiz.bank.template import MAX_LISTED, BankTemplate, draft
from quiz.errors import BadFile
from quiz.model.problem import Severity
from quiz.question_types import QUESTION_TYPES
from quiz.quotes.sources import paragraphs, sentences
from quiz.text.cleaning import first_forbidden
from quiz.text.folding import fold
from tests.source_samples import TEXTS
from tests.support import SOURCE


def reading_of(written: str, text: str, folder: Path) -> BankReading:
    (folder / "drafted.txt").write_text(text, encoding="utf-8", newline="")
    bank = folder / "drafted.yaml"
    bank.write_text(written, encoding="utf-8", newline="")
    return read_bank(bank)


def errors(reading: BankReading) -> list[str]:
    return [str(each) for each in reading.problems if each.severity is Severity.ERROR]


def taken_in(made: BankTemplate) -> str:
    """Return a draft with its examples as questions."""
    return re.sub("^  # ", "  ", made.text, flags=re.MULTILINE)


def test_a_draft_has_one_question_and_examples_of_other_types(tmp_path: Path) -> None:
    made = draft(SOURCE, "drafted.txt", "ferry", "The ferry")
    reading = reading_of(made.text, SOURCE, tmp_path)
    assert reading.problems == () and reading.bank is not None
    (question,) = reading.bank.questions
    assert (question.id, question.kind) == ("q1", "find_evidence")
    assert (reading.bank.id, reading.bank.title) == ("ferry", "The ferry")
    whole = reading_of(taken_in(made), SOURCE, tmp_path)
    assert whole.problems == () and whole.bank is not None
    assert [each.id for each in whole.bank.questions] == [f"q{n}" for n in range(1, 7)]
    kinds = {each.kind for each in whole.bank.questions}
    assert len(kinds) == 6 and kinds <= set(QUESTION_TYPES)
    assert (made.examples, made.sentences) == (5, 3)


def test_all_sentences_are_listed_by_number() -> None:
    made = draft(SOURCE, "drafted.txt", "ferry", "The ferry")
    assert "#   1. The ferry left Picton at noon with 512 people aboard.\n" in made.text
    assert "#   3. Nobody was hurt, and the ferry reached Wellington before dark.\n" in made.text
    many = draft("".join(f"This is sentence {n}.\n" for n in range(6_000)), "t.txt", "t", "T")
    assert many.text.endswith("# … and 1,000 more\n") and many.sentences == 6_000
    assert f"# {MAX_LISTED}. " in many.text and f"# {MAX_LISTED + 1}. " not in many.text


@pytest.mark.parametrize(
    "text", ["", "\n \n", "Too short.\n", "x" * 3_000, "He left at once.\n" * 90]
)
def test_a_text_without_a_sentence_to_quote_is_refused(text: str) -> None:
    with pytest.raises(BadFile, match="no sentence of “drafted.txt” can be quoted"):
        draft(text, "drafted.txt", "ferry", "The ferry")


def test_ids_and_titles_stand_as_they_are(tmp_path: Path) -> None:
    made = draft(SOURCE, "drafted.txt", "2024", "It's: a #1 “title”")
    bank = reading_of(made.text, SOURCE, tmp_path).bank
    assert bank is not None and (bank.id, bank.title) == ("2024", "It's: a #1 “title”")


@given(text=TEXTS)
@example(text="The ferry left. The ferry left. The ferry sank.")
def test_a_draft_of_any_text_is_sound(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    try:
        made = draft(text, "drafted.txt", "any", "Any")
    except BadFile:
        assert not list(quotable_sentences(text))
        return
    for written in (made.text, taken_in(made)):
        reading = reading_of(written, text, tmp_path_factory.getbasetemp())
        assert errors(reading) == []
        assert reading.bank is not None


def quotable_sentences(text: str) -> list[str]:
    """Return the sentences that plainly can be quoted."""
    whole = fold(text)
    pieces = [
        text[span.start : span.end]
        for paragraph in paragraphs(text)
        for span in sentences(text, paragraph)
    ]
    return [
        piece
        for piece in pieces
        if len(fold(piece)) >= 12
        and whole.find(fold(piece)) == whole.rfind(fold(piece))
        and first_forbidden(piece.replace("\r\n", " ")) is None
        and "[…]" not in piece
    ]


def test_a_sentence_that_stands_alone_is_asked_first() -> None:
    text = "A heading\n\nThey left ... early. It rained all day. The ferry left at noon, they say."
    made = draft(text, "text.txt", "ferry", "The ferry", frozenset(("they", "it"))).text
    assert "\n    quote: The ferry left at noon, they say.\n" in made
