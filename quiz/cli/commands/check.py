"""`quiz check`: what is wrong with banks, and how much was checked."""

from argparse import Namespace

from quiz.check.runner import Findings, check_paths


def run(options: Namespace) -> int:
    """Print the findings; return 0, or 1 when the check fails."""
    # Programs choose for themselves what to leave out.
    info = options.info or options.format in ("json", "sarif")
    findings = check_paths(options.paths, info)
    print(_printed(findings, options.format))
    return 1 if findings.failed(options.strict) else 0


def _printed(findings: Findings, form: str) -> str:
    from quiz.check import render
    from quiz.cli.output import as_json

    if form == "json":
        return as_json(render.as_data(findings))
    if form == "sarif":
        from quiz.check.sarif import as_sarif

        return as_json(as_sarif(findings))
    lines = render.as_annotations if form == "github" else render.as_lines
    return "\n".join(lines(findings))
