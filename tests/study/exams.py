"""Exams of a small bank, with clocks that a test moves."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from quiz.model.bank import Bank
from quiz.model.response import Mode
from quiz.settings.definitions import Settings
from quiz.store.opening import open_store
from quiz.store.store import Store
from quiz.study.clocks import Clocks
from quiz.study.context import StudyContext
from quiz.study.exam import ExamRunner
from quiz.study.grading import Grading
from quiz.study.launch import OnUnfinished, Request, begin, open_banks
from quiz.study.library import Library
from tests.support import all_samples, as_items, write_bank

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LIMIT = 600.0


class Hall:
    """The clocks of an exam hall; the one on the wall can be set, the other not."""

    def __init__(self) -> None:
        self.passed = 0.0
        self.set = 0.0

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.passed += seconds

    @property
    def clocks(self) -> Clocks:
        """Both clocks."""
        return Clocks(self._running, self._on_the_wall, self._running)

    def _running(self) -> float:
        return self.passed

    def _on_the_wall(self) -> datetime:
        return NOON + timedelta(seconds=self.passed + self.set)


class Place:
    """A bank of one question of each type, a history, and the clocks."""

    def __init__(self, file: Path, store: Store, hall: Hall) -> None:
        self.file = file
        self.store = store
        self.hall = hall
        self.desk = StudyContext(Library(store, [file]), store, Settings(), hall.clocks)

    def sit(
        self, again: OnUnfinished = OnUnfinished.NEW, limit: float | None = LIMIT
    ) -> ExamRunner:
        """Begin an exam, or go on with it as after a crash."""
        request = Request((self.file,), again, 1, Mode.EXAM, limit=limit)
        player = begin(open_banks(request, self.desk), self.desk, again is OnUnfinished.CONTINUE)
        assert isinstance(player, ExamRunner)
        return player

    @property
    def bank(self) -> Bank:
        """The bank as it is now."""
        return open_banks(Request((self.file,), OnUnfinished.NEW), self.desk).banks[0]


@contextmanager
def place(folder: Path, data: Path | None = None) -> Iterator[Place]:
    """Open a place for exams."""
    hall = Hall()
    file = write_bank(folder, as_items(*all_samples()))
    with open_store(data or folder / "data", hall.clocks.utc, Grading(0.9)) as store:
        yield Place(file, store, hall)
