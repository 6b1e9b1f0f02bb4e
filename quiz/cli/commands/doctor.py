"""`quiz doctor`: where everything is, whether it is sound, and how to mend what is not."""

import os
import platform
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from quiz import __version__
from quiz.bank.reader import BankReading, read_bank
from quiz.cli import opening
from quiz.cli.configured import keeper_of
from quiz.document.scan import Parser
from quiz.model.problem import Severity
from quiz.player.clocks import now
from quiz.player.library import Shelf, offered_files
from quiz.settings.keeper import Keeper
from quiz.store.backup import make_backup, restore
from quiz.store.integrity import BackupReport, Report, State, examine
from quiz.store.location import data_dir, database_path
from quiz.text.cleaning import clean_line

_GOOD = (State.SOUND, State.MISSING)


def run(options: Namespace) -> int:
    """Print the findings, or make or restore a backup; return 0, or 1 when something is wrong."""
    directory = data_dir(options.data_dir)
    if options.backup:
        _say(f"Backup made: {make_backup(database_path(directory), now())}")
        return 0
    if options.restore:
        return _restore(Path(options.restore), directory)
    report = examine(directory)
    keeper = keeper_of(options)
    places = opening.places(keeper)
    for line in (*_program(), *_history(report), *_settings(keeper)):
        _say(line)
    faulty = _banks(places)
    sound = report.state in _GOOD and report.writable and not faulty and not keeper.faults
    _say("", "Everything is in order." if sound else "Something needs mending: see above.")
    return 0 if sound else 1


def _restore(backup: Path, directory: Path) -> int:
    kept = restore(backup, directory, now())
    _say(f"Restored from {backup}.")
    if kept:
        _say(f"The history that was there is kept as {kept}.")
    return 0


def _program() -> Iterator[str]:
    yield f"quiz {__version__}, Python {platform.python_version()}, {platform.system()}"
    fast = Parser.__name__ == "CSafeLoader"
    yield f"YAML parser: {'libyaml' if fast else 'pure Python (slow: install PyYAML with libyaml)'}"


def _history(report: Report) -> Iterator[str]:
    yield ""
    yield f"History: {report.path}"
    yield f"  {report.state}: {report.message}"
    if report.contents is not None:
        counts = report.contents.counts
        yield (
            f"  {counts.attempts} attempts, {counts.responses} responses, "
            f"{counts.versions} versions of questions; {_size(report.size)}"
        )
        yield f"  schema {report.schema_version}, journal {report.contents.journal_mode}"
        problems = (*report.contents.page_problems, *report.contents.chain_problems)
        yield from (f"  wrong: {problem}" for problem in problems)
    if not report.writable:
        yield "  cannot be written: answers would not be saved"
    if report.free is not None:
        yield f"  free space: {_size(report.free)}"
    yield from _backups(report.backups)
    yield from (f"  to mend: {advice}" for advice in report.advice)


def _backups(backups: tuple[BackupReport, ...]) -> Iterator[str]:
    yield f"  backups: {len(backups)}"
    for backup in backups:
        yield f"    {backup.path} ({_size(backup.size)}): {backup.problem or 'sound'}"


def _settings(keeper: Keeper) -> Iterator[str]:
    yield ""
    there = "" if os.path.lexists(keeper.path) else " (not there: all are at their defaults)"
    yield f"Settings: {keeper.path}{there}"
    yield from (f"  wrong: {fault.message}" for fault in keeper.faults)
    if keeper.faults:
        yield "  to mend: “quiz settings” lists them all; change the file in any editor"


def _banks(places: list[Shelf]) -> int:
    """Print every shelf with its banks; return the number of banks with errors."""
    faulty = 0
    files = set(offered_files(places))
    for shelf in places:
        _say("", f"Banks, {shelf.origin}: {shelf.path.resolve()}")
        for file in [file for file in offered_files([shelf]) if file in files]:
            reading = read_bank(file)
            faulty += reading.bank is None
            _say(f"  {file}: {_state(reading)}")
            if reading.bank is None:
                _say(f"    to mend: “quiz check {file}” says what is wrong and where")
    return faulty


def _state(reading: BankReading) -> str:
    errors = sum(problem.severity is Severity.ERROR for problem in reading.problems)
    counts = f"{reading.questions} questions, {reading.quotes} quotes"
    return f"{counts}, {errors} errors" if errors else f"{counts}, in order"


def _size(count: int | None) -> str:
    if count is None:
        return "unknown size"
    for unit in ("bytes", "kB", "MB"):
        if count < 1000:
            return f"{count} {unit}"
        count //= 1000
    return f"{count} GB"


def _say(*lines: str) -> None:
    for line in lines:
        print(clean_line(line))
