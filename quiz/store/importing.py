"""Reading a history that was exported elsewhere: hostile until checked.

Nothing is believed: sizes are bounded, shapes strict, groups and their order as `exporting` writes
them, so that nothing stands twice and a file that breaks off is known by the counts of its header.
"""

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from quiz.errors import BadHistory, StoreError, UsageError
from quiz.store import strict
from quiz.store.exporting import FORMAT, VERSION, Amounts
from quiz.store.failures import shown
from quiz.store.incoming import Checker, Entry
from quiz.store.strict import Fields, Unfit
from quiz.text.cleaning import clean_line

MOST_BYTES = 2_000_000_000
MOST_LINE = 64_000_000
"""Bytes of a line; a question may hold the whole of a source."""
EVERY = 2_000
"""Lines from one word on progress to the next."""

Progress = Callable[[int, int], None]
"""Told bytes read and bytes in all."""
_READING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class Incoming(NamedTuple):
    """One fact of a file, checked, and where it stands."""

    where: str
    """`path:line`."""
    entry: Entry


def read_export(path: Path, progress: Progress = lambda done, size: None) -> Iterator[Incoming]:
    """Yield the facts of an exported history in the order of the file.

    Raises `BadHistory` as `path:line: message` for the first line that is not right, `UsageError`
    when there is no such file, `StoreError` when it cannot be read.
    """
    with _opened(path) as file:
        yield from _read(file, path, progress)


def _opened(path: Path) -> BinaryIO:
    try:
        file = open(path, "rb", opener=lambda name, flags: os.open(name, _READING))
    except FileNotFoundError:
        raise UsageError(f"There is no file {shown(path)}.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise StoreError(f"The file {shown(path)} cannot be read: {reason}.") from error
    status = os.fstat(file.fileno())
    fault = ""
    if not stat.S_ISREG(status.st_mode):
        fault = "is no file (a folder, a pipe or a device)"
    elif status.st_size > MOST_BYTES:
        fault = f"is larger than {MOST_BYTES // 10**9} GB, the most that is read"
    if fault:
        file.close()
        raise UsageError(f"{shown(path)} {fault}.")
    return file


def _read(file: BinaryIO, path: Path, progress: Progress) -> Iterator[Incoming]:
    size, number, total = os.fstat(file.fileno()).st_size, 0, None
    checker = Checker()
    while True:
        number += 1
        where = f"{shown(path)}:{number}"
        try:
            text = _line(file)
            if total is None:
                total = _header(text)
                continue
            if not text:
                break
            entry = checker.check(strict.parse(text))
        except Unfit as error:
            raise BadHistory(f"{where}: {clean_line(str(error))}") from None
        except OSError as error:
            raise StoreError(f"The file {shown(path)} cannot be read: {error.strerror}.") from error
        yield Incoming(where, entry)
        if number % EVERY == 0:
            progress(file.tell(), size)
    if checker.found != total:
        raise BadHistory(f"{where}: the file breaks off: its first line counts more than is there")


def _line(file: BinaryIO) -> str:
    """Return the next line, empty at the end. Raises Unfit, OSError."""
    data = file.readline(MOST_LINE + 1)
    if len(data) > MOST_LINE:
        raise Unfit(f"the line is longer than {MOST_LINE // 10**6} MB")
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise Unfit("the line is not UTF-8") from None
    if data and not text.strip():
        raise Unfit("the line is empty")
    return text


def _header(text: str) -> Amounts:
    """Return how much the file holds, by its first line. Raises Unfit."""
    if FORMAT not in text[:10_000]:
        raise Unfit(f"this is no history that “quiz history --export” wrote: no “{FORMAT}” is here")
    names = ("format", "version", *Amounts._fields)
    value = strict.parse(text)
    version = value.get("version") if isinstance(value, dict) else None
    if type(version) is int and version > VERSION:
        raise Unfit("the file was written by a newer release of quiz: install that one first")
    header = Fields(value, "the first line", names)
    if header.value("format") != FORMAT or version != VERSION:
        raise Unfit(f"the first line must say format “{FORMAT}”, version {VERSION}")
    return Amounts._make(header.whole(name, 0, MOST_BYTES) for name in Amounts._fields)
