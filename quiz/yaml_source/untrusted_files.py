"""Finds banks in folders, and reads untrusted files at bounded cost."""

import os
import stat
from pathlib import Path
from typing import NamedTuple

from quiz.model.problem import START, Position

_TOO_LARGE = "is larger than {} MB, the largest size that is read"


class Unreadable(Exception):
    """A file cannot be read; the message says why and what to do, in one line."""

    def __init__(self, message: str, position: Position = START) -> None:
        super().__init__(message)
        self.position = position
        """The position of the error in the file; its start if there is no exact position."""


def read_text(path: Path, limit: int) -> str:
    """Return the text of a regular UTF-8 file of at most `limit` bytes, without a byte order mark.

    Line ends stay as they are. Raises `Unreadable`; never waits for a pipe or a device.
    """
    return decode(read_bytes(path, limit))


def as_saved(text: str, limit: int) -> str:
    """Return a text in memory as `read_text` would return it, were it in a file; as it raises."""
    # Editors may send half of a surrogate pair: report it as for such a file.
    data = text.encode("utf-8", "surrogatepass")
    if len(data) > limit:
        raise Unreadable(_TOO_LARGE.format(limit // 1_000_000))
    return decode(data)


def read_bytes(path: Path, limit: int) -> bytes:
    """Return the bytes of a regular file of at most `limit` bytes; raises `Unreadable`."""

    # Without O_NONBLOCK, opening a named pipe would wait for somebody to write into it.
    def at_once(path: str, flags: int) -> int:
        return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))

    try:
        file = open(path, "rb", opener=at_once)
    except (OSError, ValueError) as error:
        raise Unreadable(f"cannot be opened: {_reason(error)}") from error
    with file:
        # Check the open file, not the path, which may lead to another file a moment later.
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable("is not a regular file (a folder, a pipe or a device)")
        if status.st_size > limit:
            raise Unreadable(_TOO_LARGE.format(limit // 1_000_000))
        try:
            # A file may grow after its size was looked at.
            data = file.read(limit + 1)
        except OSError as error:
            raise Unreadable(f"cannot be read: {_reason(error)}") from error
    if len(data) > limit:
        raise Unreadable(_TOO_LARGE.format(limit // 1_000_000))
    return data


def decode(data: bytes) -> str:
    """Return `data` as text; raises `Unreadable` naming line and column of what is not UTF-8."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable("is UTF-16, not UTF-8: save it as UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The text before the fault gives its line and column in characters.
        before = data[: error.start].decode("utf-8-sig", "replace")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        byte = data[error.start]
        raise Unreadable(
            f"is not UTF-8: byte 0x{byte:02x} at line {line}, column {column}; save it as UTF-8",
            Position(line, column),
        ) from error


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error)


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
        # A link to a parent folder would loop.
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
        # A link that cannot be followed (a circle of links: RuntimeError before Python 3.13).
        return True
