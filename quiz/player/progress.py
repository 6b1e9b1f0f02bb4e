"""How learning goes: everything that the progress screen and `quiz progress` tell."""

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
from quiz.player.resting import Resting, resting
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
"""What answers can be told apart by."""
DAYS_AHEAD = 30
"""How many study days the forecast has, today included."""


class Retention(NamedTuple):
    """What was still known of questions that came back more than half a day later."""

    answers: int
    right: int
    wanted: float
    """The share that schedules aim at."""

    @property
    def interval(self) -> Interval:
        """The 95% interval of the share that was still known."""
        return wilson(self.right, self.answers)

    @property
    def words(self) -> str:
        """How it compares with what is wanted, in a sentence."""
        if not self.answers:
            return "No question has come back after half a day yet."
        low, high = self.interval
        aim = f"Schedules aim at {percent(self.wanted)}"
        if low <= self.wanted <= high:
            return f"{aim}: this is in line with it, as far as so many answers tell."
        return f"{aim}: {'less' if high < self.wanted else 'more'} than that was known."


@dataclass(frozen=True, slots=True)
class Progress:
    """All figures of one moment; `moment` and all other moments are milliseconds since 1970 UTC."""

    moment: int
    narrowing: Narrowing
    """What alone counts."""
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
    """What was right at each level of confidence."""
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
    """The questions that reviews do not ask now."""

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
        """How many questions are put off, not yet over."""
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


class _Known(NamedTuple):
    """What was read, of what counts."""

    narrowing: Narrowing
    figures: Figures
    states: States
    titles: dict[str, str]


def progress(desk: "Desk", narrowing: Narrowing = ALL, with_marks: bool = False) -> Progress:
    """Return the figures over what counts. Raises `StoreError`."""
    figures = desk.store.figures(narrowing)
    states: States = desk.store.states(narrowing.banks or None)
    if figures.keys is not None:
        states = {key: state for key, state in states.items() if key in figures.keys}
    cards = desk.library.known().values()
    titles = figures.titles | {card.bank: card.title for card in cards}
    return _told(_Known(narrowing, figures, states, titles), desk, with_marks)


def _told(known: _Known, desk: "Desk", with_marks: bool) -> Progress:
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
        resting=resting(states, titles, figures, at),
    )


def by_day(buckets: Iterable[BucketFigures]) -> Iterable[Row]:
    """Yield the answers of each study day that has any; buckets come, and days go, oldest first."""
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


def _due(known: _Known, day: StudyDay) -> tuple[int, ...]:
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
