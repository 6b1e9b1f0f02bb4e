"""Check the history for damage without changing it, for `quiz doctor`."""

import os
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from quiz.errors import StoreDamaged, StoreError, StoreForeign, StoreNewer
from quiz.files import database_path, has_home, sidecars
from quiz.store import facts
from quiz.store.backup import backups, check_backup, page_problems
from quiz.store.connection import Unwritable, connect, failure, shown
from quiz.store.opening import refuse_orphans
from quiz.store.schema import MIGRATIONS, Header, Migration, newest, read_header, schema_problems

_PATIENCE = 1.0
"""Seconds to wait for another program that holds the history."""


class HistoryState(StrEnum):
    """How a history is, in one word."""

    MISSING = "missing"
    SOUND = "sound"
    DAMAGED = "damaged"
    FOREIGN = "foreign"
    NEWER = "newer"
    UNREADABLE = "unreadable"


class Counts(NamedTuple):
    """How much a history holds."""

    attempts: int
    responses: int
    versions: int


class BackupReport(NamedTuple):
    """One backup."""

    path: Path
    size: int
    """Bytes."""
    problem: str | None
    """What is wrong with it; None when it can be restored."""


class Contents(NamedTuple):
    """What is inside a history that could be opened."""

    journal_mode: str
    page_problems: tuple[str, ...]
    """What SQLite finds wrong, and what of the schema is not ours."""
    chain_problems: tuple[str, ...]
    """Facts that are not as they were written."""
    counts: Counts


class HistoryReport(NamedTuple):
    """Everything about the history of a data folder."""

    path: Path
    state: HistoryState
    message: str
    """A sentence on the state."""
    size: int | None
    """Bytes, the write-ahead log included; None when there is no file."""
    schema_version: int | None
    contents: Contents | None
    backups: tuple[BackupReport, ...]
    """The newest first."""
    free: int | None
    """Free bytes of the disk; None when it cannot be asked."""
    writable: bool
    advice: tuple[str, ...]
    """How to mend what is wrong, one sentence each."""


def examine(directory: Path, migrations: Sequence[Migration] = MIGRATIONS) -> HistoryReport:
    """Return what is known about the history of a data folder; never raises StoreError."""
    path = database_path(directory)
    found = _backups(directory)
    state, message, header, contents = _look(path, migrations)
    writable = _writable(directory, path)
    return HistoryReport(
        path=path,
        state=state,
        message=message,
        size=_size(path),
        schema_version=header.version if header else None,
        contents=contents,
        backups=found,
        free=_free(directory),
        writable=writable,
        advice=_advice(path, state, found, writable),
    )


def _look(
    path: Path, migrations: Sequence[Migration]
) -> tuple[HistoryState, str, Header | None, Contents | None]:
    header = None
    try:
        header = read_header(path, newest(migrations))
        if header is None:
            refuse_orphans(path)
            return HistoryState.MISSING, f"There is no history {shown(path)} yet.", None, None
        contents = _contents(path, migrations)
    except StoreForeign as error:
        return HistoryState.FOREIGN, str(error), header, None
    except StoreNewer as error:
        return HistoryState.NEWER, str(error), header, None
    except StoreDamaged as error:
        return HistoryState.DAMAGED, str(error), header, None
    except StoreError as error:
        return HistoryState.UNREADABLE, str(error), header, None
    problems = (*contents.page_problems, *contents.chain_problems)
    if problems:
        return (
            HistoryState.DAMAGED,
            f"The history {shown(path)} is damaged: {problems[0]}.",
            *(
                header,
                contents,
            ),
        )
    return HistoryState.SOUND, f"The history {shown(path)} is sound.", header, contents


def _contents(path: Path, migrations: Sequence[Migration]) -> Contents:
    """Read a history as a whole. Raises StoreError.

    A connection that may write removes its own log when it closes, but would also merge one that
    was there before; one that may only read leaves that as it is. `immutable` needs no log.
    """
    usual = "mode=ro" if any(file.exists() for file in sidecars(path)) else "mode=rw"
    for query in (usual, "mode=ro&immutable=1"):
        try:
            with closing(connect(path, query, _PATIENCE)) as connection:
                connection.execute("PRAGMA query_only = ON")
                return _read(connection, migrations)
        except sqlite3.Error as error:
            told = failure(error, path)
            if not isinstance(told, Unwritable):
                raise told from error
    raise told


def _read(connection: sqlite3.Connection, migrations: Sequence[Migration]) -> Contents:
    (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    pages = page_problems(connection, "integrity_check") + schema_problems(connection, migrations)
    counts = connection.execute(
        "SELECT (SELECT count(*) FROM attempt), (SELECT count(*) FROM response),"
        " (SELECT count(*) FROM question_version)"
    ).fetchone()
    return Contents(mode, tuple(pages), tuple(facts.verify(connection)), Counts(*counts))


def _backups(directory: Path) -> tuple[BackupReport, ...]:
    try:
        return tuple(_backup(path) for path in backups(directory))
    except StoreError:
        return ()


def _backup(path: Path) -> BackupReport:
    problem = None
    try:
        check_backup(path)
    except StoreError as error:
        problem = str(error)
    return BackupReport(path, _size(path) or 0, problem)


def _size(path: Path) -> int | None:
    try:
        log, *_ = sidecars(path)
        return path.stat().st_size + (log.stat().st_size if log.is_file() else 0)
    except OSError:
        return None


def _existing(directory: Path) -> Path:
    """Return the folder, or the nearest above it that exists."""
    return next(
        (folder for folder in (directory, *directory.absolute().parents) if os.path.exists(folder)),
        directory,
    )


def _free(directory: Path) -> int | None:
    try:
        return shutil.disk_usage(_existing(directory)).free
    except OSError:
        return None


def _writable(directory: Path, path: Path) -> bool:
    folder = _existing(directory)
    return (
        has_home(directory)
        and folder.is_dir()
        and os.access(folder, os.W_OK | os.X_OK)
        and (not os.path.lexists(path) or os.access(path, os.W_OK))
    )


def _advice(
    path: Path, state: HistoryState, found: Sequence[BackupReport], writable: bool
) -> tuple[str, ...]:
    advice = []
    sound = next((backup for backup in found if backup.problem is None), None)
    away = f"move {shown(path)} away to start afresh"
    if state is HistoryState.DAMAGED or (state is HistoryState.MISSING and sound):
        restored = "No backup is sound"
        if sound:
            restored = f"Restore a backup: quiz doctor --restore {shown(sound.path)}"
        advice.append(
            f"{restored}." if state is HistoryState.MISSING else f"{restored}, or {away}."
        )
    elif state is HistoryState.FOREIGN:
        advice.append(f"Name another folder with --data-dir, or {away}.")
    elif state is HistoryState.NEWER:
        advice.append(f"Install the newer release of quiz, or {away}.")
    elif state is HistoryState.UNREADABLE:
        advice.append("Close other programs that use the history and look again.")
    if not writable:
        advice.append(
            f"Make {shown(path.parent)} writable, or name another folder with --data-dir; until "
            "then nothing is saved."
        )
    return tuple(advice)
