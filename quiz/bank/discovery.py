"""The search for bank files in a folder."""

import os
from pathlib import Path
from typing import NamedTuple

SUFFIXES = (".yaml", ".yml")
MAX_FILES = 5_000
MAX_LEVELS = 6


class FolderListing(NamedTuple):
    """The bank files of a folder."""

    files: list[Path]
    """The banks, sorted."""
    skipped: list[tuple[Path, str]]
    """The paths that were skipped, each with the reason."""


def bank_files(folder: Path) -> FolderListing:
    """Return the YAML files at and below a folder; hidden ones are skipped.

    Links to folders are not followed, and at most 5,000 files in 6 levels are looked at.
    """
    found = FolderListing([], [])
    _walk(folder, 0, found)
    found.files.sort()
    return found


def _walk(folder: Path, level: int, found: FolderListing) -> None:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        found.skipped.append((folder, f"the folder cannot be listed: {error.strerror}"))
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        path = Path(entry.path)
        if entry.is_dir(follow_symlinks=False):
            if level < MAX_LEVELS:
                _walk(path, level + 1, found)
            else:
                found.skipped.append((path, f"more than {MAX_LEVELS} folders deep"))
        elif entry.name.lower().endswith(SUFFIXES):
            if len(found.files) >= MAX_FILES:
                found.skipped.append((path, f"more than {MAX_FILES:,} banks in one folder"))
                return
            found.files.append(path)


def leads_out(path: Path, folder: Path) -> bool:
    """Check whether a file found in a folder is a link to somewhere outside of it."""
    if not path.is_symlink():
        return False
    try:
        return not path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):
        return True
