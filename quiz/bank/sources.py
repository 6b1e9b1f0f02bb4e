"""The sources of a bank: regular text files inside the bank's own folder."""

import re
from collections import abc
from dataclasses import replace
from pathlib import Path, PurePosixPath

from quiz.bank.fields import MAX_SOURCES, SOURCE_NAME, SOURCE_PATH
from quiz.model.bank import Source
from quiz.model.problem import Position, Problem, Severity
from quiz.text.cleaning import describe_character, first_forbidden
from quiz.yaml_source.parse import Mapping, Scalar
from quiz.yaml_source.problems import ProblemLog
from quiz.yaml_source.untrusted_files import Unreadable, read_text

MAX_SOURCE_BYTES = 16_000_000
Texts = abc.Mapping[Path, str]
"""Texts of sources by the resolved path of their file."""
# Windows opens these names as devices in any folder, with any ending.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


def read_sources(
    mapping: Mapping, bank: Path, report: ProblemLog, instead: Texts
) -> tuple[dict[str, Source], bool]:
    """Return the sources that can be read, by name, and whether that is all of them.

    Problems of a path are reported at its position in the bank. A text in `instead` replaces the
    content of the file at its path.
    """
    sources: dict[str, Source] = {}
    if len(mapping.entries) > MAX_SOURCES:
        report.error(mapping.position, "too-many", f"a bank has at most {MAX_SOURCES} sources")
        return sources, False
    for name, node in mapping.entries.items():
        # The names are keys of the author's own, so they are read as values, for the same checks.
        key = Scalar(name, True, mapping.keys[name])
        path = SOURCE_PATH.read(node, report, name)
        if SOURCE_NAME.read(key, report, "source name") is None or path is None:
            continue
        assert isinstance(node, Scalar)
        source = _read_source(name, path, bank, report, node.position)
        if source is not None:
            text = instead.get(source.path, source.text)
            sources[name] = replace(source, text=text)
    return sources, len(sources) == len(mapping.entries)


def _read_source(
    name: str, written: str, bank: Path, report: ProblemLog, at: Position
) -> Source | None:
    fault = path_fault(written)
    if fault:
        report.error(at, "source-path", f"“{written}” {fault}")
        return None
    folder = bank.parent
    try:
        # Links are followed before the comparison: one inside could lead to any file outside.
        path = (folder / written).resolve(strict=True)
        inside = path.is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):
        report.error(at, "source-missing", f"there is no “{written}” in the bank's folder")
        return None
    if not inside:
        report.error(at, "source-path", f"“{written}” is outside the bank's folder")
        return None
    try:
        text = read_text(path, MAX_SOURCE_BYTES)
    except Unreadable as error:
        report.error(at, "source-unreadable", f"“{written}” {error}")
        return None
    if path == bank.resolve():
        report.warning(at, "source-is-bank", "the bank quotes itself, which proves nothing")
    _warn_of_characters(text, str(folder / written), report)
    return Source(name, path, text)


def source_files(mapping: Mapping | None, bank: Path) -> tuple[Path, ...]:
    """Return the paths of the sources that a bank may have, whether they exist or not."""
    nodes = mapping.entries.values() if mapping is not None else ()
    written = [node.value for node in nodes if isinstance(node, Scalar)]
    # No file has a name with this character; the system would refuse it loudly.
    fit = [each for each in written if "\0" not in each and not path_fault(each)]
    return tuple(bank.parent / each for each in fit[:MAX_SOURCES])


def path_fault(written: str) -> str:
    """Return why a path may not be followed, or nothing."""
    parts = PurePosixPath(written).parts
    # A drive letter (C:) and a scheme (https:) look the same, and neither may be followed.
    if written.startswith(("/", "~", "\\")) or re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", written):
        return "is not a path relative to the bank"
    if "\\" in written:
        return "contains a backslash: separate folders with “/”"
    if ".." in parts:
        return "is outside the bank's folder"
    if any(_DEVICE.fullmatch(part) for part in parts):
        return "is the name of a device"
    return ""


def _warn_of_characters(text: str, path: str, report: ProblemLog) -> None:
    """Warn about the first character that will be shown as a replacement."""
    # CR LF is a line end; replaced by two characters, so that offsets stay true.
    found = first_forbidden(text.replace("\r\n", "\n\n"))
    if found is None:
        return
    line = text.count("\n", 0, found) + 1
    column = found - text.rfind("\n", 0, found)
    report.problems.append(
        Problem(
            path,
            Position(line, column),
            Severity.WARNING,
            "source-character",
            f"{describe_character(text[found])} cannot be shown and is replaced",
        )
    )
