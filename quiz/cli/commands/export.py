"""`quiz export`: write banks for another system, and list what the format cannot hold."""

import argparse
from argparse import Namespace

from quiz.cli.args import add_locations
from quiz.cli.context import files_named, warn
from quiz.cli.output import ProgressPrinter, add_report, check_output, print_report, write_bytes
from quiz.convert.formats import FORMATS, export_formats, remarks, writer
from quiz.study.library import load_bank

WRITTEN = tuple(export_formats())
"""The formats that banks can be exported to."""

HELP = """\
Anything that the format cannot hold is listed, question by question; with --strict nothing is
written in that case. A note tells what the format does to every question of a type; it is no loss.
Without -o the result goes to standard output and the list to standard error.

examples:
  quiz export my-bank.yaml --to moodle -o my-bank.xml
  quiz export my-banks --to anki -o my-banks.apkg
  quiz export my-bank.yaml --to gift --strict --report json

exit codes: 0 written; 1 a bank has errors, or --strict found a loss; 2 wrong usage; 3 not written
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("bank", metavar="BANK", nargs="+", help="ids, paths or folders")
    parser.add_argument(
        "--to",
        required=True,
        choices=WRITTEN,
        metavar="FORMAT",
        help=", ".join(WRITTEN),
    )
    parser.add_argument(
        "-o", "--output", metavar="OUT", help="write to this new file; never overwrites"
    )
    add_report(parser)
    add_locations(parser)


def run(options: Namespace) -> int:
    """Write the banks; return 0, or 1 if something would be lost and `--strict` forbids that."""
    format_ = FORMATS[options.to]
    # Converting may take long: fail before it.
    check_output(options.output, binary=format_.binary)
    banks = [load_bank(file) for file in files_named(options.bank, options)]
    exported = writer(format_.name).write(banks, ProgressPrinter("exporting").update)
    lost = bool(exported.losses or exported.skipped)
    refused = options.strict and lost
    if not refused:
        write_bytes(exported.data, options.output)
    # The result itself goes to standard output, where a report would break it.
    aside = options.output is None and not refused
    notes = remarks(format_.name, banks)
    print_report(exported.losses, exported.skipped, options.report, aside, notes)
    if refused:
        warn(f"nothing was written: {format_.label} cannot hold all of it (--strict)")
    return 1 if refused else 0
