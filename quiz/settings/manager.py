"""The settings of one run: their values, where each comes from, and the settings file.

The file is the user’s own: their comments, order and unknown keys stay when a setting changes.
"""

import os
import sys
import time
from argparse import Namespace
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

from quiz.data_folder import data_dir, has_home
from quiz.errors import SettingsError
from quiz.settings.definitions import DEFINITIONS, Definition, InvalidSetting, Settings, Value
from quiz.text.cleaning import clean_line

FILE_NAME = "settings.toml"
MAX_SETTINGS_BYTES = 1_000_000
"""The size in bytes up to which the file is read."""
_MAX_KEY = 60
"""The maximum length of an unknown key in a message."""


class SettingError(NamedTuple):
    """A mistake in the file."""

    path: Path
    name: str
    """The setting or unknown key that is wrong; empty for the whole file."""
    message: str

    def __str__(self) -> str:
        """Return `path: message`."""
        return f"{clean_line(str(self.path))}: {self.message}"


class FileSettings(NamedTuple):
    """The values set in a settings file, and its errors."""

    values: dict[str, Value]
    faults: tuple[SettingError, ...]


class InvalidToml(Exception):
    """The file cannot be read; the message gives the reason."""


def settings_path(directory: Path) -> Path:
    """Return the path of the settings in a data folder."""
    return directory / FILE_NAME


def read_settings(path: Path) -> FileSettings:
    """Return the values in the file and its mistakes; never raises. The file need not exist."""
    try:
        table = parsed(read_file(path))
    except InvalidToml as error:
        return FileSettings({}, (SettingError(path, "", str(error)),))
    values: dict[str, Value] = {}
    faults = []
    for name, value in table.items():
        definition = DEFINITIONS.get(name)
        try:
            if definition is None:
                raise InvalidSetting(_unknown(name))
            values[name] = definition.shape.read(value)
        except InvalidSetting as error:
            shown = name if definition else f"“{clean_line(name)[:_MAX_KEY]}”"
            faults.append(SettingError(path, name, f"{shown} {error}"))
    return FileSettings(values, tuple(faults))


def _unknown(name: str) -> str:
    return f"is not a setting{near_setting(name)}"


def near_setting(name: str) -> str:
    """Return ` (did you mean “x”?)` for the nearest setting; empty when none is near."""
    from quiz.yaml_source.problems import nearest_name

    return nearest_name(name, DEFINITIONS)


def read_file(path: Path) -> str:
    """Return the text of the file; empty if it does not exist. Raises `InvalidToml`."""
    if not has_home(path) or not os.path.lexists(path):
        return ""
    from quiz.yaml_source.untrusted_files import Unreadable, read_text

    try:
        return read_text(path, MAX_SETTINGS_BYTES)
    except Unreadable as error:
        if isinstance(error.__cause__, FileNotFoundError):
            # A link to a file that does not exist yet.
            return ""
        raise InvalidToml(str(error)) from error


def parsed(text: str) -> dict[str, Any]:
    """Return a TOML text as a table. Raises `InvalidToml`."""
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
"""How long to wait for another window that is writing."""
_PAUSE = 0.01
_COMMENT_WIDTH = 96


def write_setting(path: Path, name: str, value: Value | None) -> None:
    """Set one setting in the file, or remove it with None; the file is made if needed.

    Raises `SettingsError`; then the file is unchanged.
    """
    if not has_home(path):
        raise SettingsError(
            "There is no home folder to keep the settings in: name a folder with --data-dir or "
            "QUIZ_DATA_DIR."
        )
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Read again under the lock: another window may have changed other settings.
        with _alone(path):
            _rewrite(path, DEFINITIONS[name], value)
    except InvalidToml as error:
        raise SettingsError(f"{SettingError(path, '', str(error))}; fix it first") from error
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
        reason = f"{definition.name} is written there in a way that quiz cannot change"
        raise SettingsError(f"{SettingError(path, definition.name, reason)}; fix it first")
    # A link, for example into a folder of dotfiles, stays a link.
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
        raise InvalidToml(f"cannot be changed by quiz: {error}") from error


def _without(comment: str, text: str) -> str:
    """Return a text without a comment and the blank line above it."""
    return text.replace(f"\n\n{comment}", "\n").replace(comment, "").lstrip("\n")


def _added(text: str, line: str, table: dict[str, object]) -> str:
    """Return a text with one more setting."""
    # In TOML every key after a table’s heading belongs to that table, so go before it.
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

    text = f"{definition.explanation} Values: {definition.shape.allowed}."
    return "".join(f"# {part}\n" for part in wrap(text, _COMMENT_WIDTH))


