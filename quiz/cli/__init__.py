"""The command line: thin commands; what a command needs is imported when it runs."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module

from quiz.cli.parser import parse
from quiz.errors import QuizError

INTERRUPTED = 130
FAILED = 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code: 0, 1, 2, 3 or 130."""
    _prepare_streams()
    if sys.stdout is None:
        return _complain("the standard output is closed", FAILED)
    try:
        return _run(sys.argv[1:] if arguments is None else arguments)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _drop_output()
        return 0
    except OSError as error:
        _drop_output()
        return _complain(f"this could not be done: {error.strerror or error}", FAILED)


def _run(arguments: Sequence[str]) -> int:
    try:
        options = parse(arguments)
        module = import_module(f"quiz.cli.commands.{_module(options.command)}")
        code: int = module.run(options)
        sys.stdout.flush()
        return code
    except QuizError as error:
        from quiz.text.cleaning import clean_line

        return _complain(clean_line(str(error)), error.exit_code)


def _module(command: str) -> str:
    """Return the name of a command's module, which is no word of the language."""
    return "import_" if command == "import" else command


def _prepare_streams() -> None:
    """Stand in for closed input and errors; let bytes that an encoding lacks become “?”."""
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def _complain(message: str, code: int) -> int:
    try:
        print(f"quiz: {message}", file=sys.stderr, flush=True)
    except OSError:
        # Nobody can be told; the exit code still says it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
    return code


def _drop_output() -> None:
    """Keep the interpreter from failing again on its last flush of an output that is gone."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
