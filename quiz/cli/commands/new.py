"""`quiz new`: from a text to a bank that can be gone on with."""

import re
from argparse import Namespace
from pathlib import Path

from quiz.bank.discovery import SUFFIXES
from quiz.bank.draft import draft
from quiz.bank.sources import MAX_BYTES, path_fault
from quiz.check.render import as_lines
from quiz.check.rules.english import PRONOUNS
from quiz.check.runner import check_paths
from quiz.cli.files import named_file, write_file
from quiz.document.files import Unreadable, read_text
from quiz.document.shapes import Identifier
from quiz.errors import BadFile, UsageError
from quiz.text.cleaning import clean_line, has_forbidden_in_line
from quiz.text.counting import counted

_LONGEST_ID = 100


def run(options: Namespace) -> int:
    """Write the bank and print what is in it and what `quiz check` says; return 0."""
    source = named_file(options.text)
    if source.name.lower().endswith(SUFFIXES):
        raise UsageError(f"“{source}” is a bank, not a text: name the text that one is to be on")
    bank = (
        Path(options.output)
        if options.output is not None
        else source.parent / f"{source.stem}.yaml"
    )
    written = _from_bank(source, bank)
    made = draft(_text(source), written, _id(options, bank), _title(options, bank), PRONOUNS)
    write_file(bank, made.text)
    amounts = f"1 question, {counted(made.examples, 'example')}"
    print(f"Wrote {clean_line(str(bank))}: {amounts}, {counted(made.sentences, 'sentence')}.")
    findings = check_paths([str(bank)])
    print("\n".join(as_lines(findings)))
    return 1 if findings.failed(strict=False) else 0


def _from_bank(source: Path, bank: Path) -> str:
    """Return the path of the text as the bank gives it; raises `UsageError` where it may not."""
    if not bank.name.lower().endswith(SUFFIXES):
        raise UsageError(f"a bank ends in {' or '.join(SUFFIXES)}: “{bank}” does not")
    if bank.exists():
        raise UsageError(f"“{bank}” exists already and is left as it is: name another with -o")
    place, folder = source.resolve(), bank.parent.resolve()
    if not place.is_relative_to(folder):
        raise UsageError(
            f"“{source}” lies neither beside nor below “{bank}”: put a copy of it beside the bank"
        )
    written = place.relative_to(folder).as_posix()
    fault = "holds a character that no path in a bank may hold"
    fault = fault if has_forbidden_in_line(written) else path_fault(written)
    if fault:
        raise UsageError(f"“{written}” {fault}: rename it")
    return written


def _text(source: Path) -> str:
    try:
        return read_text(source, MAX_BYTES)
    except Unreadable as error:
        raise BadFile(f"“{source}” {error}") from error


def _id(options: Namespace, bank: Path) -> str:
    """Return the id asked for, else one made of the file's name."""
    if options.id is None:
        name = re.sub(r"[^\w.-]+", "-", bank.stem).strip("-.")[:_LONGEST_ID]
        return name if Identifier.fits(name) else "bank"
    if not Identifier.fits(options.id):
        raise UsageError(f"“{options.id}” is not {Identifier.expected}, at most {_LONGEST_ID}")
    return str(options.id)


def _title(options: Namespace, bank: Path) -> str:
    """Return the title asked for, else the file's name as words."""
    if options.title is None:
        words = clean_line(re.sub(r"[-_\s]+", " ", bank.stem)).strip() or "Untitled"
        return words[0].upper() + words[1:]
    title = str(options.title).strip()
    if not title or has_forbidden_in_line(title):
        raise UsageError("a title is one line of text")
    return title
