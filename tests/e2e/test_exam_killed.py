"""An exam in a real terminal, killed at its worst moments."""

import re
import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from quiz.data_folder import DATABASE_NAME
from tests.e2e.terminal import Terminal
from tests.support import all_samples, as_items, write_bank


def stored(data: Path, position: int, given: str) -> None:
    """Return when an answer is on disk."""
    end = time.monotonic() + 15
    with closing(sqlite3.connect(data / DATABASE_NAME)) as history:
        while True:
            row = history.execute(
                "SELECT given FROM sheet WHERE position = ?", (position,)
            ).fetchone()
            if row == (given,):
                return
            assert time.monotonic() < end, f"{row} and not {given} on disk"
            time.sleep(0.01)


def seconds_left(terminal: Terminal) -> int:
    minutes, seconds = re.findall(r"(\d+):(\d\d) left", terminal.text)[0]
    return 60 * int(minutes) + int(seconds)


def test_a_killed_exam_comes_back_with_answers_flags_place_and_time(tmp_path: Path) -> None:
    bank, data = str(write_bank(tmp_path, as_items(*all_samples()))), tmp_path / "data"
    began = time.monotonic()
    with Terminal("play", bank, "--mode", "exam", "--time", "30", data=data) as terminal:
        terminal.wait("1 of 10").press("a", "f8").wait("to check").press("f4")
        terminal.wait("2 of 10").press("f4").wait("3 of 10").press("f", "f4")
        terminal.wait("4 of 10").press("Jackson").wait("Jackson")
        stored(data, 3, '["Jackson"]')
        terminal.kill()
        assert terminal.end() == -signal.SIGKILL
    with Terminal("play", bank, "--continue", data=data) as terminal:
        terminal.wait("4 of 10").wait("Jackson").wait("The clock ran on").wait("left")
        assert 1800 - (time.monotonic() - began) - 2 <= seconds_left(terminal) <= 1800
        terminal.press("f7").wait("3 of 10 answered").wait("1 to check").press("escape")
        terminal.wait("4 of 10").press("f9").wait("7 blank, 1 to check").kill()
        assert terminal.end() == -signal.SIGKILL
    with Terminal("play", bank, "--continue", data=data) as terminal:
        terminal.wait("4 of 10").press("f9").wait("7 blank, 1 to check")
        terminal.press("down", "enter").wait("of 10 right").kill()
        assert terminal.end() == -signal.SIGKILL
    with closing(sqlite3.connect(data / DATABASE_NAME)) as history:
        query = "SELECT mode, finished_at IS NOT NULL, (SELECT count(*) FROM response) FROM attempt"
        assert history.execute(query).fetchall() == [("exam", 1, 3)]
        assert history.execute("SELECT count(*) FROM sheet").fetchone() == (0,)
