"""`quiz check`: report what is wrong with banks, and how much was checked."""

import argparse
from argparse import Namespace

from quiz.check.engine import Findings, check_paths

HELP = """\
examples:
  quiz check questions
  quiz check my-bank.yaml --strict
  quiz check questions --info
  quiz check questions --format sarif > quiz.sarif

docs/rules.md describes each rule and how to fix what it finds. A bank can change the severity of
a rule (“rules: {key-longest: info}”), or allow a single case and give a reason.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("paths", metavar="PATH", nargs="+", help="a bank or a folder of banks")
    parser.add_argument(
        "--format",
        choices=("text", "json", "sarif", "github"),
        default="text",
        help="output format: text (default), json, sarif, or github (annotations)",
    )
    parser.add_argument("--strict", action="store_true", help="fail on warnings too")
    parser.add_argument("--info", action="store_true", help="show minor hints too; they never fail")


def run(options: Namespace) -> int:
    """Print the findings; return 0, or 1 when the check fails."""
    # Programs filter the findings themselves.
    info = options.info or options.format in ("json", "sarif")
    findings = check_paths(options.paths, info)
    print(_printed(findings, options.format))
    return 1 if findings.failed(options.strict) else 0


def _printed(findings: Findings, format_: str) -> str:
    from quiz.check import output
    from quiz.cli.output import as_json

    if format_ == "json":
        return as_json(output.as_data(findings))
    if format_ == "sarif":
        return as_json(output.as_sarif(findings))
    lines = output.as_annotations if format_ == "github" else output.as_lines
    return "\n".join(lines(findings))
