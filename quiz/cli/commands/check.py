"""`quiz check`: what is wrong with banks, and how much was checked."""

from argparse import Namespace

from quiz.check.render import as_data, as_lines
from quiz.check.runner import check_paths


def run(options: Namespace) -> int:
    """Print the findings; return 0, or 1 when the check fails."""
    findings = check_paths(options.paths)
    if options.format == "json":
        from quiz.cli.output import as_json

        print(as_json(as_data(findings)))
    else:
        print("\n".join(as_lines(findings)))
    return 1 if findings.failed(options.strict) else 0
