"""The context of a command: its history, the banks on offer, and whether it has a screen."""

import os
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager

from quiz.cli.configuration import load_settings
from quiz.errors import StoreError
from quiz.files import data_dir
from quiz.settings.manager import SettingsManager
from quiz.store.opening import open_store
from quiz.store.store import Store
from quiz.study.context import Grading, now
from quiz.study.library import Library, Shelf, offered_files, shelves
from quiz.text.cleaning import clean_line

_SLOW_REBUILD = 5000
"""With more responses than this, a rebuild takes so long that it is announced."""


def has_screen() -> bool:
    """Return whether all standard streams are a terminal, and not a dumb one."""
    # The app paints on standard error.
    ends = (sys.stdin, sys.stdout, sys.stderr)
    if any(end is None or not end.isatty() for end in ends):
        return False
    return os.environ.get("TERM", "") not in ("dumb", "")


@contextmanager
def history(options: Namespace, manager: SettingsManager | None = None) -> Iterator[Store]:
    """Open the history that the options name, with its schedules as the settings require."""
    grading = Grading((manager or load_settings(options)).settings.retention)
    with open_store(data_dir(options.data_dir), now, grading) as store:
        _bring_up_to_date(store)
        yield store


@contextmanager
def history_to_play(options: Namespace, manager: SettingsManager) -> Iterator[Store]:
    """Open the history as `history` does; afterwards back it up if that is due."""
    with history(options, manager) as store:
        try:
            yield store
        finally:
            _back_up(store)


def _bring_up_to_date(store: Store) -> None:
    """Rebuild the schedules if the rules for them have changed."""
    if store.outdated:
        # A small history is rebuilt at once and needs no message.
        if store.last_response() > _SLOW_REBUILD:
            warn("updating the schedules …")
        try:
            store.rebuild()
        except StoreError as error:
            warn(f"schedules stay as they were: {error}")


def _back_up(store: Store) -> None:
    from quiz.store.backup import backup_if_due

    try:
        backup_if_due(store, now())
    except StoreError as error:
        warn(f"no backup of the history could be made: {error}")


def shelves_on_offer(manager: SettingsManager) -> list[Shelf]:
    """Return the folders of banks on offer; raise `UsageError` if one does not exist."""
    return shelves(manager.named_banks, manager.bank_folders())


def library(store: Store, manager: SettingsManager) -> Library:
    """Return the banks on offer; raise `UsageError` if a folder does not exist."""
    return Library(store, offered_files(shelves_on_offer(manager)))


def warn(message: str) -> None:
    """Print a message that is not a result, on standard error."""
    print(f"quiz: {clean_line(message)}", file=sys.stderr)


def warn_if_unsaved(store: Store) -> None:
    """Warn if nothing would be saved, because the history cannot be written."""
    if not store.saved:
        warn(store.unsaved_reason or "")
