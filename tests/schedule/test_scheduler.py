"""The schedule: the figures of FSRS, and the two rules around it."""

import json
from collections.abc import Iterable
from functools import reduce
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.model.response import DAY, NEAR, Grade, Memory, Rating
from quiz.schedule import LONGEST, Scheduler

REFERENCE = json.loads((Path(__file__).parents[1] / "data/fsrs.json").read_text("utf-8"))
FSRS = Scheduler(0.9, longest=36500)
"""As the figures were computed."""
OURS = Scheduler(0.9)
NEVER: Memory | None = None
START = 1_780_000_000_000
HOUR = DAY // 24

RATINGS = st.sampled_from(Rating)
GAPS = st.integers(0, 500 * DAY)


@st.composite
def grades(draw: st.DrawFn) -> list[Grade]:
    """Draw responses to one question, in order."""
    at, drawn = START, []
    for gap, rating, soon in draw(
        st.lists(st.tuples(GAPS, RATINGS, st.booleans()), min_size=1, max_size=8)
    ):
        at += gap
        drawn.append(Grade(at, rating, soon and rating is Rating.AGAIN))
    return drawn


def played(ratings: Iterable[int], scheduler: Scheduler) -> list[Memory]:
    """Return the memory after each response when each is given just when it is due."""
    memories: list[Memory] = []
    for rating in ratings:
        last = memories[-1] if memories else None
        at = last.due if last else START
        memories.append(scheduler.step(last, Grade(at, Rating(rating))))
    return memories


def days(memory: Memory) -> float:
    """Return the interval of a schedule in days."""
    return (memory.due - memory.last) / DAY


@pytest.mark.parametrize("name", REFERENCE["first_review"])
def test_a_first_response(name: str) -> None:
    expected = REFERENCE["first_review"][name]
    memory = FSRS.step(None, Grade(START, Rating(expected["rating"])))
    assert memory.stability == pytest.approx(expected["stability"], abs=1e-9)
    assert memory.difficulty == pytest.approx(expected["difficulty"], abs=1e-9)
    assert days(memory) == expected["interval_days"]
    assert (memory.last, memory.reviews, memory.lapses) == (START, 1, 0)


@pytest.mark.parametrize("letters", REFERENCE["reviewed_when_due"])
def test_responses_given_when_due(letters: str) -> None:
    expected = REFERENCE["reviewed_when_due"][letters]
    memories = played([each["rating"] for each in expected], FSRS)
    assert [days(memory) for memory in memories] == [each["interval_days"] for each in expected]
    for memory, each in zip(memories, expected, strict=True):
        assert memory.stability == pytest.approx(each["stability"], rel=1e-9)
        assert memory.difficulty == pytest.approx(each["difficulty"], rel=1e-9)


@pytest.mark.parametrize("retention", REFERENCE["retention_sweep_GGGG"])
def test_the_more_is_to_be_known_the_sooner_questions_come_back(retention: str) -> None:
    memories = played([3, 3, 3, 3], Scheduler(float(retention), longest=36500))
    assert [days(memory) for memory in memories] == REFERENCE["retention_sweep_GGGG"][retention]


def test_memory_after_responses_with_gaps() -> None:
    expected = REFERENCE["memo_state"]
    at, responses = START, []
    for gap, rating in zip(expected["gaps_days"], expected["ratings"], strict=True):
        at += gap * DAY
        responses.append(Grade(at, Rating(rating)))
    memory = reduce(FSRS.step, responses, NEVER)
    assert memory is not None
    assert memory.stability == pytest.approx(expected["expected_stability"], abs=expected["abs"])
    assert memory.difficulty == pytest.approx(expected["expected_difficulty"], abs=expected["abs"])


@pytest.mark.parametrize("gap", REFERENCE["retrievability_after_one_good"])
def test_the_chance_that_a_question_is_known(gap: str) -> None:
    memory = FSRS.step(None, Grade(START, Rating.GOOD))
    chance = FSRS.recall(memory, START + int(float(gap) * DAY))
    assert chance == pytest.approx(REFERENCE["retrievability_after_one_good"][gap], abs=1e-9)


