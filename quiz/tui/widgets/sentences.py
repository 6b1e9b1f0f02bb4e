"""A source as an article, with a cursor that goes from sentence to sentence."""

from dataclasses import dataclass

from textual import events
from textual.binding import Binding
from textual.message import Message

from quiz.player.map import SourceMap
from quiz.tui.widgets.flow import SENTENCE, Flow, rows_of
from quiz.tui.widgets.passages import Note
from quiz.tui.widgets.rows import Rows


class Sentences(Rows):
    """The article, with a cursor that goes from sentence to sentence."""

    BINDINGS = [
        Binding("up", "move(-1)", "Up", show=False, tooltip="Go to the previous sentence"),
        Binding("down", "move(1)", "Down", show=False, tooltip="Go to the next sentence"),
        Binding("enter", "choose", "Start", tooltip="Start the questions on the selected sentence"),
    ]

    @dataclass
    class Reached(Message):
        """The cursor is on another sentence."""

        number: int

    class Opened(Message):
        """The sentence at hand was chosen."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: SourceMap | None = None
        self.number = 0
        """The sentence at hand, counted from 1; 0 while there is none."""

    def show(self, shown: SourceMap, number: int) -> None:
        """Show a source in place of the one before, the cursor on a sentence of it."""
        self._shown = shown
        self.number = max(1, min(shown.sentences, number)) if shown.sentences else 0
        rows = rows_of(shown, self.number) if self.number else [Note("the source is empty")]
        self.fill(rows)
        self._light(self.number)
        self.call_after_refresh(self._seek)
        self.post_message(self.Reached(self.number))

    def renew(self, shown: SourceMap) -> None:
        """Show the same source with what is known of it now, where one is."""
        y = self.scroll_offset.y
        self.show(shown, self.number)
        self.scroll_to(y=y, animate=False, immediate=True)

    def reach(self, number: int) -> None:
        """Move the cursor to a sentence, as near as there is one."""
        if self._shown is None or not self.number:
            return
        number = max(1, min(self._shown.sentences, number))
        if self._flow(number) is None:
            self.show(self._shown, number)
            return
        self._light(0)
        self.number = number
        self._light(number)
        self._seek()
        self.post_message(self.Reached(number))

    def _light(self, number: int) -> None:
        """Let a sentence stand out in place of the one at hand; none for 0."""
        found = self._flow(self.number)
        if found is not None:
            place, flow = found
            flow.at_hand = number
            self.repaint(place)

    def _flow(self, number: int) -> tuple[int, Flow] | None:
        """Return the row that holds a sentence, and its place; None when it is not shown."""
        for place, row in enumerate(self._rows):
            if isinstance(row, Flow) and number in row.numbers:
                return place, row
        return None

    def _lines(self) -> tuple[int, int]:
        """Return the lines on which the sentence at hand stands, the end excluded."""
        found = self._flow(self.number)
        if found is None:
            return 0, 0
        place, flow = found
        first, end = flow.lines_of(self.number, self._measured)
        return self._tops[place] + first, self._tops[place] + end

    def _seek(self) -> None:
        """Scroll so that the sentence at hand is in sight, with a line before and after it."""
        top, bottom = self._lines()
        roomy = bottom - top + 2 <= self._seen
        self.bring(max(0, top - roomy), bottom + roomy)

    def on_resize(self) -> None:
        """Keep the sentence at hand in sight when the lines were broken anew."""
        self.call_after_refresh(self._seek)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Offer starting only where the sentence at hand has questions."""
        asked = self._shown is not None and self.number in self._shown.states
        return action != "choose" or asked

    def action_move(self, step: int) -> None:
        """Go to another sentence; of one too tall to be seen whole, first show more."""
        top, bottom = self._lines()
        above, below = top < self.scroll_offset.y, bottom > self.scroll_offset.y + self._seen
        if bottom - top > self._seen and (below if step > 0 else above):
            self.scroll_relative(y=step, animate=False, immediate=True)
        else:
            self.reach(self.number + step)

    def action_page(self, step: int) -> None:
        """Go on by about a screen."""
        line = self._lines()[0] + step * max(1, self._seen - 1)
        there = self._near(line)
        self.reach(self.number + step if there == self.number else there)

    def _near(self, line: int) -> int:
        """Return the sentence that stands on a line, or the nearest that is shown."""
        flows = [(self._tops[place], row) for place, row in enumerate(self._rows)
                 if isinstance(row, Flow)]  # fmt: skip
        top, flow = next((each for each in reversed(flows) if each[0] <= line), flows[0])
        return flow.nearest(line - top, self._measured)

    def action_first(self) -> None:
        """Go to the first sentence."""
        self.reach(1)

    def action_last(self) -> None:
        """Go to the last sentence."""
        if self._shown is not None:
            self.reach(self._shown.sentences)

    def action_choose(self) -> None:
        """Start the questions of the sentence at hand."""
        self.post_message(self.Opened())

    def on_click(self, event: events.Click) -> None:
        """Go to the sentence that was clicked; open the one at hand."""
        event.prevent_default()
        number = event.style.meta.get(SENTENCE)
        if number is None:
            return
        if number == self.number and self.check_action("choose", ()):
            self.action_choose()
        else:
            self.reach(number)
