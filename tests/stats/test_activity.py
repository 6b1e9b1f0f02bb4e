"""Days of study."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.stats.activity import Row, Streak, streak, trend

TODAY = date(2026, 3, 2)
AGO = st.sets(st.integers(-3, 60), max_size=40)


def ago(*days: int) -> Streak:
    """Return the streak of study so many days ago."""
    return streak((TODAY - timedelta(days=each) for each in days), TODAY)


def test_figures() -> None:
    assert ago(0, 1, 2, 5, 6, 7, 8, 9, 29, 30) == Streak(
        total=10, last_7=5, last_14=8, last_30=9, run=3, longest=5, today=True
    )


def test_a_run_stands_until_the_day_is_over() -> None:
    assert (ago(1, 2).run, ago(1, 2).today) == (2, False)
    assert ago(2, 3).run == 0


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ((), "Days of study will be counted here."),
        ((0,), "Studied on 1 of the last 7 days; today is done."),
        ((0, 1, 2), "Studied on 3 of the last 7 days; 3 days in a row; today is done."),
        ((2, 3), "Studied on 2 of the last 7 days; longest row 2 days."),
        ((10,), "Studied on 1 of the last 14 days."),
        ((20, 40), "Studied on 1 of the last 30 days."),
        ((40,), "Studied on 1 day so far."),
        ((40, 41), "Studied on 2 days so far; longest row 2 days."),
    ],
)
def test_what_is_said(days: tuple[int, ...], words: str) -> None:
    assert ago(*days).words == words


@given(AGO)
def test_nobody_is_shamed(days: set[int]) -> None:
    said = ago(*days).words
    assert not re.search(r"\b(0|no|not|only|lost|broken?|missed|failed|without)\b", said)


@given(AGO)
def test_figures_fit_each_other(days: set[int]) -> None:
    found = ago(*days)
    assert found.total == len([day for day in days if day >= 0])
    assert found.last_7 <= found.last_14 <= found.last_30 <= found.total
    assert found.run <= found.longest <= found.total
    assert found.today == (0 in days)
    first = 0 if found.today else 1
    assert set(range(first, first + found.run)) <= days and first + found.run not in days


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
    periods = trend([*on(2, 4), *on(2)], max_periods=3)
    assert [(period.start.day, period.answers, period.right) for period in periods] == [
        (4, 8, 6),
        (5, 0, 0),
        (6, 4, 3),
    ]
    assert [period.accuracy for period in periods] == [0.75, None, 0.75]
    assert periods[1].interval == (0, 1) and periods[0].interval.low > 0.4
    assert {period.span for period in periods} == {"day"}


def test_more_days_are_weeks_from_monday() -> None:
    periods = trend(on(2, 6, 7), max_periods=3)
    assert [(period.start, period.answers) for period in periods] == [
        (MONDAY, 8),
        (MONDAY + timedelta(days=7), 4),
    ]
    assert {period.span for period in periods} == {"week"}


def test_one_day_too_many_is_weeks() -> None:
    assert [period.days for period in trend(on(0, 3), max_periods=4)] == [1] * 4
    assert [period.days for period in trend(on(0, 4), max_periods=4)] == [7]


def test_many_weeks_are_put_together() -> None:
    periods = trend(on(0, 80), max_periods=3)
    assert [period.answers for period in periods] == [4, 0, 4]
    assert {period.span for period in periods} == {"4 weeks"}


def test_days_without_answers_do_not_stretch_the_time() -> None:
    assert len(trend([Row(MONDAY - timedelta(days=50), 0, 0), *on(0)], max_periods=5)) == 1
    assert trend([], max_periods=5) == ()


def test_no_room_is_an_error() -> None:
    with pytest.raises(ValueError, match="0 periods"):
        trend(on(0), max_periods=0)


@given(ROWS, st.integers(1, 40))
def test_all_answers_come_out_in_no_more_than_the_room(rows: list[Row], most: int) -> None:
    periods = trend(rows, most)
    assert len(periods) <= most
    assert sum(period.answers for period in periods) == sum(row.answers for row in rows)
    assert sum(period.right for period in periods) == sum(row.right for row in rows)
    if periods:
        assert periods[0].answers or periods[0].days > 7
        assert len({period.days for period in periods}) == 1
