"""Exams of a small bank, with clocks that a test moves."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from quiz.model.bank import Bank
from quiz.model.response import Mode
from quiz.settings.definitions import Settings
from quiz.store.store import Store, open_store
from quiz.study.context import Clocks, Grading, StudyContext
from quiz.study.exam import ExamRunner
from quiz.study.launch import OnUnfinished, Request, begin, open_banks
from quiz.study.library import Library
from tests.support import all_samples, as_items, write_bank

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LIMIT = 600.0


class Hall:
    """The clocks of an exam; the system clock can be set, the monotonic one cannot."""

    def __init__(self) -> None:
        self.passed = 0.0
        self.set = 0.0

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.passed += seconds

    @property
    def clocks(self) -> Clocks:
        """Both clocks."""
        return Clocks(self._running, self._system_time, self._running)

    def _running(self) -> float:
        return self.passed

    def _system_time(self) -> datetime:
        return NOON + timedelta(seconds=self.passed + self.set)


class Place:
    """A bank of one question of each type, a history, and the clocks."""

    def __init__(self, file: Path, store: Store, hall: Hall) -> None:
        self.file = file
        self.store = store
        self.hall = hall
        self.context = StudyContext(Library(store, [file]), store, Settings(), hall.clocks)

    def sit(
        self, again: OnUnfinished = OnUnfinished.NEW, limit: float | None = LIMIT
    ) -> ExamRunner:
        """Start an exam, or continue it as after a crash."""
        request = Request((self.file,), again, 1, Mode.EXAM, limit=limit)
        runner = begin(
            open_banks(request, self.context), self.context, again is OnUnfinished.CONTINUE
        )
        assert isinstance(runner, ExamRunner)
        return runner

    @property
    def bank(self) -> Bank:
        """The bank as it is now."""
        return open_banks(Request((self.file,), OnUnfinished.NEW), self.context).banks[0]


@contextmanager
def place(folder: Path, data: Path | None = None) -> Iterator[Place]:
    """Open a bank and a history for exams."""
    hall = Hall()
    file = write_bank(folder, as_items(*all_samples()))
    with open_store(data or folder / "data", hall.clocks.utc, Grading(0.9)) as store:
        yield Place(file, store, hall)
