"""Small controls of all screens: header, sections, key bar, a line to type in, a button."""

from collections.abc import Sequence

from textual import events
from textual.app import RenderResult
from textual.binding import Binding
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, Static

from quiz.text.cleaning import clean_line
from quiz.tui import theme
from quiz.tui.actions import is_alone, shown
from quiz.tui.content import BLANK, joined, line, lines


class HeaderBar(Widget):
    """One line with a title and a warning, and one with the progress when there is any."""

    DEFAULT_CSS = """
    HeaderBar {
        dock: top; width: 100%; height: auto; padding: 0 1; background: $panel;
    }
    """

    title: reactive[str] = reactive("")
    warning: reactive[str] = reactive("")
    """A text beside the title; none when it is empty."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = title
        self._left = self._right = BLANK

    def progress(self, left: Content, right: Content) -> None:
        """Show the second line; `right` only where there is room for both."""
        # Only the first progress text changes the height, which makes everything be laid out again.
        grown = not self._left
        self._left, self._right = left, right
        self.refresh(layout=grown)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return 2 if self._left else 1

    def render(self) -> RenderResult:
        """Return title and warning, and the progress below them."""
        width = self.content_size.width
        warning = Content.styled(f" {self.warning} ", theme.ALERT)
        warning = warning.truncate(width) if self.warning else BLANK
        # A warning is never cut for a title.
        room = max(0, width - warning.cell_length - 1)
        title = line(self.title, "bold").truncate(room, ellipsis=True)
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


_GAP = "  "


# Textual's Tabs take two lines and scroll out of sight where they do not fit; on a small
# terminal every line counts.
class Sections(Widget):
    """The names of the sections of a screen; a click on one posts `Chosen`.

    Where they do not all fit, only the current one is shown, with its number.
    """

    DEFAULT_CSS = "Sections { height: 1; padding: 0 1; background: $panel; }"

    current: reactive[int] = reactive(0)
    """The index of the marked section."""

    class Chosen(Message):
        """A section was clicked."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self, names: Sequence[str]) -> None:
        """Show the sections with these names."""
        super().__init__()
        self._names = names

    @property
    def _labels(self) -> list[str]:
        return [f" {number} {name} " for number, name in enumerate(self._names, 1)]

    @property
    def _fits(self) -> bool:
        return len(_GAP.join(self._labels)) <= self.content_size.width

    def render(self) -> RenderResult:
        """Return the names, or the current one."""
        if not self._fits:
            text = f"‹ {self._names[self.current]}, {self.current + 1} of {len(self._names)} ›"
            return Content.styled(text, theme.KEY).truncate(self.content_size.width)
        parts = [
            Content.styled(label, theme.CURRENT_TAB if index == self.current else "")
            for index, label in enumerate(self._labels)
        ]
        return Content(_GAP).join(parts)

    def on_click(self, event: events.Click) -> None:
        """Post the clicked section, or the next one where only one is shown."""
        x = event.get_content_offset_capture(self).x
        if not self._fits:
            self.post_message(self.Chosen((self.current + 1) % len(self._names)))
            return
        start = 0
        for index, label in enumerate(self._labels):
            if start <= x < start + len(label):
                self.post_message(self.Chosen(index))
            start += len(label) + len(_GAP)


# Textual's Footer cuts off the keys that do not fit on a narrow terminal, Help among them;
# this bar leaves out others first.
class KeyBar(Widget):
    """Shows as many of the actions of the screen as fit on one line.

    The last one, help, is always among them, except while the focused widget has an attribute
    `alone`: then its keys come first. A click on a key presses it.
    """

    DEFAULT_CSS = """
    KeyBar { dock: bottom; height: 1; padding: 0 1; background: $panel; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._regions: list[tuple[int, int, str]] = []

    def on_mount(self) -> None:
        """Follow the bindings of the screen."""
        self.screen.bindings_updated_signal.subscribe(self, self._renew)

    def _renew(self, screen: Screen[object]) -> None:
        self.refresh()

    def render(self) -> RenderResult:
        """Return the keys that fit."""
        actions = [(each.keys[0], each.labels[0], each.label) for each in shown(self.screen)]
        room, single = self.content_size.width, is_alone(self.screen)
        sizes = [len(label) + 1 + len(words) for _, label, words in actions]
        # Cutting a prompt's last key would hide an answer: rather set them closer.
        gap = 1 if single and sum(sizes) + 2 * len(sizes) > room else 2
        self._regions, parts, x = [], [], 0
        # Room for Help, the last one, which leads to all the others.
        kept = sizes[-1] + 2 if actions and not single else 0
        for number, ((key, label, words), size) in enumerate(zip(actions, sizes, strict=True)):
            if x + size + kept > room and (single or number < len(actions) - 1):
                continue
            parts += [Content.styled(label, theme.KEY), Content(f" {words}{' ' * gap}")]
            self._regions.append((x, x + size, key))
            x += size + gap
        return joined(*parts).truncate(room) if parts else BLANK

    def on_click(self, event: events.Click) -> None:
        """Press the key that was clicked."""
        x = event.get_content_offset_capture(self).x
        for start, end, key in self._regions:
            if start <= x < end:
                self.app.simulate_key(key)


class TextField(Input):
    """An input of one line; what is typed or pasted is cleaned at once."""

    DEFAULT_CSS = """
    TextField { border: none; height: 1; padding: 0 1; background: $surface; }
    TextField > .input--placeholder { color: $foreground 75%; }
    TextField:focus { border: none; background: $panel; background-tint: $foreground 0%; }
    """
    BINDINGS = [Binding("enter", "submit", "Submit", tooltip="Submit the answer")]

    def __init__(self, placeholder: str = "") -> None:
        super().__init__(placeholder=placeholder, select_on_focus=False)
        # A blinking cursor repaints twice a second, which slow terminals show as flicker.
        self.cursor_blink = False

    def _on_paste(self, event: events.Paste) -> None:
        """Join pasted lines, before the field inserts its first line alone."""
        # Lines copied from a page or a PDF end where the page did, not the answer.
        event.text = " ".join(event.text.split())

    def validate_value(self, value: str) -> str:
        """Return the value without control characters."""
        return clean_line(value)


class LinkButton(Static):
    """A one-line button that posts `Pressed` when it is clicked."""

    DEFAULT_CSS = """
    LinkButton {
        width: auto; height: 1; padding: 0 2; margin: 1 0 0 0;
        background: $primary; color: $button-color-foreground; text-style: bold;
        &:hover { background: $primary-lighten-1; }
    }
    """

    class Pressed(Message):
        """The button was clicked."""

    def label(self, text: str) -> None:
        """Show another label."""
        self.update(Content(text))

    def on_click(self) -> None:
        """Post `Pressed`."""
        self.post_message(self.Pressed())
