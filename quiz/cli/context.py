"""The context of a command: its settings and history, the banks it names, its terminal."""

import os
import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from quiz.data_folder import data_dir
from quiz.errors import StoreError, UsageError
from quiz.settings.manager import SettingsManager, load_settings
from quiz.store.store import Store, open_store
from quiz.study.context import Grading, now
from quiz.study.library import BankLocation, BankSummary, Library, bank_locations, offered_files
from quiz.text.cleaning import clean_line
from quiz.yaml_source.untrusted_files import SUFFIXES, bank_files, leads_out

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
    store = open_store(data_dir(options.data_dir), now, grading)
    try:
        with store:
            _bring_up_to_date(store)
            yield store
    finally:
        if notice := store.take_notice():
            warn(notice)


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
        # Without it the old schedules still work, so a failure must not stop the command.
        try:
            store.rebuild()
        except StoreError as error:
            warn(f"schedules stay as they were: {error}")
    for message in (store.take_notice(), store.warning() if store.saved else ""):
        if message:
            warn(message)


def _back_up(store: Store) -> None:
    from quiz.store.backup import backup_if_due

    try:
        backup_if_due(store, now())
    except StoreError as error:
        warn(f"no backup of the history could be made: {error}")


def all_locations(manager: SettingsManager, store: Store | None = None) -> list[BankLocation]:
    """Return where banks are looked for; raise `UsageError` if a named folder does not exist.

    Without a history, those known only because they were played before are left out.
    """
    played = [] if store is None else store.places().values()
    return bank_locations(manager.named_banks, manager.bank_folders(), played)


def library(store: Store, manager: SettingsManager) -> Library:
    """Return the available banks; raise `UsageError` if a folder does not exist."""
    return Library(store, offered_files(all_locations(manager, store)))


def warn(message: str) -> None:
    """Print a message that is not a result, on standard error."""
    print(f"quiz: {clean_line(message)}", file=sys.stderr)


def warn_if_unsaved(store: Store) -> None:
    """Warn if nothing would be saved, because the history cannot be written."""
    if not store.saved:
        warn(store.unsaved_reason or "")


def bank_file(name: str, library: Library) -> Path:
    """Return the file or folder that a word names: the id of an available bank, or a path.

    Raise `UsageError` if it names neither.
    """
    # A path always wins over an id, so that a bank can be played before it is in a folder of banks.
    if "/" in name or name.endswith(SUFFIXES):
        if not os.path.exists(name):
            raise UsageError(f"there is no file or folder “{name}”")
        return Path(name)
    # The ids come from the catalogue in the history, without reading the banks again.
    summaries = library.summaries()
    for file, summary in summaries.items():
        if name in (summary.bank, file.stem):
            return file
    if os.path.exists(name):
        return Path(name)
    # It may have been played before and moved since then.
    for place in library.search():
        if place.bank == name:
            raise UsageError(
                f"the bank “{name}” is no longer at “{place.path}”: name its file, or type "
                f"“quiz banks --forget {name}”"
            )
    for file, summary in library.summaries().items():
        if summary.bank == name:
            return file
        # A bank with an error has no id: opening it says what the error is.
        if summary.errors and (played := library.place_of(file)) and played.bank == name:
            return file
    raise UsageError(f"there is no bank “{name}”{_offer(summaries)}")


def files_named(names: Sequence[str], options: Namespace) -> list[Path]:
    """Return the bank files that words name, each once.

    A word is the id of an available bank, the path of a bank, or a folder of banks. Raise
    `UsageError` if it is none of these or the folder has no banks; warn of skipped files.
    """
    locations = all_locations(load_settings(options))
    files: dict[str, Path] = {}
    for name in names:
        for file in _files_of(name, locations, options):
            # Two names of one file, such as a link and its target, are one bank.
            files.setdefault(os.path.realpath(file), file)
    return list(files.values())


def _files_of(name: str, locations: Sequence[BankLocation], options: Namespace) -> list[Path]:
    path = Path(name)
    if os.path.isdir(path):
        return _in_folder(path)
    if os.path.exists(path):
        return [path]
    if "/" in name or name.endswith(SUFFIXES):
        raise UsageError(f"there is no file or folder “{name}”")
    return [_offered(name, offered_files(locations)) or _played(name, options)]


def _offered(name: str, files: Sequence[Path]) -> Path | None:
    """Return the file of that name, or the first whose bank has that id; None without any."""
    # Deferred: most commands get the ids from the history without reading banks.
    from quiz.bank.reader import read_bank

    # Names of files first: they cost nothing, while an id needs the bank to be read.
    for file in files:
        if file.stem == name:
            return file
    for file in files:
        bank = read_bank(file).bank
        if bank is not None and bank.id == name:
            return file
    return None


def _played(name: str, options: Namespace) -> Path:
    """Return the file of a bank that was played; raise `UsageError` if there is none."""
    # Only here, so that commands on banks work without a history as long as they can.
    with history(options) as store:
        place = store.places().get(name)
    if place is None or place.path is None or not os.path.exists(place.path):
        raise UsageError(f"there is no bank “{name}”; “quiz banks” lists the banks")
    return Path(place.path)


def _in_folder(folder: Path) -> list[Path]:
    found = bank_files(folder)
    files = [file for file in found.files if not leads_out(file, folder)]
    skipped = [(file, "a link that leads out of the folder") for file in found.files
              if file not in files]  # fmt: skip
    for file, reason in (*skipped, *found.skipped):
        warn(f"skipped: {file}: {reason}")
    if not files:
        raise UsageError(f"there is no bank (.yaml or .yml) in “{folder}”")
    return files


def _offer(summaries: dict[Path, BankSummary]) -> str:
    ids = [summary.bank for summary in summaries.values() if summary.bank]
    return f"; available: {', '.join(ids)}" if ids else ""
