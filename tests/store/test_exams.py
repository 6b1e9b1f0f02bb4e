"""Exams under way in the history, and what becomes of them."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from quiz.data_folder import DATABASE_NAME
from quiz.errors import AnsweredElsewhere, StoreDamaged
from quiz.model.response import Confidence, Mode, Response
from quiz.store.records import AttemptRecord, ExamRecord, MarkedResponse, SheetRecord
from quiz.store.store import Store
from tests.store.store_samples import NOON, attempt, mark, opened, response, version

EXAM = ExamRecord(600.0, 0.0, 0, NOON)


def exam(uid: str = "e" * 32) -> AttemptRecord:
    return attempt(uid)._replace(mode=Mode.EXAM)


def begun(store: Store, uid: str = "e" * 32) -> AttemptRecord:
    started = exam(uid)
    store.begin_exam(started, map(version, range(3)), EXAM)
    return started


def entry(position: int = 0, given: Response | None = (1,), flagged: bool = False) -> SheetRecord:
    at = NOON + timedelta(seconds=position)
    return SheetRecord(position, given, given or ("ha",), flagged, Confidence.GUESS, 3.5, 1, at)


def marking(sheet: tuple[SheetRecord, ...]) -> list[MarkedResponse]:
    """Mark every question of the form; one with an answer is right."""
    given = {each.position: each.given or () for each in sheet}
    return [
        MarkedResponse(
            response(place)._replace(given=given.get(place, ())),
            version(place),
            mark(place + 1.0 if given.get(place) else 0.0, place + 1.0),
        )
        for place in range(3)
    ]


def rows(data: Path, table: str) -> int:
    with closing(sqlite3.connect(data / DATABASE_NAME)) as connection:
        (count,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(count)


def test_an_exam_is_there_before_its_first_answer(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        started = begun(store)
    with opened(tmp_path) as store:
        kept = store.exam(started.uid)
        assert (kept.exam, kept.entries) == (EXAM, ())
        assert kept.bodies == tuple(version(place).body for place in range(3))
        (summary,) = store.attempts()
        assert (summary.mode, summary.answered, summary.finished) == ("exam", 0, None)
        assert store.verify() == []


def test_beginning_again_changes_nothing(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        started = begun(store)
        store.save_exam(started.uid, EXAM, [entry()])
        begun(store)
        assert len(store.attempts()) == 1 and store.exam(started.uid).entries == (entry(),)


def test_what_is_saved_comes_back_as_it_was(tmp_path: Path) -> None:
    entries = [entry(0, ("Picton",), True), entry(1, None), entry(2, ())]
    with opened(tmp_path) as store:
        started = begun(store)
        later = ExamRecord(600.0, 65.25, 2, NOON + timedelta(seconds=70))
        store.save_exam(started.uid, later, entries)
        store.save_exam(started.uid, later, [entry(0, (2,))])
    with opened(tmp_path) as store:
        kept = store.exam(started.uid)
        assert kept.exam == later
        assert kept.entries == (entry(0, (2,)), *entries[1:])
        assert store.unfinished(("summit",)) == store.attempts()[0]
        assert store.attempts()[0].answered == 2
        assert store.bank_figures()["summit"].unfinished == (2, 3)


def test_the_clock_of_an_exam_never_goes_back(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        started = begun(store)
        for spent in (50.0, 20.0):
            store.save_exam(started.uid, EXAM._replace(spent=spent), ())
        assert store.exam(started.uid).exam.spent == 50.0


def test_a_lifted_limit_stays_lifted(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        started = begun(store)
        store.remove_limit(started.uid)
        store.save_exam(started.uid, EXAM, ())
        assert store.exam(started.uid).exam.limit is None


def test_handing_in_makes_facts_of_the_whole_sheet(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        started = begun(store)
        store.save_exam(started.uid, EXAM, [entry(0)])
        store.hand_in(started, EXAM, [entry(2)], marking)
        detail = store.attempt(1)
        assert [each.given for each in detail.responses] == [(1,), (), (1,)]
        summary = detail.summary
        assert (summary.answered, summary.score, summary.max_score) == (3, 4.0, 6.0)
        assert summary.finished is not None
        assert len(store.states(["summit"])) == 3
        assert store.verify() == []
        assert store.unfinished(("summit",)) is None
    assert (rows(tmp_path, "exam"), rows(tmp_path, "sheet")) == (0, 0)


def test_an_exam_is_handed_in_once(tmp_path: Path) -> None:
    with opened(tmp_path) as store, opened(tmp_path) as second:
        started = begun(store)
        store.hand_in(started, EXAM, [entry()], marking)
        before = store.attempt(1)
        with pytest.raises(AnsweredElsewhere):
            second.hand_in(started, EXAM, [entry(1)], marking)
        with pytest.raises(AnsweredElsewhere):
            second.save_exam(started.uid, EXAM, [entry(1)])
        with pytest.raises(AnsweredElsewhere):
            second.remove_limit(started.uid)
        with pytest.raises(AnsweredElsewhere):
            second.exam(started.uid)
        assert store.attempt(1) == before
    assert rows(tmp_path, "response") == 3


def test_what_another_window_wrote_is_handed_in_too(tmp_path: Path) -> None:
    with opened(tmp_path) as store, opened(tmp_path) as second:
        started = begun(store)
        second.save_exam(started.uid, EXAM, [entry(1)])
        store.hand_in(started, EXAM, [entry(0)], marking)
        assert [each.given for each in store.attempt(1).responses] == [(1,), (1,), ()]


def test_a_hand_in_that_fails_leaves_the_exam_as_it_was(tmp_path: Path) -> None:
    def failing(sheet: tuple[SheetRecord, ...]) -> list[MarkedResponse]:
        first, second, third = marking(sheet)
        return [first, second, third._replace(response=response(9))]

    with opened(tmp_path) as store:
        started = begun(store)
        with pytest.raises(Exception, match="FOREIGN KEY"):
            store.hand_in(started, EXAM, [entry()], failing)
        assert store.exam(started.uid).entries == ()
        assert store.attempts()[0].finished is None
        store.hand_in(started, EXAM, [entry()], marking)
        assert store.attempts()[0].answered == 3
    assert rows(tmp_path, "response") == 3


def test_an_exam_whose_sheet_is_elsewhere_is_not_offered(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        begun(store)
        with closing(sqlite3.connect(tmp_path / DATABASE_NAME)) as connection, connection:
            connection.execute("DELETE FROM exam")
        assert store.unfinished(("summit",)) is None
        assert store.bank_figures()["summit"].unfinished is None


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE sheet SET given = '{'",
        "UPDATE sheet SET draft = '7'",
        "UPDATE sheet SET confidence = 9",
        "UPDATE sheet SET changed_at = 'noon'",
        "UPDATE exam SET saved_at = 'noon'",
    ],
)
def test_a_damaged_sheet_is_told(tmp_path: Path, damage: str) -> None:
    with opened(tmp_path) as store:
        started = begun(store)
        store.save_exam(started.uid, EXAM, [entry()])
        with closing(sqlite3.connect(tmp_path / DATABASE_NAME)) as connection, connection:
            connection.execute(damage)
        with pytest.raises(StoreDamaged):
            store.exam(started.uid)
