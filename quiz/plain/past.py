"""A past attempt as lines of text; not cleaned."""

from collections.abc import Iterator

from quiz.kinds import kind_of
from quiz.plain.explaining import explained
from quiz.player import words
from quiz.player.past import Past
from quiz.session.session import Answered, Session
from quiz.text.counting import counted


def lines(past: Past) -> Iterator[str]:
    """Yield each question with its options as shown, the answer and the verdict."""
    summary, session = past.summary, past.player.session
    score = words.points(summary.score, summary.max_score)
    yield f"Attempt {summary.number}: {summary.title}, {words.moment(summary.started)}"
    yield f"{score}, {words.percent(summary.score, summary.max_score)}. {_answered(past)}"
    for position, answered in sorted(session.answered.items()):
        yield ""
        yield from _question(session, position, answered)


def _answered(past: Past) -> str:
    text = f"{past.summary.answered} of {counted(past.summary.questions, 'question')} answered."
    if past.unreadable:
        text += f" {counted(past.unreadable, 'answer')} cannot be shown."
    return text


def _question(session: Session, position: int, answered: Answered) -> Iterator[str]:
    item = session.items[position]
    kind = kind_of(item.question)
    yield f"Question {position + 1} of {len(session.items)} ({kind.label.lower()})"
    yield item.question.prompt
    yield from kind.lines(item.question, item.order)
    yield from explained(item, answered)
