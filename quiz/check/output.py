"""The output of `quiz check`: text, JSON, SARIF, and annotations for GitHub."""

from collections.abc import Iterator, Sequence
from os.path import isabs
from pathlib import Path
from urllib.parse import quote

from quiz import __version__
from quiz.check.engine import Findings
from quiz.check.rules import RULES
from quiz.model.problem import Change, Problem, Severity
from quiz.text.cleaning import clean_line
from quiz.text.formatting import cells, counted

WIDTH = 100
"""Characters of an offending line that are shown around the caret."""


def as_data(findings: Findings) -> dict[str, object]:
    """Return the findings as the JSON that `quiz check --format json` prints."""
    return {
        "files": findings.files,
        "questions": findings.questions,
        "quotes": findings.quotes,
        "rules": len(findings.rules),
        "problems": [
            {
                "path": problem.path,
                "line": problem.position.line,
                "column": problem.position.column,
                "severity": problem.severity.value,
                "rule": problem.rule,
                "message": clean_line(problem.message),
            }
            for problem in findings.problems
        ],
    }


def as_lines(findings: Findings) -> Iterator[str]:
    """Yield the findings line by line: each problem with its line and a caret, then the count."""
    split: dict[str, list[str]] = {}
    for problem in findings.problems:
        yield clean_line(str(problem))
        if problem.path in findings.texts:
            # Once for a file: it may have thousands of problems and millions of lines.
            if problem.path not in split:
                split[problem.path] = lines_of(findings.texts[problem.path])
            yield from excerpt(problem, split[problem.path])
        yield from comparison_lines(problem.comparison)
    yield summary(findings)


def summary(findings: Findings) -> str:
    """Return one line: how much was checked and what was found."""
    checked = ", ".join(
        (
            counted(findings.files, "file"),
            counted(findings.questions, "question"),
            counted(findings.quotes, "quote"),
            counted(len(findings.rules), "rule"),
        )
    )
    found = [
        counted(findings.count(Severity.ERROR), "error"),
        counted(findings.count(Severity.WARNING), "warning"),
    ]
    infos = findings.count(Severity.INFO)
    if infos:
        found.append(counted(infos, "info"))
    return f"{checked} checked: {', '.join(found)}"


_ANNOTATIONS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def as_annotations(findings: Findings) -> Iterator[str]:
    """Yield workflow commands of GitHub Actions, one for each problem, then the count.

    Source: docs.github.com, “Workflow commands for GitHub Actions”.
    """
    for problem in findings.problems:
        line, column = problem.position
        place = f"file={_property(problem.path)},line={line},col={column}"
        level = _ANNOTATIONS[problem.severity]
        message = clean_line(problem.message).replace("%", "%25")
        yield f"::{level} {place},title={_property(problem.rule)}::{message}"
    yield summary(findings)


def _property(text: str) -> str:
    """Return a text as the value of a property: per cent, colon and comma are written by number."""
    # “::” and “,” end a property; the message after them may hold both.
    escaped = clean_line(text).replace("%", "%25")
    return escaped.replace(":", "%3A").replace(",", "%2C")


def lines_of(text: str) -> list[str]:
    """Return the lines as positions count them: nothing but CR LF and LF ends one."""
    return text.replace("\r\n", "\n").split("\n")


def excerpt(problem: Problem, lines: Sequence[str], width: int = WIDTH) -> Iterator[str]:
    """Yield the line of a problem, about `width` characters of it, and a caret below the column."""
    line, column = problem.position
    if line > len(lines):
        return
    text = lines[line - 1]
    # A long line is shown around the column, with the fault in the middle.
    start = max(0, column - 1 - width // 2) if len(text) > width else 0
    piece = clean_line(text[start : start + width])
    lead = "…" if start else ""
    tail = "…" if start + width < len(text) else ""
    yield f"{line:>6} | {lead}{piece}{tail}"
    # Cells, not characters: Chinese characters and emoji take two of them.
    yield f"       | {' ' * cells(lead + piece[: column - 1 - start])}^"


def comparison_lines(changes: tuple[Change, ...]) -> Iterator[str]:
    """Yield the quote and the nearest passage with the differing words in brackets."""
    if not changes:
        return
    # Words are separated by spaces; a comparison without any is one of characters.
    joint = " " if any(" " in change.quoted + change.source for change in changes) else ""
    quoted = (_marked(change.quoted, change) for change in changes)
    source = (_marked(change.source, change) for change in changes)
    yield f"     quote  | {_joined(quoted, joint)}"
    yield f"     source | {_joined(source, joint)}"


def _marked(words: str, change: Change) -> str:
    if change.quoted == change.source or not words:
        return words
    return f"[-{words}-]" if words == change.quoted else f"[+{words}+]"


def _joined(pieces: Iterator[str], joint: str) -> str:
    return clean_line(joint.join(piece.strip() for piece in pieces if piece.strip()))


_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def as_sarif(findings: Findings) -> dict[str, object]:
    """Return the findings as one SARIF log with one run; a rule is listed where it ran or found."""
    names = sorted(findings.rules | {problem.rule for problem in findings.problems})
    driver = {"name": "quiz", "version": __version__, "rules": [_rule(name) for name in names]}
    places = {name: number for number, name in enumerate(names)}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "properties": {
            "files": findings.files,
            "questions": findings.questions,
            "quotes": findings.quotes,
            "rules": len(findings.rules),
        },
        "results": [_result(problem, places[problem.rule]) for problem in findings.problems],
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(name: str) -> dict[str, object]:
    if name not in RULES:
        return {"id": name}
    rule = RULES[name]
    return {
        "id": name,
        "shortDescription": {"text": rule.summary},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(problem: Problem, index: int) -> dict[str, object]:
    line, column = problem.position
    # A relative reference, which viewers resolve in the repository, or a file URI.
    uri = quote(Path(problem.path).as_posix(), errors="surrogateescape")
    if isabs(problem.path):
        uri = f"file://{uri}" if uri.startswith("/") else f"file:///{uri}"
    location = {
        "artifactLocation": {"uri": uri},
        "region": {"startLine": line, "startColumn": column},
    }
    return {
        "ruleId": problem.rule,
        "ruleIndex": index,
        "level": _LEVELS[problem.severity],
        "message": {"text": clean_line(problem.message)},
        "locations": [{"physicalLocation": location}],
    }
