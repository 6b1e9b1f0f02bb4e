"""The entry point: runs one command and turns every failure into a line and an exit code."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module

from quiz.cli.args import parse
from quiz.cli.commands import module_name
from quiz.errors import QuizError

INTERRUPTED = 130
FAILED = 3
DEBUG = "QUIZ_DEBUG"
"""The environment variable that lets errors of the program itself show their traceback."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code: 0, 1, 2, 3 or 130."""
    _prepare_streams()
    if sys.stdout is None:
        return _complain("the standard output is closed", FAILED)
    _prepare_time_zone()
    try:
        return _run(sys.argv[1:] if arguments is None else arguments)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader, such as `head`, has seen enough: that is not a failure.
        _drop_output()
        return 0
    except OSError as error:
        _drop_output()
        return _complain(f"this could not be done: {error.strerror or error}", FAILED)
    except Exception as error:
        if DEBUG in os.environ:
            raise
        from quiz.text.cleaning import clean_line

        fault = clean_line(f"{type(error).__name__}: {error}")
        return _complain(
            f"this is a fault of quiz: {fault}. Please report it, with what is printed after "
            f"{DEBUG}=1 quiz …",
            FAILED,
        )


def _run(arguments: Sequence[str]) -> int:
    try:
        options = parse(arguments)
        code: int = import_module(module_name(options.command)).run(options)
        # A full disk may show only now; at exit it would be too late for an exit code.
        sys.stdout.flush()
        return code
    except QuizError as error:
        # Messages may quote file names and other text with control characters.
        from quiz.text.cleaning import clean_line

        return _complain(clean_line(str(error)), error.exit_code)


def _prepare_time_zone() -> None:
    """Show times in UTC if the variable TZ has an offset that no time zone has."""
    if "TZ" not in os.environ:
        return
    import time
    from datetime import datetime

    try:
        datetime.now().astimezone()
    except ValueError:
        _complain(f"the time zone TZ={os.environ['TZ']} does not exist: times are in UTC", FAILED)
        os.environ["TZ"] = "UTC"
        time.tzset()


def _prepare_streams() -> None:
    """Replace closed input and errors; print “?” for characters that the encoding lacks."""
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            # A console without “→” in its encoding must not end the program.
            reconfigure(errors="replace")


def _complain(message: str, code: int) -> int:
    try:
        print(f"quiz: {message}", file=sys.stderr, flush=True)
    except OSError:
        # Standard error is gone too: only the exit code can report the failure.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
    return code


def _drop_output() -> None:
    """Redirect the output to nowhere: the interpreter would fail again when it flushes at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
