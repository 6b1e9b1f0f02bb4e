"""Study days, in several time zones and when the clocks change."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quiz.schedule import date_of, day_of, days_until, milliseconds, of_date, study_day

HOUR = 3_600_000
ZONES = {
    "north": "CET-1CEST,M3.5.0,M10.5.0/3",
    "south": "NZST-12NZDT,M9.5.0,M4.1.0/3",
    "UTC": "UTC0",
    "west": "HST10",
}
"""As POSIX writes zones: no database of the machine is needed."""
SetZone = Callable[[str], None]


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[SetZone]:
    """Return a function that moves this machine to a time zone, until the test ends."""

    def move(name: str) -> None:
        monkeypatch.setenv("TZ", ZONES[name])
        time.tzset()

    yield move
    monkeypatch.undo()
    time.tzset()


def local(*parts: int) -> int:
    """Return a moment by the clock on the wall, in milliseconds."""
    return milliseconds(datetime(*parts).astimezone())  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ZONES)
def test_a_study_day_begins_at_four(zone: SetZone, name: str) -> None:
    zone(name)
    assert date_of(local(2026, 6, 10, 4)) == date(2026, 6, 10)
    assert date_of(local(2026, 6, 10, 4) - 1) == date(2026, 6, 9)
    assert date_of(local(2026, 6, 11, 3, 59)) == date(2026, 6, 10)
    day = study_day(datetime(2026, 6, 10, 23, 59).astimezone())
    assert day == (date(2026, 6, 10), local(2026, 6, 10, 4), local(2026, 6, 11, 4))


@pytest.mark.parametrize(
    ("name", "spring", "autumn"),
    [
        ("north", date(2026, 3, 28), date(2026, 10, 24)),
        ("south", date(2026, 9, 26), date(2026, 4, 4)),
    ],
)
def test_days_on_which_the_clocks_change(
    zone: SetZone, name: str, spring: date, autumn: date
) -> None:
    zone(name)
    for day, hours in ((spring, 23), (autumn, 25)):
        found = of_date(day)
        assert found.end - found.start == hours * HOUR
        assert of_date(day + timedelta(days=1)).start == found.end
        assert date_of(found.end - 1) == day
        assert days_until(found.start + 24 * HOUR, found.start) == (0 if hours == 25 else 1)


def test_a_stored_moment_is_in_the_day_of_the_clock_on_the_wall(zone: SetZone) -> None:
    zone("UTC")
    noon = 1_781_092_800_000
    assert day_of(noon) == study_day(datetime(2026, 6, 10, 12, tzinfo=UTC))
    assert day_of(noon).date == date_of(noon) == date(2026, 6, 10)


def test_the_zone_of_the_moment_does_not_matter(zone: SetZone) -> None:
    zone("south")
    moment = datetime(2026, 6, 10, 12, tzinfo=UTC)
    elsewhere = moment.astimezone(timezone(timedelta(hours=-9)))
    assert study_day(moment) == study_day(elsewhere)
    assert study_day(moment).date == date(2026, 6, 10)
    zone("west")
    assert study_day(datetime(2026, 6, 10, 13, tzinfo=UTC)).date == date(2026, 6, 9)


def test_days_until_counts_nights_not_hours(zone: SetZone) -> None:
    zone("north")
    evening = local(2026, 6, 10, 23)
    assert days_until(local(2026, 6, 11, 3), evening) == 0
    assert days_until(local(2026, 6, 11, 5), evening) == 1
    assert days_until(local(2026, 7, 10, 5), evening) == 30
    assert days_until(local(2026, 6, 9, 5), evening) == -1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(ZONES)), st.integers(0, 4_102_444_800_000))
def test_every_moment_is_in_the_day_that_holds_it(zone: SetZone, name: str, at: int) -> None:
    zone(name)
    day = of_date(date_of(at))
    assert day.start <= at < day.end
    assert days_until(day.end, at) == 1 and days_until(day.start - 1, at) == -1
