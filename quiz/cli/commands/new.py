"""`quiz new`: start a bank from a text."""

import argparse
import re
from argparse import Namespace
from pathlib import Path

from quiz.bank.sources import MAX_SOURCE_BYTES
from quiz.bank.template import draft
from quiz.check.engine import check_paths
from quiz.check.output import as_lines
from quiz.check.rules.source_support import PRONOUNS
from quiz.cli.args import add_identity
from quiz.cli.output import bank_title, check_writable, named_file, source_path, write_text
from quiz.errors import BadFile, UsageError
from quiz.text.cleaning import clean_line
from quiz.text.formatting import counted
from quiz.yaml_source.fields import Identifier
from quiz.yaml_source.untrusted_files import SUFFIXES, Unreadable, read_text

_MAX_ID_LENGTH = 100

HELP = """\
The new bank holds one question that can be played, examples of other question types as comments,
and every sentence of the text with its number. TEXT must be in the same folder as BANK or in a
folder below it. Existing files are never overwritten.

examples:
  quiz new my-banks/tides.txt
  quiz new my-banks/texts/tides.txt -o my-banks/tides.yaml --title 'The tides' --id tides

exit codes: 0 written; 1 the text has no sentence that can be quoted; 2 wrong usage; 3 could not
be written
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("text", metavar="TEXT", help="text or Markdown file to quote from")
    parser.add_argument(
        "-o", "--output", metavar="BANK", help="new file (default: next to TEXT, with its name)"
    )
    add_identity(parser)


def run(options: Namespace) -> int:
    """Write the bank and print what is in it and what `quiz check` finds; return 0 or 1."""
    source = named_file(options.text)
    if source.name.lower().endswith(SUFFIXES):
        raise UsageError(f"“{source}” is a bank, not a text: name the text for the new bank")
    bank = (
        Path(options.output)
        if options.output is not None
        else source.parent / f"{source.stem}.yaml"
    )
    if not bank.name.lower().endswith(SUFFIXES):
        raise UsageError(f"“{bank}” must end in {' or '.join(SUFFIXES)}")
    check_writable(str(bank))
    written = source_path(source, bank.parent)
    made = draft(
        _text(source), written, _id(options, bank), bank_title(options.title, bank.stem), PRONOUNS
    )
    write_text(made.text, str(bank))
    amounts = f"1 question, {counted(made.examples, 'example')}"
    print(f"Wrote {clean_line(str(bank))}: {amounts}, {counted(made.sentences, 'sentence')}.")
    findings = check_paths([str(bank)])
    print("\n".join(as_lines(findings)))
    return 1 if findings.failed(strict=False) else 0


def _text(source: Path) -> str:
    try:
        return read_text(source, MAX_SOURCE_BYTES)
    except Unreadable as error:
        raise BadFile(f"“{source}” {error}") from error


def _id(options: Namespace, bank: Path) -> str:
    """Return the id asked for, or one made from the file's name."""
    if options.id is None:
        name = re.sub(r"[^\w.-]+", "-", bank.stem).strip("-.")[:_MAX_ID_LENGTH]
        return name if Identifier.fits(name) else "bank"
    if not Identifier.fits(options.id):
        raise UsageError(f"“{options.id}” is not {Identifier.expected}, at most {_MAX_ID_LENGTH}")
    return str(options.id)
