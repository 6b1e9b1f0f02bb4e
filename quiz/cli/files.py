"""Files as they are named on a command line."""

import os
from pathlib import Path

from quiz.errors import QuizError, UsageError


def named_file(name: str) -> Path:
    """Return the path of something that exists; raises `UsageError` when nothing does."""
    if not os.path.lexists(name):
        raise UsageError(f"there is no file “{name}”")
    return Path(name)


def write_file(path: Path, text: str, *, replace: bool = False) -> None:
    """Write a file in UTF-8; a new one is there whole or not at all.

    Raises `UsageError` when it exists, unless it is to be replaced, and `QuizError` when writing
    fails.
    """
    mode = "w" if replace else "x"
    try:
        file = path.open(mode, encoding="utf-8", newline="\n")
    except FileExistsError:
        raise UsageError(f"“{path}” exists already and is left as it is") from None
    except OSError as error:
        raise _unwritten(path, error) from error
    try:
        with file:
            file.write(text)
    except OSError as error:
        path.unlink()
        raise _unwritten(path, error) from error


def _unwritten(path: Path, error: OSError) -> QuizError:
    return QuizError(f"“{path}” could not be written: {error.strerror or error}")
