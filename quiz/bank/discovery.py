"""Which files of a folder are banks."""

import os
from collections.abc import Iterator
from pathlib import Path

SUFFIXES = (".yaml", ".yml")
MAX_FILES = 5_000
MAX_LEVELS = 6


def bank_files(folder: Path) -> list[Path]:
    """Return the YAML files at and below a folder, sorted; hidden ones are passed over.

    Links to folders are not followed, and at most 5,000 files in 6 levels are looked at.
    """
    found: list[Path] = []
    for path in _walk(folder, 0):
        found.append(path)
        if len(found) >= MAX_FILES:
            break
    return sorted(found)


def _walk(folder: Path, level: int) -> Iterator[Path]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        # A folder that may not be listed holds no bank that could be played.
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            if level < MAX_LEVELS:
                yield from _walk(Path(entry.path), level + 1)
        elif entry.name.endswith(SUFFIXES):
            yield Path(entry.path)


def leads_out(path: Path, folder: Path) -> bool:
    """Say whether a file found in a folder is a link to somewhere outside of it."""
    if not path.is_symlink():
        return False
    try:
        return not path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):
        return True
