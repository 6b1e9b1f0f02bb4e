"""What the first bytes of a file say, read without SQLite so that the file stays untouched."""

import os
import stat
from pathlib import Path
from typing import NamedTuple

from quiz.errors import StoreForeign, StoreNewer
from quiz.store.failures import damaged, os_failure, shown
from quiz.store.schema import APPLICATION_ID

_MAGIC = b"SQLite format 3\x00"
_LENGTH = 100
"""Length of the header: https://www.sqlite.org/fileformat2.html, section 1.3."""
_READING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class Header(NamedTuple):
    """The facts of the header that decide whether a file is a history of ours."""

    version: int
    application: int


def read_header(path: Path, newest: int) -> Header | None:
    """Return the header of a history with a schema up to `newest`; None when there is no file.

    Raises StoreForeign, StoreNewer, StoreDamaged; Unwritable when the file cannot be looked at.
    """
    try:
        start = _first_bytes(path)
    except OSError as error:
        raise os_failure(error, path) from error
    if start is None:
        return None
    if not start:
        raise damaged(path, "it is empty")
    if not start.startswith(_MAGIC):
        raise damaged(path, "it does not begin as a database does")
    if len(start) < _LENGTH:
        raise damaged(path, "it breaks off")
    header = Header(int.from_bytes(start[60:64]), int.from_bytes(start[68:72]))
    if header.application != APPLICATION_ID or header.version == 0:
        raise StoreForeign(
            f"{shown(path)} is a database of another program. It was left as it is: move it away, "
            "or name another folder with --data-dir; `quiz doctor` says more."
        )
    if header.version > newest:
        raise newer(path, header.version, newest)
    return header


def newer(path: Path, version: int, newest: int) -> StoreNewer:
    """Return the error for a history of a release newer than this one."""
    return StoreNewer(
        f"The history {shown(path)} was written by a newer release of quiz (version {version}; "
        f"this one reads up to {newest}). It was left as it is: install the newer release, or "
        "name another folder with --data-dir; `quiz doctor` says more."
    )


def _first_bytes(path: Path) -> bytes | None:
    try:
        # Without O_NONBLOCK a named pipe would wait for a writer for ever.
        descriptor = os.open(path, _READING)
    except FileNotFoundError:
        if path.is_symlink():
            raise StoreForeign(
                f"{shown(path)} is a link that leads nowhere. Mend it or move it away."
            ) from None
        return None
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise StoreForeign(
                f"{shown(path)} is no file (a folder, a pipe or a device). Move it away."
            )
        return os.read(descriptor, _LENGTH)
    finally:
        os.close(descriptor)
