"""Detection of a terminal that can show the app."""

import os
import sys


def has_screen() -> bool:
    """Return whether all standard streams are a terminal, and not a dumb one."""
    # The app paints on standard error.
    ends = (sys.stdin, sys.stdout, sys.stderr)
    if any(end is None or not end.isatty() for end in ends):
        return False
    return os.environ.get("TERM", "") not in ("dumb", "")
