"""Stated probabilities against what was right."""

import json
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.model.response import Confidence
from quiz.stats.calibration import (
    MIN_AT_LEVEL,
    MIN_FOR_ERRORS,
    MIN_FOR_JUDGEMENT,
    Calibration,
    Judgement,
    Tally,
    by_confidence,
    calibration,
)

REFERENCE = json.loads((Path(__file__).parents[1] / "data/calibration.json").read_text("utf-8"))
FORECASTS = st.floats(0, 1) | st.sampled_from([0.0, 1 / 3, 0.5, 2.2 / 3, 0.9, 1.0])
PAIRS = st.lists(st.tuples(FORECASTS, st.booleans()), min_size=1, max_size=80)


def of(pairs: list[tuple[float, bool]]) -> Calibration:
    """Return the calibration of at least one pair."""
    found = calibration(Tally(forecast, 1, int(right)) for forecast, right in pairs)
    assert found
    return found


def test_figures_agree_with_the_reference() -> None:
    found = of(REFERENCE["pairs"])
    assert found.answers == 50
    for name in (
        "brier", "reliability", "resolution", "uncertainty", "expected_error", "largest_error",
        "bias",
    ):  # fmt: skip
        assert getattr(found, name) == pytest.approx(REFERENCE[name], abs=1e-12), name


def test_levels_agree_with_the_reference() -> None:
    for tally, level in zip(of(REFERENCE["pairs"]).tallies, REFERENCE["levels"], strict=True):
        assert (tally.forecast, tally.trials) == (level["forecast"], level["trials"])
        assert tally.accuracy == pytest.approx(level["accuracy"])
        assert tally.interval == pytest.approx(tuple(level["interval"]), abs=1e-8)


@given(PAIRS)
def test_the_parts_make_up_the_brier_score(pairs: list[tuple[float, bool]]) -> None:
    found = of(pairs)
    parts = found.reliability - found.resolution + found.uncertainty
    assert parts == pytest.approx(found.brier, abs=1e-12)
    squares = [(forecast - right) ** 2 for forecast, right in pairs]
    assert found.brier == pytest.approx(sum(squares) / len(squares), abs=1e-12)


@given(PAIRS, st.randoms(use_true_random=False))
def test_tallies_in_pieces_are_as_good_as_the_pairs(
    pairs: list[tuple[float, bool]], random: Random
) -> None:
    pieces = [Tally(forecast, 1, int(right)) for forecast, right in pairs]
    pieces.append(Tally(0.25, 0, 0))
    random.shuffle(pieces)
    assert calibration(pieces) == of(pairs)


@given(PAIRS)
def test_errors_bound_the_bias(pairs: list[tuple[float, bool]]) -> None:
    found = of(pairs)
    if len(pairs) < MIN_FOR_ERRORS:
        assert found.expected_error is found.largest_error is None
    else:
        assert found.expected_error is not None and found.largest_error is not None
        assert abs(found.bias) <= found.expected_error + 1e-12
        assert found.expected_error <= found.largest_error + 1e-12


def test_nothing_answered_has_no_figures() -> None:
    assert calibration([]) is calibration([Tally(0.5, 0, 0)]) is None


@pytest.mark.parametrize(
    ("tally", "judgement"),
    [
        (Tally(0.9, MIN_FOR_JUDGEMENT - 1, 0), None),
        (Tally(0.9, MIN_FOR_JUDGEMENT, 18), Judgement.FITTING),
        (Tally(0.9, 20, 17), Judgement.FITTING),
        (Tally(0.9, 20, 16), Judgement.BIT_OVER),
        (Tally(0.9, 20, 15), Judgement.OVER),
        (Tally(0.5, 20, 13), Judgement.BIT_UNDER),
        (Tally(0.5, 20, 15), Judgement.UNDER),
        (Tally(0.5, 10_000, 5_400), Judgement.FITTING),
    ],
)
def test_how_the_whole_is_judged(tally: Tally, judgement: Judgement | None) -> None:
    found = calibration([tally])
    assert found and found.judgement is judgement


def test_every_level_is_reported_though_nobody_chose_it() -> None:
    reports = by_confidence({Confidence.CERTAIN: (10, 9)})
    assert [report.confidence for report in reports] == list(Confidence)
    assert [report.answers for report in reports] == [0, 0, 10]
    assert reports[0].judgement is None and reports[0].interval == (0, 1)
    assert reports[2].window == (0.8, 1)


@pytest.mark.parametrize(
    ("level", "answers", "right", "judgement"),
    [
        # The borders belong to the window; .8 - .7 squared is .5 at 50 answers.
        (Confidence.CERTAIN, 5, 4, Judgement.FITTING),
        (Confidence.CERTAIN, 40, 28, Judgement.BIT_OVER),
        (Confidence.CERTAIN, 60, 42, Judgement.OVER),
        (Confidence.THINK_SO, 6, 4, Judgement.FITTING),
        (Confidence.THINK_SO, 10, 8, Judgement.FITTING),
        (Confidence.THINK_SO, 10, 6, Judgement.BIT_OVER),
        (Confidence.THINK_SO, 10, 4, Judgement.OVER),
        (Confidence.THINK_SO, 10, 9, Judgement.BIT_UNDER),
        (Confidence.THINK_SO, 20, 20, Judgement.UNDER),
        (Confidence.GUESS, 9, 0, Judgement.FITTING),
        (Confidence.GUESS, 9, 7, Judgement.BIT_UNDER),
        (Confidence.GUESS, 9, 9, Judgement.UNDER),
        (Confidence.CERTAIN, MIN_AT_LEVEL - 1, 0, None),
    ],
)
def test_how_a_level_is_judged(
    level: Confidence, answers: int, right: int, judgement: Judgement | None
) -> None:
    reports = {report.confidence: report for report in by_confidence({level: (answers, right)})}
    assert reports[level].judgement is judgement


def test_levels_have_their_words() -> None:
    assert [level.words for level in Confidence] == ["guess", "think so", "certain"]
