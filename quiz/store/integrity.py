"""Check the history for damage without changing it, for `quiz doctor`."""

import os
import shutil
import sqlite3
import stat
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from quiz.data_folder import database_path, has_home, sidecars
from quiz.errors import StoreDamaged, StoreError, StoreForeign, StoreNewer
from quiz.model.response import LATEST
from quiz.store.backup import backups, check_backup, page_problems
from quiz.store.connection import (
    Header,
    Unwritable,
    connect,
    connect_memory,
    copy_into,
    read_header,
    shown,
    translated_errors,
)
from quiz.store.migrations import (
    MIGRATIONS,
    Migration,
    migrate,
    newest,
    schema_problems,
    version_of,
)
from quiz.store.rebuild import SLACK
from quiz.store.records import FutureAnswers, Rules, utc_milliseconds, utc_of
from quiz.store.store import refuse_orphans
from quiz.store.verify import derivation_problems, lenient, verify

_BEGUN_LATER = """
    SELECT attempt_id FROM attempt_total
    WHERE max(started_at, coalesce(finished_at, '')) > ? ORDER BY attempt_id
"""
_LATER = f"SELECT count(*), min(max(at), {LATEST - 1}) FROM mark WHERE at > ?"
_PATIENCE = 1.0
"""Seconds to wait for another program that holds the history."""


class HistoryState(StrEnum):
    """The condition of a history."""

    MISSING = "missing"
    INTACT = "intact"
    DAMAGED = "damaged"
    FOREIGN = "foreign"
    NEWER = "newer"
    UNREADABLE = "unreadable"


class Counts(NamedTuple):
    """The number of rows in a history."""

    attempts: int
    responses: int
    versions: int


class BackupReport(NamedTuple):
    """One backup."""

    path: Path
    size: int
    """Bytes."""
    problem: str | None
    """The problem found; None when the backup can be restored."""


class HistoryContents(NamedTuple):
    """The contents of a history that could be opened."""

    journal_mode: str
    page_problems: tuple[str, ...]
    """Problems that SQLite reports, and deviations from our schema."""
    chain_problems: tuple[str, ...]
    """Facts that were changed after they were written."""
    derivation_problems: tuple[str, ...]
    """Results that do not follow from the facts; they can be derived again."""
    counts: Counts
    future: FutureAnswers
    future_attempts: tuple[int, ...]
    """The numbers of the attempts that begin or end later than now."""

    @property
    def problems(self) -> tuple[str, ...]:
        """All problems, the most severe first."""
        return (*self.page_problems, *self.chain_problems, *self.derivation_problems)

    @property
    def only_derived(self) -> bool:
        """Whether everything that is wrong can be derived again."""
        return self.problems == self.derivation_problems != ()


class HistoryReport(NamedTuple):
    """Everything about the history of a data folder."""

    path: Path
    state: HistoryState
    message: str
    """A sentence that describes the state."""
    size: int | None
    """Bytes, including the write-ahead log; None when there is no file."""
    schema_version: int | None
    contents: HistoryContents | None
    backups: tuple[BackupReport, ...]
    """The newest first."""
    free: int | None
    """Free bytes on the disk; None when unknown."""
    writable: bool
    exposed: bool
    """Whether other users may change files in the data folder."""
    set_aside: tuple[Path, ...]
    """The histories that a restore replaced, the newest first."""

    @property
    def in_order(self) -> bool:
        """Whether there is nothing to fix."""
        return not self.advice

    @property
    def advice(self) -> tuple[str, ...]:
        """How to fix the problems, one sentence each."""
        return tuple(_advice(self))


def examine(
    directory: Path,
    rules: Rules,
    now: datetime,
    migrations: Sequence[Migration] = MIGRATIONS,
) -> HistoryReport:
    """Return a report on the history of a data folder; never raises StoreError."""
    path = database_path(directory)
    found = _backups(directory)
    check = _Check(migrations, rules, utc_milliseconds(now))
    state, message, header, contents = _look(path, check)
    return HistoryReport(
        path=path,
        state=state,
        message=message,
        size=_size(path),
        schema_version=header.version if header else None,
        contents=contents,
        backups=found,
        free=_free(directory),
        writable=_writable(directory, path),
        exposed=_exposed(directory),
        set_aside=_set_aside(path),
    )


class _Check(NamedTuple):
    """The reference that a history is compared with."""

    migrations: Sequence[Migration]
    rules: Rules
    now: int


