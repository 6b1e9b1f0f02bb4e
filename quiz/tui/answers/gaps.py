"""The fields of a cloze that is typed: one numbered line for each gap."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from quiz.tui.widgets.field import Field


class GapField(Horizontal):
    """A number and a line to type in."""

    DEFAULT_CSS = """
    GapField { height: 1; margin: 0 0 0 0; }
    GapField > Static { width: 4; }
    """

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number
        self.field = Field("Type the missing words")

    def compose(self) -> ComposeResult:
        """Make the number and the line."""
        yield Static(Content.styled(f"{self._number}:", "bold $text-accent"))
        yield self.field


class GapFields(Vertical):
    """As many lines as any question so far had gaps; those not needed are hidden."""

    DEFAULT_CSS = "GapFields { height: auto; margin: 1 0 0 0; }"

    def __init__(self) -> None:
        super().__init__()
        self._fields: list[GapField] = []

    async def ask(self, fills: Sequence[str]) -> None:
        """Show one line for each gap, with what was typed earlier."""
        missing = len(fills) - len(self._fields)
        if missing > 0:
            first = len(self._fields) + 1
            more = [GapField(number) for number in range(first, first + missing)]
            self._fields += more
            await self.mount(*more)
        for place, each in enumerate(self._fields):
            each.display = place < len(fills)
            each.field.value = fills[place] if place < len(fills) else ""

    def go(self, gap: int) -> None:
        """Put the focus into the line of a gap, counted from 0."""
        self._fields[gap].field.focus()

    def index(self, field: Widget) -> int | None:
        """Return which gap a line belongs to, None for anything else."""
        for place, each in enumerate(self._fields):
            if each.field is field:
                return place
        return None
