"""Opening the history: made when there is none, brought up to date, or kept in memory."""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

from quiz.errors import StoreDamaged
from quiz.files import database_path, has_home, publish, sidecars, workshop
from quiz.store.backup import make_backup
from quiz.store.connection import (
    Unwritable,
    connect,
    connect_memory,
    copy_into,
    make_durable,
    os_failure,
    shown,
    translated_errors,
)
from quiz.store.records import Rules
from quiz.store.schema import MIGRATIONS, Migration, migrate, newer, newest, read_header, version_of
from quiz.store.store import Store, last_response


def open_store(
    directory: Path,
    clock: Callable[[], datetime],
    rules: Rules,
    migrations: Sequence[Migration] = MIGRATIONS,
) -> Store:
    """Return the history of a data folder, made when there is none; schedules follow `rules`.

    Where nothing can be written, the history is held in memory, with what could still be read:
    `Store.saved` is False then and `Store.unsaved_reason` says why. Raises StoreForeign,
    StoreNewer and StoreDamaged, the file left as it was; StoreError when another program holds it.
    """
    path = database_path(directory)
    try:
        return Store(_open_saved(path, clock, migrations), path, clock, rules)
    except Unwritable as error:
        connection, known = _open_unsaved(path, migrations)
        return Store(connection, path, clock, rules, f"{error} {known}")


def _open_saved(
    path: Path, clock: Callable[[], datetime], migrations: Sequence[Migration]
) -> sqlite3.Connection:
    if not has_home(path):
        raise Unwritable(
            "There is no home folder to keep the history in: name a folder with --data-dir or "
            "QUIZ_DATA_DIR."
        )
    if read_header(path, newest(migrations)) is None:
        _create(path, migrations)
    with translated_errors(path):
        connection = connect(path)
        try:
            _make_ready(connection, path, clock, migrations)
        except BaseException:
            connection.close()
            raise
    return connection


def _create(path: Path, migrations: Sequence[Migration]) -> None:
    """Make a complete, empty history; one that another process made meanwhile is as good."""
    refuse_orphans(path)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with workshop(path.parent) as folder:
            built = folder / path.name
            built.touch(mode=0o600)
            with translated_errors(path), closing(connect(built)) as connection:
                migrate(connection, migrations)
                make_durable(connection)
            publish(built, path)
    except FileExistsError:
        if not path.exists():
            raise Unwritable(
                f"The history {shown(path)} cannot be written: its folder is a file."
            ) from None
    except OSError as error:
        raise os_failure(error, path) from error


def refuse_orphans(path: Path) -> None:
    """Refuse to make a history beside the log of another: SQLite would mix the two.

    The log is looked for first: one that another process has just begun comes with its database.
    """
    log, _, journal = sidecars(path)
    left = [file for file in (log, journal) if file.exists() and file.stat().st_size]
    if left and not path.exists():
        raise StoreDamaged(
            f"The history {shown(path)} is gone, but {shown(left[0])} is still there. Nothing was "
            "changed: put the history back, restore a backup with `quiz doctor`, or move the rest "
            "away to start afresh."
        )


def _make_ready(
    connection: sqlite3.Connection,
    path: Path,
    clock: Callable[[], datetime],
    migrations: Sequence[Migration],
) -> None:
    version, wanted = version_of(connection), newest(migrations)
    if version > wanted:
        raise newer(path, version, wanted)
    last_response(connection)
    if not make_durable(connection):
        raise Unwritable(
            f"The history {shown(path)} cannot be written safely: the file system allows no "
            "write-ahead log."
        )
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("ROLLBACK")
    if version < wanted:
        make_backup(path, clock(), label=f"before-v{wanted}")
        migrate(connection, migrations)


def _open_unsaved(path: Path, migrations: Sequence[Migration]) -> tuple[sqlite3.Connection, str]:
    """Return a history in memory and sentences on what it holds."""
    memory = connect_memory()
    with translated_errors(path):
        known = _copy(path, memory, newest(migrations))
        migrate(memory, migrations)
    return memory, f"What you answer now is not saved.{known}"


def _copy(path: Path, memory: sqlite3.Connection, wanted: int) -> str:
    """Copy what is on disk, as far as it can be read; return a sentence on it, or nothing.

    `immutable` needs no files beside the database, but sees nothing of its write-ahead log.
    Raises sqlite3.Error when the history is damaged, StoreError when it is not ours.
    """
    try:
        if not has_home(path) or read_header(path, wanted) is None:
            return ""
    except Unwritable:
        return ""
    log, *_ = sidecars(path)
    behind = ", but perhaps not the latest" if log.is_file() and log.stat().st_size else ""
    for query, but in (("mode=ro", ""), ("mode=ro&immutable=1", behind)):
        try:
            with closing(connect(path, query)) as source:
                copy_into(source, memory)
                return f" Earlier answers can be seen{but}."
        except sqlite3.OperationalError:
            continue
    return ""
