"""An attempt of the past, question by question, line by line; not cleaned."""

from collections.abc import Iterator

from quiz.kinds import kind_of
from quiz.plain.explaining import explained
from quiz.player import words
from quiz.player.past import Past
from quiz.session.session import Answered, Session
from quiz.text.counting import counted


def lines(past: Past) -> Iterator[str]:
    """Yield the attempt as it was answered: questions, options as shown, answers, verdicts."""
    summary, session = past.summary, past.player.session
    score = words.points(summary.score, summary.max_score)
    yield f"Attempt {summary.number}: {summary.title}, {words.moment(summary.started)}"
    yield f"{score}, {words.percent(summary.score, summary.max_score)}. {_answered(past)}"
    for position, answered in sorted(session.answered.items()):
        yield ""
        yield from _question(session, position, answered)


def _answered(past: Past) -> str:
    said = f"{past.summary.answered} of {counted(past.summary.questions, 'question')} answered."
    if past.unreadable:
        said += f" {counted(past.unreadable, 'answer')} cannot be shown."
    return said


def _question(session: Session, position: int, answered: Answered) -> Iterator[str]:
    item = session.items[position]
    kind = kind_of(item.question)
    yield f"Question {position + 1} of {len(session.items)} ({kind.label.lower()})"
    yield item.question.prompt
    yield from kind.lines(item.question, item.order)
    yield from explained(item, answered)
