"""Where the history lives."""

import os
from pathlib import Path

from quiz.errors import UsageError

DATABASE_NAME = "history.sqlite"
BACKUPS_NAME = "backups"
VARIABLE = "QUIZ_DATA_DIR"
_APP = "verbatim-quiz"


def data_dir(override: str | None) -> Path:
    """Return the data folder: `override` (--data-dir), else QUIZ_DATA_DIR, else the user's own.

    The folder need not exist. Where the user has no home folder the path stays below `~`, which
    `has_home` tells. Raises UsageError when `override` is empty.
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
    """Say whether a path that starts at the user's home (`~`) leads anywhere."""
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
