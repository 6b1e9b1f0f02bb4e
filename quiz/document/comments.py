"""What YAML takes otherwise than it looks: “nest #3 fell” ends at “nest”, a dash is no entry."""

import re
from typing import NamedTuple

_SENTENCE_ENDS = (".", "!", "?", "…")
_MAX_SPACES = 20
_MAX_KEPT = 200
_MAX_SHOWN = 30
_MAX_FOUND = 100_000
"""After so many the rest of a file is not looked at."""


class Comment(NamedTuple):
    """A comment behind a text in one line."""

    spaces: int
    """How many part it from the text."""
    text: str
    """With its “#”."""

    def continues(self, value: str) -> bool:
        """Check whether this reads on from a text: it starts like a word, or ends its sentence."""
        if self.text[1:2].isalnum():
            return True
        return (
            self.spaces == 1
            and " " in value
            and not value.endswith(_SENTENCE_ENDS)
            and self.text[2:3].islower()
            and self.text.rstrip("\"'”’").endswith(_SENTENCE_ENDS)
        )

    @property
    def shown(self) -> str:
        """The start of it."""
        return self.text if len(self.text) <= _MAX_SHOWN else f"{self.text[:_MAX_SHOWN]}…"


_DASH = re.compile(r"\n *(?=- )")


def dash_within(raw: str) -> int | None:
    """Return where a text as it stands in the file holds a line that starts as an entry does."""
    found = _DASH.search(raw)
    return None if found is None else found.end()


def cuts(text: str) -> dict[int, Comment]:
    """Return the comments of a YAML text that may continue a text, by where that one ends.

    What stands inside quotes or a block may be among them, as if a text ended there.
    """
    found: dict[int, Comment] = {}
    at = text.find(" #")
    while at >= 0 and len(found) < _MAX_FOUND:
        line_end = text.find("\n", at, at + _MAX_KEPT)
        comment = text[at + 1 : line_end if line_end >= 0 else at + _MAX_KEPT].rstrip()
        before = text[max(0, at - _MAX_SPACES) : at]
        end = before.rstrip(" ")
        if end and not end.endswith("\n"):
            spaces = 1 + len(before) - len(end)
            if comment[1:2].isalnum() or spaces == 1:
                found[at + 1 - spaces] = Comment(spaces, comment)
        else:
            # The rest of a line that is a comment cuts nothing.
            line_end = text.find("\n", at)
            at = line_end if line_end >= 0 else len(text)
        at = text.find(" #", at + 1)
    return found
