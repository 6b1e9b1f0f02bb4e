"""Attempts of the past are shown as they were answered, whatever became of their banks."""

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from quiz.errors import NotPlayable, UsageError
from quiz.line_mode.replay import attempt_lines
from quiz.model.response import Confidence, Order, Outcome, Response, quotes_of
from quiz.question_types import QUESTION_TYPES, question_type_of
from quiz.store.facts import utc_milliseconds
from quiz.store.records import EventKind, EventRecord
from quiz.study.practice import PracticeRunner
from quiz.study.replay import PastAttempt, open_past_attempt
from quiz.study.restore import UNDONE
from tests.store.store_samples import attempt, play
from tests.study.learner import RIGHT, WRONG, Study, bank_of, choices, studying
from tests.support import SOURCE, all_samples, as_items

ANSWERS = {
    "single_choice": ["Picton", "Nelson"],
    "multiple_response": ["1 2", "1 3"],
    "true_false": ["f", "t"],
    "short_answer": ["cape jackson", "Cape Johnson"],
    "numeric": ["512 people", "7"],
    "cloze": ["two; 4", "two; nine"],
    "matching": ["at noon; before dark", "at noon; at midnight"],
    "ordering": ["departure; breakdown; arrival", "departure; arrival; breakdown"],
    "categorize": [
        "Picton: place; Wellington: place; noon: time; harbourmaster: -",
        "Picton: time; Wellington: place; noon: -; harbourmaster: place",
    ],
    "find_evidence": ["3", "1"],
}


class Seen(NamedTuple):
    """What a learner saw of a question once it was answered."""

    prompt: str
    options: tuple[str, ...]
    order: Order
    response: Response
    outcome: Outcome
    fraction: float
    given: tuple[str, ...]
    key: tuple[str, ...]
    explanation: str
    quotes: tuple[tuple[str, str, int], ...]
    confidence: Confidence | None
    seconds: float


def seen(player: PracticeRunner) -> list[Seen]:
    """Return what an attempt showed, question by question."""
    shown = []
    for position, done in sorted(player.session.answered.items()):
        item = player.session.items[position]
        verdict, question = done.verdict, item.question
        quoted = item.bank.cited(quotes_of(question, verdict))
        shown.append(
            Seen(
                question.prompt,
                question_type_of(question).shown(question),
                item.order,
                done.response,
                verdict.outcome,
                verdict.fraction,
                verdict.given,
                verdict.key,
                question.explanation,
                tuple((each.quote.text, each.source, each.paragraph) for each in quoted),
                done.confidence,
                done.seconds,
            )
        )
    return shown


def played(study: Study, file: Path, which: int) -> PracticeRunner:
    """Answer one question of each type, rightly (0) or not (1), some seconds for each."""
    player = study.sit(file, [])
    while True:
        item = player.session.item
        study.wait(seconds=7)
        line = ANSWERS[item.question.kind][which]
        response = question_type_of(item.question).read(item.question, item.order, line)
        player.submit(response, Confidence(1 + len(player.session.answered) % 3))
        if not player.session.advance():
            return player


def untouched(file: Path) -> None:
    """Leave the bank as it is."""


def reworded(file: Path) -> None:
    """Give every question another prompt, another key and another explanation."""
    text = re.sub(r"prompt: .*", "prompt: Something else?", file.read_text("utf-8"))
    text = text.replace("512", "612").replace("Picton", "Bluff").replace("Two", "Six")
    file.write_text(text.replace("answer: false", "answer: true"), "utf-8")
    source = SOURCE.replace("512", "612").replace("Picton", "Bluff").replace("Two", "Six")
    (file.parent / "report.txt").write_text(source, "utf-8")


def spoilt(file: Path) -> None:
    """Make the bank one with errors."""
    file.write_text("format: 1\n", "utf-8")


def deleted(file: Path) -> None:
    """Take the bank away, its source too."""
    file.unlink()
    (file.parent / "report.txt").unlink()


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("change", [untouched, reworded, spoilt, deleted])
def test_an_attempt_stays_as_it_was(
    tmp_path: Path, change: Callable[[Path], None], which: int
) -> None:
    file = bank_of(tmp_path, as_items(*all_samples()))
    with studying(tmp_path / "data", file) as study:
        player = played(study, file, which)
        before, score = seen(player), player.session.score
        assert len(before) == len(QUESTION_TYPES) and all(each.quotes for each in before)
        change(file)
        past = open_past_attempt(study.desk, 1)
        assert seen(past.player) == before
        assert past.player.session.score == pytest.approx(score)
        assert (past.unreadable, past.unanswered) == (0, 0)
        assert len(study.desk.store.attempts()) == 1


