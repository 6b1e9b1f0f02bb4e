"""Accuracy over time."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.stats.trend import Row, trend

MONDAY = date(2026, 3, 2)
DATES = st.dates(date(1990, 1, 1), date(2090, 1, 1)) | st.dates(MONDAY, date(2026, 6, 1))
ROWS = st.lists(
    st.builds(
        lambda day, right, wrong: Row(day, right + wrong, right), DATES, *[st.integers(0, 9)] * 2
    ),
    max_size=20,
)


def on(*days: int) -> list[Row]:
    """Return four answers, three of them right, on so many days after a Monday."""
    return [Row(MONDAY + timedelta(days=day), 4, 3) for day in days]


def test_a_few_days_are_shown_as_days() -> None:
    periods = trend([*on(2, 4), *on(2)], most=3)
    assert [(period.start.day, period.answers, period.right) for period in periods] == [
        (4, 8, 6),
        (5, 0, 0),
        (6, 4, 3),
    ]
    assert [period.accuracy for period in periods] == [0.75, None, 0.75]
    assert periods[1].interval == (0, 1) and periods[0].interval.low > 0.4
    assert {period.span for period in periods} == {"day"}


def test_more_days_are_weeks_from_monday() -> None:
    periods = trend(on(2, 6, 7), most=3)
    assert [(period.start, period.answers) for period in periods] == [
        (MONDAY, 8),
        (MONDAY + timedelta(days=7), 4),
    ]
    assert {period.span for period in periods} == {"week"}


def test_one_day_too_many_is_weeks() -> None:
    assert [period.days for period in trend(on(0, 3), most=4)] == [1] * 4
    assert [period.days for period in trend(on(0, 4), most=4)] == [7]


def test_many_weeks_are_put_together() -> None:
    periods = trend(on(0, 80), most=3)
    assert [period.answers for period in periods] == [4, 0, 4]
    assert {period.span for period in periods} == {"4 weeks"}


def test_days_without_answers_do_not_stretch_the_time() -> None:
    assert len(trend([Row(MONDAY - timedelta(days=50), 0, 0), *on(0)], most=5)) == 1
    assert trend([], most=5) == ()


def test_no_room_is_an_error() -> None:
    with pytest.raises(ValueError, match="0 periods"):
        trend(on(0), most=0)


@given(ROWS, st.integers(1, 40))
def test_all_answers_come_out_in_no_more_than_the_room(rows: list[Row], most: int) -> None:
    periods = trend(rows, most)
    assert len(periods) <= most
    assert sum(period.answers for period in periods) == sum(row.answers for row in rows)
    assert sum(period.right for period in periods) == sum(row.right for row in rows)
    if periods:
        assert periods[0].answers or periods[0].days > 7
        assert len({period.days for period in periods}) == 1
