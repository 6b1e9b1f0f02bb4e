"""The nodes of a YAML document; every scalar is text, every node knows where it starts."""

from collections.abc import Iterator
from collections.abc import Mapping as AbstractMapping
from typing import Any, NamedTuple, Protocol

from quiz.model.problem import Position


class Mark(Protocol):
    """A place as PyYAML gives it: line and column count from 0."""

    @property
    def line(self) -> int:
        """The line."""

    @property
    def column(self) -> int:
        """The column, in characters."""


def position(mark: Mark) -> Position:
    """Return a mark as a position, which counts from 1."""
    return Position(mark.line + 1, mark.column + 1)


class _Origin(NamedTuple):
    line: int = 0
    column: int = 0


ORIGIN: Mark = _Origin()
"""The mark of nodes that were not read from a file."""


class Scalar:
    """A text; `plain` when it stood without quotes and was not a block."""

    __slots__ = ("mark", "plain", "value")

    def __init__(self, value: str, plain: bool, mark: Mark) -> None:
        self.value = value
        self.plain = plain
        self.mark = mark

    @property
    def position(self) -> Position:
        """Where the node starts."""
        return position(self.mark)


class Sequence:
    """A list of nodes; `flow` when it stood in brackets."""

    __slots__ = ("flow", "items", "mark")

    def __init__(self, mark: Mark, flow: bool = False) -> None:
        self.items: list[Node] = []
        self.flow = flow
        self.mark = mark

    @property
    def position(self) -> Position:
        """Where the node starts."""
        return position(self.mark)


class Mapping:
    """Keys and nodes, in the order written; `keys` holds where each key stands."""

    __slots__ = ("entries", "keys", "mark")

    def __init__(self, mark: Mark) -> None:
        self.entries: dict[str, Node] = {}
        self.keys: dict[str, Mark] = {}
        self.mark = mark

    @property
    def position(self) -> Position:
        """Where the node starts."""
        return position(self.mark)

    def key_position(self, name: str) -> Position:
        """Return where a key stands."""
        return position(self.keys[name])


Node = Scalar | Sequence | Mapping


def parted(node: Sequence) -> Iterator[Position]:
    """Yield where the texts of a list start that commas part from others in brackets."""
    if node.flow and len(node.items) > 1:
        texts = [item for item in node.items if isinstance(item, Scalar)]
        yield from (text.position for text in texts if text.plain)


def from_data(data: Any) -> Node:
    """Return nodes for texts, lists and mappings; raises TypeError for anything else."""
    if isinstance(data, str):
        return Scalar(data, True, ORIGIN)
    if isinstance(data, list):
        sequence = Sequence(ORIGIN)
        sequence.items = [from_data(item) for item in data]
        return sequence
    if isinstance(data, AbstractMapping):
        mapping = Mapping(ORIGIN)
        mapping.entries = {str(key): from_data(value) for key, value in data.items()}
        mapping.keys = dict.fromkeys(mapping.entries, ORIGIN)
        return mapping
    raise TypeError(f"no node for {type(data).__name__}")
