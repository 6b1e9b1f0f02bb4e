"""Read the settings file: the valid values and every error found."""

import os
from pathlib import Path
from typing import Any, NamedTuple

from quiz.settings.definitions import DEFINITIONS
from quiz.settings.shapes import Unfit, Value
from quiz.store.location import has_home
from quiz.text.cleaning import clean_line

FILE_NAME = "settings.toml"
LARGEST = 1_000_000
"""The size in bytes up to which the file is read."""
_LONGEST_KEY = 60


class Fault(NamedTuple):
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
    faults: tuple[Fault, ...]


class NotToml(Exception):
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
    except NotToml as error:
        return Reading({}, (Fault(path, "", str(error)),))
    values: dict[str, Value] = {}
    faults = []
    for name, value in table.items():
        definition = DEFINITIONS.get(name)
        try:
            if definition is None:
                raise Unfit(_unknown(name))
            values[name] = definition.shape.read(value)
        except Unfit as error:
            shown = name if definition else f"“{clean_line(name)[:_LONGEST_KEY]}”"
            faults.append(Fault(path, name, f"{shown} {error}"))
    return Reading(values, tuple(faults))


def _unknown(name: str) -> str:
    return f"is no setting{near_setting(name)}"


def near_setting(name: str) -> str:
    """Return ` (did you mean “x”?)` for the setting that a name is like, or nothing."""
    from quiz.document.report import nearest_name

    return nearest_name(name, DEFINITIONS)


def read_file(path: Path) -> str:
    """Return the text of the file, empty when there is none; raises `NotToml`."""
    if not has_home(path) or not os.path.lexists(path):
        return ""
    from quiz.document.files import Unreadable, read_text

    try:
        return read_text(path, LARGEST)
    except Unreadable as error:
        if isinstance(error.__cause__, FileNotFoundError):
            # A link to a file that is still to be made.
            return ""
        raise NotToml(str(error)) from error


def parsed(text: str) -> dict[str, Any]:
    """Return the table that a text in TOML holds; raises `NotToml`."""
    if not text.strip():
        return {}
    import tomllib

    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise NotToml("is nested too deeply") from error
    except ValueError as error:
        raise NotToml(f"is not TOML: {clean_line(str(error))}") from error
