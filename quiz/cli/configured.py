"""The settings that a command runs with."""

from argparse import Namespace

from quiz.settings.definitions import DEFINITIONS
from quiz.settings.keeper import Keeper
from quiz.store.location import data_dir


def keeper_of(options: Namespace) -> Keeper:
    """Return the settings: the defaults, over them the file, over it the flags that were given."""
    given = {name: getattr(options, name, None) for name in DEFINITIONS}
    flags = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in given.items()
        if value not in (None, [])
    }
    return Keeper(data_dir(options.data_dir), flags)
