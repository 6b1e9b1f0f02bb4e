"""Days of study."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.stats.streak import Streak, streak

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
