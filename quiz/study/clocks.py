"""The clocks of the app, which tests replace."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple


def now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


def through_sleep() -> float:
    """Return monotonic seconds that also count while the computer sleeps, where it can tell."""
    # On Linux time.monotonic stops during sleep, but the time limit of an exam must not.
    boottime = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boottime is None else time.clock_gettime(boottime)


class Clocks(NamedTuple):
    """The sources of time."""

    monotonic: Callable[[], float] = time.monotonic
    utc: Callable[[], datetime] = now
    hall: Callable[[], float] = through_sleep
    """The clock of exams."""
