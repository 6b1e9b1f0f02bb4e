"""Merging histories: a union, whatever comes first and however often."""

from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from merge_samples import MOVES, Machine, Move, machines

from quiz.store.exporting import Amounts

PLAYS = st.lists(MOVES, min_size=3, max_size=4)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("exports")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
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
        assert merged.new == Amounts() and sum(merged.known) == text.count("\n") - 1
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