def test_before_it_was_answered_a_question_counts_as_known() -> None:
    memory = FSRS.step(None, Grade(START, Rating.AGAIN))
    assert FSRS.recall(memory, START - 400 * DAY) == 1.0


def test_nothing_waits_longer_than_a_year() -> None:
    assert [days(memory) for memory in played([4, 4, 4, 4], OURS)] == [8, 66, LONGEST, LONGEST]


@given(grades())
def test_schedules_stay_within_their_bounds(responses: list[Grade]) -> None:
    memory = reduce(OURS.step, responses, NEVER)
    assert memory is not None
    assert memory.stability > 0 and 1 <= memory.difficulty <= 10
    last = responses[-1]
    assert memory.last == last.at and memory.reviews == len(responses)
    assert memory.lapses == sum(grade.rating is Rating.AGAIN for grade in responses[1:])
    assert last.at < memory.due <= last.at + LONGEST * DAY
    assert 0 < OURS.recall(memory, memory.due) <= 1
    assert reduce(OURS.step, responses, NEVER) == memory


@given(grades(), GAPS)
def test_a_question_missed_with_certainty_is_due_within_a_day(
    responses: list[Grade], gap: int
) -> None:
    before = reduce(OURS.step, responses, NEVER)
    at = responses[-1].at + gap
    memory = OURS.step(before, Grade(at, Rating.AGAIN, soon=True))
    assert at < memory.due <= at + DAY


def test_a_lapse_of_what_was_known_well_would_otherwise_wait_longer() -> None:
    known = played([4, 4, 4, 4], OURS)[-1]
    plain, soon = (
        OURS.step(known, Grade(known.due, Rating.AGAIN, surprised)) for surprised in (False, True)
    )
    assert days(plain) > 1 and days(soon) == 1
    assert plain._replace(due=soon.due) == soon


@given(
    grades(), st.integers(0, DAY // 2 - 1), st.sampled_from([Rating.HARD, Rating.GOOD, Rating.EASY])
)
def test_a_right_answer_soon_after_another_puts_a_question_off_by_less_than_a_day(
    responses: list[Grade], gap: int, rating: Rating
) -> None:
    before = reduce(OURS.step, responses, NEVER)
    assert before is not None
    at = before.last + gap
    after = OURS.step(before, Grade(at, rating))
    assert after.due < before.due + DAY
    assert after.due <= max(before.due, at + DAY)


def test_a_right_answer_a_day_later_puts_a_question_off() -> None:
    missed = OURS.step(None, Grade(START, Rating.AGAIN))
    at_once = OURS.step(missed, Grade(START + HOUR, Rating.EASY))
    next_day = OURS.step(missed, Grade(START + DAY, Rating.EASY))
    assert at_once.due == START + HOUR + DAY
    assert next_day.due > START + 2 * DAY


def test_who_studies_a_little_earlier_every_day_is_not_asked_for_ever() -> None:
    memory = OURS.step(None, Grade(START, Rating.AGAIN))
    for number in range(1, 6):
        memory = OURS.step(memory, Grade(START + number * 23 * HOUR, Rating.GOOD))
    assert memory.due - memory.last >= 2 * DAY


def test_who_answers_right_an_hour_before_it_is_due_is_not_asked_again_that_day() -> None:
    missed = OURS.step(None, Grade(START, Rating.AGAIN))
    assert missed.due == START + DAY
    assert OURS.step(missed, Grade(START + 23 * HOUR, Rating.GOOD)).due >= START + 47 * HOUR


@pytest.mark.parametrize("count", range(1, 8))
def test_a_day_has_passed_when_less_than_a_night_is_missing(count: int) -> None:
    memory = FSRS.step(None, Grade(START, Rating.GOOD))
    whole = FSRS.recall(memory, START + count * DAY)
    assert FSRS.recall(memory, START + count * DAY - NEAR + 1) == whole
    assert FSRS.recall(memory, START + count * DAY - NEAR) > whole
