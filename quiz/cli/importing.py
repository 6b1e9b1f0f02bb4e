"""The input of `quiz import`: files and sources, and the banks to make of them."""

import re
from argparse import Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from quiz.bank.discovery import SUFFIXES
from quiz.bank.sources import MAX_BYTES
from quiz.cli.files import named_file
from quiz.cli.moving import bank_title, source_path
from quiz.cli.output import ProgressPrinter, check_writable
from quiz.document.files import Unreadable, read_bytes, read_text
from quiz.document.shapes import Identifier
from quiz.errors import BadFile, UsageError
from quiz.exchange.assembling import Plan
from quiz.exchange.formats import recognised
from quiz.exchange.naming import identifier, unused
from quiz.exchange.parcels import IncomingBank
from quiz.model.bank import Source
from quiz.text.cleaning import clean_line

_MAX_SIZE = 256_000_000
"""Maximum bytes of a file."""
_SOURCE_NAME = re.compile(r"([\w.-]+)=(.+)", re.DOTALL)


class Target(NamedTuple):
    """A bank to make."""

    banks: tuple[IncomingBank, ...]
    plan: Plan
    output: Path | None
    """Its file, or None for standard output."""


class _Sources(NamedTuple):
    texts: dict[str, Source]
    paths: dict[str, str]
    """Relative to the folder of the bank."""


def targets(options: Namespace) -> list[Target]:
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
    one = banks[0] if len(banks) == 1 else IncomingBank()
    return [Target(tuple(banks), _plan(options, one, stem, sources), output)]


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
    options: Namespace, banks: Sequence[IncomingBank], stem: str, sources: _Sources, folder: Path
) -> Iterator[Target]:
    """Yield a target for each imported bank, named after it."""
    used: set[str] = set()
    for bank in banks:
        plan = _plan(options, bank, bank.title or stem, sources, used)
        # Two groups of the same name must not become the same file.
        used.add(plan.id)
        yield Target((bank,), plan, _output(str(folder / f"{plan.id}.yaml")))


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
            found.texts[name] = Source(name, file, read_text(file, MAX_BYTES))
        except Unreadable as error:
            raise BadFile(f"“{file}” {error}") from error
    return found


def _read(name: str) -> list[IncomingBank]:
    try:
        data = read_bytes(named_file(name), _MAX_SIZE)
        _, reader = recognised(data)
        return reader.read(data, ProgressPrinter(f"reading {name}").update)
    except (Unreadable, BadFile) as error:
        raise BadFile(f"“{name}” {error}") from error


def _plan(
    options: Namespace,
    bank: IncomingBank,
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
        title=bank_title(options.title or clean_line(bank.title).strip() or None, stem),
        description=bank.description,
        language=bank.language,
        sources=sources.texts,
        paths=sources.paths,
        accept=options.accept,
    )
