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
from quiz.player.narrowed import counted_alone
from quiz.player.progress import Progress, progress
from quiz.player.resting import Resting, lift
from quiz.store.narrowing import ALL, Narrowing
from quiz.store.records import AttemptSummary
from quiz.tui.screens.dialog import Dialog
from quiz.tui.screens.narrowing import choose, choose_bank
from quiz.tui.screens.progress_rows import (
    AttemptRow,
    MoreRow,
    NoteRow,
    PerformanceRow,
    RestingRow,
    accuracy_rows,
    memory_rows,
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
MAX_ATTEMPTS = 200
"""How many attempts are listed before the others are asked for."""
NAMES = ("Overview", "Accuracy", "Time", "Confidence", "Memory", "Attempts")
_ATTEMPTS = len(NAMES) - 1
NO_ATTEMPTS = "No attempts yet: play a bank, and every attempt can be opened again here."


class SectionRows(Rows):
    """The rows of a section; the arrows to the sides turn to the next one."""

    BINDINGS = [
        Binding("right", "screen.turn(1)", "Section", tooltip="Go to the next; 1 to 6 work too"),
        Binding("left", "screen.turn(-1)", "Before", show=False, tooltip="Go to the previous one"),
    ]


class ProgressScreen(Screen[Any]):
    """Shows one section at a time, over all answers or some alone."""

    app: "QuizApp"
    DEFAULT_CSS = """
    ProgressScreen { & Rows { margin: 0 1; } }
    """
    BINDINGS = [
        *(
            Binding(str(number), f"show({number - 1})", name, show=False)
            for number, name in enumerate(NAMES, 1)
        ),
        Binding("b", "choose_bank", "Bank", tooltip="Show one bank only, or all again"),
        Binding("f", "filter", "Filter", tooltip="Show one bank, tag or type only, or all again"),
        Binding("escape,q,f5", "leave", "Back", tooltip="Remove the filter, then go to the banks"),
        Binding("h", "app.help", "Help", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._place = 0
        self._narrowing = ALL
        """What is counted alone."""
        self._whole: Progress | None = None
        """The figures over everything, for what can be chosen from."""
        self._progress: Progress | None = None
        self._done = ""
        """What was done last, in a sentence."""
        self._attempts: list[AttemptSummary] | None = None
        self._most = MAX_ATTEMPTS

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
        if figures.narrowing == ALL:
            self._whole = figures
        alone = counted_alone(figures)
        self._header.entitle(f"Progress · {alone}" if alone else "Progress")
        self._list.fill(list(self._rows()))
        self.refresh_bindings()

    def _load(self) -> tuple[Progress, list[AttemptSummary] | None]:
        """Return the figures, and the attempts once they are asked for."""
        figures, attempts = self._progress, self._attempts
        if figures is None:
            marks = self.app.settings.certainty_marks
            figures = progress(self.app.desk, self._narrowing, marks)
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
            yield NoteRow(panels.nothing(self._progress))
        elif NAMES[self._place] == "Accuracy":
            yield from accuracy_rows(self._progress)
        elif NAMES[self._place] == "Memory":
            yield from memory_rows(self._progress, self._done)
        else:
            yield from panel_rows(panels.SECTIONS[self._place](self._progress))

    def _attempt_rows(self) -> Iterator[Row]:
        banks = {*self._narrowing.banks, *(bank for bank, _ in self._narrowing.questions)}
        found = [each for each in self._attempts or () if not banks or banks & set(each.banks)]
        if self._narrowing.tags or self._narrowing.types or self._narrowing.questions:
            yield NoteRow("Attempts are listed whole: of the filter only its bank counts here.")
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
        """Open an attempt, list the others too, count a question alone, or have it asked again."""
        event.stop()
        row = self._list.row
        if isinstance(row, AttemptRow):
            self._open(row.summary)
        elif isinstance(row, PerformanceRow):
            self._narrow(self._narrowing._replace(questions=row.alone(self._narrowing.questions)))
        elif isinstance(row, RestingRow):
            self._lift(row.resting)
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
    async def _lift(self, resting: Resting) -> None:
        """Have reviews ask a question again, once that was confirmed."""
        text = f"{resting.prompt}\nIt is {resting.words}. Have reviews ask it again?"
        dialog = Dialog("Progress", text, ["Ask it again", "Back"])
        if await self.app.push_screen_wait(dialog):
            return
        try:
            done = await asyncio.to_thread(lift, self.app.desk, resting.key)
        except StoreError as error:
            await self.app.tell("This could not be saved; try again", str(error))
        else:
            self._done = f"“{resting.prompt}”: {done}."
            self._progress = None
            self._read()

    @work(exclusive=True, group="open")
    async def action_choose_bank(self) -> None:
        """Let one bank be chosen, or all."""
        if self._whole is not None:
            self._narrow(await choose_bank(self.app, self._whole, self._narrowing))

    @work(exclusive=True, group="open")
    async def action_filter(self) -> None:
        """Let something be chosen that is to be counted alone, or all."""
        if self._whole is not None:
            self._narrow(await choose(self.app, self._whole, self._narrowing))

    def _narrow(self, narrowing: Narrowing | None) -> None:
        """Count something alone; None leaves all as it is."""
        if narrowing is not None:
            self._narrowing, self._progress = narrowing, None
            self._read()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Offer a choice only where there is one: of banks, where there are several."""
        found = self._whole.banks if self._whole else ()
        return len(found) > {"choose_bank": 1, "filter": 0}.get(action, -1)

    def action_leave(self) -> None:
        """Count all again, or else go back to the banks."""
        if self._narrowing == ALL:
            self.app.pop_screen()
        else:
            self._narrow(ALL)
