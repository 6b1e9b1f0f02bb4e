"""The header: title, warning, and progress."""

from collections.abc import Sequence

from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget

from quiz.tui.actions import is_alone, shown
from quiz.tui.content import BLANK, joined, line, lines


class HeaderBar(Widget):
    """One line with a title and a warning, and one with the progress when there is any."""

    DEFAULT_CSS = """
    HeaderBar {
        dock: top; width: 100%; height: auto; padding: 0 1; background: $panel;
    }
    """

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title
        self._warning = ""
        self._left = self._right = BLANK

    def entitle(self, title: str) -> None:
        """Show another title."""
        if title != self._title:
            self._title = title
            self.refresh()

    def warn(self, warning: str) -> None:
        """Show a warning beside the title; empty when all is well."""
        if warning != self._warning:
            self._warning = warning
            self.refresh()

    def progress(self, left: Content, right: Content) -> None:
        """Show the second line; `right` only where there is room for both."""
        grown = not self._left
        self._left, self._right = left, right
        self.refresh(layout=grown)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the number of lines at this width."""
        return 2 if self._left else 1

    def render(self) -> RenderResult:
        """Return both lines."""
        width = self.content_size.width
        warning = Content.styled(f" {self._warning} ", "bold reverse $text-warning")
        warning = warning.truncate(width) if self._warning else BLANK
        room = max(0, width - warning.cell_length - 1)
        title = line(self._title, "bold").truncate(room, ellipsis=True)
        first = _apart(title, warning, width)
        if not self._left:
            return first
        return lines([first, _apart(self._left.truncate(width), self._right, width)])


def _apart(left: Content, right: Content, width: int) -> Content:
    """Return one line with texts at both ends; the right one only if it fits."""
    gap = width - left.cell_length - right.cell_length
    if gap < 1 or not right:
        return left
    return joined(left.pad_right(gap), right)


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


# The toolkit's Footer cuts off the keys that do not fit, Help among them, on a narrow terminal;
# this bar leaves out others first.
class KeyBar(Widget):
    """Shows the actions of the screen that are meant to be shown, as many as fit.

    The last one, help, is always among them, but for a moment: when what has the focus has the
    bar to itself by an attribute `alone`, help stands there if there is room. A click on a key
    presses it.
    """

    DEFAULT_CSS = """
    KeyBar { dock: bottom; height: 1; padding: 0 1; background: $panel; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._places: list[tuple[int, int, str]] = []

    def on_mount(self) -> None:
        """Follow the bindings of the screen."""
        self.screen.bindings_updated_signal.subscribe(self, self._renew)

    def _renew(self, screen: Screen[object]) -> None:
        self.refresh()

    def render(self) -> RenderResult:
        """Return the keys that fit."""
        acts = [(act.keys[0], act.labels[0], act.label) for act in shown(self.screen)]
        room, single = self.content_size.width, is_alone(self.screen)
        sizes = [len(label) + 1 + len(words) for _, label, words in acts]
        gap = 1 if single and sum(sizes) + 2 * len(sizes) > room else 2
        self._places, parts, x = [], [], 0
        kept = sizes[-1] + 2 if acts and not single else 0
        for number, ((key, label, words), size) in enumerate(zip(acts, sizes, strict=True)):
            if x + size + kept > room and (single or number < len(acts) - 1):
                continue
            parts += [Content.styled(label, "bold $text-accent"), Content(f" {words}{' ' * gap}")]
            self._places.append((x, x + size, key))
            x += size + gap
        return joined(*parts).truncate(room) if parts else BLANK

    def on_click(self, event: events.Click) -> None:
        """Press the key that was clicked."""
        x = event.get_content_offset_capture(self).x
        for start, end, key in self._places:
            if start <= x < end:
                self.app.simulate_key(key)
