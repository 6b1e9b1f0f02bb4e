"""Past attempts are shown as they were answered, even if their banks have changed."""

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from quiz.errors import NotPlayable, UsageError
from quiz.line_mode.practice import attempt_lines
from quiz.model.response import Confidence, Order, Outcome, Response, quotes_of
from quiz.question_types import QUESTION_TYPES, question_type_of
from quiz.store.records import EventKind, EventRecord, utc_milliseconds
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
    """The parts of an answered question that a learner saw."""

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


def seen(runner: PracticeRunner) -> list[Seen]:
    """Return the parts of each question that an attempt showed."""
    shown = []
    for position, done in sorted(runner.attempt.answered.items()):
        item = runner.attempt.items[position]
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
    """Answer one question of each type, right (0) or wrong (1), with some seconds for each."""
    runner = study.play(file, [])
    while True:
        item = runner.attempt.item
        study.wait(seconds=7)
        line = ANSWERS[item.question.kind][which]
        response = question_type_of(item.question).read(item.question, item.order, line)
        runner.submit(response, Confidence(1 + len(runner.attempt.answered) % 3))
        if not runner.attempt.advance():
            return runner


def untouched(file: Path) -> None:
    """Leave the bank unchanged."""


def reworded(file: Path) -> None:
    """Give every question another prompt, another key and another explanation."""
    text = re.sub(r"prompt: .*", "prompt: Something else?", file.read_text("utf-8"))
    text = text.replace("512", "612").replace("Picton", "Bluff").replace("Two", "Six")
    file.write_text(text.replace("answer: false", "answer: true"), "utf-8")
    source = SOURCE.replace("512", "612").replace("Picton", "Bluff").replace("Two", "Six")
    (file.parent / "report.txt").write_text(source, "utf-8")


def spoilt(file: Path) -> None:
    """Give the bank an error."""
    file.write_text("format: 1\n", "utf-8")


def deleted(file: Path) -> None:
    """Remove the bank and its source."""
    file.unlink()
    (file.parent / "report.txt").unlink()


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("change", [untouched, reworded, spoilt, deleted])
def test_an_attempt_stays_as_it_was(
    tmp_path: Path, change: Callable[[Path], None], which: int
) -> None:
    file = bank_of(tmp_path, as_items(*all_samples()))
    with studying(tmp_path / "data", file) as study:
        runner = played(study, file, which)
        before, score = seen(runner), runner.attempt.score
        assert len(before) == len(QUESTION_TYPES) and all(each.quotes for each in before)
        change(file)
        past = open_past_attempt(study.context, 1)
        assert seen(past.runner) == before
        assert past.runner.attempt.score == pytest.approx(score)
        assert (past.unreadable, past.unanswered) == (0, 0)
        assert len(study.context.store.attempts()) == 1


def test_the_source_is_offered_where_it_still_holds_the_quote(tmp_path: Path) -> None:
    file = bank_of(tmp_path, as_items(*all_samples()))
    with studying(tmp_path / "data", file) as study:
        played(study, file, 0)
        assert all(quotes_found(open_past_attempt(study.context, 1)))
        (file.parent / "report.txt").write_text(f"A new start.\n{SOURCE}", "utf-8")
        past = open_past_attempt(study.context, 1)
        (place,) = past.quotes_in_sources(0)
        assert place.paragraph == 2 and seen(past.runner)[0].quotes[0][2] == 1
        reworded(file)
        held = quotes_found(open_past_attempt(study.context, 1))
        assert any(held) and not all(held)
        deleted(file)
        assert not any(quotes_found(open_past_attempt(study.context, 1)))


def quotes_found(past: PastAttempt) -> list[bool]:
    return [bool(past.quotes_in_sources(place)) for place in range(len(past.runner.attempt.items))]


def test_an_attempt_that_was_left_shows_what_was_answered(tmp_path: Path) -> None:
    file = bank_of(tmp_path, choices("one", "two", "three"))
    with studying(tmp_path / "data", file) as study:
        study.play(file, [RIGHT, WRONG])
        past = open_past_attempt(study.context, 1)
        assert len(past.runner.attempt.items) == 2 and past.unanswered == 1
        attempt = past.runner.attempt
        assert (attempt.score, attempt.max_score) == (1.0, 3.0)


def event(study: Study, kind: EventKind, **detail: object) -> None:
    """Record something about the first answer of the first attempt."""
    uid = study.context.store.attempts()[0].uid
    study.context.store.record_event(
        EventRecord("e" * 32, kind, "ferry", "one", study.now, uid, 0, detail)
    )


def test_the_mark_that_the_history_holds_counts(tmp_path: Path) -> None:
    file = bank_of(tmp_path, choices("one"))
    with studying(tmp_path / "data", file) as study:
        study.play(file, [WRONG])
        (answered,) = study.context.store.attempt(1).responses
        at = utc_milliseconds(datetime.fromisoformat(answered.answered))
        mark = {"score": 1.5, "max_score": 2.0, "outcome": "partly right"}
        event(study, EventKind.REGRADE, **mark, at=at, why="the key was corrected")
        past = open_past_attempt(study.context, 1)
        verdict = past.runner.attempt.answered[0].verdict
        assert (verdict.outcome, verdict.fraction) == (Outcome.PARTLY, 0.75)
        assert past.runner.attempt.score == 1.5
        assert verdict.notes[0] == "Marked again: the key was corrected."


def test_what_was_taken_back_says_so(tmp_path: Path) -> None:
    file = bank_of(tmp_path, choices("one"))
    with studying(tmp_path / "data", file) as study:
        study.play(file, [RIGHT])
        event(study, EventKind.UNDO)
        past = open_past_attempt(study.context, 1)
        notes = past.runner.attempt.answered[0].verdict.notes
        assert notes[0] == UNDONE and notes[1].startswith("Answered on")
        assert past.runner.attempt.score == past.summary.score == 0


def test_an_attempt_is_told_line_by_line(tmp_path: Path) -> None:
    file = bank_of(tmp_path, as_items(*all_samples()))
    with studying(tmp_path / "data", file) as study:
        played(study, file, 1)
        deleted(file)
        output = "\n".join(attempt_lines(open_past_attempt(study.context, 1)))
        assert (
            output.startswith("Attempt 1: The ferry, ") and "10 of 10 questions answered" in output
        )
        for text in (
            "Where did the ferry leave from?",
            "1. ",
            "Your answer: Nelson",
            "Correct answer: Picton",
            "Quote (the report, paragraph 1): The ferry left Picton at noon",
            "in 7 seconds.",
            "You said: ",
        ):
            assert text in output


def test_what_cannot_be_shown_is_said(tmp_path: Path) -> None:
    with studying(tmp_path / "data") as study:
        play(study.context.store, attempt(), 1, 0)
        with pytest.raises(NotPlayable, match="Attempt 1 has no answers that can be shown"):
            open_past_attempt(study.context, 1)
        with pytest.raises(UsageError, match="no attempt 7"):
            open_past_attempt(study.context, 7)
