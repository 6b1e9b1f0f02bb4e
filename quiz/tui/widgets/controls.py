"""Small controls of all screens: header, sections, key bar, a line to type in, a button."""

from collections.abc import Sequence

from textual import events
from textual.app import RenderResult
from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, Static

from quiz.text.cleaning import clean_line
from quiz.tui import theme
from quiz.tui.actions import is_alone, shown
from quiz.tui.content import BLANK, big_text, joined, line, lines

MIN_TITLE, MAX_TITLE = 12, 28
"""Cells of a title beside which there is room for the logo, and that no sign may take."""
_LOGO = Content.styled(" “ ", theme.LOGO)


class HeaderBar(Widget):
    """One line: the logo, a title and the mode; a warning and the progress at the right.

    Where they do not all fit, first the mode goes, then the signs of the progress; then the title
    is cut.
    """

    # The classes that tell the size stand on the screen, above the widget.
    SCOPED_CSS = False
    DEFAULT_CSS = """
    HeaderBar {
        dock: top; width: 100%; height: 1; padding: 0 4; background: $surface; color: $soft;
    }
    .-md HeaderBar, .-sm HeaderBar { padding: 0 2; }
    .-xs HeaderBar { padding: 0 1; }
    """

    title: reactive[str] = reactive("")
    mode: reactive[str] = reactive("")
    """A text after the title, such as the mode of an attempt."""
    warning: reactive[str] = reactive("")
    """A text before the progress that stands out; none when it is empty."""

    def __init__(self, title: str, mode: str = "") -> None:
        super().__init__()
        self.title = title
        self.mode = mode
        self._progress = BLANK
        self._signs: Sequence[Content] = ()

    def progress(self, text: Content, signs: Sequence[Content] = ()) -> None:
        """Show how far the learner is, in words and in signs."""
        self._progress, self._signs = text, signs
        self.refresh()

    def render(self) -> RenderResult:
        """Return the parts that fit."""
        width = self.content_size.width
        # A warning is never cut for a title.
        warning = Content.styled(f" {self.warning} ", theme.ALERT) if self.warning else BLANK
        right = [part for part in (warning.truncate(width), self._progress) if part]
        title = line(self.title, f"bold {theme.TEXT}")
        wanted = min(MAX_TITLE, title.cell_length) + 2 + _LOGO.cell_length
        for between in (Content(" "), BLANK):
            strip = between.join(self._signs)
            if strip and self._fits(width, [*right, strip], wanted):
                right.append(strip)
                break
        while right and not self._fits(width, right, 0):
            right.pop()
        tail = _SPACE.join(right)
        room = max(0, width - tail.cell_length - (2 if tail else 0))
        parts = [_LOGO] if room > MIN_TITLE + 2 * _LOGO.cell_length else []
        mode = line(self.mode)
        if mode and _length([*parts, title, mode]) <= room:
            parts += [title, mode]
        else:
            taken = _length([*parts, BLANK])
            parts.append(title.truncate(max(0, room - taken), ellipsis=True))
        head = _SPACE.join(parts).truncate(room)
        return joined(head.pad_right(max(0, width - head.cell_length - tail.cell_length)), tail)

    @staticmethod
    def _fits(width: int, right: Sequence[Content], title: int) -> bool:
        return _length(right) + title + 2 <= width


_SPACE = Content("  ")


def _length(parts: Sequence[Content]) -> int:
    return sum(part.cell_length for part in parts) + 2 * max(0, len(parts) - 1)


_GAP = "  "


