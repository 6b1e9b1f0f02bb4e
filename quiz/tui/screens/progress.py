"""Progress: how learning goes, and every attempt to open again."""

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import Screen

from quiz.errors import QuizError, StoreError
from quiz.player import panels
from quiz.player.progress import Progress, progress
from quiz.store.records import AttemptSummary
from quiz.text.cleaning import clean_line
from quiz.tui.screens.dialog import Dialog
from quiz.tui.screens.progress_rows import (
    AttemptRow,
    MoreRow,
    NoteRow,
    accuracy_rows,
    panel_rows,
)
from quiz.tui.screens.result_rows import TitleRow
from quiz.tui.widgets.header import Header
from quiz.tui.widgets.keybar import KeyBar
from quiz.tui.widgets.rows import Row, Rows
from quiz.tui.widgets.sections import Sections

if TYPE_CHECKING:
    from quiz.tui.app import QuizApp

PATIENCE = 0.3
"""After how many seconds of reading the history that is said."""
MOST_ATTEMPTS = 200
"""How many attempts are listed before the others are asked for."""
NAMES = ("Overview", "Accuracy", "Time", "Confidence", "Memory", "Attempts")
_ATTEMPTS = len(NAMES) - 1
ALL_BANKS = "All banks"
NO_ATTEMPTS = "No attempts yet: play a bank, and every attempt can be opened again here."


class SectionRows(Rows):
    """The rows of a section; the arrows to the sides turn to the next one."""

    BINDINGS = [
        Binding("right", "screen.turn(1)", "Section", tooltip="Go to the next; 1 to 6 work too"),
        Binding("left", "screen.turn(-1)", "Before", show=False, tooltip="Go to the one before"),
    ]


class ProgressScreen(Screen[Any]):
    """Shows one section at a time, of all banks or of one."""

    app: "QuizApp"
    DEFAULT_CSS = """
    ProgressScreen { & Rows { margin: 0 1; } }
    """
    BINDINGS = [
        *(
            Binding(str(number), f"show({number - 1})", name, show=False)
            for number, name in enumerate(NAMES, 1)
        ),
        Binding("b", "choose_bank", "Bank", tooltip="Count one bank alone, or all again"),
        Binding("escape,q,f5", "leave", "Back", tooltip="Go back to the banks"),
        Binding("h", "app.help", "Help", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._place = 0
        self._bank: str | None = None
        """The bank that is counted alone; None for all."""
        self._banks: list[tuple[str, str]] = []
        """Ids and titles of the banks that were played."""
        self._progress: Progress | None = None
        self._attempts: list[AttemptSummary] | None = None
        self._most = MOST_ATTEMPTS

    def compose(self) -> ComposeResult:
        """Make the parts."""
        self._header = Header("Progress")
        self._sections = Sections(NAMES)
        self._list = SectionRows()
        yield self._header
        yield self._sections
        yield self._list
        yield KeyBar()

    def on_mount(self) -> None:
        """Read the figures."""
        self._list.focus()
        if not self.app.store.saved:
            self._header.warn("not saved")
        self._read()

    @work(exclusive=True)
    async def _read(self) -> None:
        """Read what the section at hand needs, in a thread, and show it."""
        patience = self.set_timer(PATIENCE, self._say_reading)
        try:
            figures, attempts = await asyncio.to_thread(self._load)
        except StoreError as error:
            self._list.fill([NoteRow(str(error))])
            return
        finally:
            patience.stop()
        self._progress, self._attempts = figures, attempts
        if self._bank is None:
            played = ((bank.ids[0], bank.label) for bank in figures.banks)
            self._banks = sorted(played, key=lambda bank: bank[1])
        self._list.fill(list(self._rows()))
        self.refresh_bindings()

    def _load(self) -> tuple[Progress, list[AttemptSummary] | None]:
        """Return the figures, and the attempts once they are asked for."""
        figures, attempts = self._progress, self._attempts
        if figures is None:
            banks = None if self._bank is None else (self._bank,)
            figures = progress(self.app.desk, banks, self.app.settings.certainty_marks)
        if self._place == _ATTEMPTS and attempts is None:
            attempts = self.app.store.attempts()
        return figures, attempts

    def _say_reading(self) -> None:
        self._list.fill([NoteRow("Reading the history …")])

    def _rows(self) -> Iterator[Row]:
        """Yield the rows of the section at hand."""
        assert self._progress is not None
        if self._place == _ATTEMPTS:
            yield from self._attempt_rows()
        elif not self._progress.answers:
            yield NoteRow(panels.NOTHING)
        elif NAMES[self._place] == "Accuracy":
            yield from accuracy_rows(self._progress)
        else:
            yield from panel_rows(panels.SECTIONS[self._place](self._progress))

    def _attempt_rows(self) -> Iterator[Row]:
        found = [
            attempt
            for attempt in self._attempts or ()
            if self._bank is None or self._bank in attempt.banks
        ]
        if not found:
            yield NoteRow(NO_ATTEMPTS)
        else:
            yield TitleRow("Newest first; Enter opens one as it was")
        yield from map(AttemptRow, found[: self._most])
        if len(found) > self._most:
            yield MoreRow(len(found) - self._most)

    def on_sections_chosen(self, event: Sections.Chosen) -> None:
        """Show the section that was clicked."""
        event.stop()
        self.action_show(event.place)

    def action_show(self, place: int) -> None:
        """Show a section."""
        self._place = place
        self._sections.show(place)
        self._read()

    def action_turn(self, step: int) -> None:
        """Show the next section, or the one before."""
        self.action_show((self._place + step) % len(NAMES))

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Open an attempt again, or list the others too."""
        event.stop()
        row = self._list.row
        if isinstance(row, AttemptRow):
            self._open(row.summary)
        elif isinstance(row, MoreRow):
            self._most = len(self._attempts or ())
            self._list.fill(list(self._rows()), event.place)

    @work(exclusive=True, group="open")
    async def _open(self, summary: AttemptSummary) -> None:
        from quiz.player.past import reopen_stored
        from quiz.tui.screens.past import PastScreen

        try:
            past = await asyncio.to_thread(reopen_stored, self.app.desk, summary.number)
        except QuizError as error:
            await self.app.tell("This attempt cannot be shown", str(error))
        else:
            self.app.push_screen(PastScreen(past, self.app.store))

    @work(exclusive=True, group="open")
    async def action_choose_bank(self) -> None:
        """Let one bank be chosen, or all."""
        titles = [clean_line(title) for _, title in self._banks]
        dialog = Dialog("Progress", "Which bank is to be counted?", [ALL_BANKS, *titles, "Back"])
        place = await self.app.push_screen_wait(dialog)
        if place > len(titles):
            return
        self._bank = self._banks[place - 1][0] if place else None
        self._header.entitle(f"Progress · {titles[place - 1]}" if place else "Progress")
        self._progress = None
        self._read()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Offer the choice of a bank only where there are several."""
        return action != "choose_bank" or len(self._banks) > 1

    def action_leave(self) -> None:
        """Go back to the banks."""
        self.app.pop_screen()
