"""Intervals of shares."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.stats.activity import wilson

TRIALS = st.integers(0, 10**6)


def test_without_trials_anything_is_possible() -> None:
    assert wilson(0, 0) == (0, 1)


def test_all_and_none_reach_the_end() -> None:
    assert wilson(0, 10).low == 0 and wilson(0, 10).high == pytest.approx(0.2775328)
    assert wilson(10, 10).high == 1 and wilson(10, 10).low == pytest.approx(0.7224672)


def test_a_narrower_interval() -> None:
    # With one standard error the formula for 2 of 8 is 5/18 ± √7/18.
    assert wilson(2, 8, z=1.0) == pytest.approx(((5 - 7**0.5) / 18, (5 + 7**0.5) / 18))


@pytest.mark.parametrize(("successes", "trials"), [(1, 0), (-1, 3), (4, 3)])
def test_what_is_no_share(successes: int, trials: int) -> None:
    with pytest.raises(ValueError, match="is not a share"):
        wilson(successes, trials)


@given(TRIALS.flatmap(lambda trials: st.tuples(st.integers(0, trials), st.just(trials))))
def test_it_holds_the_share_and_stays_a_share(case: tuple[int, int]) -> None:
    successes, trials = case
    low, high = wilson(successes, trials)
    assert 0 <= low < high <= 1
    assert not trials or low <= successes / trials <= high


@given(st.integers(1, 50).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_more_answers_say_more(case: tuple[int, int]) -> None:
    successes, trials = case
    grown = [wilson(successes * times, trials * times) for times in (1, 2, 4, 8)]
    assert all(wide.high - wide.low > thin.high - thin.low for wide, thin in pairwise(grown))
    other = wilson(trials - successes, trials)
    assert other == pytest.approx((1 - grown[0].high, 1 - grown[0].low))
