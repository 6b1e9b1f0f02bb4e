"""`quiz import`: questions of other systems as a bank, with a report of what was lost."""

import re
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from quiz.bank.discovery import SUFFIXES
from quiz.bank.sources import MAX_BYTES
from quiz.cli.files import named_file, write_file
from quiz.cli.moving import Progress, source_path, tell
from quiz.cli.opening import warn
from quiz.document.files import Unreadable, read_bytes, read_text
from quiz.document.shapes import Identifier
from quiz.errors import BadFile, UsageError
from quiz.exchange.assembling import Assembled, Plan, assemble
from quiz.exchange.formats import recognised
from quiz.exchange.naming import identifier
from quiz.exchange.parcels import IncomingBank
from quiz.model.bank import Source
from quiz.text.cleaning import clean_line, has_forbidden_in_line
from quiz.text.counting import counted

_LARGEST = 256_000_000
_SOURCE_NAME = re.compile(r"([\w.-]+)=(.+)", re.DOTALL)


def run(options: Namespace) -> int:
    """Write the bank; return 0, or 1 when something was left out or `--strict` forbids a loss."""
    output = _output(options.output)
    sources, paths = _sources(options.source, output.parent if output else Path())
    banks = [bank for name in options.files for bank in _read(name)]
    first = Path(options.files[0])
    plan = _plan(options, banks, output.stem if output else first.stem, sources, paths)
    made = assemble(banks, plan)
    if not made.questions:
        tell((), made.skipped, options.report, aside=True)
        raise BadFile("no question could be read: nothing was written")
    lost = bool(made.losses or made.skipped)
    refused = options.strict and lost
    if not refused:
        _write(made, output)
    tell(made.losses, made.skipped, options.report, aside=output is None and not refused)
    if refused:
        warn("nothing was written: something would be lost, and --strict forbids it")
    elif output is not None:
        _say(made, output)
    return 1 if refused or made.skipped else 0


def _output(name: str | None) -> Path | None:
    if name is None:
        return None
    path = Path(name)
    if not path.name.lower().endswith(SUFFIXES):
        raise UsageError(f"a bank ends in {' or '.join(SUFFIXES)}: “{name}” does not")
    if path.exists():
        raise UsageError(f"“{name}” exists already and is left as it is: name another with -o")
    return path


def _sources(given: Sequence[str], folder: Path) -> tuple[dict[str, Source], dict[str, str]]:
    """Return the sources named and their paths from the folder of the bank."""
    sources: dict[str, Source] = {}
    paths: dict[str, str] = {}
    for word in given:
        named = _SOURCE_NAME.fullmatch(word)
        file = named_file(named[2] if named else word)
        name = named[1] if named else identifier(file.stem, "text")
        if name in sources or not Identifier.fits(name):
            raise UsageError(f"a source needs a name of its own: NAME={file}")
        paths[name] = source_path(file, folder)
        try:
            sources[name] = Source(name, file, read_text(file, MAX_BYTES))
        except Unreadable as error:
            raise BadFile(f"“{file}” {error}") from error
    return sources, paths


def _read(name: str) -> list[IncomingBank]:
    try:
        data = read_bytes(named_file(name), _LARGEST)
        _, reader = recognised(data)
        return reader.read(data, Progress(f"reading {name}").tick)
    except (Unreadable, BadFile) as error:
        raise BadFile(f"“{name}” {error}") from error


def _plan(
    options: Namespace,
    banks: Sequence[IncomingBank],
    stem: str,
    sources: dict[str, Source],
    paths: dict[str, str],
) -> Plan:
    """Return what the bank shall be: as asked for, else as the first of what came in says."""
    first = banks[0] if len(banks) == 1 else IncomingBank()
    name = options.id or (first.id if Identifier.fits(first.id) else identifier(stem, "bank"))
    if not Identifier.fits(name):
        raise UsageError(f"“{name}” is not {Identifier.expected}")
    title = (options.title or clean_line(first.title) or _words(stem)).strip()
    if not title or has_forbidden_in_line(title):
        raise UsageError("a title is one line of text")
    return Plan(
        id=name,
        title=title,
        description=first.description,
        language=first.language,
        sources=sources,
        paths=paths,
        accept=options.accept,
    )


def _words(stem: str) -> str:
    words = clean_line(re.sub(r"[-_\s]+", " ", stem)).strip() or "Untitled"
    return words[0].upper() + words[1:]


def _write(made: Assembled, output: Path | None) -> None:
    if output is None:
        print(made.text, end="")
    else:
        write_file(output, made.text)


def _say(made: Assembled, output: Path) -> None:
    """Print how much came in, and what `quiz check` says of it."""
    from quiz.check.render import as_lines
    from quiz.check.runner import check_paths

    print(f"Wrote {clean_line(str(output))}: {counted(made.questions, 'question')}.")
    if made.proposed:
        print(f"Quotes proposed for {counted(made.proposed, 'question')}: look at each.")
    if made.unsupported:
        print(f"Without a quote: {counted(made.unsupported, 'question')}.")
    print("\n".join(as_lines(check_paths([str(output)]))))
