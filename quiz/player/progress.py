"""The figures of the progress screen and of `quiz progress`."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from quiz.model.confidence import Confidence
from quiz.player.due import forecast
from quiz.player.performance import (
    Performance,
    States,
    by_bank,
    by_question,
    by_tag,
    by_type,
    by_version,
)
from quiz.player.resting import Resting, paused_questions
from quiz.schedule.days import StudyDay, day_of, milliseconds, study_day
from quiz.stats import certainty
from quiz.stats.calibration import Calibration, LevelReport, Tally, by_confidence, calibration
from quiz.stats.certainty import Marks
from quiz.stats.intervals import Interval, wilson
from quiz.stats.streak import Streak, streak
from quiz.stats.trend import Row
from quiz.stats.windows import stated_probability
from quiz.store.figures import BucketFigures, ConfidenceFigures, Figures
from quiz.store.narrowing import ALL, Narrowing
from quiz.text.shares import percent

if TYPE_CHECKING:
    from quiz.player.context import Desk

BY = ("bank", "tag", "type", "question", "version")
"""The tables that answers are grouped into."""
DAYS_AHEAD = 30
"""The number of study days in the forecast, including today."""


class Retention(NamedTuple):
    """How many questions were still known more than half a day after the last answer."""

    answers: int
    right: int
    wanted: float
    """The share that the schedule aims at."""

    @property
    def interval(self) -> Interval:
        """The 95% interval of the share that was still known."""
        return wilson(self.right, self.answers)

    @property
    def words(self) -> str:
        """A sentence that compares the share with the aim."""
        if not self.answers:
            return "No question has come back after more than half a day yet."
        low, high = self.interval
        aim = f"The schedule aims at {percent(self.wanted)}"
        if low <= self.wanted <= high:
            return f"{aim}: your answers so far are in line with that."
        return f"{aim}: you knew {'fewer' if high < self.wanted else 'more'} than that."


@dataclass(frozen=True, slots=True)
class Progress:
    """All figures of one moment; `moment` and all other moments are milliseconds since 1970 UTC."""

    moment: int
    narrowing: Narrowing
    """The filter: only matching answers are counted."""
    today: date
    """The study day."""
    titles: dict[str, str]
    """The titles of banks by id, of those that have one."""
    banks: tuple[Performance, ...]
    """Weakest first, as tags, types and questions are."""
    tags: tuple[Performance, ...]
    types: tuple[Performance, ...]
    questions: tuple[Performance, ...]
    versions: tuple[Performance, ...]
    """Those of a question stand together, the oldest first."""
    days: tuple[Row, ...]
    """The study days with answers, oldest first."""
    streak: Streak
    levels: tuple[LevelReport, ...]
    """The right answers at each level of confidence."""
    calibration: Calibration | None
    """None when no confidence was ever stated."""
    unstated: int
    """Answers without a stated confidence."""
    marks: Marks | None
    """Certainty-based marks of the answers with a stated confidence, when they were asked for."""
    retention: Retention
    due: tuple[int, ...]
    """How many questions are due today, tomorrow, and so on."""
    resting: tuple[Resting, ...]
    """The questions that reviews leave out now."""

    def by(self, what: str) -> tuple[Performance, ...]:
        """Return the performances by one of `BY`."""
        tables = (self.banks, self.tags, self.types, self.questions, self.versions)
        return dict(zip(BY, tables, strict=True))[what]

    @property
    def suspended(self) -> int:
        """How many questions are suspended."""
        return sum(each.until is None for each in self.resting)

    @property
    def buried(self) -> int:
        """How many questions are postponed."""
        return len(self.resting) - self.suspended

    @property
    def answers(self) -> int:
        """How many responses count."""
        return sum(day.answers for day in self.days)

    @property
    def right(self) -> int:
        """How many of them were wholly right."""
        return sum(day.right for day in self.days)

    @property
    def done_today(self) -> Row:
        """The answers of today."""
        last = self.days[-1] if self.days else None
        return last if last and last.day == self.today else Row(self.today, 0, 0)


class _Facts(NamedTuple):
    """The stored figures that match the filter."""

    narrowing: Narrowing
    figures: Figures
    states: States
    titles: dict[str, str]


def progress(desk: "Desk", narrowing: Narrowing = ALL, with_marks: bool = False) -> Progress:
    """Return the figures of the answers that match a filter. Raises `StoreError`."""
    figures = desk.store.figures(narrowing)
    states: States = desk.store.states(narrowing.banks or None)
    if figures.keys is not None:
        states = {key: state for key, state in states.items() if key in figures.keys}
    cards = desk.library.known().values()
    titles = figures.titles | {card.bank: card.title for card in cards}
    return _progress(_Facts(narrowing, figures, states, titles), desk, with_marks)


def _progress(known: _Facts, desk: "Desk", with_marks: bool) -> Progress:
    narrowing, figures, states, titles = known
    now = desk.clocks.utc()
    day, at = study_day(now), milliseconds(now)
    days = tuple(by_day(figures.buckets))
    return Progress(
        moment=at,
        narrowing=narrowing,
        today=day.date,
        titles=titles,
        banks=by_bank(figures, states, titles),
        tags=by_tag(figures, states),
        types=by_type(figures, states),
        questions=by_question(figures, states),
        versions=by_version(figures, states),
        days=days,
        streak=streak((row.day for row in days), day.date),
        levels=by_confidence(_by_level(figures.confidences)),
        calibration=calibration(map(_tally, figures.confidences)),
        unstated=_answers(figures.buckets) - _answers(figures.confidences),
        marks=_marks(figures.confidences) if with_marks else None,
        retention=_retention(figures, desk.retention),
        due=_due(known, day),
        resting=paused_questions(states, titles, figures, at),
    )


def by_day(buckets: Iterable[BucketFigures]) -> Iterable[Row]:
    """Yield the answers of each study day that has any; buckets and days are oldest first."""
    end, row = 0, None
    for bucket in buckets:
        if row is None or bucket.start >= end:
            if row is not None:
                yield row
            # A study day is found once, not for each bucket: its bounds depend on the time zone.
            day = day_of(bucket.start)
            end, row = day.end, Row(day.date, 0, 0)
        row = Row(row.day, row.answers + bucket.answers, row.right + bucket.right)
    if row is not None:
        yield row


def _answers(counts: Iterable[BucketFigures] | Iterable[ConfidenceFigures]) -> int:
    return sum(each.answers for each in counts)


def _due(known: _Facts, day: StudyDay) -> tuple[int, ...]:
    states = known.states.items()
    counts = forecast([state for key, state in states if key not in known.figures.gone], day)
    return tuple(counts.get(ahead, 0) for ahead in range(DAYS_AHEAD))


def _by_level(figures: Iterable[ConfidenceFigures]) -> dict[Confidence, tuple[int, int]]:
    counts: dict[Confidence, tuple[int, int]] = {}
    for each in figures:
        answers, right = counts.get(each.confidence, (0, 0))
        counts[each.confidence] = (answers + each.answers, right + each.answers * each.right)
    return counts


def _tally(figures: ConfidenceFigures) -> Tally:
    forecast = stated_probability(figures.confidence, figures.options)
    return Tally(forecast, figures.answers, figures.answers * figures.right)


def _marks(figures: Collection[ConfidenceFigures]) -> Marks | None:
    answers = _answers(figures)
    if not answers:
        return None
    marks = (certainty.mark(each.fraction, each.confidence) * each.answers for each in figures)
    average = sum(marks) / answers
    accuracy = sum(each.fraction * each.answers for each in figures) / answers
    return Marks(answers, average, accuracy, certainty.bonus(average, accuracy))


def _retention(figures: Figures, wanted: float) -> Retention:
    answers = sum(version.spaced for version in figures.versions)
    return Retention(answers, sum(version.spaced_right for version in figures.versions), wanted)
