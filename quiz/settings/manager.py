"""The settings of one run: current values, where each comes from, and the settings file."""

import os
from argparse import Namespace
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from threading import Lock
from typing import Any

from quiz.files import data_dir
from quiz.settings.definitions import DEFINITIONS, Settings
from quiz.settings.file import SettingError, read_settings, settings_path, write_setting
from quiz.settings.value_types import Value


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
        """Read the file; a setting that is faulty there has its default, `faults` says why."""
        self.path = settings_path(directory)
        self.faults: tuple[SettingError, ...]
        self._kept, self.faults = read_settings(self.path)
        self._flags = dict(flags or {})
        # Screens change settings while a thread saves them.
        self._lock = Lock()
        self._changed: dict[str, Value | None] = {}
        """What is not saved, or not yet; None for a setting that is to leave the file."""
        self._settings = self._resolved()

    @property
    def settings(self) -> Settings:
        """What counts now: the defaults, over them the file, over it the flags of this run.

        The folders of banks that flags name come before those of the file.
        """
        return self._settings

    def _resolved(self) -> Settings:
        values: dict[str, Any] = {name: self.lasting(name) for name in DEFINITIONS}
        flags = {**self._flags, "banks": (*self.named_banks, *values["banks"])}
        return Settings(**{**values, **flags})

    def lasting(self, name: str) -> Value:
        """Return what counts for a setting when no flag is given."""
        value = self._changed.get(name) if name in self._changed else self._kept.get(name)
        return DEFINITIONS[name].default if value is None else value

    def origin(self, name: str) -> Origin:
        """Say where the value of a setting comes from."""
        if name in self._changed:
            return Origin.SESSION
        if name in self._flags:
            return Origin.FLAG
        return Origin.FILE if name in self._kept else Origin.DEFAULT

    def change(self, name: str, value: Value | None) -> None:
        """Let a value count from now on, over a flag too; None is the default. `save` keeps it."""
        with self._lock:
            self._changed[name] = value
            if name != "banks":
                self._flags.pop(name, None)
            self._settings = self._resolved()

    def save(self, name: str) -> None:
        """Write the value to which a setting was changed; nothing when that is done already.

        Raises `SettingsError`; the value counts in this run all the same.
        """
        if name not in self._changed:
            return
        value = self._changed[name]
        write_setting(self.path, name, value)
        with self._lock:
            self._kept.pop(name, None)
            if value is not None:
                self._kept[name] = value
            if self._changed[name] == value:
                del self._changed[name]
            self.faults = tuple(fault for fault in self.faults if fault.name not in (name, ""))

    @property
    def named_banks(self) -> tuple[str, ...]:
        """The folders of banks that flags name, for this run."""
        named = self._flags.get("banks", ())
        assert isinstance(named, tuple)
        return named

    def bank_folders(self) -> list[Path]:
        """Return the folders of banks that last, whether they are there or not."""
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
