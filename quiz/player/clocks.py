"""Where time comes from."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple


def now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


class Clocks(NamedTuple):
    """Where time comes from."""

    monotonic: Callable[[], float] = time.monotonic
    utc: Callable[[], datetime] = now
