"""The data folder and its files, and atomic writes: a file appears complete or not at all."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from quiz.errors import UsageError

_STAGING = ".making-"
_STALE_SECONDS = 3600.0


@contextmanager
def staging_folder(directory: Path) -> Iterator[Path]:
    """Create a temporary folder in `directory` to build a file in; remove it on exit.

    Leftovers of killed processes that are over an hour old are removed too. Raises OSError.
    """
    for left in directory.glob(f"{_STAGING}*"):
        _remove_stale(left)
    with tempfile.TemporaryDirectory(
        prefix=_STAGING, dir=directory, ignore_cleanup_errors=True
    ) as folder:
        yield Path(folder)


def _remove_stale(left: Path) -> None:
    try:
        age = time.time() - left.lstat().st_mtime
    except FileNotFoundError:
        return
    if age > _STALE_SECONDS:
        shutil.rmtree(left, ignore_errors=True)


def publish(built: Path, final: Path) -> None:
    """Put a finished file, safely on disk, under its final name; never over an existing one.

    Raises FileExistsError when the name is taken, OSError when the disk fails.
    """
    sync(built)
    try:
        os.link(built, final)
    except FileExistsError:
        raise
    except OSError:
        # FAT, on a memory stick, has no hard links. Any other error will occur again below.
        if os.path.lexists(final):
            raise
        os.rename(built, final)
    sync_directory(final.parent)


def sync(path: Path) -> None:
    """Wait until the content of a file is on disk. Raises OSError."""
    with open(path, "rb+") as file:
        os.fsync(file.fileno())


def sync_directory(directory: Path) -> None:
    """Wait until the names in a folder are on disk, where the system can. Raises OSError."""
    if os.name != "posix":
        return
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


DATABASE_NAME = "history.sqlite"
BACKUPS_NAME = "backups"
VARIABLE = "QUIZ_DATA_DIR"
_APP = "verbatim-quiz"


def data_dir(override: str | None) -> Path:
    """Return the data folder: `override` (--data-dir), else QUIZ_DATA_DIR, else the user's own.

    The folder need not exist. Where the user has no home folder the path stays below `~`, which
    `has_home` detects. Raises UsageError when `override` is empty.
    """
    if override is not None:
        if not override:
            raise UsageError("--data-dir needs the name of a folder.")
        return _expanded(override)
    if from_environment := os.environ.get(VARIABLE):
        return _expanded(from_environment)
    from platformdirs import user_data_dir

    return Path(user_data_dir(_APP, appauthor=False))


def _expanded(folder: str) -> Path:
    return Path(os.path.expanduser(folder)).absolute() if has_home(Path(folder)) else Path(folder)


def has_home(directory: Path) -> bool:
    """Return whether a path that starts at the user's home (`~`) leads anywhere."""
    first = directory.parts[0] if directory.parts else ""
    return not first.startswith("~") or os.path.expanduser(first) != first


def database_path(directory: Path) -> Path:
    """Return the path of the history in a data folder."""
    return directory / DATABASE_NAME


def backups_dir(directory: Path) -> Path:
    """Return the folder of the backups of a data folder."""
    return directory / BACKUPS_NAME


def sidecars(path: Path) -> tuple[Path, Path, Path]:
    """Return the files that SQLite may keep beside a database: write-ahead log, index, journal."""
    return (
        path.with_name(path.name + "-wal"),
        path.with_name(path.name + "-shm"),
        path.with_name(path.name + "-journal"),
    )
