"""What `quiz import` works on: the files, the sources, and the banks that are to be made."""

import re
from argparse import Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from quiz.bank.discovery import SUFFIXES
from quiz.bank.sources import MAX_BYTES
from quiz.cli.files import named_file
from quiz.cli.moving import Progress, source_path
from quiz.cli.output import foresee
from quiz.document.files import Unreadable, read_bytes, read_text
from quiz.document.shapes import Identifier
from quiz.errors import BadFile, UsageError
from quiz.exchange.assembling import Plan
from quiz.exchange.formats import recognised
from quiz.exchange.naming import identifier, unused
from quiz.exchange.parcels import IncomingBank
from quiz.model.bank import Source
from quiz.text.cleaning import clean_line, has_forbidden_in_line

_LARGEST = 256_000_000
_SOURCE_NAME = re.compile(r"([\w.-]+)=(.+)", re.DOTALL)


class Target(NamedTuple):
    """A bank that is to be made."""

    banks: tuple[IncomingBank, ...]
    plan: Plan
    output: Path | None
    """Its file; None when it is printed."""


class _Sources(NamedTuple):
    texts: dict[str, Source]
    paths: dict[str, str]
    """From the folder of the bank."""


def targets(options: Namespace) -> list[Target]:
    """Return the banks to make: one of all, or in a folder one of each that came in.

    Raises `UsageError` and `BadFile`, before anything is written.
    """
    if options.accept and not options.source:
        raise UsageError("--accept writes quotes of a text: name it with --source")
    folder = _folder(options)
    output = None if folder is not None or options.output is None else _output(options.output)
    place = folder or (output.parent if output else Path())
    sources = _sources(options.source, place)
    banks = [bank for name in options.files for bank in _read(name)]
    stem = output.stem if output else Path(options.files[0]).stem
    if folder is not None:
        return list(_each(options, banks, stem, sources, folder))
    one = banks[0] if len(banks) == 1 else IncomingBank()
    return [Target(tuple(banks), _plan(options, one, stem, sources), output)]


def _folder(options: Namespace) -> Path | None:
    name = options.output
    if name is None or not (name.endswith("/") or Path(name).is_dir()):
        return None
    if options.id or options.title:
        raise UsageError("--id and --title name one bank: give -o the name of its file")
    if not Path(name).is_dir():
        raise UsageError(f"there is no folder “{name}”: make it first")
    return Path(name)


def _output(name: str) -> Path:
    path = Path(name)
    if not path.name.lower().endswith(SUFFIXES):
        raise UsageError(f"a bank ends in {' or '.join(SUFFIXES)}: “{name}” does not")
    foresee(name)
    return path


def _each(
    options: Namespace, banks: Sequence[IncomingBank], stem: str, sources: _Sources, folder: Path
) -> Iterator[Target]:
    """Yield a target for each bank that came in, named after it."""
    used: set[str] = set()
    for bank in banks:
        plan = _plan(options, bank, bank.title or stem, sources, used)
        used.add(plan.id)
        yield Target((bank,), plan, _output(str(folder / f"{plan.id}.yaml")))


def _sources(given: Sequence[str], folder: Path) -> _Sources:
    """Return the sources named."""
    found = _Sources({}, {})
    for word in given:
        named = _SOURCE_NAME.fullmatch(word)
        file = named_file(named[2] if named else word)
        name = named[1] if named else identifier(file.stem, "text")
        if name in found.texts or not Identifier.fits(name):
            raise UsageError(f"a source needs a name of its own: NAME={file}")
        found.paths[name] = source_path(file, folder)
        try:
            found.texts[name] = Source(name, file, read_text(file, MAX_BYTES))
        except Unreadable as error:
            raise BadFile(f"“{file}” {error}") from error
    return found


def _read(name: str) -> list[IncomingBank]:
    try:
        data = read_bytes(named_file(name), _LARGEST)
        _, reader = recognised(data)
        return reader.read(data, Progress(f"reading {name}").tick)
    except (Unreadable, BadFile) as error:
        raise BadFile(f"“{name}” {error}") from error


def _plan(
    options: Namespace,
    bank: IncomingBank,
    stem: str,
    sources: _Sources,
    used: Sequence[str] | set[str] = (),
) -> Plan:
    """Return what a bank shall be: as asked for, else as what came in says, else as its file."""
    known = bank.id if Identifier.fits(bank.id) else identifier(stem, "bank")
    name = options.id or unused(known, used)
    if not Identifier.fits(name):
        raise UsageError(f"“{name}” is not {Identifier.expected}")
    title = (options.title or clean_line(bank.title) or _words(stem)).strip()
    if not title or has_forbidden_in_line(title):
        raise UsageError("a title is one line of text")
    return Plan(
        id=name,
        title=title,
        description=bank.description,
        language=bank.language,
        sources=sources.texts,
        paths=sources.paths,
        accept=options.accept,
    )


def _words(stem: str) -> str:
    words = clean_line(re.sub(r"[-_\s]+", " ", stem)).strip() or "Untitled"
    return words[0].upper() + words[1:]
