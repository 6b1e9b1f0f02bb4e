"""Finding the evidence: reading, marking, and the sentences that it is found in."""

from pathlib import Path
from random import Random

import pytest

from quiz.bank.questions import fingerprint, rebuild_question, write_question
from quiz.bank.reader import read_bank
from quiz.errors import UnreadableResponse
from quiz.model.question import FindEvidence
from quiz.model.response import Outcome
from quiz.question_types import question_type_of
from quiz.quotes.sources import MAX_CHARACTERS, MAX_SENTENCES
from tests.support import FIRST_LINE, NO_LEXICON, as_items, places, question, read, write_bank

ONE = question("{id: q, type: find_evidence, prompt: p, quote: Nobody was hurt}")
TWO = question(
    "{id: q, type: find_evidence, prompt: p, quotes: [The ferry left Picton, Nobody was hurt]}"
)
ASKED = "id: q\ntype: find_evidence\nprompt: p\nquote: here is the evidence\n"


def found(folder: Path, source: str, text: str = ASKED) -> FindEvidence:
    """Return the question of a bank on this source."""
    bank = read_bank(write_bank(folder, as_items(text), source=source)).bank
    assert bank is not None
    (asked,) = bank.questions
    assert isinstance(asked, FindEvidence)
    return asked


def test_one_sentence_is_right_or_wrong() -> None:
    kind = question_type_of(ONE)
    assert len(kind.shown(ONE)) == 3
    right, wrong = (kind.mark(ONE, (number,), NO_LEXICON) for number in (2, 0))
    assert (right.outcome, right.key) == (Outcome.RIGHT, (kind.shown(ONE)[2],))
    assert (wrong.outcome, wrong.missed) == (Outcome.WRONG, right.key)
    assert not kind.accepts(ONE, (2, 0))


@pytest.mark.parametrize(
    ("given", "fraction"),
    [((0, 2), 1), ((0,), 0.5), ((0, 1), 0), ((0, 1, 2), 0.5), ((1,), 0), ((), 0)],
)
def test_a_wrong_sentence_takes_a_right_one_away(given: tuple[int, ...], fraction: float) -> None:
    assert question_type_of(TWO).accepts(TWO, given)
    assert question_type_of(TWO).mark(TWO, given, NO_LEXICON).fraction == fraction
    assert "Pick the 2 sentences" in question_type_of(TWO).instruction(TWO)


def test_sentences_are_named_by_number() -> None:
    order = question_type_of(TWO).order(TWO, Random(1))
    assert question_type_of(ONE).read(ONE, order, "3") == (2,)
    assert question_type_of(TWO).read(TWO, order, "1, 3") == (0, 2)
    for line in ("4", "0", "1 2", "", "none"):
        with pytest.raises(UnreadableResponse, match="number of one sentence, 1 to 3"):
            question_type_of(ONE).read(ONE, order, line)


def test_sentences_stand_by_paragraph_and_on_one_line_each(tmp_path: Path) -> None:
    source = (
        "# Head\n\nFirst one.  Second\x1b one,\nwrapped over\nlines. Here is\nthe evidence. End."
    )
    text = ASKED.replace("here", "Here")
    asked = found(tmp_path, source, text)
    assert asked.paragraphs == (
        ("# Head",),
        ("First one.", "Second\ufffd one, wrapped over lines.", "Here is the evidence.", "End."),
    )
    assert asked.key == (3,)


def test_a_quote_over_two_sentences_makes_both_right(tmp_path: Path) -> None:
    text = ASKED.replace("here is the evidence", "the start. Then the end")
    asked = found(tmp_path, "It was so. This is the start. Then the end came. It was over.", text)
    assert asked.key == (1, 2)
    elided = ASKED.replace("here is the evidence", "'It was so. […] It was over.'")
    asked = found(tmp_path, "It was so. This is the start. Then the end came. It was over.", elided)
    assert asked.key == (0, 3)


