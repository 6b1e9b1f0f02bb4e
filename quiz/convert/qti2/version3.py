"""QTI 3.0, read and written."""

from collections.abc import Sequence

from quiz.convert.model import Exported, ImportedBank, ProgressCallback
from quiz.convert.qti2 import package_reader
from quiz.convert.qti2.markup import QTI_3
from quiz.convert.qti2.writer import write_package
from quiz.model.bank import Bank


def write(banks: Sequence[Bank], tick: ProgressCallback) -> Exported:
    """Return the banks in the format, with the losses and the skipped questions."""
    return write_package(banks, tick, QTI_3)


def reads(data: bytes) -> bool:
    """Check whether a file is in the format."""
    return package_reader.reads(data, new=True)


def read(data: bytes, tick: ProgressCallback) -> list[ImportedBank]:
    """Return the banks in a file; raise `BadFile` if none of it can be read."""
    return package_reader.read(data, tick)
