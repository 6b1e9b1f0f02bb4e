"""Findings as SARIF 2.1.0 (OASIS), which code-scanning services and editors read."""

from os.path import isabs
from pathlib import Path
from urllib.parse import quote

from quiz import __version__
from quiz.check.rules import RULES
from quiz.check.runner import Findings
from quiz.model.problem import Problem, Severity
from quiz.text.cleaning import clean_line

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
    location = {
        "artifactLocation": {"uri": _uri(problem.path)},
        "region": {"startLine": line, "startColumn": column},
    }
    return {
        "ruleId": problem.rule,
        "ruleIndex": index,
        "level": _LEVELS[problem.severity],
        "message": {"text": clean_line(problem.message)},
        "locations": [{"physicalLocation": location}],
    }


def _uri(path: str) -> str:
    """Return a path as a relative reference, or as a file URI where it is absolute."""
    escaped = quote(Path(path).as_posix(), errors="surrogateescape")
    if not isabs(path):
        return escaped
    return f"file://{escaped}" if escaped.startswith("/") else f"file:///{escaped}"
