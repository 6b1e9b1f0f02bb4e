"""Write one setting to the file atomically, leaving everything else in it unchanged."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from quiz.errors import SettingsError
from quiz.settings.definitions import DEFINITIONS, Definition
from quiz.settings.reading import Fault, NotToml, parsed, read_file
from quiz.settings.shapes import Value
from quiz.store.location import has_home

BUSY_SECONDS = 2.0
"""How long is waited for another window that is writing."""
_PAUSE = 0.01
_COMMENT_WIDTH = 96


def write_setting(path: Path, name: str, value: Value | None) -> None:
    """Set one setting in the file, made when there is none; None takes it out of the file.

    The file is read anew for it, so that what another window has set stays. Comments, order and
    what is no setting stay too. Raises `SettingsError`, the file left as it was.
    """
    if not has_home(path):
        raise SettingsError(
            "There is no home folder to keep the settings in: name a folder with --data-dir or "
            "QUIZ_DATA_DIR."
        )
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _alone(path):
            _rewrite(path, DEFINITIONS[name], value)
    except NotToml as error:
        raise SettingsError(f"{Fault(path, '', str(error))}; mend it first") from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise SettingsError(f"{Fault(path, name, f'cannot be written: {reason}')}") from error


def _rewrite(path: Path, definition: Definition, value: Value | None) -> None:
    before = read_file(path)
    table = parsed(before)
    after = _changed(before, definition, value, table)
    if after == before:
        return
    if not _only_that_changed(table, parsed(after), definition.name, value):
        reason = f"{definition.name} stands in it in a way that cannot be changed from here"
        raise SettingsError(f"{Fault(path, definition.name, reason)}; mend it first")
    # A link, to a folder of one's dotfiles say, stays one.
    _replace(Path(os.path.realpath(path)), after.encode())


def _changed(
    text: str, definition: Definition, value: Value | None, table: dict[str, object]
) -> str:
    """Return the text of the file with a setting set, or without it."""
    comment = _comment(definition)
    if definition.name not in table:
        if value is None:
            return text
        line = f"{comment}{definition.name} = {_as_toml(value)}\n"
        return _added(_without(comment, text), line, table)
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        document = tomlkit.parse(text)
        if value is None:
            del document[definition.name]
            return _without(comment, document.as_string())
        document[definition.name] = list(value) if isinstance(value, tuple) else value
        return document.as_string()
    except (TOMLKitError, RecursionError) as error:
        raise NotToml(f"cannot be changed from here: {error}") from error


def _without(comment: str, text: str) -> str:
    """Return a text without a comment and the blank line above it."""
    return text.replace(f"\n\n{comment}", "\n").replace(comment, "").lstrip("\n")


def _added(text: str, line: str, table: dict[str, object]) -> str:
    """Return a text with one more setting: last, or first where a table would swallow it."""
    if any(_holds_table(value) for value in table.values()):
        return f"{line}\n{text}"
    return f"{text.rstrip()}\n\n{line}" if text.strip() else line


def _holds_table(value: object) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and any(map(_holds_table, value)))


def _as_toml(value: Value) -> str:
    import tomlkit

    return tomlkit.item(list(value) if isinstance(value, tuple) else value).as_string()


def _comment(definition: Definition) -> str:
    """Return the explanation of a setting as it is written above it."""
    from textwrap import wrap

    told = f"{definition.explanation} Values: {definition.shape.allowed}."
    return "".join(f"# {part}\n" for part in wrap(told, _COMMENT_WIDTH))


def _only_that_changed(
    before: dict[str, object], after: dict[str, object], name: str, value: Value | None
) -> bool:
    wanted = list(value) if isinstance(value, tuple) else value
    # By what they look like: a number that is none is not equal to itself.
    others = (
        {key: each for key, each in table.items() if key != name} for table in (before, after)
    )
    first, second = map(repr, others)
    return after.get(name) == wanted and first == second


def _replace(path: Path, data: bytes) -> None:
    """Put a file, safely on disk, in the place of what is there. Raises OSError."""
    from quiz.store.files import sync, sync_directory, workshop

    with workshop(path.parent) as folder:
        built = folder / path.name
        built.touch(mode=0o600)
        built.write_bytes(data)
        sync(built)
        os.replace(built, path)
    sync_directory(path.parent)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Keep other windows from writing meanwhile. Raises OSError, `SettingsError` when too long."""
    descriptor = os.open(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        end = time.monotonic() + BUSY_SECONDS
        while not _locked(descriptor):
            if time.monotonic() > end:
                raise SettingsError(f"{Fault(path, '', 'is being written by another window')}")
            time.sleep(_PAUSE)
        yield
    finally:
        # With it goes the lock.
        os.close(descriptor)


def _locked(descriptor: int) -> bool:
    """Take the lock; say whether that worked. Raises OSError where there are no locks."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True
