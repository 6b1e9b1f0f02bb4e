"""The sections of a screen on one line, the current one marked."""

from collections.abc import Sequence

from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

_HERE = "bold reverse $text-accent"
_GAP = "  "


# The toolkit's Tabs scroll out of sight where they do not fit and take two lines; on a small
# terminal every line counts.
class Sections(Widget):
    """Names of sections with their digits; a click on one posts `Chosen`.

    Where they do not all fit, the current one is shown alone with its place among them.
    """

    DEFAULT_CSS = "Sections { height: 1; padding: 0 1; background: $panel; }"

    class Chosen(Message):
        """A section was clicked."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self, names: Sequence[str]) -> None:
        """Take names, which are the app's own words."""
        super().__init__()
        self._names = names
        self._index = 0

    def show(self, index: int) -> None:
        """Mark a section as the current one."""
        self._index = index
        self.refresh()

    @property
    def _labels(self) -> list[str]:
        return [f" {number} {name} " for number, name in enumerate(self._names, 1)]

    @property
    def _fits(self) -> bool:
        return len(_GAP.join(self._labels)) <= self.content_size.width

    def render(self) -> RenderResult:
        """Return the names, or the current one."""
        if not self._fits:
            text = f"‹ {self._names[self._index]}, {self._index + 1} of {len(self._names)} ›"
            return Content.styled(text, "bold $text-accent").truncate(self.content_size.width)
        parts = [
            Content.styled(label, _HERE if index == self._index else "")
            for index, label in enumerate(self._labels)
        ]
        return Content(_GAP).join(parts)

    def on_click(self, event: events.Click) -> None:
        """Say which section was clicked; on a name that stands alone, the next one."""
        x = event.get_content_offset_capture(self).x
        if not self._fits:
            self.post_message(self.Chosen((self._index + 1) % len(self._names)))
            return
        start = 0
        for index, label in enumerate(self._labels):
            if start <= x < start + len(label):
                self.post_message(self.Chosen(index))
            start += len(label) + len(_GAP)
