"""Study days: they begin at four in the morning of the learner's own time zone."""

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

BEGINS = time(4)
"""Who studies past midnight is still in the day before."""
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
    """Return in how many study days a moment comes, both in milliseconds; 0 is today."""
    return (date_of(at) - date_of(now)).days
