"""The settings that a command runs with."""

from argparse import Namespace

from quiz.files import data_dir
from quiz.settings.definitions import DEFINITIONS
from quiz.settings.manager import SettingsManager


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
