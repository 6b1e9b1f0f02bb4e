"""The parts of a bank's text with where each starts and ends, also of a text that is half typed.

Positions are offsets in characters of the text as the editor holds it.
"""

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

import yaml

from quiz.yaml_source.parse import MAX_NODES, Parser, one_for_one, recovered

MOST_LEVELS = 50
BYTE_ORDER_MARK = "\ufeff"
Path = tuple[str | None, ...]
"""Keys from the root to a part; None stands for an entry of a list."""


class Part:
    """A text, a list or a group of keys."""

    __slots__ = ("above", "below", "end", "form", "key", "plain", "start", "value")

    def __init__(
        self,
        form: Literal["text", "list", "group"],
        start: int,
        end: int,
        above: "Part | None",
        key: "Part | None" = None,
    ) -> None:
        self.form = form
        self.start = start
        self.end = end
        self.above = above
        self.key = key
        """The key under which it stands; a text."""
        self.below: list[Part] = []
        """What a list or a group holds, in order."""
        self.value = ""
        """What a text says."""
        self.plain = True
        """Whether a text stands without quotes."""

    def get(self, name: str) -> "Part | None":
        """Return what stands under a key of a group, None where there is none."""
        return next((each for each in self.below if each.key and each.key.value == name), None)

    def said(self, name: str) -> str:
        """Return the text under a key, empty where there is none."""
        part = self.get(name)
        return part.value if part is not None else ""

    @property
    def path(self) -> Path:
        """The keys from the root to this part."""
        steps: list[str | None] = []
        part: Part = self
        while part.above is not None:
            steps.append(part.key.value if part.key else None)
            part = part.above
        return tuple(reversed(steps))

    def walk(self) -> "Iterator[Part]":
        """Yield this part and all below it, in order."""
        rest = [self]
        while rest:
            part = rest.pop()
            yield part
            rest.extend(reversed(part.below))


class Place(NamedTuple):
    """What stands at an offset."""

    part: Part
    on_key: bool
    """Whether it is the part's key that stands there."""


class Outline(NamedTuple):
    """The parts of a text."""

    root: Part
    whole: bool
    """Whether the text is YAML throughout."""

    @property
    def questions(self) -> list[Part]:
        """The questions, each a group."""
        found = self.root.get("questions")
        return [each for each in found.below if each.form == "group"] if found else []

    def at(self, offset: int) -> Place:
        """Return the innermost part at an offset."""
        part = self.root
        while True:
            for each in part.below:
                if each.key is not None and each.key.start <= offset <= each.key.end:
                    return Place(each, True)
                if each.start <= offset <= each.end:
                    part = each
                    break
            else:
                return Place(part, False)

    def question_of(self, part: Part) -> Part | None:
        """Return the question in which a part stands."""
        while part.above is not None:
            if part.path == ("questions", None):
                return part
            part = part.above
        return None


def outline(text: str) -> Outline:
    """Return the parts of a text; of one that is not YAML, those that can be recovered."""
    lead = len(BYTE_ORDER_MARK) if text.startswith(BYTE_ORDER_MARK) else 0
    root = Part("group", lead, len(text), None)
    if _build(one_for_one(text[lead:]), lead, root):
        return Outline(root, True)
    root.below.clear()
    _build(recovered(text[lead:]).text, lead, root)
    return Outline(root, False)


def _build(text: str, lead: int, into: Part) -> bool:
    """Add the parts of a piece of YAML to what it stands in; say whether it is YAML throughout.

    The root of the piece gives what it holds to `into` when it is of the same form.
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
    def __init__(self, text: str, lead: int, into: Part) -> None:
        self._text = text
        self._lead = lead
        self._into = into
        self._open: list[Part] = []
        self._keys: list[Part | None] = []

    def run(self, parser: Any) -> bool:
        """Take in the events of a parser; say whether that was all of one document."""
        for _ in range(min(MAX_NODES, 50_000 + len(self._text) // 10)):
            event = parser.get_event()
            if event is None or isinstance(event, yaml.StreamEndEvent):
                return True
            if isinstance(event, (yaml.ScalarEvent, yaml.AliasEvent)):
                self._scalar(event)
            elif isinstance(event, yaml.CollectionStartEvent):
                if len(self._open) > MOST_LEVELS:
                    return False
                self._start(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                self._end(event)
        return False

    def close(self) -> None:
        """End what the text leaves open."""
        while self._open:
            self._end(None)

    def _scalar(self, event: Any) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        end = start + len(self._text[start:end].rstrip())
        part = Part("text", start + self._lead, end + self._lead, None)
        part.value = getattr(event, "value", "")
        part.plain = not getattr(event, "style", "")
        if self._open and self._open[-1].form == "group" and self._keys[-1] is None:
            self._keys[-1] = part
        else:
            self._add(part)

    def _start(self, event: Any) -> None:
        group = isinstance(event, yaml.MappingStartEvent)
        at = event.start_mark.index + self._lead
        into = self._into
        if not self._open and into.form == ("group" if group else "list"):
            part = into
        else:
            part = Part("group" if group else "list", at, at, None)
            self._add(part)
        self._open.append(part)
        self._keys.append(None)

    def _end(self, event: Any) -> None:
        part = self._open.pop()
        self._keys.pop()
        if part is self._into:
            return
        if part.below:
            part.end = max(part.end, part.below[-1].end)
        if event is not None and self._text[event.start_mark.index :][:1] in ("]", "}"):
            part.end = event.end_mark.index + self._lead

    def _add(self, part: Part) -> None:
        """Put a part where it stands; what stands in no list and no group is dropped."""
        if not self._open:
            return
        part.above = self._open[-1]
        if part.above.form == "group":
            part.key = self._keys[-1]
            self._keys[-1] = None
            if part.key is None:
                return
            part.key.above = part.above
        part.above.below.append(part)
