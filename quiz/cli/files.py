"""Files as they are named on a command line."""

import os
from pathlib import Path

from quiz.errors import UsageError


def named_file(name: str) -> Path:
    """Return the path of an existing file; raise `UsageError` if there is none."""
    if not os.path.lexists(name):
        raise UsageError(f"there is no file “{name}”")
    return Path(name)
