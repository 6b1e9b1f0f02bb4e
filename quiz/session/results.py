"""The results of an attempt: by tag, and what to repeat."""

from typing import NamedTuple

from quiz.model.response import Outcome
from quiz.session.session import Session

UNTAGGED = "untagged"


class TagScore(NamedTuple):
    """The points of the questions with one tag."""

    tag: str
    questions: int
    score: float
    max_score: float


def by_tag(session: Session) -> tuple[TagScore, ...]:
    """Return the scores by tag, weakest first; a question counts under each of its tags."""
    sums: dict[str, tuple[int, float, float]] = {}
    for position, item in enumerate(session.items):
        points = float(item.question.points)
        done = session.answered.get(position)
        earned = done.verdict.fraction * points if done else 0.0
        for tag in item.question.tags or (UNTAGGED,):
            questions, score, most = sums.get(tag, (0, 0.0, 0.0))
            sums[tag] = (questions + 1, score + earned, most + points)
    scores = [TagScore(tag, *values) for tag, values in sums.items()]
    return tuple(sorted(scores, key=lambda each: (each.score / each.max_score, each.tag)))


def missed(session: Session) -> tuple[int, ...]:
    """Return the positions of the questions that were not wholly right."""
    return tuple(
        position
        for position in range(len(session.items))
        if position not in session.answered
        or session.answered[position].verdict.outcome is not Outcome.RIGHT
    )
