"""Damage, other rules, clocks that were ahead, and exams that must not be lost."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from quiz.model.response import DAY, Mode
from quiz.store.records import EventKind, EventRecord, utc_milliseconds
from quiz.store.store import Store, open_store
from quiz.study.context import Grading
from tests.store.store_samples import NOON, attempt, clock, mark, opened, play, response, version

KEY = ("summit", "question-0")


def postpone_until(until: int) -> EventRecord:
    """Return that the first question was postponed."""
    return EventRecord("e", EventKind.POSTPONE, *KEY, NOON, detail={"until": until})


def spoil(store: Store, statement: str) -> None:
    """Damage what a closed history holds, past its triggers."""
    with closing(sqlite3.connect(store.path, isolation_level=None)) as by_hand:
        names = by_hand.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for (name,) in names:
            by_hand.execute(f"DROP TRIGGER {name}")
        by_hand.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE question_version SET body = '[]' WHERE id = 1",
        "UPDATE question_version SET body = '{' WHERE id = 1",
        "UPDATE event SET detail = '[]'",
        "UPDATE event SET detail = '{}'",
        "UPDATE event SET detail = '{\"until\":99999999999999999}'",
        "UPDATE event SET kind = 'other'",
        "UPDATE mark SET outcome = 'great' WHERE response_id = 1",
        "UPDATE mark SET confidence = 7 WHERE response_id = 1",
        "UPDATE mark SET at = 999999999999999999 WHERE response_id = 1",
    ],
)
def test_damage_hides_only_what_it_touches(tmp_path: Path, statement: str) -> None:
    with opened(tmp_path) as store:
        play(store, attempt(), 1, 1, 1)
        store.record_event(postpone_until(utc_milliseconds(NOON) + DAY))
        others = {key: state for key, state in store.states().items() if key != KEY}
    spoil(store, statement)
    with open_store(tmp_path, clock, Grading(0.9)) as store:
        store.rebuild()
        known = store.states()
        assert {key: state for key, state in known.items() if key != KEY} == others


def test_every_change_of_the_wanted_share_is_noticed(tmp_path: Path) -> None:
    with open_store(tmp_path, clock, Grading(0.9)) as store:
        store.rebuild()
    with open_store(tmp_path, clock, Grading(0.9049)) as store:
        assert store.outdated


def test_an_answer_by_other_rules_has_the_next_window_derive_anew(tmp_path: Path) -> None:
    with open_store(tmp_path, clock, Grading(0.9)) as one:
        one.rebuild()
        with open_store(tmp_path, clock, Grading(0.75)) as other:
            other.rebuild()
            one.record(attempt(), response(), version(), mark())
            assert other.outdated


def test_reviews_by_a_clock_that_was_ahead_block_no_other_day(tmp_path: Path) -> None:
    ahead = response()._replace(answered=NOON + timedelta(days=365))
    with opened(tmp_path) as store:
        store.record(attempt()._replace(mode=Mode.REVIEW), ahead, version(), mark())
        now = utc_milliseconds(NOON)
        assert store.due_figures(now, now - 1, now + DAY).reviewed == 0


def test_a_whole_attempt_is_not_hidden_by_a_part_of_the_bank(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        store.record(attempt("a" * 32), response(), version(), mark())
        part = attempt("b" * 32, questions=1)._replace(
            measured=False, started=NOON + timedelta(hours=1)
        )
        play(store, part, 1)
        found = store.unfinished(("summit",))
        assert found is not None and found.uid == "a" * 32
        assert store.bank_figures()["summit"].unfinished == (1, 3)
