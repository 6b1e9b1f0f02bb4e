"""Backups of the history: making, checking and restoring them."""

import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from quiz.data_folder import (
    backups_dir,
    database_path,
    publish,
    sidecars,
    staging_folder,
    sync_directory,
)
from quiz.errors import StoreDamaged, StoreError
from quiz.store.connection import (
    connect,
    copy_into,
    make_durable,
    os_failure,
    read_header,
    shown,
    translated_errors,
)
from quiz.store.migrations import MIGRATIONS, Migration, newest, schema_problems
from quiz.store.records import utc_stamp
from quiz.store.writes import tip

if TYPE_CHECKING:
    from quiz.store.store import Store

MAX_BACKUPS = 10
"""Number of backups kept, not counting those made before a change of the schema."""
_INTERVAL = timedelta(days=1)
_ANY_VERSION = 2**32
_NAME = re.compile(r"history-(\d{8}T\d{6}Z)(-before-v\d+)?(?:-(\d+))?\.sqlite")


def make_backup(path: Path, now: datetime, label: str = "") -> Path:
    """Copy a history into `backups/` beside it, check the copy, and return its path.

    Backups with a `label` in their name are never removed; of the others, all but the newest ten
    are. Raises StoreDamaged when the copy is damaged, StoreError.
    """
    directory = backups_dir(path.parent)
    try:
        directory.mkdir(mode=0o700, exist_ok=True)
        with staging_folder(directory) as folder:
            built = folder / path.name
            with translated_errors(path):
                _copy(path, built)
            made = _publish_dated(built, directory, f"{utc_stamp(now)}{label and '-'}{label}")
        for old in _plain(path.parent)[MAX_BACKUPS:]:
            if old != made:
                old.unlink(missing_ok=True)
    except OSError as error:
        raise os_failure(error, directory) from error
    return made


def _copy(path: Path, built: Path) -> None:
    built.touch(mode=0o600)
    with closing(connect(path)) as source, closing(connect(built)) as copy:
        copy_into(source, copy)
        # Without a write-ahead log the copy is a single file, which opens even on a read-only disk.
        copy.execute("PRAGMA journal_mode = DELETE")
        # A damaged copy must not push the oldest sound backup out.
        if problems := page_problems(copy):
            raise StoreDamaged(
                f"No backup was made: the history {shown(path)} is damaged ({problems[0]}); "
                "run `quiz doctor`."
            )


def page_problems(connection: sqlite3.Connection) -> list[str]:
    """Return the problems that SQLite finds in its pages and indexes; at most 20."""
    lines = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(20)")]
    return [] if lines == ["ok"] else lines


def _publish_dated(built: Path, directory: Path, name: str) -> Path:
    # Two windows may make a backup in the same second.
    for suffix in ("", *(f"-{number}" for number in range(2, 100))):
        final = directory / f"history-{name}{suffix}.sqlite"
        try:
            publish(built, final)
        except FileExistsError:
            continue
        return final
    raise StoreError(
        f"No backup was made: {shown(directory)} already has too many backups of this second."
    )


def _plain(directory: Path) -> list[Path]:
    return [path for path in backups(directory) if "-before-" not in path.name]


def backups(directory: Path) -> list[Path]:
    """Return the backups of a data folder, the newest first. Raises Unwritable."""
    folder = backups_dir(directory)
    try:
        found = [
            (match[1], int(match[3] or 1), path)
            for path in folder.iterdir()
            if (match := _NAME.fullmatch(path.name))
        ]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise os_failure(error, folder) from error
    return [path for *_, path in sorted(found, reverse=True)]


def taken(backup: Path) -> datetime | None:
    """Return when a backup was made, from its name; None when there is no date in it."""
    match = _NAME.fullmatch(backup.name)
    try:
        moment = datetime.strptime(match[1], "%Y%m%dT%H%M%SZ") if match else None
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment else None


def backup_if_due(store: "Store", now: datetime) -> Path | None:
    """Make a backup if the last is a day old and there are new responses; return its path.

    An unsaved history is never backed up. Raises StoreError, and StoreDamaged when the chain of
    responses is broken: backups of a damaged history must not replace sound ones.
    """
    if not store.saved:
        return None
    last = store.last_response()
    earlier = _plain(store.path.parent)
    if earlier:
        moment = taken(earlier[0])
        # A backup dated in the future, by a wrong clock, must not prevent backups until then.
        if moment is not None and abs(now - moment) < _INTERVAL:
            return None
    if last == (_last_of(earlier[0]) if earlier else 0):
        return None
    return _backup_sound(store, now)


def backup_before(store: "Store", now: datetime) -> Path:
    """Make a backup before a change that cannot be undone; return its path.

    Raises StoreError, also when nothing can be saved, and StoreDamaged like `backup_if_due`.
    """
    if not store.saved:
        raise StoreError(f"Nothing was changed. {store.unsaved_reason}")
    return _backup_sound(store, now)


def _backup_sound(store: "Store", now: datetime) -> Path:
    refuse_damaged(store)
    return make_backup(store.path, now)


def refuse_damaged(store: "Store") -> None:
    """Raise StoreDamaged when facts of the history were changed."""
    faults = store.verify()
    if faults:
        raise StoreDamaged(f"The history is damaged: {faults[0]}. Run `quiz doctor`.")


