"""QTI 2.x, written as 2.1."""

from collections.abc import Sequence

from quiz.exchange.parcels import Exported, IncomingBank, Tick
from quiz.exchange.qti import reading
from quiz.exchange.qti.names import QTI_2
from quiz.exchange.qti.package import write_package
from quiz.model.bank import Bank


def write(banks: Sequence[Bank], tick: Tick) -> Exported:
    """Return the banks in the format, with what was lost or left out."""
    return write_package(banks, tick, QTI_2)


def reads(data: bytes) -> bool:
    """Check whether a file is in the format."""
    return reading.reads(data, new=False)


def read(data: bytes, tick: Tick) -> list[IncomingBank]:
    """Return the banks in a file; raise `BadFile` if none of it can be read."""
    return reading.read(data, tick)
