"""`quiz coverage`: how much of its sources a bank asks, and what a changed source does to it."""

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from quiz.cli.banks import files_named
from quiz.cli.configured import keeper_of
from quiz.cli.opening import places, warn
from quiz.cli.options import COVERED
from quiz.cli.output import as_json, format_for, put_out
from quiz.errors import UsageError
from quiz.player.library import load_bank
from quiz.text.cleaning import clean_line

if TYPE_CHECKING:
    from quiz.coverage.counting import Counted
    from quiz.model.bank import Bank


def run(options: Namespace) -> int:
    """Print coverage, or drift; return 0, or 1 when too little is asked or a quote broke."""
    options.format = format_for(options.format, options.output, COVERED)
    files = files_named(options.bank, places(keeper_of(options)))
    if options.changed or options.was:
        return _drift(options, files)
    from quiz.coverage.counting import count
    from quiz.coverage.lines import summary

    banks = [load_bank(file) for file in files]
    found = count(banks)
    if not found:
        raise UsageError(f"nothing to cover: no source in {', '.join(bank.id for bank in banks)}")
    put_out(_report(options, found, banks), options.output)
    if options.output is not None:
        for each in found:
            print(clean_line(f"{each.path}: {summary(each)}."))
    return _threshold(options, found)


def _report(options: Namespace, found: Sequence["Counted"], banks: Sequence["Bank"]) -> str:
    if options.format == "html":
        from quiz.coverage.page import as_page

        return as_page(found, banks)
    if options.format == "json":
        from quiz.coverage.data import as_data

        return as_json(as_data(found, banks, options.least)) + "\n"
    from quiz.coverage.lines import as_lines

    return "".join(f"{clean_line(line)}\n" for line in as_lines(found, banks))


def _threshold(options: Namespace, found: Sequence["Counted"]) -> int:
    """Say which sources have questions for too few sentences; return 1 when one has."""
    if options.least is None:
        return 0
    short = [each for each in found if not each.reaches(options.least)]
    for each in short:
        of = f"{each.with_questions:,} of {each.sentences:,} sentences have questions"
        needed = f"{options.least.normalize():f}% are {each.needed(options.least):,}"
        warn(f"too little of {each.path} is asked: {of}, {needed}")
    return 1 if short else 0


def _drift(options: Namespace, files: Sequence[Path]) -> int:
    """Print what became of the quotes; return 1 when any is lost or doubled."""
    from quiz.cli.drifting import drifts
    from quiz.coverage.drifting import broken, drift_data, drift_lines

    if options.format == "html" or options.least is not None:
        raise UsageError("--changed and --was go with text and JSON, and without --least")
    found = drifts(files, options.changed or options.was, before=bool(options.was))
    if options.format == "json":
        report = as_json(drift_data(found)) + "\n"
    else:
        report = "".join(f"{clean_line(line)}\n" for line in drift_lines(found))
    put_out(report, options.output)
    return 1 if broken(found) else 0
