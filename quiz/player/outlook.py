"""What the confidence stated in an attempt says of it, beside the score; never part of it."""

from collections.abc import Iterator

from quiz.kinds import kind_of
from quiz.model.confidence import Confidence
from quiz.model.question import Question
from quiz.player import words
from quiz.session.form import Item
from quiz.session.session import Answered, Session
from quiz.settings.definitions import Settings
from quiz.stats.certainty import marks
from quiz.stats.prediction import Stated, prediction
from quiz.stats.windows import stated_probability


def options_of(question: Question) -> int | None:
    """Return among how many options one is chosen; None where that is not how it is answered."""
    return kind_of(question).options_to_guess(question)


def _answered(session: Session) -> Iterator[tuple[Item, Answered]]:
    """Yield what was answered; questions whose answer was asked for are left out."""
    for position, done in session.answered.items():
        if done.response:
            yield session.items[position], done


def expectation(session: Session) -> str:
    """Return expected against actual score in a sentence; empty when no confidence was stated."""
    stated = [
        Stated(
            stated_probability(done.confidence, options_of(item.question)),
            done.verdict.fraction,
            float(item.question.points),
        )
        for item, done in _answered(session)
        if done.confidence is not None
    ]
    found = prediction(stated)
    return "" if found is None else found.words


def certainty(session: Session) -> str:
    """Return the certainty-based marks in a sentence; empty when no confidence was stated."""
    given: list[tuple[float, Confidence | None]] = [
        (done.verdict.fraction, done.confidence) for _, done in _answered(session)
    ]
    found = marks(given)
    if found is None or not any(confidence for _, confidence in given):
        return ""
    average = words.signed(found.average)
    return f"Certainty-based marks: {average} an answer, from −6 to +3."


def remarks(session: Session, settings: Settings) -> Iterator[str]:
    """Yield what the confidence says beside the score, a sentence or two each."""
    if expected := expectation(session):
        yield expected
    if settings.certainty_marks and (average := certainty(session)):
        yield average
    if count := surprises(session):
        yield f"Wrong though you were certain: {count}. Look at those first."


def surprises(session: Session) -> int:
    """Return how many answers were wrong though the learner was certain."""
    return sum(
        done.confidence is Confidence.CERTAIN and done.verdict.fraction == 0
        for _, done in _answered(session)
    )
