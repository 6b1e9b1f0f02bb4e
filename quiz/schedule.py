"""When questions come back: the rating of a response, the schedule of a question, study days.

The schedule is FSRS-6 by the package `fsrs`, with two rules around it. FSRS is used without
learning steps (a question is asked once in a sitting), without fuzz (the same responses always
give the same schedule) and with intervals of at most a year. It counts time in whole days; here
they are rounded to the nearest, where the package would see none in 23 hours. Around it:

- a question missed although one was certain is due within a day;
- a right answer within half a day of the answer before puts the question off by less than a day,
  so that it is not asked twice: it tests the explanation just read rather than memory.

Algorithm and default parameters: https://github.com/open-spaced-repetition/py-fsrs, release 6.3.2.

Study days begin at four in the morning of the learner's own time zone.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from quiz.model.response import DAY, NEAR, Confidence, Grade, Memory, Outcome, Rating

BEGINS = time(4)
"""The start of a study day: studying after midnight still counts as the previous day."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class StudyDay(NamedTuple):
    """One study day, its bounds in milliseconds since 1970 UTC, the end excluded."""

    date: date
    start: int
    end: int


def milliseconds(moment: datetime) -> int:
    """Return a moment, which carries a zone, in whole milliseconds since 1970 UTC."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def study_day(moment: datetime) -> StudyDay:
    """Return the study day that holds a moment, in the zone of this machine."""
    return of_date(_date(moment))


def _date(moment: datetime) -> date:
    local = moment.astimezone()
    day = local.date()
    return day if local.time() >= BEGINS else day - timedelta(days=1)


def of_date(day: date) -> StudyDay:
    """Return the study day that begins on a date."""
    start, end = (_start(day + timedelta(days=step)) for step in (0, 1))
    return StudyDay(day, start, end)


def _start(day: date) -> int:
    # The time zone is looked up for each day, because clocks change.
    return milliseconds(datetime.combine(day, BEGINS).astimezone())


def day_of(at: int) -> StudyDay:
    """Return the study day that holds a moment in milliseconds."""
    return study_day(_EPOCH + timedelta(milliseconds=at))


def date_of(at: int) -> date:
    """Return the date of the study day that holds a moment in milliseconds."""
    return _date(_EPOCH + timedelta(milliseconds=at))


def days_until(at: int, now: int) -> int:
    """Return the number of study days from `now` until `at`, both in milliseconds; 0 is today."""
    return (date_of(at) - date_of(now)).days


def rating_of(outcome: Outcome, confidence: Confidence | None, chosen: bool) -> Rating:
    """Return the rating of a response; `chosen` means chosen, not typed.

    Anything less than fully right counts as not known. A right guess among options proves
    nothing, so it does too; a right guess that was typed counts as hard. Any other right answer
    is good: only the learner can say that it was easy.
    """
    if outcome is not Outcome.RIGHT:
        return Rating.AGAIN
    if confidence is Confidence.GUESS:
        return Rating.AGAIN if chosen else Rating.HARD
    return Rating.GOOD


def surprising(outcome: Outcome, confidence: Confidence | None) -> bool:
    """Return whether a response was wrong although the learner was certain of it.

    Such errors are corrected best when they are met again soon (Butterfield & Metcalfe 2001;
    Butler, Fazio & Marsh 2011).
    """
    return outcome is Outcome.WRONG and confidence is Confidence.CERTAIN


if TYPE_CHECKING:
    from fsrs import Card

LONGEST = 365
"""Days of the longest interval."""
_MILLISECOND = timedelta(milliseconds=1)


class Scheduler:
    """Schedules questions so that this share of them is still known when they come back."""

    def __init__(self, retention: float, longest: int = LONGEST) -> None:
        """Schedule by the share to be known, 0.7 to 0.99, and the longest interval in days."""
        # Imported late: the first screen shows what is due without it.
        from fsrs import Card, Rating, Scheduler, State

        self._card, self._review = Card, State.Review
        self._ratings = {int(rating): rating for rating in Rating}
        self._fsrs = Scheduler(
            desired_retention=retention,
            learning_steps=(),
            relearning_steps=(),
            maximum_interval=longest,
            enable_fuzzing=False,
        )

    def step(self, memory: Memory | None, grade: Grade) -> Memory:
        """Return the memory after a response that is not earlier than the one before."""
        before = self._as_card(memory, grade.at)
        after, _ = self._fsrs.review_card(before, self._ratings[grade.rating], _moment(grade.at))
        if after.stability is None or after.difficulty is None:
            raise ArithmeticError("the schedule gave no stability")
        again = grade.rating is Rating.AGAIN
        return Memory(
            stability=after.stability,
            difficulty=after.difficulty,
            due=_due(memory, grade, _milliseconds(after.due)),
            last=grade.at,
            reviews=memory.reviews + 1 if memory else 1,
            lapses=memory.lapses + again if memory else 0,
        )

    def recall(self, memory: Memory, at: int) -> float:
        """Return the chance, 0 to 1, that the question is known at a moment."""
        if at < memory.last:
            return 1.0
        return float(self._fsrs.get_card_retrievability(self._as_card(memory, at), _moment(at)))

    def _as_card(self, memory: Memory | None, at: int) -> "Card":
        """Return a memory as the package has it, last answered whole days before `at`."""
        if memory is None:
            # Without an id the package would wait a millisecond to make one.
            return self._card(card_id=1)
        return self._card(
            card_id=1,
            state=self._review,
            step=None,
            stability=memory.stability,
            difficulty=memory.difficulty,
            due=_moment(memory.due),
            last_review=_moment(at - (at - memory.last + NEAR - 1) // DAY * DAY),
        )


def _due(memory: Memory | None, grade: Grade, due: int) -> int:
    if grade.soon:
        return min(due, grade.at + DAY)
    if memory is not None and grade.rating > Rating.AGAIN and grade.at - memory.last <= NEAR:
        return min(due, max(memory.due, grade.at + DAY))
    return due


def _moment(milliseconds: int) -> datetime:
    return _EPOCH + milliseconds * _MILLISECOND


def _milliseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // _MILLISECOND
