"""Runs every command that takes a bank on one that was found sound."""

import io
import sys
from contextlib import ExitStack, redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

from quiz.cli import main
from quiz.convert.formats import export_formats

ANSWERS = (":answer\n", "1\n", "a b; 2\n", "true\n", "x\ny\nz\n", ":hint\n:skip\n", "1 2 3 4 5 6\n")


def run(*arguments: str, typed: str = "") -> tuple[int, str]:
    """Return the exit code of a command, and what it printed on both outputs."""
    output = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with ExitStack() as stack:
        stack.enter_context(patch.object(sys, "stdin", io.StringIO(typed)))
        stack.enter_context(redirect_stdout(output))
        stack.enter_context(redirect_stderr(output))
        code = main(arguments)
        output.flush()
    return code, output.buffer.getvalue().decode("utf-8", "replace")


def use(bank: Path, folder: Path) -> list[str]:
    """Return the commands that fail on a sound bank; one that raises is not caught."""
    name = str(bank)
    data = ["--data-dir", str(folder / "data")]
    failed = []
    commands = [
        ["play", name, "--plain", "--seed", "1", *data],
        ["play", name, "--plain", "--mode", "exam", "--seed", "1", *data],
        ["print", name, "--format", "html", "--parts", "questions,key,source"],
        ["regrade", name, *data],
    ]
    commands += [["export", name, "--to", each] for each in export_formats()]
    if "\nsources:" in bank.read_text(encoding="utf-8", errors="replace"):
        commands += [["map", name, *data], ["coverage", name], ["coverage", name, "--format=json"]]
        commands += [["coverage", name, "--format", "html"]]
    for command in commands:
        code, printed = run(*command, typed="".join(ANSWERS) * 20)
        if code:
            failed.append(f"{code}: {' '.join(command)}: {printed[-200:]}")
    return failed
