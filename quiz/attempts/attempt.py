"""An attempt in practice mode, its scores by tag and the questions to repeat."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from quiz.attempts.form import Item
from quiz.model.response import Confidence, Outcome, Response, Verdict
from quiz.question_types import question_type_of
from quiz.text.phrases import Lexicon


@dataclass(frozen=True, slots=True)
class Answered:
    """A question of the form that was answered."""

    response: Response
    verdict: Verdict
    seconds: float
    hints: int
    confidence: Confidence | None = None
    open_book: bool = False
    """Whether the source was open."""


class Attempt:
    """The state of one attempt in practice mode.

    Positions count the items of the form from 0. `clock` returns seconds that never decrease.
    `lost` is the number of points of the questions of the form that can no longer be asked;
    `undone` are the positions of answers that no longer count, `overruled` those of answers
    that the learner judged right against their verdicts; they never change the score.
    """

    def __init__(
        self,
        items: Sequence[Item],
        clock: Callable[[], float],
        answered: Mapping[int, Answered] | None = None,
        lost: float = 0.0,
        undone: Collection[int] = (),
        overruled: Collection[int] = (),
    ) -> None:
        self.items = tuple(items)
        self._lost = lost
        self.answered: dict[int, Answered] = dict(answered or {})
        self.undone: set[int] = set(undone)
        self.overruled: set[int] = set(overruled)
        self._clock = clock
        self._hints: dict[int, int] = {}
        self._opened: set[int] = set()
        """The questions at which the source was opened."""
        # Visits add up: a question may be left and come back to.
        self._spent: dict[int, float] = {}
        self._since = clock()
        self.position = self._open_after(-1) or 0

    @property
    def item(self) -> Item:
        """The current question."""
        return self.items[self.position]

    @property
    def verdict(self) -> Verdict | None:
        """The verdict on the current question; None before it is answered."""
        answered = self.answered.get(self.position)
        return answered.verdict if answered else None

    @property
    def counted(self) -> dict[int, Answered]:
        """The answers that count: all but those that the learner took back."""
        return {each: done for each, done in self.answered.items() if each not in self.undone}

    @property
    def finished(self) -> bool:
        """Whether every question has been answered."""
        return len(self.answered) == len(self.items)

    @property
    def score(self) -> float:
        """The points earned so far."""
        return sum(
            done.verdict.fraction * float(self.items[position].question.points)
            for position, done in self.counted.items()
        )

    @property
    def max_score(self) -> float:
        """The points of the whole form."""
        return self._lost + float(sum(item.question.points for item in self.items))

    def mark(self, response: Response, lexicon: Lexicon) -> Answered:
        """Mark a response to the current question without recording it."""
        question = self.item.question
        verdict = question_type_of(question).mark(question, response, lexicon)
        return Answered(
            response,
            verdict,
            self.seconds,
            len(self.hints),
            # “I don’t know” was not helped by anything.
            open_book=bool(response) and self.book_is_open,
        )

    def record(self, answered: Answered) -> None:
        """Record the response to the current question; later calls do not change it."""
        # The first response counts, even if a second press of a key submits another.
        self.answered.setdefault(self.position, answered)

    @property
    def seconds(self) -> float:
        """Seconds spent on the current question over all visits; never negative."""
        # The clock may be set back while the app runs.
        return self._spent.get(self.position, 0.0) + max(0.0, self._clock() - self._since)

    @property
    def hints(self) -> tuple[str, ...]:
        """The hints shown for the current question."""
        return self.item.question.hints[: self._hints.get(self.position, 0)]

    def hint(self) -> str | None:
        """Show one more hint and return it; None when there are no more."""
        shown = self._hints.get(self.position, 0)
        hints = self.item.question.hints
        if shown >= len(hints):
            return None
        self._hints[self.position] = shown + 1
        return hints[shown]

    @property
    def book_is_open(self) -> bool:
        """Whether the source was opened at the current question."""
        return self.position in self._opened

    def open_book(self) -> None:
        """Note that the source was opened at the current question."""
        self._opened.add(self.position)

    def advance(self) -> bool:
        """Go to the next unanswered question, wrapping at the end; False if there is none."""
        following = self._open_after(self.position)
        # The position stays, so that the last verdict remains on the screen.
        if following is None:
            return False
        self.go(following)
        return True

    def go(self, position: int) -> None:
        """Go to any question of the form."""
        # Read before the move: `seconds` is the time of the question that is left.
        self._spent[self.position] = self.seconds
        self.position = position
        self._since = self._clock()

    def _open_after(self, position: int) -> int | None:
        count = len(self.items)
        for step in range(1, count + 1):
            following = (position + step) % count
            if following not in self.answered:
                return following
        return None

    def count(self, outcome: Outcome) -> int:
        """Return how many questions had this outcome."""
        return sum(done.verdict.outcome is outcome for done in self.counted.values())


UNTAGGED = "untagged"


class TagScore(NamedTuple):
    """The points of the questions with one tag."""

    tag: str
    questions: int
    score: float
    max_score: float


def by_tag(attempt: Attempt) -> tuple[TagScore, ...]:
    """Return the scores by tag, weakest first; a question counts under each of its tags."""
    sums: dict[str, tuple[int, float, float]] = {}
    counted = attempt.counted
    for position, item in enumerate(attempt.items):
        points = float(item.question.points)
        done = counted.get(position)
        earned = done.verdict.fraction * points if done else 0.0
        # Unanswered questions count with 0 points, so that the tags agree with the total.
        for tag in item.question.tags or (UNTAGGED,):
            questions, score, max_score = sums.get(tag, (0, 0.0, 0.0))
            sums[tag] = (questions + 1, score + earned, max_score + points)
    scores = [TagScore(tag, *values) for tag, values in sums.items()]
    return tuple(sorted(scores, key=lambda each: (each.score / each.max_score, each.tag)))


def missed(attempt: Attempt) -> tuple[int, ...]:
    """Return the positions of the questions without a wholly right answer that counts."""
    counted = attempt.counted
    return tuple(
        position
        for position in range(len(attempt.items))
        if position not in counted or counted[position].verdict.outcome is not Outcome.RIGHT
    )