def test_the_source_is_offered_where_it_still_holds_the_quote(tmp_path: Path) -> None:
    file = bank_of(tmp_path, as_items(*all_samples()))
    with studying(tmp_path / "data", file) as study:
        played(study, file, 0)
        assert all(quotes_found(open_past_attempt(study.desk, 1)))
        (file.parent / "report.txt").write_text(f"A new start.\n{SOURCE}", "utf-8")
        past = open_past_attempt(study.desk, 1)
        (place,) = past.quotes_in_sources(0)
        assert place.paragraph == 2 and seen(past.player)[0].quotes[0][2] == 1
        reworded(file)
        held = quotes_found(open_past_attempt(study.desk, 1))
        assert any(held) and not all(held)
        deleted(file)
        assert not any(quotes_found(open_past_attempt(study.desk, 1)))


def quotes_found(past: PastAttempt) -> list[bool]:
    return [bool(past.quotes_in_sources(place)) for place in range(len(past.player.session.items))]


def test_an_attempt_that_was_left_shows_what_was_answered(tmp_path: Path) -> None:
    file = bank_of(tmp_path, choices("one", "two", "three"))
    with studying(tmp_path / "data", file) as study:
        study.sit(file, [RIGHT, WRONG])
        past = open_past_attempt(study.desk, 1)
        assert len(past.player.session.items) == 2 and past.unanswered == 1
        session = past.player.session
        assert (session.score, session.max_score) == (1.0, 3.0)


def event(study: Study, kind: EventKind, **detail: object) -> None:
    """Record something about the first answer of the first attempt."""
    uid = study.desk.store.attempts()[0].uid
    study.desk.store.record_event(
        EventRecord("e" * 32, kind, "ferry", "one", study.now, uid, 0, detail)
    )


def test_the_mark_that_the_history_holds_counts(tmp_path: Path) -> None:
    file = bank_of(tmp_path, choices("one"))
    with studying(tmp_path / "data", file) as study:
        study.sit(file, [WRONG])
        (answered,) = study.desk.store.attempt(1).responses
        at = utc_milliseconds(datetime.fromisoformat(answered.answered))
        mark = {"score": 1.5, "max_score": 2.0, "outcome": "partly right"}
        event(study, EventKind.REGRADE, **mark, at=at, why="the key was mended")
        past = open_past_attempt(study.desk, 1)
        verdict = past.player.session.answered[0].verdict
        assert (verdict.outcome, verdict.fraction) == (Outcome.PARTLY, 0.75)
        assert past.player.session.score == 1.5
        assert verdict.notes[0] == "Marked again: the key was mended."


def test_what_was_taken_back_says_so(tmp_path: Path) -> None:
    file = bank_of(tmp_path, choices("one"))
    with studying(tmp_path / "data", file) as study:
        study.sit(file, [RIGHT])
        event(study, EventKind.TAKE_BACK)
        notes = open_past_attempt(study.desk, 1).player.session.answered[0].verdict.notes
        assert notes[0] == UNDONE and notes[1].startswith("Answered on")


def test_an_attempt_is_told_line_by_line(tmp_path: Path) -> None:
    file = bank_of(tmp_path, as_items(*all_samples()))
    with studying(tmp_path / "data", file) as study:
        played(study, file, 1)
        deleted(file)
        told = "\n".join(attempt_lines(open_past_attempt(study.desk, 1)))
        assert told.startswith("Attempt 1: The ferry, ") and "10 of 10 questions answered" in told
        for text in (
            "Where did the ferry leave from?",
            "1. ",
            "Your answer: Nelson",
            "Correct answer: Picton",
            "Quote (report, paragraph 1): The ferry left Picton at noon",
            "in 7 seconds.",
            "You said: ",
        ):
            assert text in told


def test_what_cannot_be_shown_is_said(tmp_path: Path) -> None:
    with studying(tmp_path / "data") as study:
        play(study.desk.store, attempt(), 1, 0)
        with pytest.raises(NotPlayable, match="Attempt 1 has no answers that can be shown"):
            open_past_attempt(study.desk, 1)
        with pytest.raises(UsageError, match="no attempt 7"):
            open_past_attempt(study.desk, 7)