def test_a_version_can_be_shown_and_marked_without_its_source() -> None:
    written = write_question(TWO)
    again = rebuild_question(written)
    assert isinstance(again, FindEvidence) and isinstance(TWO, FindEvidence)
    assert (again.paragraphs, again.key) == (TWO.paragraphs, TWO.key)
    other = {**written, "paragraphs": [["Another."], ["And", "more."]]}
    assert fingerprint(other) != fingerprint(written)
    for key, value in (("key", ["9"]), ("key", []), ("paragraphs", []), ("key", ["x"])):
        assert rebuild_question({**written, key: value}) is None
    assert rebuild_question({key: each for key, each in written.items() if key != "key"}) is None


def test_a_bank_does_not_say_itself_which_sentences_there_are(tmp_path: Path) -> None:
    for added in ("key: [1]\n", "paragraphs: [[a]]\n"):
        problems = read(tmp_path, as_items(ASKED + added)).problems
        assert "unknown-key" in [problem.rule for problem in problems]


@pytest.mark.parametrize("count", [MAX_SENTENCES, MAX_SENTENCES + 1, 1999])
@pytest.mark.parametrize("share", [0.0, 0.3, 0.999])
def test_of_a_long_source_an_even_part_is_shown(tmp_path: Path, count: int, share: float) -> None:
    at = int(count * share)
    lines = [f"Sentence number {number}." for number in range(count)]
    lines[at] = "And here is the evidence."
    asked = found(tmp_path, "\n".join(lines))
    shown = asked.sentences
    assert len(shown) <= MAX_SENTENCES and len(shown) > MAX_SENTENCES // 2 - 10
    assert shown[asked.key[0]] == lines[at]
    assert lines[at - asked.key[0] : at - asked.key[0] + len(shown)] == list(shown)


@pytest.mark.parametrize(
    ("source", "quotes", "rule"),
    [
        ("A start of it.\n" + "More.\n" * 300 + "An end of it.\n",
         "quotes: [A start of it, An end of it]", "bad-evidence"),
        ("It is " + "very " * 500 + "long and here is the evidence. And more.",
         "quote: here is the evidence", "bad-evidence"),
        ("All of it: here is the evidence.", "quote: here is the evidence", "all-right"),
    ],
)  # fmt: skip
def test_evidence_that_cannot_be_picked_is_reported(
    tmp_path: Path, source: str, quotes: str, rule: str
) -> None:
    text = f"id: q\ntype: find_evidence\nprompt: p\n{quotes}\n"
    reading = read_bank(write_bank(tmp_path, as_items(text), source=source))
    assert [problem.rule for problem in reading.problems] == [rule]
    assert (reading.bank is None) == (rule == "bad-evidence")


def test_a_longer_sentence_beside_the_right_one_is_cut(tmp_path: Path) -> None:
    asked = found(tmp_path, "Very " * 5000 + "long.\nAnd here is the evidence.")
    assert [len(text) for text in asked.sentences] == [MAX_CHARACTERS, 25]
    assert rebuild_question(write_question(asked)) is not None


def test_evidence_stands_in_one_source(tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text("Elsewhere stand these words.", "utf-8")
    header = "format: 1\nid: b\ntitle: B\nsources: {one: report.txt, two: other.txt}\nquestions:\n"
    text = "id: q\ntype: find_evidence\nprompt: p\nquotes: [Nobody was hurt, stand these words]\n"
    path = write_bank(tmp_path, as_items(text), header)
    reading = read_bank(path, "bank.yaml")
    assert places(reading.problems)[0].endswith("bad-evidence")


def test_evidence_needs_a_quote_that_is_found(tmp_path: Path) -> None:
    text = ASKED.replace("quote: here is the evidence\n", "")
    assert places(read(tmp_path, as_items(text)).problems)[0] == f"{FIRST_LINE}:3 missing-field"
    rules = [problem.rule for problem in read(tmp_path, as_items(ASKED)).problems]
    assert rules == ["quote-missing"]
