"""Days of study, answers over time, and how far a share of right answers can be trusted."""

from collections.abc import Iterable
from datetime import date, timedelta
from math import sqrt
from typing import NamedTuple


class Interval(NamedTuple):
    """A range of shares, both ends from 0 to 1."""

    low: float
    high: float


EVERYTHING = Interval(0.0, 1.0)
MIN_FOR_INTERVAL = 5
"""Answers below which no share is shown: its interval would cover most of the scale."""


def wilson(successes: int, trials: int, z: float = 1.959963984540054) -> Interval:
    """Return the score interval of a share (Wilson 1927), 95% wide with the default `z`.

    Without trials it is 0 to 1. Raises `ValueError` unless 0 <= successes <= trials.
    """
    if not 0 <= successes <= trials:
        raise ValueError(f"{successes} of {trials} is not a share")
    if not trials:
        return EVERYTHING
    share = successes / trials
    stretch = 1 + z * z / trials
    middle = (share + z * z / (2 * trials)) / stretch
    margin = z * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials)) / stretch
    # The ends at 0 and 1 are exact in the formula, though not in floating point.
    return Interval(
        middle - margin if successes else 0.0, middle + margin if successes < trials else 1.0
    )


_DAY = timedelta(days=1)


class Streak(NamedTuple):
    """How often there was study, in days; days without study are never counted as a loss."""

    total: int
    last_7: int
    """Of the seven days that end today; so for the others."""
    last_14: int
    last_30: int
    run: int
    """Days in a row up to today, or up to yesterday while today may still come."""
    longest: int
    """The longest series of days in a row."""
    today: bool
    """Whether there was study today."""

    @property
    def words(self) -> str:
        """The days of study in one line."""
        if not self.total:
            return "Days of study will be counted here."
        parts = [self._often()]
        if self.run > 1:
            parts.append(f"{self.run} days in a row")
        if self.longest > max(1, self.run):
            parts.append(f"longest row {self.longest} days")
        if self.today:
            parts.append("today is done")
        return "; ".join(parts) + "."

    def _often(self) -> str:
        # The shortest span with study in it is the most encouraging one.
        for count, span in ((self.last_7, 7), (self.last_14, 14), (self.last_30, 30)):
            if count:
                return f"Studied on {count} of the last {span} days"
        return f"Studied on {self.total} {'day' if self.total == 1 else 'days'} so far"


def streak(days: Iterable[date], today: date) -> Streak:
    """Return the figures over days of study."""
    # Days after today come from a clock that was wrong.
    studied = {day for day in days if day <= today}
    rows = _rows(studied)
    return Streak(
        total=len(studied),
        last_7=_within(studied, today, 7),
        last_14=_within(studied, today, 14),
        last_30=_within(studied, today, 30),
        run=rows[-1][1] if rows and (today - rows[-1][0]).days <= 1 else 0,
        longest=max((length for _, length in rows), default=0),
        today=today in studied,
    )


def _within(studied: set[date], today: date, span: int) -> int:
    return sum((today - day).days < span for day in studied)


def _rows(studied: set[date]) -> list[tuple[date, int]]:
    """Return the last day and the length of every series of days in a row, oldest first."""
    rows: list[tuple[date, int]] = []
    for day in sorted(studied):
        if rows and day - rows[-1][0] == _DAY:
            rows[-1] = (day, rows[-1][1] + 1)
        else:
            rows.append((day, 1))
    return rows


_WEEK = 7


class Row(NamedTuple):
    """The answers of a day, or a part of them."""

    day: date
    answers: int
    right: int


class Period(NamedTuple):
    """The answers of some days in a row; there may be none."""

    start: date
    days: int
    answers: int
    right: int

    @property
    def accuracy(self) -> float | None:
        """The share that was right, None without answers."""
        return self.right / self.answers if self.answers else None

    @property
    def interval(self) -> Interval:
        """The 95% interval of the accuracy, 0 to 1 without answers."""
        return wilson(self.right, self.answers)

    @property
    def span(self) -> str:
        """The length in words: `day`, `week`, `4 weeks`."""
        if self.days < _WEEK:
            return "day"
        return "week" if self.days == _WEEK else f"{self.days // _WEEK} weeks"


def trend(rows: Iterable[Row], max_periods: int) -> tuple[Period, ...]:
    """Return at most `max_periods` of one length, without gaps from the first day to the last.

    They are days if those are few enough, or else periods of one or more weeks from Monday.
    Raises `ValueError` when `max_periods` is below 1.
    """
    if max_periods < 1:
        raise ValueError(f"there cannot be {max_periods} periods")
    given = [row for row in rows if row.answers]
    if not given:
        return ()
    first = min(row.day for row in given)
    last = max(row.day for row in given)
    first, days = _length(first, last, max_periods)
    sums = [[0, 0] for _ in range((last - first).days // days + 1)]
    for row in given:
        period = sums[(row.day - first).days // days]
        period[0] += row.answers
        period[1] += row.right
    return tuple(
        Period(first + timedelta(days=number * days), days, answers, right)
        for number, (answers, right) in enumerate(sums)
    )


def _length(first: date, last: date, max_periods: int) -> tuple[date, int]:
    """Return the first day of the first period, and the days of each."""
    if (last - first).days < max_periods:
        return first, 1
    monday = first - timedelta(days=first.weekday())
    weeks = (last - monday).days // _WEEK + 1
    # Rounded up, so that no period is left over.
    return monday, _WEEK * -(-weeks // max_periods)
