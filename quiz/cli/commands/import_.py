"""`quiz import`: make banks from other systems' files, and list what was lost."""

import argparse
import re
from argparse import Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from quiz.bank.reader import BankReading, read_bank
from quiz.bank.sources import MAX_SOURCE_BYTES
from quiz.cli.args import add_identity
from quiz.cli.context import warn
from quiz.cli.output import (
    ProgressPrinter,
    add_report,
    bank_title,
    check_writable,
    named_file,
    print_report,
    source_path,
    write_text,
)
from quiz.convert.formats import read_file
from quiz.convert.import_bank import Assembled, Plan, assemble
from quiz.convert.model import ImportedBank, identifier, unused
from quiz.errors import BadFile, UsageError
from quiz.model.bank import Source
from quiz.model.problem import Severity
from quiz.text.cleaning import clean_line
from quiz.text.formatting import counted
from quiz.yaml_source.fields import Identifier
from quiz.yaml_source.untrusted_files import SUFFIXES, Unreadable, read_bytes, read_text

# Maximum bytes of a file.
_MAX_SIZE = 256_000_000
_SOURCE_NAME = re.compile(r"([\w.-]+)=(.+)", re.DOTALL)

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


class ImportTarget(NamedTuple):
    """A bank to make."""

    banks: tuple[ImportedBank, ...]
    plan: Plan
    output: Path | None
    """Its file, or None for standard output."""


class _NewBank(NamedTuple):
    made: Assembled
    output: Path | None
    reading: BankReading


class _Sources(NamedTuple):
    texts: dict[str, Source]
    paths: dict[str, str]
    """Relative to the folder of the bank."""


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
    # Created only now, so that its first second starts when the files have been read.
    wanted, progress = targets(options), ProgressPrinter("making the bank")
    made = [(assemble(each.banks, each.plan, progress.update), each.output) for each in wanted]
    losses = [loss for each, _ in made for loss in each.losses]
    skipped = [skip for each, _ in made for skip in each.skipped]
    kept = [_read_again(each, output) for each, output in made if each.questions]
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
        for each in kept:
            _print_summary(each)
    return 1 if refused or skipped else 0


def _read_again(made: Assembled, output: Path | None) -> _NewBank:
    """Return the bank with its reading; raise `BadFile` if it could not be read from its file."""
    reading = read_bank(output or Path("bank.yaml"), typed=made.text)
    if reading.bank is None:
        errors = (each for each in reading.problems if each.severity is Severity.ERROR)
        raise BadFile(
            f"nothing was written, because the bank could not be read: {next(errors).message}; "
            "import fewer questions at a time"
        )
    return _NewBank(made, output, reading)


def targets(options: Namespace) -> list[ImportTarget]:
    """Return the banks to make: one for all files or, in a folder, one for each group.

    Raise `UsageError` and `BadFile` before anything is written.
    """
    if options.accept and not options.source:
        raise UsageError("--accept needs a text to quote from: add --source")
    folder = _folder(options)
    output = None if folder is not None or options.output is None else _output(options.output)
    target_folder = folder or (output.parent if output else Path())
    # Every check that can fail comes before the files are read, which may take long.
    sources = _sources(options.source, target_folder)
    banks = [bank for name in options.files for bank in _read(name)]
    stem = output.stem if output else Path(options.files[0]).stem
    if folder is not None:
        return list(_each(options, banks, stem, sources, folder))
    # The title and id of one group would be wrong for a mixture of several.
    languages = {bank.language for bank in banks if bank.questions}
    common = languages.pop() if len(languages) == 1 else ""
    one = banks[0] if len(banks) == 1 else ImportedBank(language=common)
    return [ImportTarget(tuple(banks), _plan(options, one, stem, sources), output)]


def _folder(options: Namespace) -> Path | None:
    name = options.output
    if name is None or not (name.endswith("/") or Path(name).is_dir()):
        return None
    if options.id or options.title:
        raise UsageError("--id and --title are for one bank: give -o a file, not a folder")
    if not Path(name).is_dir():
        raise UsageError(f"there is no folder “{name}”: make it first")
    return Path(name)


def _output(name: str) -> Path:
    path = Path(name)
    if not path.name.lower().endswith(SUFFIXES):
        raise UsageError(f"“{name}” must end in {' or '.join(SUFFIXES)}")
    check_writable(name)
    return path


def _each(
    options: Namespace, banks: Sequence[ImportedBank], stem: str, sources: _Sources, folder: Path
) -> Iterator[ImportTarget]:
    """Yield a target for each imported bank, named after it."""
    used: set[str] = set()
    for bank in banks:
        plan = _plan(options, bank, bank.title or stem, sources, used)
        # Two groups of the same name must not become the same file.
        used.add(plan.id)
        yield ImportTarget((bank,), plan, _output(str(folder / f"{plan.id}.yaml")))


def _sources(given: Sequence[str], folder: Path) -> _Sources:
    """Return the sources that `[NAME=]TEXT` options name."""
    found = _Sources({}, {})
    for word in given:
        named = _SOURCE_NAME.fullmatch(word)
        file = named_file(named[2] if named else word)
        name = named[1] if named else identifier(file.stem, "text")
        if name in found.texts or not Identifier.fits(name):
            raise UsageError(f"give this source a name of its own: --source NAME={file}")
        found.paths[name] = source_path(file, folder)
        try:
            found.texts[name] = Source(name, file, read_text(file, MAX_SOURCE_BYTES))
        except Unreadable as error:
            raise BadFile(f"“{file}” {error}") from error
    return found


def _read(name: str) -> list[ImportedBank]:
    try:
        data = read_bytes(named_file(name), _MAX_SIZE)
        return read_file(data, ProgressPrinter(f"reading {name}").update)
    except (Unreadable, BadFile) as error:
        raise BadFile(f"“{name}” {error}") from error


def _plan(
    options: Namespace,
    bank: ImportedBank,
    stem: str,
    sources: _Sources,
    used: Sequence[str] | set[str] = (),
) -> Plan:
    """Return the head of a bank: as requested, else as imported, else from the file's name."""
    known = bank.id if Identifier.fits(bank.id) else identifier(stem, "bank")
    name = options.id or unused(known, used)
    if not Identifier.fits(name):
        raise UsageError(f"“{name}” is not {Identifier.expected}")
    return Plan(
        id=name,
        title=(options.title is None and bank.title.strip()) or bank_title(options.title, stem),
        description=bank.description,
        language=bank.language,
        sources=sources.texts,
        paths=sources.paths,
        accept=options.accept,
    )


def _write(banks: Sequence[_NewBank]) -> None:
    """Write all files or none."""
    written: list[Path] = []
    try:
        for made, output, _ in banks:
            write_text(made.text, None if output is None else str(output))
            written += [] if output is None else [output]
    except BaseException:
        # Half of the banks would look like a finished import.
        for path in written:
            path.unlink()
        raise


def _print_summary(bank: _NewBank) -> None:
    """Print how much was imported, and what `quiz check` finds in it."""
    from quiz.check.engine import findings_in
    from quiz.check.output import as_lines

    made, output, reading = bank
    if output is None:
        return
    print(f"Wrote {clean_line(str(output))}: {counted(made.questions, 'question')}.")
    if made.proposed:
        print(f"Quotes suggested for {counted(made.proposed, 'question')}: check each one.")
    if made.unsupported:
        print(f"Without a quote: {counted(made.unsupported, 'question')}.")
    print("\n".join(as_lines(findings_in(reading, str(output)))))