def _only_that_changed(
    before: dict[str, object], after: dict[str, object], name: str, value: Value | None
) -> bool:
    wanted = list(value) if isinstance(value, tuple) else value
    # Compared as text, because NaN is not equal to itself.
    others = (
        {key: each for key, each in table.items() if key != name} for table in (before, after)
    )
    first, second = map(repr, others)
    return after.get(name) == wanted and first == second


def _replace(path: Path, data: bytes) -> None:
    """Replace a file in one step. Raises `OSError`."""
    from quiz.data_folder import staging_folder, sync, sync_directory

    with staging_folder(path.parent) as folder:
        built = folder / path.name
        # Only the owner may read it, also while it is being written.
        built.touch(mode=0o600)
        built.write_bytes(data)
        sync(built)
        os.replace(built, path)
    sync_directory(path.parent)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Keep other windows from writing. Raises `OSError`, or `SettingsError` after a wait."""
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
        # Closing it releases the lock.
        os.close(descriptor)


def _locked(descriptor: int) -> bool:
    """Take the lock; return whether it was free. Raises `OSError` if there are no locks."""
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


class Origin(Enum):
    """Where the value of a setting comes from."""

    DEFAULT = "default"
    FILE = "file"
    FLAG = "flag"
    SESSION = "session"
    """Changed in this run, and not saved."""


class SettingsManager:
    """Holds the settings of a run and keeps changes in the file of a data folder."""

    def __init__(self, directory: Path, flags: Mapping[str, Value] | None = None) -> None:
        """Read the file; settings with mistakes, listed in `faults`, have their defaults."""
        self.path = settings_path(directory)
        self.faults: tuple[SettingError, ...]
        self._kept, self.faults = read_settings(self.path)
        self._flags = dict(flags or {})
        # Screens change settings while a thread saves them.
        self._lock = Lock()
        self._changed: dict[str, Value | None] = {}
        """Changes not saved yet; None for a setting to be removed from the file."""
        self._settings = self._resolved()

    @property
    def settings(self) -> Settings:
        """The current values: flags override the file, which overrides the defaults.

        Folders of banks add up; those of flags come first.
        """
        return self._settings

    def _resolved(self) -> Settings:
        values: dict[str, Any] = {name: self.lasting(name) for name in DEFINITIONS}
        flags = {**self._flags, "banks": (*self.named_banks, *values["banks"])}
        return Settings(**{**values, **flags})

    def lasting(self, name: str) -> Value:
        """Return the value of a setting without flags."""
        value = self._changed.get(name) if name in self._changed else self._kept.get(name)
        return DEFINITIONS[name].default if value is None else value

    def origin(self, name: str) -> Origin:
        """Return where the value of a setting comes from."""
        if name in self._changed:
            return Origin.SESSION
        if name in self._flags:
            return Origin.FLAG
        return Origin.FILE if name in self._kept else Origin.DEFAULT

    def change(self, name: str, value: Value | None) -> None:
        """Use a value from now on, even over a flag; None for the default. `save` writes it."""
        with self._lock:
            self._changed[name] = value
            # Folders of flags are added to those of the file, so they stay.
            if name != "banks":
                self._flags.pop(name, None)
            self._settings = self._resolved()

    def save(self, name: str) -> None:
        """Write a changed setting to the file; do nothing if it is written already.

        Raises `SettingsError`; the value is still used in this run.
        """
        if name not in self._changed:
            return
        value = self._changed[name]
        write_setting(self.path, name, value)
        with self._lock:
            self._kept.pop(name, None)
            if value is not None:
                self._kept[name] = value
            # It may have been changed again while the file was written.
            if self._changed[name] == value:
                del self._changed[name]
            self.faults = tuple(fault for fault in self.faults if fault.name not in (name, ""))

    @property
    def named_banks(self) -> tuple[str, ...]:
        """The folders of banks given by flags."""
        named = self._flags.get("banks", ())
        assert isinstance(named, tuple)
        return named

    def bank_folders(self) -> list[Path]:
        """Return the folders of banks in the file; they may be missing."""
        names = self.lasting("banks")
        assert isinstance(names, tuple)
        return [self.path.parent / os.path.expanduser(name) for name in names]


def load_settings(options: Namespace) -> SettingsManager:
    """Return the settings: flags override the file, which overrides the defaults."""
    values = {name: getattr(options, name, None) for name in DEFINITIONS}
    # A repeatable option is an empty list when it is not given.
    flags = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in values.items()
        if value not in (None, [])
    }
    return SettingsManager(data_dir(options.data_dir), flags)
