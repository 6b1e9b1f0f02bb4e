"""Sources that were changed, or are to be, as they are named on a command line."""

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
"""What came of each bank file, with its sources as they are."""


def drifts(files: Sequence[Path], given: Sequence[str], before: bool) -> list[Drift]:
    """Return what becomes of the questions of banks that have one of the sources `given`.

    Each given is `FILE`, or `NAME=FILE` with the name or the path of a source. The file holds the
    text that the source is to have, or with `before` the text that it had.
    Raises `UsageError`, and `NotPlayable` for a bank with errors.
    """
    readings = {file: read_bank(file) for file in files}
    for file, reading in readings.items():
        # Without a source there is nothing to compare; its bank says why it cannot be read.
        if not reading.sources:
            sound(reading, file)
    texts: dict[Path, str] = {}
    for words in given:
        path, text = _given(words, readings)
        if path in texts:
            raise UsageError(f"two texts are given for one source; “{words}” is the second")
        texts[path] = text
    found: list[Drift] = []
    for file, reading in readings.items():
        if any(source.path in texts for source in reading.sources.values()):
            found += _drift(file, reading, texts, before)
    return found


def _drift(file: Path, reading: BankReading, texts: Texts, before: bool) -> tuple[Drift, ...]:
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
        bank = sound(read_bank(file, instead=texts), file)
    except NotPlayable as error:
        raise NotPlayable(f"with the text as it was: {error}") from error
    return drift(bank, reading.sources)


def _given(words: str, readings: Readings) -> tuple[Path, str]:
    """Return the path of the source that is meant, and its other text."""
    name, equals, file = words.partition("=")
    if not equals or os.path.exists(words):
        name, file = "", words
    path = _source(name, readings)
    try:
        return path, read_text(Path(file), MAX_BYTES)
    except Unreadable as error:
        raise UsageError(f"“{file}” {error}") from error


def _source(name: str, readings: Readings) -> Path:
    """Return the path of the one source of a name or path, or of the only one there is."""
    named = [each for reading in readings.values() for each in reading.sources.items()]
    known = ", ".join(dict.fromkeys(f"“{each}”" for each, _ in named))
    resolved = os.path.realpath(name)
    paths = {
        source.path for each, source in named if name in ("", each) or str(source.path) == resolved
    }
    if not paths:
        raise UsageError(f"no bank has a source “{name}”; they have {known or 'none'}")
    if len(paths) > 1:
        how = f"“{name}” names several sources: write PATH=FILE" if name else "write NAME=FILE"
        raise UsageError(f"{how}; the sources are {known}")
    return paths.pop()
