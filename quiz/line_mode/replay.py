"""A past attempt as lines of text; not cleaned."""

from collections.abc import Iterator

from quiz.attempts.attempt import Answered, Attempt
from quiz.line_mode.practice import explained
from quiz.question_types import question_type_of
from quiz.study import formatting
from quiz.study.replay import PastAttempt
from quiz.text.formatting import counted


def attempt_lines(past: PastAttempt) -> Iterator[str]:
    """Yield each question with its options as shown, the answer and the verdict."""
    summary, session = past.summary, past.player.session
    score = formatting.points(summary.score, summary.max_score)
    yield f"Attempt {summary.number}: {summary.title}, {formatting.moment(summary.started)}"
    yield f"{score}, {formatting.percent(summary.score, summary.max_score)}. {_answered(past)}"
    for position, answered in sorted(session.answered.items()):
        yield ""
        yield from _question(session, position, answered)


def _answered(past: PastAttempt) -> str:
    text = f"{past.summary.answered} of {counted(past.summary.questions, 'question')} answered."
    if past.unreadable:
        text += f" {counted(past.unreadable, 'answer')} cannot be shown."
    return text


def _question(session: Attempt, position: int, answered: Answered) -> Iterator[str]:
    item = session.items[position]
    kind = question_type_of(item.question)
    yield f"Question {position + 1} of {len(session.items)} ({kind.label.lower()})"
    yield item.question.prompt
    yield from kind.lines(item.question, item.order)
    yield from explained(item, answered)
