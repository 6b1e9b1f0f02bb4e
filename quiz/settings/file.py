"""Read the settings file: the valid values and every error found."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from quiz.errors import SettingsError
from quiz.files import has_home
from quiz.settings.definitions import DEFINITIONS, Definition
from quiz.settings.value_types import InvalidSetting, Value
from quiz.text.cleaning import clean_line

FILE_NAME = "settings.toml"
MAX_BYTES = 1_000_000
"""The size in bytes up to which the file is read."""
_LONGEST_KEY = 60


class SettingError(NamedTuple):
    """One mistake of the file."""

    path: Path
    name: str
    """The setting that is faulty, or what stands there as the name of one; empty for the file."""
    message: str

    def __str__(self) -> str:
        """Return `path: message`."""
        return f"{clean_line(str(self.path))}: {self.message}"


class Reading(NamedTuple):
    """What a file of settings says."""

    values: dict[str, Value]
    faults: tuple[SettingError, ...]


class InvalidToml(Exception):
    """The file cannot be read at all; the message says why."""


def settings_path(directory: Path) -> Path:
    """Return the path of the settings in a data folder."""
    return directory / FILE_NAME


def read_settings(path: Path) -> Reading:
    """Return the values of the settings that the file sets, and its faults; never raises.

    A file that does not exist sets nothing.
    """
    try:
        table = parsed(read_file(path))
    except InvalidToml as error:
        return Reading({}, (SettingError(path, "", str(error)),))
    values: dict[str, Value] = {}
    faults = []
    for name, value in table.items():
        definition = DEFINITIONS.get(name)
        try:
            if definition is None:
                raise InvalidSetting(_unknown(name))
            values[name] = definition.shape.read(value)
        except InvalidSetting as error:
            shown = name if definition else f"“{clean_line(name)[:_LONGEST_KEY]}”"
            faults.append(SettingError(path, name, f"{shown} {error}"))
    return Reading(values, tuple(faults))


def _unknown(name: str) -> str:
    return f"is no setting{near_setting(name)}"


def near_setting(name: str) -> str:
    """Return ` (did you mean “x”?)` for the setting that a name is like, or nothing."""
    from quiz.yaml_source.problems import nearest_name

    return nearest_name(name, DEFINITIONS)


def read_file(path: Path) -> str:
    """Return the text of the file, empty when there is none; raises `NotToml`."""
    if not has_home(path) or not os.path.lexists(path):
        return ""
    from quiz.yaml_source.files import Unreadable, read_text

    try:
        return read_text(path, MAX_BYTES)
    except Unreadable as error:
        if isinstance(error.__cause__, FileNotFoundError):
            # A link to a file that is still to be made.
            return ""
        raise InvalidToml(str(error)) from error


def parsed(text: str) -> dict[str, Any]:
    """Return the table that a text in TOML holds; raises `NotToml`."""
    if not text.strip():
        return {}
    import tomllib

    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise InvalidToml("is nested too deeply") from error
    except ValueError as error:
        raise InvalidToml(f"is not TOML: {clean_line(str(error))}") from error


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
    except InvalidToml as error:
        raise SettingsError(f"{SettingError(path, '', str(error))}; mend it first") from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise SettingsError(
            f"{SettingError(path, name, f'cannot be written: {reason}')}"
        ) from error


def _rewrite(path: Path, definition: Definition, value: Value | None) -> None:
    before = read_file(path)
    table = parsed(before)
    after = _changed(before, definition, value, table)
    if after == before:
        return
    if not _only_that_changed(table, parsed(after), definition.name, value):
        reason = f"{definition.name} stands in it in a way that cannot be changed from here"
        raise SettingsError(f"{SettingError(path, definition.name, reason)}; mend it first")
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
        raise InvalidToml(f"cannot be changed from here: {error}") from error


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
    from quiz.files import sync, sync_directory, workshop

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
                raise SettingsError(
                    f"{SettingError(path, '', 'is being written by another window')}"
                )
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
