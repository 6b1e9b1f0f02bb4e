"""QTI 2.x: read in all its versions, written as 2.1."""

from collections.abc import Sequence

from quiz.convert.model import Exported, ImportedBank, ProgressCallback
from quiz.convert.qti2 import package_reader
from quiz.convert.qti2.markup import QTI_2
from quiz.convert.qti2.writer import write_package
from quiz.model.bank import Bank


def write(banks: Sequence[Bank], tick: ProgressCallback) -> Exported:
    """Return the banks in the format, with the losses and the skipped questions."""
    return write_package(banks, tick, QTI_2)


def reads(data: bytes) -> bool:
    """Check whether a file is in the format."""
    return package_reader.reads(data, new=False)


def read(data: bytes, tick: ProgressCallback) -> list[ImportedBank]:
    """Return the banks in a file; raise `BadFile` if none of it can be read."""
    return package_reader.read(data, tick)
