"""How the share of right answers moves over time."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from quiz.stats.intervals import Interval, wilson

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


def trend(rows: Iterable[Row], most: int) -> tuple[Period, ...]:
    """Return at most `most` periods of one length, without gaps from the first day to the last.

    They are days where those are few enough, else weeks from Monday, else the fewest weeks at a
    time that fit. Raises ValueError when `most` is below 1.
    """
    if most < 1:
        raise ValueError(f"{most} periods hold nothing")
    given = [row for row in rows if row.answers]
    if not given:
        return ()
    first = min(row.day for row in given)
    last = max(row.day for row in given)
    first, days = _length(first, last, most)
    sums = [[0, 0] for _ in range((last - first).days // days + 1)]
    for row in given:
        period = sums[(row.day - first).days // days]
        period[0] += row.answers
        period[1] += row.right
    return tuple(
        Period(first + timedelta(days=number * days), days, answers, right)
        for number, (answers, right) in enumerate(sums)
    )


def _length(first: date, last: date, most: int) -> tuple[date, int]:
    """Return the first day of the first period, and the days of each."""
    if (last - first).days < most:
        return first, 1
    monday = first - timedelta(days=first.weekday())
    weeks = (last - monday).days // _WEEK + 1
    return monday, _WEEK * -(-weeks // most)
