"""The outline of a bank's text: its nodes with their offsets, also of half-typed text.

Offsets count characters of the text as the editor holds it.
"""

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

import yaml

from quiz.yaml_source.parse import MAX_NODES, Parser, one_for_one, recover

MAX_LEVELS = 50
BYTE_ORDER_MARK = "\ufeff"
Path = tuple[str | None, ...]
"""Keys from the root to a node; None for an entry of a list."""


class OutlineNode:
    """A text, a list or a group of keys."""

    __slots__ = ("children", "end", "form", "key", "parent", "plain", "start", "value")

    def __init__(
        self,
        form: Literal["text", "list", "group"],
        start: int,
        end: int,
        parent: "OutlineNode | None",
        key: "OutlineNode | None" = None,
    ) -> None:
        self.form = form
        self.start = start
        self.end = end
        self.parent = parent
        self.key = key
        """The key of the node, itself a text node."""
        self.children: list[OutlineNode] = []
        """The nodes in a list or a group, in order."""
        self.value = ""
        """The value of a text."""
        self.plain = True
        """Whether a text is written without quotation marks."""

    def get(self, name: str) -> "OutlineNode | None":
        """Return the node under a key of a group, or None."""
        return next((each for each in self.children if each.key and each.key.value == name), None)

    def text_of(self, name: str) -> str:
        """Return the text under a key; empty if there is none."""
        node = self.get(name)
        return node.value if node is not None else ""

    @property
    def path(self) -> Path:
        """The keys from the root to this node."""
        steps: list[str | None] = []
        node: OutlineNode = self
        while node.parent is not None:
            steps.append(node.key.value if node.key else None)
            node = node.parent
        return tuple(reversed(steps))

    def walk(self) -> "Iterator[OutlineNode]":
        """Yield this node and all below it, in order."""
        # Without recursion: a hostile text may nest deeper than Python's stack.
        rest = [self]
        while rest:
            node = rest.pop()
            yield node
            rest.extend(reversed(node.children))


class NodeAtOffset(NamedTuple):
    """The node at an offset."""

    node: OutlineNode
    on_key: bool
    """Whether the offset is in the node's key."""


class Outline(NamedTuple):
    """The nodes of a text as a tree."""

    root: OutlineNode
    whole: bool
    """Whether all of the text is valid YAML."""

    @property
    def questions(self) -> list[OutlineNode]:
        """The questions, each a group."""
        found = self.root.get("questions")
        return [each for each in found.children if each.form == "group"] if found else []

    def at(self, offset: int) -> NodeAtOffset:
        """Return the innermost node at an offset."""
        node = self.root
        while True:
            for each in node.children:
                if each.key is not None and each.key.start <= offset <= each.key.end:
                    return NodeAtOffset(each, True)
                # The end counts: the cursor behind the last character is still in the text.
                if each.start <= offset <= each.end:
                    node = each
                    break
            else:
                return NodeAtOffset(node, False)

    def question_of(self, node: OutlineNode) -> OutlineNode | None:
        """Return the question that holds a node, or None."""
        while node.parent is not None:
            if node.path == ("questions", None):
                return node
            node = node.parent
        return None

    def kind_of(self, node: OutlineNode) -> str:
        """Return the type of the question that holds a node; empty if there is none."""
        question = self.question_of(node)
        return question.text_of("type") if question else ""


def outline(text: str) -> Outline:
    """Return the outline of a text; of invalid YAML, as much as can be recovered."""
    lead = len(BYTE_ORDER_MARK) if text.startswith(BYTE_ORDER_MARK) else 0
    root = OutlineNode("group", lead, len(text), None)
    # Most texts are valid: only others are worth the attempts to save parts of them.
    if _build(one_for_one(text[lead:]), lead, root):
        return Outline(root, True)
    root.children.clear()
    _build(recover(text[lead:]).text, lead, root)
    return Outline(root, False)


def _build(text: str, lead: int, into: OutlineNode) -> bool:
    """Add the nodes of a piece of YAML to `into`; return whether all of it is valid.

    If the root of the piece is of the same form as `into`, its children become those of `into`.
    """
    parser = Parser(text)
    builder = _Builder(text, lead, into)
    try:
        return builder.run(parser)
    except yaml.YAMLError:
        return False
    finally:
        parser.dispose()
        builder.close()


class _Builder:
    def __init__(self, text: str, lead: int, into: OutlineNode) -> None:
        self._text = text
        self._lead = lead
        self._into = into
        self._open: list[OutlineNode] = []
        self._keys: list[OutlineNode | None] = []

    def run(self, parser: Any) -> bool:
        """Add a node for each event of a parser; return whether the document ended properly."""
        for _ in range(min(MAX_NODES, 50_000 + len(self._text) // 10)):
            event = parser.get_event()
            if event is None or isinstance(event, yaml.StreamEndEvent):
                return True
            if isinstance(event, (yaml.ScalarEvent, yaml.AliasEvent)):
                self._scalar(event)
            elif isinstance(event, yaml.CollectionStartEvent):
                # A text that is no bank may nest without end.
                if len(self._open) > MAX_LEVELS:
                    return False
                self._start(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                self._end(event)
        return False

    def close(self) -> None:
        """End the nodes that the text leaves open."""
        while self._open:
            self._end(None)

    def _scalar(self, event: Any) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        # The parser may count the line ends after a scalar as part of it.
        end = start + len(self._text[start:end].rstrip())
        node = OutlineNode("text", start + self._lead, end + self._lead, None)
        node.value = getattr(event, "value", "")
        node.plain = not getattr(event, "style", "")
        # In a group, keys and values alternate; between them the key waits in `_keys`.
        if self._open and self._open[-1].form == "group" and self._keys[-1] is None:
            self._keys[-1] = node
        else:
            self._add(node)

    def _start(self, event: Any) -> None:
        group = isinstance(event, yaml.MappingStartEvent)
        at = event.start_mark.index + self._lead
        into = self._into
        if not self._open and into.form == ("group" if group else "list"):
            node = into
        else:
            node = OutlineNode("group" if group else "list", at, at, None)
            self._add(node)
        self._open.append(node)
        self._keys.append(None)

    def _end(self, event: Any) -> None:
        node = self._open.pop()
        self._keys.pop()
        if node is self._into:
            return
        # The parser reports the end of a block collection at the next token, too late.
        if node.children:
            node.end = max(node.end, node.children[-1].end)
        if event is not None and self._text[event.start_mark.index :][:1] in ("]", "}"):
            node.end = event.end_mark.index + self._lead

    def _add(self, node: OutlineNode) -> None:
        """Add a node to the innermost open list or group; drop it if there is none."""
        if not self._open:
            return
        node.parent = self._open[-1]
        if node.parent.form == "group":
            node.key = self._keys[-1]
            self._keys[-1] = None
            if node.key is None:
                return
            node.key.parent = node.parent
        node.parent.children.append(node)
