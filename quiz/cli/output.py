"""What commands print as JSON, and what they write to a file that is asked for."""

import os
import sys
from collections.abc import Sequence
from pathlib import PurePath

from quiz.errors import QuizError, UsageError
from quiz.text.cleaning import is_plain


def as_json(data: object) -> str:
    """Return JSON that any terminal may be shown and any output can hold.

    Characters stand for themselves unless one could act on a terminal, or the output is not in
    UTF-8: then all beyond ASCII are escaped.
    """
    import json

    text = json.dumps(data, ensure_ascii=False, indent=2)
    encoding = (getattr(sys.stdout, "encoding", None) or "ascii").lower().replace("-", "")
    return text if encoding == "utf8" and is_plain(text) else json.dumps(data, indent=2)


_ENDINGS = {"htm": "html", "txt": "text"}


def format_for(given: str | None, file: str | None, formats: Sequence[str]) -> str:
    """Return the format given, else the one that the ending of a file names, else the first.

    Raises `UsageError` when the ending names another than the one given.
    """
    ending = PurePath(file or "").suffix.lower().removeprefix(".")
    named = _ENDINGS.get(ending, ending)
    if given is not None and named in formats and named != given:
        raise UsageError(f"“{file}” is named as {named}, but --format is {given}: say one of both")
    return given or (named if named in formats else formats[0])


def put_out(text: str, file: str | None) -> None:
    """Print `text`, or write it to a new file, in UTF-8; see `write_new`."""
    if file is None:
        sys.stdout.write(text)
    else:
        write_new(text.encode("utf-8"), file)


def write_new(data: bytes, file: str) -> None:
    """Write a new file, which holds all of the data or is gone again.

    Raises `UsageError` when there is something of that name, `QuizError` when it cannot be written.
    """
    try:
        output = open(file, "xb")
    except FileExistsError:
        raise _existing(file) from None
    except (OSError, ValueError) as error:
        raise _unwritable(file, error) from error
    try:
        with output:
            output.write(data)
    except BaseException as error:
        os.unlink(file)
        if isinstance(error, OSError):
            raise _unwritable(file, error) from error
        raise


def foresee(file: str) -> None:
    """Raise, before long work, what `write_new` would where the file or its folder forbids it."""
    if os.path.lexists(file):
        raise _existing(file)
    if not os.path.isdir(os.path.dirname(file) or "."):
        raise QuizError(f"“{file}” cannot be written: there is no such folder: make it first")


def _existing(file: str) -> UsageError:
    return UsageError(f"“{file}” exists already: name a new file, or remove it first")


def _unwritable(file: str, error: OSError | ValueError) -> QuizError:
    reason = error.strerror if isinstance(error, OSError) else error
    return QuizError(f"“{file}” cannot be written: {reason}")