# Textual's Tabs take two lines and scroll out of sight where they do not fit; on a small
# terminal every line counts.
class Sections(Widget):
    """The names of the sections of a screen; a click on one posts `Chosen`.

    Where they do not all fit, only the current one is shown, with its number.
    """

    DEFAULT_CSS = "Sections { height: 1; padding: 0 1; background: $surface; }"

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
    """Shows as many of the actions of the screen as fit on one line, help at its right end.

    While the focused widget has an attribute `alone`, its keys come first. A click on a key presses
    it.
    """

    # The classes that tell the size stand on the screen, above the widget.
    SCOPED_CSS = False
    DEFAULT_CSS = """
    KeyBar {
        dock: bottom; height: 1; padding: 0 4; background: $surface; color: $soft;
    }
    .-md KeyBar, .-sm KeyBar { padding: 0 2; }
    .-xs KeyBar { padding: 0 1; }
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
        wide = sum(sizes) + 3 * len(sizes) <= room
        gap = 3 if wide else 1 if single and sum(sizes) + 2 * len(sizes) > room else 2
        self._regions, parts, x = [], [], 0
        # Room for Help, the last one, which leads to all the others.
        kept = sizes[-1] + 2 if actions and not single else 0
        for number, ((key, label, words), size) in enumerate(zip(actions, sizes, strict=True)):
            last = number == len(actions) - 1
            if x + size + kept > room and (single or not last):
                continue
            if last and not single and x + size < room:
                parts.append(Content(" " * (room - size - x)))
                x = room - size
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
    TextField {
        border: none; border-left: outer $line; height: 1; padding: 0 1; background: $raised;
        & > .input--placeholder { color: $soft; }
        &:focus { border: none; border-left: outer $accent; background-tint: $foreground 0%; }
        &:ansi { text-style: underline; }
    }
    """
    BINDINGS = [Binding("enter", "submit", "answer", tooltip="Submit the answer")]

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
    """The button that says what Enter does; a click posts `Pressed`.

    It is hidden while it has no label, and on the smallest terminals, where the key row says it.
    """

    # The classes that tell the size stand on the screen, above the widget.
    SCOPED_CSS = False
    DEFAULT_CSS = """
    LinkButton {
        width: auto; max-width: 100%; height: 1; padding: 0 3; margin: 1 0 0 0;
        background: $accent; color: $on-fill; text-wrap: nowrap; text-overflow: ellipsis;
        &:hover { text-style: underline; }
        &.-second { background: $raised; color: $foreground; }
        &.-bare { text-style: reverse; }
        &.-bare.-second { text-style: none; }
    }
    .-room LinkButton, .-tall LinkButton { height: 3; padding: 1 3; }
    LinkButton.-empty, .-short LinkButton { display: none; }
    """

    class Pressed(Message):
        """The button was clicked."""

        def __init__(self, button: "LinkButton") -> None:
            super().__init__()
            self.button = button

        @property
        def control(self) -> "LinkButton":
            """The button that was clicked."""
            return self.button

    def __init__(self, min_width: int = 0) -> None:
        """Make the label at least so many cells wide."""
        super().__init__()
        self._min_width = min_width
        self._label = ("", "")
        self._shown = BLANK

    def on_mount(self) -> None:
        """Stand out without colours too."""
        self.set_class(self.app.no_color, "-bare")

    @property
    def is_shown(self) -> bool:
        """Whether it can be seen, on the page or below what is visible of it."""
        return bool(self._label[0]) and not self.screen.has_class("-short")

    def label(self, text: str, key: str = "Enter") -> None:
        """Show another label, and the key that does the same."""
        if (text, key) == self._label:
            return
        self._label = (text, key)
        words = Content.styled(text, "bold")
        # A class, not `display`, which would show it on the smallest terminals as well.
        self.set_class(not text, "-empty")
        drawn = joined(words, Content(f"   {key}")) if text and key else words
        drawn = drawn.pad_right(max(0, self._min_width - drawn.cell_length))
        # A layout of the screen is slow; a label that is as wide as the last one needs none.
        self.update(drawn, layout=drawn.cell_length != self._shown.cell_length)
        self._shown = drawn

    def on_click(self) -> None:
        """Post `Pressed`."""
        self.post_message(self.Pressed(self))


class Band(Widget):
    """The most important of a screen: a big figure, and lines beside it; one line where small."""

    # The classes that tell the size stand on the screen, above the widget.
    SCOPED_CSS = False
    DEFAULT_CSS = """
    Band {
        height: 3; margin: 1 4 0 4; padding: 0 2 0 3; background: $surface;
        border-left: outer $accent;
    }
    .-room Band { height: 5; }
    .-tall Band { height: 9; padding: 2 2 2 4; }
    .-md Band, .-sm Band { margin: 1 2 0 2; }
    .-xs Band, .-short Band { height: 1; margin: 0; padding: 0 1; border-left: none; }
    """
    style = theme.ACCENT
    """The colour of the figure."""

    def figure(self) -> str:
        """Return the figure, of the characters that `big_text` has; empty without one."""
        raise NotImplementedError

    def rows(self, width: int, height: int) -> list[Content]:
        """Return the lines beside the figure; the first one stands alone where there is one."""
        raise NotImplementedError

    def render(self) -> RenderResult:
        """Return as many lines as there are."""
        size, figure = self.content_size, self.figure()
        if size.height < 3:
            head = [Content.styled(figure, f"bold {self.style}")] if figure else []
            words = Content(" ").join([*head, self.rows(size.width, size.height)[0]])
            return words.truncate(size.width, ellipsis=True)
        drawn = big_text(figure, f"bold {self.style}", size.height) if figure else []
        left = drawn[0].cell_length + 6 if drawn else 0
        beside = self.rows(size.width - left, size.height)
        beside += [BLANK] * (size.height - len(beside))
        drawn = [each.pad_right(left - each.cell_length) for each in drawn] or [BLANK] * size.height
        return lines(joined(*pair) for pair in zip(drawn, beside, strict=False))
