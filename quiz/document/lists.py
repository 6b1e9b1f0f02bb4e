"""Lists: several values of one shape, or one alone that stands for a list."""

from collections.abc import Sequence as AbstractSequence
from typing import Generic, TypeVar

from quiz.document.nodes import Node, Scalar, Sequence
from quiz.document.report import Report
from quiz.document.shapes import Schema, Shape, written_as, wrong_type

T = TypeVar("T")

_SHORT = 3
"""Pieces of at most so many words are taken for entries of a list."""


class ListOf(Generic[T]):
    """A list of one shape; where `single` is set, one value stands for a list of one."""

    def __init__(
        self, shape: Shape[T], least: int = 0, most: int = 1000, single: bool = False
    ) -> None:
        self._shape = shape
        self._least = least
        self._most = most
        self._single = single
        self.expected = f"a list, each entry {shape.expected}"

    def read(self, node: Node, report: Report, name: str) -> tuple[T, ...] | None:
        """Return the values, None when any entry is wrong; see `Shape.read`."""
        if type(node) is not Sequence:
            if not self._single or (type(node) is Scalar and not node.value and node.plain):
                wrong_type(node, report, name, self.expected, _as_list(node))
                return None
            value = self._shape.read(node, report, name)
            if value is None:
                return None
            self._warn_of_commas(node, report, name)
            return (value,)
        if len(node.items) < self._least:
            report.error(
                node.position, "too-few", f"“{name}” needs at least {_entries(self._least)}"
            )
            return None
        if len(node.items) > self._most:
            report.error(
                node.position,
                "too-many",
                f"“{name}” has {len(node.items)} entries; the most is {self._most}",
            )
            return None
        return _all_or_none([self._shape.read(item, report, name) for item in node.items])

    def _warn_of_commas(self, node: Node, report: Report, name: str) -> None:
        written = _as_list(node)
        if written:
            report.warning(
                node.position,
                "one-entry",
                f"“{name}” is one entry with a comma{written}; if it is one, put it in quotes",
            )

    def schema(self) -> Schema:
        entry = self._shape.schema()
        sizes = {"minItems": self._least, "maxItems": self._most}
        several = {"type": "array", "items": entry, **sizes}
        return written_as(several, entry, "array") if self._single else several


def _as_list(node: Node) -> str:
    """Return how a plain text of a few short pieces with commas is written as a list, if it is."""
    if type(node) is not Scalar or not node.plain or ", " not in node.value:
        return ""
    pieces = node.value.split(", ")
    if not all(0 < len(piece.split()) <= _SHORT for piece in pieces):
        return ""
    return f": for several write [{', '.join(pieces)}]"


def _entries(count: int) -> str:
    return "1 entry" if count == 1 else f"{count} entries"


def _all_or_none(values: AbstractSequence[T | None]) -> tuple[T, ...] | None:
    kept = tuple(value for value in values if value is not None)
    return kept if len(kept) == len(values) else None
