"""Whether there is a screen to show an app on."""

import os
import sys


def has_screen() -> bool:
    """Say whether a full-screen app can work: a terminal at all ends that is not a dumb one."""
    # The app paints on standard error.
    ends = (sys.stdin, sys.stdout, sys.stderr)
    if any(end is None or not end.isatty() for end in ends):
        return False
    return os.environ.get("TERM", "") not in ("dumb", "")
