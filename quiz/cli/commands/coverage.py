"""`quiz coverage`: show how much of each source is asked about, and what a changed one breaks."""

import argparse
import os
import re
from argparse import Namespace
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from quiz.bank.reader import BankReading, read_bank
from quiz.bank.sources import MAX_SOURCE_BYTES, Texts
from quiz.cli.args import add_locations
from quiz.cli.context import files_named, warn
from quiz.cli.output import as_json, format_for, write_text
from quiz.coverage import Drift, drift
from quiz.errors import NotPlayable, UsageError
from quiz.study.library import load_bank, sound
from quiz.text.cleaning import clean_line
from quiz.yaml_source.untrusted_files import Unreadable, read_text

if TYPE_CHECKING:
    from quiz.coverage.report import SourceCoverage
    from quiz.model.bank import Bank

Readings = Mapping[Path, BankReading]
"""The result of reading each bank file, with its sources as they are."""
FORMATS = ("text", "json", "html")
"""The output formats, the default first."""

HELP = """\
Every sentence of the banks' sources is listed with its number, how much of it is quoted, and its
questions. Banks that use the same file are counted together. Nothing is written except to the
FILE given with -o.

With --least, the exit code is 1 if fewer sentences of any source have a question.

Changed sources: --changed compares each source with a text that is to replace it; --was compares
the text that the source used to have with what it is now. A quote can be lost, doubled (in more
than one place), typographic (only punctuation differs), moved or unchanged; the exit code is 1 if
any is lost or doubled. NAME is the name or the path of a source; if the banks have only one, FILE
is enough.

examples:
  quiz coverage my-bank.yaml
  quiz coverage questions -o coverage.html
  quiz coverage questions --least 80
  quiz coverage my-bank.yaml --changed text=new.txt
  git show HEAD~1:text.txt > old.txt; quiz coverage my-bank.yaml --was text=old.txt
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("bank", metavar="BANK", nargs="+", help="ids, paths or folders")
    parser.add_argument(
        "--format",
        choices=FORMATS,
        help="output format (default: by the ending of FILE, or text)",
    )
    parser.add_argument(
        "-o", "--output", metavar="FILE", help="write to this new file; never overwrites"
    )
    parser.add_argument(
        "--least",
        type=_percentage,
        metavar="PERCENT",
        help="fail if fewer sentences of a source have a question",
    )
    change = parser.add_mutually_exclusive_group()
    for option, summary in (
        ("--changed", "show what would happen to each quote if source NAME were FILE"),
        ("--was", "show what happened to each quote since source NAME was FILE"),
    ):
        change.add_argument(
            option, metavar="[NAME=]FILE", action="append", default=[], help=summary
        )
    add_locations(parser)


def run(options: Namespace) -> int:
    """Print coverage or drift; return 0, or 1 if there is too little or a quote is broken."""
    options.format = format_for(options.format, options.output, FORMATS)
    files = files_named(options.bank, options)
    if options.changed or options.was:
        return _drift(options, files)
    # Comparing sources needs neither counting nor reports.
    from quiz.coverage.report import count, summary

    banks = [load_bank(file) for file in files]
    found = count(banks)
    if not found:
        raise UsageError(f"no source to cover in {', '.join(bank.id for bank in banks)}")
    write_text(_report(options, found, banks), options.output)
    if options.output is not None:
        for each in found:
            print(clean_line(f"{each.path}: {summary(each)}."))
    return _threshold(options, found)


def compare_sources(files: Sequence[Path], given: Sequence[str], before: bool) -> list[Drift]:
    """Return what happens to the quotes of banks that use one of the sources `given`.

    Each is `FILE` or `NAME=FILE`, with the name or the path of a source. The file has the text that
    the source is to have, or with `before` the text that it had.
    Raise `UsageError`, and `NotPlayable` for a bank with errors.
    """
    # Each bank is read once, even if several changed texts are given.
    readings = {file: read_bank(file) for file in files}
    for file, reading in readings.items():
        # Without sources there is nothing to compare: report the errors of the bank instead.
        if not reading.sources:
            sound(reading, file)
    texts: dict[Path, str] = {}
    for words in given:
        path, text = _other_text(words, readings)
        if path in texts:
            raise UsageError(f"“{words}” is a second text for the same source: give one")
        texts[path] = text
    found: list[Drift] = []
    for file, reading in readings.items():
        if any(source.path in texts for source in reading.sources.values()):
            found += _drift_of(file, reading, texts, before)
    return found


def _drift_of(file: Path, reading: BankReading, texts: Texts, before: bool) -> tuple[Drift, ...]:
    if not before:
        bank = sound(reading, file)
        return drift(
            bank,
            {
                name: replace(source, text=texts.get(source.path, source.text))
                for name, source in bank.sources.items()
            },
        )
    try:
        # The quotes must be found in the old text, to see how the change affects them.
        bank = sound(read_bank(file, instead=texts), file)
    except NotPlayable as error:
        raise NotPlayable(f"with the text as it was: {error}") from error
    return drift(bank, reading.sources)


def _other_text(words: str, readings: Readings) -> tuple[Path, str]:
    """Return the path of the source that `[NAME=]FILE` names, and the text of the file."""
    name, equals, file = words.partition("=")
    # A file name may contain “=”: if the whole word is a file, it is not NAME=FILE.
    if not equals or os.path.exists(words):
        name, file = "", words
    path = _source_path(name, readings)
    try:
        return path, read_text(Path(file), MAX_SOURCE_BYTES)
    except Unreadable as error:
        raise UsageError(f"“{file}” {error}") from error


def _source_path(name: str, readings: Readings) -> Path:
    """Return the path of the source with this name or path; "" means the only one."""
    named = [each for reading in readings.values() for each in reading.sources.items()]
    known = ", ".join(dict.fromkeys(f"“{each}”" for each, _ in named))
    resolved = os.path.realpath(name)
    paths = {
        source.path for each, source in named if name in ("", each) or str(source.path) == resolved
    }
    if not paths:
        raise UsageError(f"no bank has a source “{name}”; they have {known or 'none'}")
    if len(paths) > 1:
        advice = f"“{name}” names several sources: write PATH=FILE" if name else "write NAME=FILE"
        raise UsageError(f"{advice}; the sources are {known}")
    return paths.pop()


def _percentage(text: str) -> Decimal:
    """Return a percentage with at most two decimals, exactly."""
    match = re.fullmatch(r"([0-9]{1,3}(?:\.[0-9]{1,2})?)%?", text)
    if match is None or Decimal(match[1]) > 100:
        raise argparse.ArgumentTypeError(f"“{text}” is not a percentage from 0 to 100")
    return Decimal(match[1])


def _report(options: Namespace, found: Sequence["SourceCoverage"], banks: Sequence["Bank"]) -> str:
    if options.format == "html":
        from quiz.coverage.page import as_page

        return as_page(found, banks)
    if options.format == "json":
        from quiz.coverage.report import as_data

        return as_json(as_data(found, banks, options.least)) + "\n"
    from quiz.coverage.report import as_lines

    return "".join(f"{clean_line(line)}\n" for line in as_lines(found, banks))


def _threshold(options: Namespace, found: Sequence["SourceCoverage"]) -> int:
    """Warn of each source that has questions for too few sentences; return 1 if there is one."""
    if options.least is None:
        return 0
    short = [each for each in found if not each.reaches(options.least)]
    for each in short:
        of = f"{each.with_questions:,} of {each.sentences:,} sentences have questions"
        needed = f"{options.least.normalize():f}% are {each.needed(options.least):,}"
        warn(f"too little of {each.path} is asked: {of}, {needed}")
    return 1 if short else 0


def _drift(options: Namespace, files: Sequence[Path]) -> int:
    """Print what became of the quotes; return 1 if any is lost or doubled."""
    from quiz.coverage.report import broken, drift_data, drift_lines

    if options.format == "html" or options.least is not None:
        raise UsageError("--changed and --was print text or JSON, and do not go with --least")
    found = compare_sources(files, options.changed or options.was, before=bool(options.was))
    if options.format == "json":
        report = as_json(drift_data(found)) + "\n"
    else:
        report = "".join(f"{clean_line(line)}\n" for line in drift_lines(found))
    write_text(report, options.output)
    return 1 if broken(found) else 0
