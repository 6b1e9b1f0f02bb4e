"""The command line: thin commands; what a command needs is imported when it runs."""

import sys
from collections.abc import Sequence
from importlib import import_module

from quiz.cli.parser import parse
from quiz.errors import QuizError

INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code: 0, 1, 2, 3 or 130."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        # A stream may be closed or replaced; bytes that its encoding lacks become “?”.
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
    try:
        return _run(sys.argv[1:] if arguments is None else arguments)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _drop_output()
        return 0


def _run(arguments: Sequence[str]) -> int:
    try:
        options = parse(arguments)
        module = import_module(f"quiz.cli.commands.{options.command}")
        code: int = module.run(options)
        if sys.stdout is not None:
            sys.stdout.flush()
        return code
    except QuizError as error:
        from quiz.text.cleaning import clean_line

        print(f"quiz: {clean_line(str(error))}", file=sys.stderr)
        return error.exit_code


def _drop_output() -> None:
    """Whoever read the output has gone: keep the interpreter from failing on its last flush."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