def _look(
    path: Path, check: _Check
) -> tuple[HistoryState, str, Header | None, HistoryContents | None]:
    header = None
    try:
        header = read_header(path, newest(check.migrations))
        if header is None:
            refuse_orphans(path)
            return HistoryState.MISSING, f"There is no history {shown(path)} yet.", None, None
        contents = _contents(path, check)
    except StoreForeign as error:
        return HistoryState.FOREIGN, str(error), header, None
    except StoreNewer as error:
        return HistoryState.NEWER, str(error), header, None
    except StoreDamaged as error:
        # What else it says is to run doctor.
        message, _, _ = str(error).partition(" It was left as it is:")
        return HistoryState.DAMAGED, message, header, None
    except StoreError as error:
        return HistoryState.UNREADABLE, str(error), header, None
    problems = contents.problems
    if problems:
        return (
            HistoryState.DAMAGED,
            f"The history {shown(path)} is damaged: {problems[0]}.",
            header,
            contents,
        )
    return HistoryState.INTACT, f"The history {shown(path)} is intact.", header, contents


def _contents(path: Path, check: _Check) -> HistoryContents:
    """Read a whole history. Raises StoreError.

    A writable connection removes its own log when it closes, but would also apply a log that was
    there before; a read-only one leaves such a log alone. `immutable` needs no log.
    """
    # The log of a killed process is evidence, and applying it may fail: look without it.
    usual = "mode=ro" if any(file.exists() for file in sidecars(path)) else "mode=rw"
    problem: Unwritable
    for query in (usual, "mode=ro&immutable=1"):
        try:
            with translated_errors(path), closing(connect(path, query, _PATIENCE)) as connection:
                # Even a writable connection must change nothing here.
                connection.execute("PRAGMA query_only = ON")
                return _read(connection, check)
        except Unwritable as error:
            problem = error
    raise problem


def _read(connection: sqlite3.Connection, check: _Check) -> HistoryContents:
    with lenient(connection):
        (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
        pages = page_problems(connection)
        pages += schema_problems(connection, check.migrations)
        counts = connection.execute(
            "SELECT (SELECT count(*) FROM attempt), (SELECT count(*) FROM response),"
            " (SELECT count(*) FROM question_version)"
        ).fetchone()
    facts, derivation = verify(connection), []
    with closing(connect_memory()) as copy:
        current = connection
        if version_of(connection) < newest(check.migrations):
            # Only a copy may be brought up to date here.
            copy_into(connection, copy)
            migrate(copy, check.migrations)
            current = copy
        # Results of damaged facts say nothing new.
        if not facts:
            derivation = derivation_problems(current, check.rules, check.now)
        latest = check.now + SLACK
        future = FutureAnswers(*current.execute(_LATER, (latest,)).fetchone())
        attempts = tuple(each for (each,) in current.execute(_BEGUN_LATER, (utc_of(latest),)))
    return HistoryContents(
        mode, tuple(pages), tuple(facts), tuple(derivation), Counts(*counts), future, attempts
    )


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
    """Return the folder, or its nearest parent that exists."""
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


def _exposed(directory: Path) -> bool:
    """Return whether other users may change files in the folder."""
    try:
        mode = directory.stat().st_mode
    except OSError:
        return False
    return os.name == "posix" and bool(mode & (stat.S_IWGRP | stat.S_IWOTH))


def _set_aside(path: Path) -> tuple[Path, ...]:
    """Return the histories that a restore replaced, the newest first."""
    try:
        return tuple(sorted(path.parent.glob(f"{path.stem}-replaced-*{path.suffix}"), reverse=True))
    except OSError:
        return ()


def _advice(report: HistoryReport) -> Iterator[str]:
    path, state, contents = shown(report.path), report.state, report.contents
    sound = next((backup for backup in report.backups if backup.problem is None), None)
    away = f"move {path} away to start a new history"
    if contents is not None and contents.only_derived:
        yield "Derive these results again from your answers: quiz doctor --repair"
    elif state is HistoryState.DAMAGED or (state is HistoryState.MISSING and sound):
        if sound:
            yield f"Restore a backup: quiz doctor --restore {shown(sound.path)}"
        if state is HistoryState.DAMAGED:
            yield f"{'Or' if sound else 'There is no intact backup:'} {away}."
    elif state is HistoryState.FOREIGN:
        yield f"Name another folder with --data-dir, or {away}."
    elif state is HistoryState.NEWER:
        yield f"Install the newer release of quiz, or {away}."
    elif state is HistoryState.UNREADABLE:
        yield "Close other programs that use the history and try again."
    if state is HistoryState.MISSING and report.set_aside:
        yield f"Put the history back: quiz doctor --restore {shown(report.set_aside[0])}"
    if contents is not None and contents.future.answers:
        yield "If the clock of this computer is right now: quiz history --correct-dates"
    if not report.writable:
        yield (
            f"Make {shown(report.path.parent)} writable, or name another folder with --data-dir; "
            "until then nothing is saved."
        )
    if report.exposed:
        yield f"Keep your history to yourself: chmod 700 {shown(report.path.parent)}"