def _last_of(backup: Path) -> int | None:
    """Return the number of the last response of a backup; None when it cannot be read."""
    try:
        with closing(connect(backup, "mode=ro")) as connection:
            return tip(connection).number
    except sqlite3.Error:
        return None


def check_backup(backup: Path, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Read a whole backup. Raises StoreError when it is not a sound history."""
    # Imported late: only `quiz doctor` needs it.
    from quiz.store.verify import verify

    if read_header(backup, newest(migrations)) is None:
        raise StoreError(f"There is no backup {shown(backup)}.")
    with translated_errors(backup), closing(connect(backup, "mode=ro")) as connection:
        problems = page_problems(connection)
        problems += schema_problems(connection, migrations) or verify(connection)
    if problems:
        raise StoreDamaged(f"The backup {shown(backup)} is damaged ({problems[0]}).")


def restore(backup: Path, directory: Path, now: datetime) -> Path | None:
    """Replace the history by a sound backup; return the new path of the old history.

    The old files stay beside the new one under a dated name; None when there were none. Raises
    StoreError when the backup is damaged, a window has the history open, or the disk fails; the
    history is then as it was, or the message says where it is.
    """
    # Everything that can fail is done before the current history is moved.
    check_backup(backup)
    path = database_path(directory)
    _refuse_in_use(path)
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        with staging_folder(directory) as folder:
            built = folder / path.name
            with translated_errors(backup), closing(connect(backup, "mode=ro")) as source:
                _build(source, built)
            kept = _move_aside(path, now)
            _put_in_place(built, path, kept)
    except OSError as error:
        raise os_failure(error, path) from error
    return kept


def _put_in_place(built: Path, path: Path, kept: Path | None) -> None:
    """Publish the restored history; if that fails, move the old one back."""
    try:
        publish(built, path)
    except OSError as error:
        reason = str(os_failure(error, path))
        if path.exists():
            # Only the last step failed: that the new name is on disk is not certain.
            was = f" The history as it was before is {shown(kept)}." if kept else ""
            raise StoreError(f"The backup was restored, but {_lower(reason)}{was}") from error
        if kept is None:
            raise
        try:
            _rename(kept, path)
        except OSError:
            raise StoreError(
                f"{reason} Nothing was restored, and the history is now {shown(kept)}: "
                f"quiz doctor --restore {shown(kept)} puts it back."
            ) from error
        raise StoreError(f"{reason} Nothing was restored; the history is as it was.") from error


def _lower(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]


def _refuse_in_use(path: Path) -> None:
    """Raise StoreError when another connection is open.

    A file that does not look like a history is not opened: SQLite would remove a log beside it.
    """
    try:
        if read_header(path, newest=_ANY_VERSION) is None:
            return
    except StoreError:
        return
    try:
        with closing(connect(path, busy=0.0)) as connection:
            # In a write-ahead log, only the exclusive locking mode excludes readers too.
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("ROLLBACK")
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY:
            raise StoreError(
                f"The history {shown(path)} is open in another window: close that first."
            ) from error


def _move_aside(path: Path, now: datetime) -> Path | None:
    """Rename the files of the history; the log first, so that it never belongs to another one."""
    kept = _kept_name(path, now)
    try:
        found = _rename(path, kept)
        sync_directory(path.parent)
    except OSError:
        # Half of it may be moved: a history without its log lacks the last answers.
        _rename(kept, path)
        raise
    return kept if found else None


def _kept_name(path: Path, now: datetime) -> Path:
    kept = path.with_name(f"history-replaced-{utc_stamp(now)}{path.suffix}")
    number = 2
    while any(file.exists() for file in (kept, *sidecars(kept))):
        kept = path.with_name(f"history-replaced-{utc_stamp(now)}-{number}{path.suffix}")
        number += 1
    return kept


def keep_replaced(connection: sqlite3.Connection, path: Path, now: datetime) -> Path:
    """Copy an open history, in whose place another was put, to a dated name; return its path.

    Raises sqlite3.Error, Unwritable.
    """
    kept = _kept_name(path, now)
    copy_out(connection, kept)
    return kept


def copy_out(connection: sqlite3.Connection, final: Path) -> None:
    """Copy an open history to a path. Raises sqlite3.Error, Unwritable, FileExistsError."""
    try:
        final.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with staging_folder(final.parent) as folder:
            built = folder / final.name
            _build(connection, built)
            # SQLite would apply the log of a removed file to the new one.
            for left in sidecars(final):
                left.unlink(missing_ok=True)
            publish(built, final)
    except FileExistsError:
        raise
    except OSError as error:
        raise os_failure(error, final) from error


def _build(source: sqlite3.Connection, built: Path) -> None:
    """Copy a history to a new file, which is complete on disk when this returns."""
    built.touch(mode=0o600)
    with closing(connect(built)) as copy:
        copy_into(source, copy)
        make_durable(copy)


def _rename(old: Path, new: Path) -> bool:
    """Rename a history with the files beside it; return whether there was one."""
    found = False
    for source, target in zip((*sidecars(old), old), (*sidecars(new), new), strict=True):
        if source.is_symlink() or source.exists():
            source.rename(target)
            found = True
    return found
