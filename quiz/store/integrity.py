"""Check the history for damage without changing it, for `quiz doctor`."""

import os
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from quiz.errors import StoreDamaged, StoreError, StoreForeign, StoreNewer
from quiz.files import database_path, has_home, sidecars
from quiz.store.backup import backups, check_backup, page_problems
from quiz.store.connection import Header, Unwritable, connect, failure, read_header, shown
from quiz.store.migrations import (
    MIGRATIONS,
    Migration,
    newest,
    schema_problems,
)
from quiz.store.records import GENESIS, digest, link
from quiz.store.store import refuse_orphans

_PATIENCE = 1.0
"""Seconds to wait for another program that holds the history."""


class HistoryState(StrEnum):
    """The condition of a history."""

    MISSING = "missing"
    SOUND = "sound"
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
    counts: Counts


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
    advice: tuple[str, ...]
    """How to fix the problems, one sentence each."""


def examine(directory: Path, migrations: Sequence[Migration] = MIGRATIONS) -> HistoryReport:
    """Return a report on the history of a data folder; never raises StoreError."""
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
) -> tuple[HistoryState, str, Header | None, HistoryContents | None]:
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
            header,
            contents,
        )
    return HistoryState.SOUND, f"The history {shown(path)} is sound.", header, contents


def _contents(path: Path, migrations: Sequence[Migration]) -> HistoryContents:
    """Read a whole history. Raises StoreError.

    A writable connection removes its own log when it closes, but would also apply a log that was
    there before; a read-only one leaves such a log alone. `immutable` needs no log.
    """
    # The log of a killed process is evidence, and applying it may fail: look without it.
    usual = "mode=ro" if any(file.exists() for file in sidecars(path)) else "mode=rw"
    for query in (usual, "mode=ro&immutable=1"):
        try:
            with closing(connect(path, query, _PATIENCE)) as connection:
                # Even a writable connection must change nothing here.
                connection.execute("PRAGMA query_only = ON")
                return _read(connection, migrations)
        except sqlite3.Error as error:
            problem = failure(error, path)
            if not isinstance(problem, Unwritable):
                raise problem from error
    raise problem


def _read(connection: sqlite3.Connection, migrations: Sequence[Migration]) -> HistoryContents:
    (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    pages = page_problems(connection, "integrity_check") + schema_problems(connection, migrations)
    counts = connection.execute(
        "SELECT (SELECT count(*) FROM attempt), (SELECT count(*) FROM response),"
        " (SELECT count(*) FROM question_version)"
    ).fetchone()
    return HistoryContents(mode, tuple(pages), tuple(verify(connection)), Counts(*counts))


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


def _advice(
    path: Path, state: HistoryState, found: Sequence[BackupReport], writable: bool
) -> tuple[str, ...]:
    advice = []
    sound = next((backup for backup in found if backup.problem is None), None)
    away = f"move {shown(path)} away to start a new history"
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
        advice.append("Close other programs that use the history and try again.")
    if not writable:
        advice.append(
            f"Make {shown(path.parent)} writable, or name another folder with --data-dir; until "
            "then nothing is saved."
        )
    return tuple(advice)


MAX_PROBLEMS = 20
"""The maximum number of problems listed."""

_VERSIONS = """
    SELECT id, digest, bank, question, fingerprint, body FROM question_version
    UNION ALL
    SELECT v.id, e.digest, v.bank, v.question, v.fingerprint, e.body
    FROM version_elsewhere e JOIN question_version v ON v.id = e.version_id
    ORDER BY 1
"""
_ATTEMPTS = "SELECT id, digest, uid, mode, seed, title, banks, started_at FROM attempt ORDER BY id"
_FORM = """
    SELECT position, bank, question, fingerprint, points, option_order
    FROM form_item WHERE attempt_id = ? ORDER BY position
"""
# A chain cannot show that its end is missing; the totals can.
_LOST = """
    SELECT t.attempt_id, t.answered, count(DISTINCT r.position)
    FROM attempt_total t LEFT JOIN response r ON r.attempt_id = t.attempt_id
    GROUP BY t.attempt_id HAVING t.answered <> count(DISTINCT r.position) ORDER BY t.attempt_id
"""
_EVENTS = """
    SELECT id, digest, uid, kind, bank, question, attempt_uid, position, detail, happened_at
    FROM event ORDER BY id
"""
_RESPONSES = """
    SELECT r.chain, r.id, a.digest, r.position, v.digest, r.option_order, r.given, r.confidence,
           r.seconds, r.hints_used, r.answered_at
    FROM response r LEFT JOIN attempt a ON a.id = r.attempt_id
    LEFT JOIN question_version v ON v.id = r.version_id
    ORDER BY r.id
"""


def verify(connection: sqlite3.Connection) -> list[str]:
    """Return a line for each changed fact, responses first; at most 20 lines.

    Raises sqlite3.Error when the tables cannot be read at all.
    """
    problems: list[str] = []
    with _lenient(connection):
        for search in (_bad_responses, _lost_responses, _bad_attempts, _bad_versions, _bad_events):
            for problem in search(connection):
                problems.append(problem)
                if len(problems) == MAX_PROBLEMS:
                    return problems
    return problems


@contextmanager
def _lenient(connection: sqlite3.Connection) -> Iterator[None]:
    """Decode damaged bytes to other text, which no hash will match."""
    strict = connection.text_factory
    connection.text_factory = lambda data: data.decode("utf-8", "replace")
    try:
        yield
    finally:
        connection.text_factory = strict


def _bad_responses(connection: sqlite3.Connection) -> Iterator[str]:
    previous, expected = GENESIS, 1
    for chain, number, *facts in connection.execute(_RESPONSES):
        if number != expected:
            yield f"response {expected} is missing"
        elif chain != link(previous, number, *facts):
            yield f"response {number} is not as it was written"
        # Goes on from the stored hash, so that one changed response is one line, not all after it.
        previous = chain if isinstance(chain, bytes) else GENESIS
        expected = number + 1


def _lost_responses(connection: sqlite3.Connection) -> Iterator[str]:
    for number, counted, found in connection.execute(_LOST):
        yield f"attempt {number} counted {counted} responses, {found} are there"


def _bad_attempts(connection: sqlite3.Connection) -> Iterator[str]:
    for number, stored, *facts in connection.execute(_ATTEMPTS):
        form = [list(row) for row in connection.execute(_FORM, (number,))]
        if stored != digest(*facts, form):
            yield f"attempt {number} is not as it was written"


def _bad_versions(connection: sqlite3.Connection) -> Iterator[str]:
    for number, stored, *facts in connection.execute(_VERSIONS):
        if stored != digest(*facts):
            yield f"question version {number} is not as it was written"


def _bad_events(connection: sqlite3.Connection) -> Iterator[str]:
    for number, stored, *facts in connection.execute(_EVENTS):
        if stored != digest(*facts):
            yield f"event {number} is not as it was written"
