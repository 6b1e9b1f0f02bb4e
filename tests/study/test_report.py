"""Charts as text: correct, and within any width."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from quiz.model.response import Confidence
from quiz.stats.calibration import by_confidence
from quiz.study.report import BarRow, ShareRow, bars, columns, levels, shares
from quiz.text.cleaning import clean_line

DAY = date(2026, 3, 2)
WIDTHS = st.integers(20, 130)
SIGNS = st.characters(max_codepoint=0x2FF) | st.sampled_from("漢字🙂\u0301ي\u0600\u202e\u200d")
LABELS = st.text(SIGNS, max_size=40)
COUNTS = st.integers(0, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
DAYS = st.lists(st.integers(0, 12) | st.integers(0, 10**9), max_size=200)


def fits(lines: list[str], width: int) -> bool:
    """Check whether every line is clean text of at most `width` cells."""
    return all(line == clean_line(line) and cell_len(line) <= width for line in lines)


def test_shares_lie_on_one_axis() -> None:
    assert shares([ShareRow("ammunition", 8, 12), ShareRow("all", 0, 0)], 66) == [
        "ammunition  ············├───────●─────┤····  67% (39–86%), 8 of 12",
        "all                                          no answers",
        "            0%            50%          100%",
    ]


def test_a_narrow_share_stands_under_its_words() -> None:
    assert shares([ShareRow("ammunition", 8, 12)], 24) == [
        "ammunition: 67%",
        "(39–86%), 8 of 12",
        "·········├─────●────┤···",
        "0%         50%      100%",
    ]


def test_bars_are_as_long_as_their_values() -> None:
    rows = [BarRow("half", 0.5, "50%"), BarRow("little", 0.001, "1%"), BarRow("none", 0, "0%")]
    assert bars([*rows, BarRow("too much", 3, "300%")], 32) == [
        "half      ████████          50%",
        "little    ▏                 1%",
        "none                        0%",
        "too much  ████████████████  300%",
    ]
    assert bars([BarRow("days", 7, "7")], 27, full=14)[0].count("█") == 9


def test_levels_show_what_was_stated_and_what_was_right() -> None:
    reports = by_confidence({Confidence.GUESS: (3, 1), Confidence.CERTAIN: (40, 26)})
    assert levels(reports, 80) == [
        "guess, 0–67%      ░░░░░░░░░░░░░░░░·······  1 of 3 right: too few to judge",
        "think so, 67–80%  ···············░░░░····  no answers",
        "certain, 80–100%  ···········├──●──┤░░░░░  65% (50–78%), 26 of 40: overconfident",
        "                  0%        50%      100%",
        "● right, ├─┤ its 95% interval, ░ stated (═ where the two meet)",
    ]


def test_columns_stand_over_their_dates() -> None:
    assert columns(DAY, [4, 0, 1, 2], 30, height=2) == [
        "4┤███",
        " │███     ▄▄▄ ███",
        "0└────────────────",
        "  2 Mar       5 Mar",
        "7 questions due: 4 on 2 Mar,",
        "1 on 4 Mar, 2 on 5 Mar",
    ]


def test_the_least_count_shows() -> None:
    assert columns(DAY, [100, 1], 30, height=2)[1:3] == ["   │███ ▁▁▁", "  0└────────"]


def test_days_share_a_column_where_room_is_short() -> None:
    assert columns(DAY, [1, 0, 1, 2] * 10, 24, height=2)[:6] == [
        "3┤ █ █ █ █ █ █ █ █ █ █",
        " │▅█▅█▅█▅█▅█▅█▅█▅█▅█▅█",
        "0└────────────────────",
        "  2 Mar            9 Apr",
        "40 questions due, 2 days",
        "a column: 1 on 2 Mar,",
    ]


@pytest.mark.parametrize("counts", [[], [0, 0]])
def test_no_columns_are_said_in_words(counts: list[int]) -> None:
    assert columns(DAY, counts, 40) == ["None on any day."]


def test_nothing_is_drawn_of_nothing() -> None:
    assert shares([], 40) == bars([], 40) == []


@given(st.lists(st.tuples(LABELS, COUNTS), max_size=4), WIDTHS)
def test_shares_fit(rows: list[tuple[str, tuple[int, int]]], width: int) -> None:
    lines = shares([ShareRow(label, *counts) for label, counts in rows], width)
    assert fits(lines, width)
    dots = sum(line.count("●") for line in lines)
    assert dots == sum(answers >= 5 for _, (_, answers) in rows)
    assert not any("%" in line for line in lines) or any(n >= 5 for _, (_, n) in rows)


@given(st.lists(st.builds(BarRow, LABELS, st.floats(-1, 9), LABELS), max_size=4), WIDTHS)
def test_bars_fit(rows: list[BarRow], width: int) -> None:
    assert fits(bars(rows, width), width) and fits(bars(rows, width, full=0), width)


@given(st.dictionaries(st.sampled_from(Confidence), COUNTS), WIDTHS)
def test_levels_fit(counts: dict[Confidence, tuple[int, int]], width: int) -> None:
    found = {level: (answers, right) for level, (right, answers) in counts.items()}
    lines = levels(by_confidence(found), width)
    assert fits(lines, width)
    for level, (answers, right) in found.items():
        assert level.words in " ".join(lines)
        assert not answers or f"{right} of {answers}" in " ".join(lines)


@given(DAYS, WIDTHS, st.integers(1, 12))
def test_columns_fit_and_lose_no_count(counts: list[int], width: int, height: int) -> None:
    lines = columns(DAY, counts, width, height)
    assert fits(lines, width)
    assert not any(counts) or f"{sum(counts):,} question" in " ".join(lines)


@given(st.integers(-5, 20))
def test_less_than_the_least_width_is_taken_as_that(width: int) -> None:
    assert columns(DAY, [3, 9], width) == columns(DAY, [3, 9], 20)
    assert shares([ShareRow("a", 1, 7)], width) == shares([ShareRow("a", 1, 7)], 20)


def test_a_few_answers_are_only_counted() -> None:
    assert shares([ShareRow("ammunition", 0, 1), ShareRow("all", 3, 4)], 60) == [
        "ammunition: 0 of 1 right",
        "all: 3 of 4 right",
    ]
    assert columns(DAY, [0, 1, 0], 40) == ["1 question due: 3 Mar"]
    assert columns(DAY, [2, 0, 1], 60) == ["3 questions due: 2 on 2 Mar, 1 on 4 Mar"]
