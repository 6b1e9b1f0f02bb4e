"""Answers restored from the history: each question as it was, with the mark that was stored.

The rules of marking may have changed since an answer was given. Continuing an attempt, replay,
regrading and exams all restore answers here, so that they agree with the history and each other.
"""

from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from quiz.attempts.attempt import Answered
from quiz.bank.questions import rebuild_question
from quiz.model.bank import Bank
from quiz.model.question import Question
from quiz.model.response import Order, Outcome, Response, Verdict
from quiz.question_types import question_type_of
from quiz.quotes.sources import lexicon
from quiz.store.records import JsonObject, MarkRecord, StoredResponse
from quiz.text.phrases import Lexicon

NO_WORDS = Lexicon(frozenset(), frozenset())
"""The lexicon of a bank whose sources are not available."""
STORED_MARK = "This mark was given at the time; marking the answer again would change it."
OPEN_BOOK = "You answered with the text open: your schedule counts that as hard at most."
UNDONE = "You undid this answer: it does not count."
JUDGED_RIGHT = "You judged this answer right; the mark stays."


def words_of(bank: Bank) -> Lexicon:
    """Return the words of the sources of a bank, which marking needs."""
    return lexicon([source.text for source in bank.sources.values()])


class RestoredAnswer(NamedTuple):
    """An answer as it was given and marked."""

    question: Question
    """The question as it was answered, worth the points that it was worth then."""
    verdict: Verdict
    """The verdict, with the stored outcome and fraction."""
    outcome_today: Outcome
    """The outcome that the current rules of marking would give."""


def stored_question(body: JsonObject) -> Question | None:
    """Return the question of a stored version; None when it cannot be read."""
    written = body.get("question")
    return rebuild_question(written) if isinstance(written, dict) else None


def restore_answer(
    body: JsonObject,
    given: Response,
    mark: MarkRecord,
    lexicon: Lexicon = NO_WORDS,
    option_order: Order = (),
) -> RestoredAnswer | None:
    """Return the answer to a stored version of a question, with the stored mark.

    Return None when the version, the response or the order of the options cannot be read.
    """
    question = stored_question(body)
    if question is None or not question_type_of(question).accepts(question, given):
        return None
    kind = question_type_of(question)
    if option_order and sorted(option_order) != list(range(len(kind.shown(question)))):
        return None
    if float(question.points) != mark.max_score:
        question = replace(question, points=Decimal(str(mark.max_score)))
    # Marking again gives only the words: the parts that were right, and the feedback.
    verdict = kind.mark(question, given, lexicon)
    # A question may be worth no points; then only the outcome gives the fraction.
    if mark.max_score:
        fraction = mark.score / mark.max_score
    else:
        fraction = float(mark.outcome is Outcome.RIGHT)
    stored = replace(verdict, outcome=mark.outcome, fraction=fraction)
    return RestoredAnswer(question, stored, verdict.outcome)


def blank_answer(question: Question, known: Lexicon = NO_WORDS) -> Answered:
    """Return how a question of an exam counts when it was left blank."""
    return Answered((), question_type_of(question).mark(question, (), known), 0.0, 0)


def restore_response(
    response: StoredResponse, lexicon: Lexicon = NO_WORDS
) -> tuple[Question, Answered] | None:
    """Return a stored response as `restore_answer` does, with notes on changes of its mark."""
    mark = MarkRecord(response.score, response.max_score, response.outcome)
    restored = restore_answer(response.body, response.given, mark, lexicon, response.option_order)
    if restored is None:
        return None
    verdict = restored.verdict
    notes = [*verdict.notes]
    if response.regraded:
        notes.append(f"Marked again: {response.regraded}.")
    elif restored.outcome_today is not response.outcome:
        notes.append(STORED_MARK)
    if response.open_book:
        notes.append(OPEN_BOOK)
    if response.undone:
        notes.append(UNDONE)
    elif response.overruled:
        notes.append(JUDGED_RIGHT)
    answered = Answered(
        response.given,
        replace(verdict, notes=tuple(notes)),
        response.seconds,
        response.hints_used,
        response.confidence,
        response.open_book,
    )
    return restored.question, answered
