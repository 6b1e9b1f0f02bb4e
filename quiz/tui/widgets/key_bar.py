"""The keys of the screen, on one line that never wraps."""

from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

from quiz.tui.actions import is_alone, shown
from quiz.tui.content import BLANK, joined


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
