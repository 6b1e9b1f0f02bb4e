"""Answers dated later than now, by a clock that was ahead."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.model.response import Outcome
from quiz.store.import_reader import read_export
from quiz.store.integrity import HistoryReport, examine
from quiz.store.records import (
    EventKind,
    EventRecord,
    ExamRecord,
    MarkedResponse,
    MarkRecord,
    ResponseRecord,
    utc_milliseconds,
    utc_text,
)
from quiz.store.store import Store, open_store
from quiz.study.context import Grading
from tests.store.store_samples import NOON, attempt, version

YEARS = timedelta(days=3650)
HOUR = timedelta(hours=1)
KEY = ("summit", "question-0")


class Machine:
    """A computer whose clock can be set."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = NOON
        self._count = 0

    @contextmanager
    def open(self) -> Iterator[Store]:
        """Open the history as a command does."""
        with open_store(self.folder, lambda: self.now, Grading(0.9)) as store:
            if store.outdated:
                store.rebuild()
            yield store

    def answer(self, store: Store, share: float, position: int = 0) -> None:
        """Answer a question now, in an attempt of its own."""
        self._count += 1
        started = attempt(f"{self.folder.name}-{self._count}")._replace(started=self.now)
        response = ResponseRecord(position, (), (1,), None, 1.0, 0, self.now)
        outcome = Outcome.RIGHT if share else Outcome.WRONG
        mark = MarkRecord(share, 1.0, outcome)
        store.record(started, response, version(position), mark)
        store.finish_attempt(started.uid)

    def report(self) -> HistoryReport:
        """Return what `quiz doctor` finds."""
        return examine(self.folder, Grading(0.9), self.now)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A computer with a wrong answer of ten years from now, and its clock set right again."""
    made = Machine(tmp_path / "machine")
    made.now = NOON + YEARS
    with made.open() as store:
        made.answer(store, 0.0)
    made.now = NOON
    return made


def test_an_answer_of_tomorrow_is_not_the_last(machine: Machine) -> None:
    with machine.open() as store:
        assert "later than now" in store.warning() and "2036-02-27" in store.warning()
        machine.answer(store, 1.0)
        state = store.state(KEY)
        assert state.last_right and state.memory is not None
        assert state.memory.last == utc_milliseconds(NOON)
        assert state.memory.due < utc_milliseconds(NOON + timedelta(days=30))
        assert store.figures().versions[0].answers == 1
        assert store.bank_figures()["summit"].last == pytest.approx(1 / 6)
        assert [each.score for each in store.attempts()] == [1.0, 0.0]


@pytest.mark.parametrize("ahead", [timedelta(minutes=6), timedelta(hours=13), timedelta(days=1)])
def test_a_clock_a_little_ahead_upsets_nothing(tmp_path: Path, ahead: timedelta) -> None:
    machine = Machine(tmp_path / "machine")
    with machine.open() as store:
        machine.now = NOON + ahead
        machine.answer(store, 0.0)
        machine.now = NOON
        # The clock was set right while the app is open.
        machine.answer(store, 1.0)
        assert store.state(KEY).last_right
    machine.now = NOON + ahead + HOUR
    with machine.open() as store:
        # What was dated later counts when its time has come.
        assert not store.state(KEY).last_right and store.warning() == ""


def test_doctor_names_it_until_it_is_corrected(machine: Machine) -> None:
    report = machine.report()
    assert report.contents is not None
    assert report.contents.future == (1, utc_milliseconds(NOON + YEARS))
    assert any("--correct-dates" in advice for advice in report.advice)
    with machine.open() as store:
        store.correct_dates(store.redates())
    assert machine.report().advice == ()


def test_a_corrected_answer_comes_before_the_next_one(machine: Machine) -> None:
    machine.now = NOON + HOUR
    with machine.open() as store:
        machine.answer(store, 1.0)
        machine.now = NOON + 30 * HOUR
        (correction,) = store.redates()
        assert correction.at == utc_milliseconds(NOON + YEARS)
        assert 0 <= utc_milliseconds(NOON + HOUR) - correction.to < 60_000
        store.correct_dates([correction])
        assert store.redates() == [] and store.warning() == ""
        assert store.state(KEY).last_right
        assert store.figures().versions[0].answers == 2
        newest, corrected = store.attempts()
        assert (newest.started, newest.score) == (utc_text(NOON + HOUR), 1.0)
        assert corrected.started < newest.started and (corrected.finished or "") < newest.started
        assert store.attempt(corrected.number).responses[0].answered < newest.started
        before = store.states()
        store.rebuild()
        assert store.states() == before and store.verify() == []


def test_a_sitting_keeps_its_distances(tmp_path: Path) -> None:
    machine = Machine(tmp_path / "machine")
    with machine.open() as store:
        machine.now = NOON + YEARS
        for position in range(3):
            machine.answer(store, 1.0, position)
            machine.now += HOUR
        machine.now = NOON + timedelta(days=2)
        machine.answer(store, 1.0)
    with machine.open() as store:
        moments = [each.to for each in store.redates()]
    steps = [later - earlier for earlier, later in zip(moments, moments[1:], strict=False)]
    assert steps == [3_600_000] * 2
    assert moments[-1] < utc_milliseconds(NOON + timedelta(days=2))


def test_events_on_a_corrected_answer_still_hold(machine: Machine) -> None:
    with machine.open() as store:
        (made,) = store.attempts()
        event = EventRecord("e" * 32, EventKind.UNDO, *KEY, NOON, made.uid, 0)
        store.correct_dates(store.redates())
        store.record_event(event)
        assert store.attempt(made.number).responses[0].undone
        assert store.state(KEY).memory is None


def test_what_the_learner_does_now_comes_after_an_event_dated_later(machine: Machine) -> None:
    machine.now = NOON + YEARS
    with machine.open() as store:
        store.record_event(EventRecord("s" * 32, EventKind.SUSPEND, *KEY, machine.now))
        late = {"until": utc_milliseconds(machine.now + timedelta(days=1))}
        store.record_event(
            EventRecord("b" * 32, EventKind.POSTPONE, *KEY, machine.now, detail=late)
        )
    machine.now = NOON
    with machine.open() as store:
        store.record_event(EventRecord("r" * 32, EventKind.RESUME, *KEY, machine.now))
        state = store.state(KEY)
        assert not state.suspended and not state.paused(utc_milliseconds(NOON))


def test_a_clock_set_far_back_loses_nothing(tmp_path: Path) -> None:
    machine = Machine(tmp_path / "machine")
    with machine.open() as store:
        machine.answer(store, 1.0)
        before = store.states()
    machine.now = NOON - YEARS
    with machine.open() as store:
        assert "later than now" in store.warning()
        assert not store.state(KEY).ever_right
    machine.now = NOON + HOUR
    with machine.open() as store:
        assert store.states() == before and store.warning() == ""


@pytest.mark.parametrize("ahead", [timedelta(days=3650), timedelta(minutes=10)])
def test_an_attempt_begun_while_the_clock_was_ahead_began_with_its_first_answer(
    tmp_path: Path, ahead: timedelta
) -> None:
    machine = Machine(tmp_path / "machine")
    machine.now = NOON + ahead
    started = attempt("begun")._replace(started=machine.now)
    with machine.open() as store:
        store.begin_exam(started, [version(0)], ExamRecord(None, 0.0, 0, machine.now))
    machine.now = NOON
    contents = machine.report().contents
    assert contents is not None and contents.future_attempts == (1,)
    with machine.open() as store:
        response = ResponseRecord(0, (), (1,), None, 1.0, 0, NOON)
        marked = MarkedResponse(response, version(0), MarkRecord(1.0, 1.0, Outcome.RIGHT))
        exam = ExamRecord(None, 1.0, 0, NOON)
        store.hand_in(started, exam, [], lambda sheet: [marked])
        assert [each.started for each in store.attempts()] == [utc_text(NOON)]
        assert store.warning() == ""
        store.rebuild()
        assert [each.started for each in store.attempts()] == [utc_text(NOON)]
    report = machine.report()
    assert report.in_order and report.contents is not None
    assert report.contents.future_attempts == ()


def test_an_import_does_not_spread_it(machine: Machine, tmp_path: Path) -> None:
    file = tmp_path / "export.jsonl"
    with machine.open() as store, file.open("w") as written:
        store.export(written.write)
    good = Machine(tmp_path / "good")
    with good.open() as store:
        good.answer(store, 1.0)
        store.merge(read_export(file))
        assert store.state(KEY).last_right and "later than now" in store.warning()
        store.correct_dates(store.redates())
        assert store.warning() == "" and store.figures().versions[0].answers == 2
        with file.open("w") as written:
            store.export(written.write)
    # The correction is a fact: the machine with the wrong clock learns it.
    with machine.open() as store:
        store.merge(read_export(file))
        assert store.warning() == "" and store.verify() == []


@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.sampled_from([0.0, 1.0]), st.booleans()),
        min_size=1, max_size=8,
    )
)  # fmt: skip
def test_the_last_answer_given_is_the_last(
    tmp_path_factory: pytest.TempPathFactory, answers: list[tuple[int, float, bool]]
) -> None:
    machine = Machine(tmp_path_factory.mktemp("histories") / "machine")
    true = NOON
    with machine.open() as store:
        for hours, share, ahead in [*answers, (1, 1.0, False)]:
            true += hours * HOUR + timedelta(minutes=1)
            machine.now = true + (YEARS if ahead else timedelta())
            machine.answer(store, share)
        machine.now = true + HOUR
    with machine.open() as store:
        store.correct_dates(store.redates())
        state = store.state(KEY)
        assert state.last_right and state.memory is not None
        assert state.memory.last == utc_milliseconds(true)
        assert state.memory.reviews == len(answers) + 1
