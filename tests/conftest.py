"""What every test runs under."""

import os
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import settings

from quiz.store.connection import connect_memory
from quiz.store.migrations import MIGRATIONS, Migration, migrate, version_of

# Errors of the program itself show their traceback, which the tests look for.
os.environ["QUIZ_DEBUG"] = "1"
# Otherwise each worker, and each program that a test starts, compiles everything it imports.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
# Whatever terminal the tests run in: one with all colours, unless a test says otherwise.
os.environ["TEXTUAL_COLOR_SYSTEM"] = "truecolor"
os.environ.pop("NO_COLOR", None)

# No deadline: a busy machine is not a failure, and what must be fast has a test of its own.
settings.register_profile("fast", deadline=None, max_examples=10)
settings.register_profile("full", deadline=None, max_examples=50)
settings.load_profile(os.environ.get("QUIZ_TEST_PROFILE", "fast"))

SLOW = ("e2e", "hostile", "judges", "tui")
"""Folders whose tests start the app or work through large inputs: `-m "not slow"` skips them."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of slow folders."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents and item.path.relative_to(here).parts[0] in SLOW:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(autouse=True)
def _apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep every test away from the history and the banks of whoever runs it."""
    monkeypatch.setenv("QUIZ_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("QUIZ_BANKS", raising=False)


@pytest.fixture(autouse=True, scope="session")
def _histories_from_one() -> Iterator[None]:
    """Copy the tables of every new history from one: hundreds of tests begin with a new one."""
    model = connect_memory()
    migrate(model, MIGRATIONS)

    def copied(connection: sqlite3.Connection, migrations: Sequence[Migration]) -> None:
        if migrations is MIGRATIONS and version_of(connection) == 0:
            model.backup(connection)
        else:
            migrate(connection, migrations)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("quiz.store.store.migrate", copied)
        yield
