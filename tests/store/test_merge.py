"""Merging histories: a union, whatever comes first and however often."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quiz.errors import BadHistory
from quiz.store.export import ExportCounts
from tests.store.merge_samples import MOVES, Machine, Move, machines

PLAYS = st.lists(MOVES, min_size=3, max_size=4)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("exports")


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plays=PLAYS, apart=MOVES, seed=st.integers(0, 2**32))
def test_whatever_the_order_all_end_with_the_same_history(
    folder: Path, plays: list[list[Move]], apart: list[Move], seed: int
) -> None:
    random = Random(seed)
    with machines(folder, plays, apart) as every:
        files = [machine.exported() for machine in every]
        for machine in every:
            for text in random.sample(files, random.randrange(len(files))):
                machine.take(text)
            # What was merged already is handed on too.
            files.append(machine.exported())
        for machine in every:
            machine.take(*random.sample(files, len(files)))
        assert len({machine.exported() for machine in every}) == 1
        for machine in every[1:]:
            assert machine.figures() == every[0].figures()
        for machine in every:
            assert machine.store.verify() == []


@settings(max_examples=25, deadline=None)
@given(plays=PLAYS, seed=st.integers(0, 2**32))
def test_a_second_time_brings_nothing(folder: Path, plays: list[list[Move]], seed: int) -> None:
    with machines(folder, plays, []) as every:
        first, other = every[0], every[1]
        text = other.exported()
        first.take(text)
        before = first.exported(), first.figures()
        merged = first.take(text)
        assert merged.new == ExportCounts() and sum(merged.known) == text.count("\n") - 1
        assert (first.exported(), first.figures()) == before


@settings(max_examples=25, deadline=None)
@given(plays=PLAYS)
def test_a_fresh_machine_becomes_the_same(folder: Path, plays: list[list[Move]]) -> None:
    with machines(folder, plays, []) as every:
        every[0].store.rebuild()
        fresh = Machine("f", folder)
        merged = fresh.take(every[0].exported())
        assert sum(merged.known) == 0
        assert fresh.exported() == every[0].exported()
        assert fresh.figures() == every[0].figures()
        assert fresh.store.verify() == []
        fresh.close()


@contextmanager
def both_ways(folder: Path, first: list[Move], other: list[Move]) -> Iterator[Machine]:
    """Give a machine that merged with a copy of it, after making sure that the order is none."""
    common = [Move("answer", 0, 0, 1.0, 1)]
    with machines(folder, [common, first, other], []) as (one, two, _):
        texts = one.exported(), two.exported()
        one.take(texts[1])
        two.take(texts[0])
        assert one.exported() == two.exported() and one.figures() == two.figures()
        assert one.store.verify() == two.store.verify() == []
        yield one


def test_of_two_answers_to_one_place_the_earlier_counts(folder: Path) -> None:
    early, late = Move("answer", 0, 1, 0.0, 10), Move("answer", 0, 1, 1.0, 20)
    for moves in ([early], [late]), ([late], [early]):
        with both_ways(folder, *moves) as merged:
            (attempt,) = merged.store.attempts()
            assert (attempt.answered, attempt.score) == (2, 1.0)
            assert merged.store.last_response() == 3
            assert [each.score for each in merged.store.attempt(1).responses] == [1.0, 0.0]


def test_of_two_answers_of_one_moment_the_smaller_counts(folder: Path) -> None:
    one, other = Move("answer", 0, 1, 1.0, 10), Move("answer", 0, 1, 0.0, 10)
    for moves in ([one], [other]), ([other], [one]):
        with both_ways(folder, *moves) as merged:
            assert merged.store.attempt(1).responses[1].given == (0,)
            assert merged.store.last_response() == 3


def test_an_attempt_ends_when_it_was_first_finished(folder: Path) -> None:
    early, late = Move("finish", 0, 0, 0.0, 10), Move("finish", 0, 0, 0.0, 90)
    for moves in ([early], [late]), ([late], [early]), ([early], []), ([], [early]):
        with both_ways(folder, *moves) as merged:
            assert merged.store.attempts()[0].finished == "2026-03-01T12:00:11.000Z"


def test_a_regrade_is_of_one_response_not_of_its_place(folder: Path) -> None:
    early = [Move("answer", 0, 1, 0.0, 10)]
    late = [Move("answer", 0, 1, 1 / 3, 20), Move("regrade", 0, 1, 1.0, 5)]
    for moves in (early, late), (late, early):
        with both_ways(folder, *moves) as merged:
            stored = merged.store.attempt(1).responses[1]
            assert (stored.score, stored.max_score, stored.regraded) == (0.0, 1.0, "")


def test_of_two_regrades_the_later_holds(folder: Path) -> None:
    moves = [Move("regrade", 0, 0, 0.0, 10)], [Move("regrade", 0, 0, 1.0, 20)]
    for one, other in (moves, moves[::-1]):
        with both_ways(folder, one, other) as merged:
            (attempt,) = merged.store.attempts()
            assert (attempt.score, attempt.max_score) == (2.0, 4.0)
            assert merged.store.attempt(1).responses[0].regraded == "why"


def test_a_regrade_holds_although_an_earlier_clock_was_ahead(folder: Path) -> None:
    machine = Machine("a", folder)
    machine.play([Move("answer", 0, 0, 1.0, 1), Move("regrade", 0, 0, 0.0, 900)])
    machine.play([Move("regrade", 0, 0, 1.0, -900)])
    assert machine.store.attempts()[0].score == 2.0
    machine.close()


def test_of_several_files_all_come_in_or_none(folder: Path) -> None:
    with machines(folder, [[Move("answer", 0, 0, 1.0, 1)], [], []], []) as every:
        fresh = Machine("f", folder)
        nothing = fresh.exported()
        with pytest.raises(BadHistory):
            fresh.take(every[0].exported(), "rubbish\n")
        assert fresh.exported() == nothing
        fresh.close()


def test_an_exam_under_way_stays_where_it_is_until_it_is_handed_in(folder: Path) -> None:
    with machines(folder, [[Move("answer", 0, 0, 1.0, 1)], [], []], []) as (one, two, _):
        two.begin_exam(0)
        assert ExportCounts(versions=1) == two.amounts()
        one.play([Move("finish", 0, 0, 0.0, 10)])
        two.take(one.exported())
        assert two.exported() == one.exported()
        assert two.amounts() == ExportCounts(1, 1, 1, 0)
