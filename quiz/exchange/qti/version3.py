"""QTI 3.0."""

from collections.abc import Sequence

from quiz.exchange.parcels import Exported, IncomingBank, Tick
from quiz.exchange.qti import reading
from quiz.exchange.qti.names import QTI_3
from quiz.exchange.qti.package import write_package
from quiz.model.bank import Bank


def write(banks: Sequence[Bank], tick: Tick) -> Exported:
    """See `Writer.write`."""
    return write_package(banks, tick, QTI_3)


def reads(data: bytes) -> bool:
    """See `Reader.reads`."""
    return reading.reads(data, new=True)


def read(data: bytes, tick: Tick) -> list[IncomingBank]:
    """See `Reader.read`."""
    return reading.read(data, tick)
