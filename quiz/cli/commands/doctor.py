"""`quiz doctor`: show where everything is, whether it works, and how to fix it if it does not."""

import argparse
import os
import platform
from argparse import Namespace
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from quiz import __version__
from quiz.bank.reader import BankReading, read_bank
from quiz.cli import context
from quiz.cli.args import add_locations
from quiz.data_folder import data_dir, database_path
from quiz.model.problem import Severity
from quiz.settings.manager import SettingsManager, load_settings
from quiz.store.backup import make_backup, refuse_damaged, restore
from quiz.store.integrity import BackupReport, HistoryReport, examine
from quiz.store.records import FutureAnswers, utc_of
from quiz.study.context import Grading, now
from quiz.study.formatting import moment
from quiz.study.library import BankLocation, offered_files
from quiz.text.cleaning import clean_line
from quiz.text.formatting import counted
from quiz.yaml_source.parse import Parser

EXTRAS = {
    "print": ("PDF", ["typst"]),
    "convert": ("Moodle, Canvas, QTI and Anki files", ["lxml", "zstandard"]),
    "editor": ("language server", ["pygls"]),
}
"""The purpose of each extra, and the modules it installs."""

HELP = """\
examples:
  quiz doctor                     check everything, change nothing
  quiz doctor --backup            make a backup of the history now
  quiz doctor --repair            derive scores and schedules again from your answers
  quiz doctor --restore FILE      replace the history with a backup
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    action = parser.add_mutually_exclusive_group()
    action.add_argument("--backup", action="store_true", help="make a backup now")
    action.add_argument(
        "--repair", action="store_true", help="derive scores and schedules again from the answers"
    )
    action.add_argument("--restore", metavar="FILE", help="replace the history with this backup")
    add_locations(parser)


_MAX_ATTEMPTS = 5
"""The maximum number of attempts with a wrong date that are listed."""


def run(options: Namespace) -> int:
    """Print the findings, or make or restore a backup; return 0, or 1 if something is wrong."""
    directory = data_dir(options.data_dir)
    if options.backup:
        _print(f"Backup made: {make_backup(database_path(directory), now())}")
        return 0
    if options.restore:
        return _restore(Path(options.restore), directory)
    if options.repair:
        return _repair(options)
    manager = load_settings(options)
    # Opening the history as other commands do could change it.
    report = examine(directory, Grading(manager.settings.retention), now())
    locations = context.all_locations(manager)
    for line in (*_program(), *_history(report), *_settings(manager)):
        _print(line)
    faulty = _banks(locations)
    sound = report.in_order and not faulty and not manager.faults
    _print("", "Everything is in order." if sound else "Something needs fixing: see above.")
    return 0 if sound else 1


def _restore(backup: Path, directory: Path) -> int:
    kept = restore(backup, directory, now())
    _print(f"Restored from {backup}.")
    if kept:
        _print(f"The previous history is kept as {kept}.")
    return 0


def _repair(options: Namespace) -> int:
    with context.history(options) as store:
        # Values derived from damaged facts would only look right.
        refuse_damaged(store)
        store.repair()
    _print("Scores and schedules were derived again from your answers.")
    return 0


def _program() -> Iterator[str]:
    yield f"quiz {__version__}, Python {platform.python_version()}, {platform.system()}"
    fast = Parser.__name__ == "CSafeLoader"
    yield f"YAML parser: {'libyaml' if fast else 'pure Python (slow: install PyYAML with libyaml)'}"
    yield from _extras()


def _extras() -> Iterator[str]:
    for extra, (purpose, modules) in EXTRAS.items():
        missing = [module for module in modules if find_spec(module) is None]
        state = f"missing: pip install 'verbatim-quiz[{extra}]'" if missing else "installed"
        yield f"Extra “{extra}” ({purpose}): {state}"


def _history(report: HistoryReport) -> Iterator[str]:
    yield ""
    yield f"History: {report.path}"
    yield f"  {report.state}: {report.message}"
    if report.contents is not None:
        counts = report.contents.counts
        yield (
            f"  {counted(counts.attempts, 'attempt')}, {counted(counts.responses, 'response')}, "
            f"{counted(counts.versions, 'question version')}; {_size(report.size)}"
        )
        yield f"  schema {report.schema_version}, journal {report.contents.journal_mode}"
        yield from (f"  wrong: {problem}" for problem in report.contents.problems)
        yield from _future(report.contents.future)
        for number in report.contents.future_attempts[:_MAX_ATTEMPTS]:
            yield f"  note: attempt {number} begins or ends later than now, by a wrong clock"
    if not report.writable:
        yield "  cannot be written: answers would not be saved"
    if report.free is not None:
        yield f"  free space: {_size(report.free)}"
    if report.exposed:
        yield "  wrong: other users can change what is in this folder"
    yield from (f"  kept when it was replaced: {path}" for path in report.set_aside)
    yield from _backups(report.backups)
    yield from (f"  to fix: {advice}" for advice in report.advice)


def _future(future: FutureAnswers) -> Iterator[str]:
    if future.answers and future.latest is not None:
        until = moment(utc_of(future.latest))
        yield (
            f"  wrong: {counted(future.answers, 'answer')} dated later than now, up to {until}: "
            "such answers do not count for schedules and progress"
        )


def _backups(backups: tuple[BackupReport, ...]) -> Iterator[str]:
    yield f"  backups: {len(backups)}"
    for backup in backups:
        yield f"    {backup.path} ({_size(backup.size)}): {backup.problem or 'intact'}"


def _settings(manager: SettingsManager) -> Iterator[str]:
    yield ""
    there = "" if os.path.lexists(manager.path) else " (no file: every setting has its default)"
    yield f"Settings: {manager.path}{there}"
    yield from (f"  wrong: {fault.message}" for fault in manager.faults)
    if manager.faults:
        yield "  to fix: “quiz settings” lists them all; change the file in any editor"


def _banks(locations: list[BankLocation]) -> int:
    """Print every location with its banks; return the number of banks with errors."""
    faulty = 0
    files = set(offered_files(locations))
    for location in locations:
        _print("", f"Banks, {location.origin}: {location.path.resolve()}")
        for file in [file for file in offered_files([location]) if file in files]:
            reading = read_bank(file)
            faulty += reading.bank is None
            _print(f"  {file}: {_state(reading)}")
            if reading.bank is None:
                _print(f"    to fix: “quiz check {file}” shows what is wrong")
    return faulty


def _state(reading: BankReading) -> str:
    errors = sum(problem.severity is Severity.ERROR for problem in reading.problems)
    counts = (counted(reading.questions, "question"), counted(reading.quotes, "quote"))
    return ", ".join((*counts, counted(errors, "error") if errors else "no errors"))


def _size(count: int | None) -> str:
    if count is None:
        return "unknown size"
    for unit in ("bytes", "kB", "MB"):
        if count < 1000:
            return f"{count} {unit}"
        count //= 1000
    return f"{count} GB"


def _print(*lines: str) -> None:
    for line in lines:
        print(clean_line(line))
