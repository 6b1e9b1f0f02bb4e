"""What the safety of answers rests on: the settings of a connection, and its lock."""

import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from quiz.store.connection import connect, make_durable
from tests.store.store_samples import answer, attempt, opened


def test_a_commit_waits_for_the_disk(tmp_path: Path) -> None:
    opened(tmp_path).close()
    full = 2
    with closing(connect(tmp_path / "history.sqlite")) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        assert make_durable(connection)
        assert connection.execute("PRAGMA synchronous").fetchone() == (full,)
        assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)


def test_a_store_may_be_used_by_several_threads(tmp_path: Path) -> None:
    with opened(tmp_path) as store, ThreadPoolExecutor(8) as threads:
        for number in range(10):
            started = attempt(str(number), questions=8)
            done = [threads.submit(answer, store, started, place) for place in range(8)]
            seen = [threads.submit(store.bank_figures) for _ in range(4)]
            assert [future.result() for future in done] == [None] * 8
            assert all(future.result().keys() <= {"summit"} for future in seen)
        assert [summary.answered for summary in store.attempts()] == [8] * 10
        assert store.verify() == []


def test_an_answer_is_in_the_file_before_the_store_is_closed(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        answer(store, attempt(), 0)
        with closing(sqlite3.connect(store.path)) as other:
            assert other.execute("SELECT count(*) FROM response").fetchone() == (1,)


def test_an_answer_waits_for_another_window_to_finish_writing(tmp_path: Path) -> None:
    with opened(tmp_path) as store, ThreadPoolExecutor(1) as threads:
        with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            other.execute("INSERT INTO catalogue VALUES (x'00', '', '{}', 0)")
            waiting = threads.submit(answer, store, attempt(), 0)
            time.sleep(0.3)
            assert not waiting.done()
            other.execute("COMMIT")
        assert waiting.result() is None
        assert store.attempts()[0].answered == 1
