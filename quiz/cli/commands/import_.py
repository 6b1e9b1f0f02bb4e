"""`quiz import`: make banks from other systems' files, and list what was lost."""

import argparse
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from quiz.cli.exchange_options import add_report
from quiz.cli.importing import targets
from quiz.cli.moving import print_report
from quiz.cli.opening import warn
from quiz.cli.options import add_identity
from quiz.cli.output import write_text
from quiz.errors import BadFile
from quiz.exchange.assembling import Assembled, assemble
from quiz.text.cleaning import clean_line
from quiz.text.counting import counted

HELP = """\
Files are recognised by their content, not by their names. All questions go into one bank; if -o
names a folder, each group of questions (a category, an assessment, a deck) becomes a bank of its
own. Anything that could not be converted is listed, question by question. A question that cannot
be read is left out and named.

With --source, quotes in the files are looked up in your text, and for a question without a quote
the sentence that may support its answer is suggested: as a comment, or as a quote with --accept.
Without -o the bank goes to standard output.

examples:
  quiz import old-questions.txt -o my-banks/old.yaml
  quiz import old-questions.txt -o my-banks/old.yaml --source my-banks/tides.txt
  quiz import export.xml --report json > /dev/null

exit codes: 0 every question was imported, with its losses listed; 1 some were left out, nothing
could be read, or --strict found a loss; 2 wrong usage, such as an existing file; 3 not written
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("files", metavar="FILE", nargs="+", help="files in any supported format")
    parser.add_argument(
        "-o", "--output", metavar="BANK", help="the new bank, ending in .yaml, or a folder"
    )
    add_identity(parser)
    parser.add_argument(
        "--source",
        metavar="[NAME=]TEXT",
        action="append",
        default=[],
        help="find quotes in this text, which must be in the bank's folder or below it",
    )
    parser.add_argument(
        "--accept", action="store_true", help="write suggested quotes as quotes, not as comments"
    )
    add_report(parser)


def run(options: Namespace) -> int:
    """Write the banks; return 0, or 1 if something was left out or `--strict` forbids a loss."""
    made = [(assemble(each.banks, each.plan), each.output) for each in targets(options)]
    losses = [loss for each, _ in made for loss in each.losses]
    skipped = [skip for each, _ in made for skip in each.skipped]
    kept = [(each, output) for each, output in made if each.questions]
    refused = options.strict and bool(losses or skipped)
    written = bool(kept) and not refused
    if written:
        _write(kept)
    # If nothing was read at all, the error below is enough.
    if kept or skipped or options.report == "json":
        print_report(losses, skipped, options.report, aside=options.output is None)
    if not kept:
        raise BadFile("no question could be read: nothing was written")
    if refused:
        warn("nothing was written: something would be lost (--strict)")
    if written and options.report == "text":
        for each, output in kept:
            _print_summary(each, output)
    return 1 if refused or skipped else 0


def _write(made: Sequence[tuple[Assembled, Path | None]]) -> None:
    """Write all files or none."""
    written: list[Path] = []
    try:
        for each, output in made:
            write_text(each.text, None if output is None else str(output))
            written += [] if output is None else [output]
    except BaseException:
        # Half of the banks would look like a finished import.
        for path in written:
            path.unlink()
        raise


def _print_summary(made: Assembled, output: Path | None) -> None:
    """Print how much was imported, and what `quiz check` finds in it."""
    from quiz.check.render import as_lines
    from quiz.check.runner import check_paths

    if output is None:
        return
    print(f"Wrote {clean_line(str(output))}: {counted(made.questions, 'question')}.")
    if made.proposed:
        print(f"Quotes suggested for {counted(made.proposed, 'question')}: check each one.")
    if made.unsupported:
        print(f"Without a quote: {counted(made.unsupported, 'question')}.")
    print("\n".join(as_lines(check_paths([str(output)]))))
