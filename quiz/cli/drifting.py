"""The changed sources that `--changed` and `--was` name."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from quiz.bank.reader import BankReading, read_bank
from quiz.bank.sources import MAX_BYTES, Texts
from quiz.document.files import Unreadable, read_text
from quiz.errors import NotPlayable, UsageError
from quiz.evidence.drift import Drift, drift
from quiz.player.library import sound

Readings = Mapping[Path, BankReading]
"""The result of reading each bank file, with its sources as they are."""


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
        # The quotes must be found in the old text, to know what has become of them.
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
        return path, read_text(Path(file), MAX_BYTES)
    except Unreadable as error:
        raise UsageError(f"“{file}” {error}") from error


def _source_path(name: str, readings: Readings) -> Path:
    """Return the path of the source with this name or path; "" stands for the only one."""
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
