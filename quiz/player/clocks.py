"""Where time comes from."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple


def now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


def through_sleep() -> float:
    """Return seconds that never run back, and pass while the computer sleeps if that is known."""
    # On Linux the usual clock stands still meanwhile, which an exam's must not.
    boottime = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boottime is None else time.clock_gettime(boottime)


class Clocks(NamedTuple):
    """Where time comes from."""

    monotonic: Callable[[], float] = time.monotonic
    utc: Callable[[], datetime] = now
    hall: Callable[[], float] = through_sleep
    """The clock of exams."""
