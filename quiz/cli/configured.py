"""The settings that a command runs with."""

from argparse import Namespace

from quiz.settings.definitions import DEFINITIONS
from quiz.settings.keeper import Keeper
from quiz.store.location import data_dir


def load_settings(options: Namespace) -> Keeper:
    """Return the settings: flags override the file, which overrides the defaults."""
    values = {name: getattr(options, name, None) for name in DEFINITIONS}
    # A repeatable option is an empty list when it is not given.
    flags = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in values.items()
        if value not in (None, [])
    }
    return Keeper(data_dir(options.data_dir), flags)
