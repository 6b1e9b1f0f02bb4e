"""Home: the list of banks."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, Static

from quiz.errors import StoreError
from quiz.model.response import Mode
from quiz.store.records import BankFigures, BankPlace
from quiz.store.store import Store
from quiz.study import formatting
from quiz.study.launch import Request
from quiz.study.library import BankSummary, Library, unique
from quiz.study.review import DueToday, due_today
from quiz.text.formatting import counted
from quiz.tui import theme
from quiz.tui.content import bar, hanging, joined, line, lines, plain
from quiz.tui.widgets.controls import HeaderBar, KeyBar, TextField
from quiz.tui.widgets.row_list import ListRow, RowList

if TYPE_CHECKING:
    from quiz.tui.app import QuizApp

BAR_CELLS = 16
MARGIN = Content(" ")


@dataclass(eq=True)
class DueRow(ListRow):
    """The number of questions to review today, from all banks."""

    gap = 1
    due: int
    banks: int

    def draw(self, width: int) -> Content:
        head = Content.styled(f"▸ Review {counted(self.due, 'question')}", theme.KEY)
        among = "from one bank" if self.banks == 1 else f"from {self.banks} banks, mixed"
        text = Content.styled(f"due today, {among}", theme.MUTED)
        return lines(hanging(MARGIN, part, width - 1) for part in (head, text))


@dataclass(eq=True)
class LostRow(ListRow):
    """A bank that was played before and is no longer where it was."""

    gap = 1
    place: BankPlace

    def draw(self, width: int) -> Content:
        head = joined(
            Content.styled("? ", f"bold {theme.DOUBTFUL}"), line(self.place.title, "bold")
        )
        text = line(f"no longer at {self.place.path}; press Enter to forget it", theme.MUTED)
        return lines(hanging(MARGIN, part, width - 1) for part in (head, text))


@dataclass(eq=True)
class BankRow(ListRow):
    """A bank: title, description, figures; or why it cannot be played."""

    gap = 1
    file: Path
    card: BankSummary
    figures: BankFigures
    due: int = 0
    """Questions to review today."""

    def matches(self, wanted: Sequence[str]) -> bool:
        """Check whether title, description and file name contain all these case-folded words."""
        text = f"{self.card.title} {self.card.description} {self.file.name}".casefold()
        return all(word in text for word in wanted)

    def draw(self, width: int) -> Content:
        parts = [self._title(), *self._lines()]
        return lines(hanging(MARGIN, part, width - 1) for part in parts)

    def _title(self) -> Content:
        if self.card.errors:
            return joined(Content.styled("✗ ", f"bold {theme.BAD}"), line(self.card.title, "bold"))
        return line(self.card.title, "bold")

    def _lines(self) -> Iterator[Content]:
        card, figures = self.card, self.figures
        if card.errors:
            errors = "1 error" if card.errors == 1 else f"{card.errors} errors"
            yield Content.styled(f"cannot be played: {errors}; press Enter to see why", theme.BAD)
            return
        if card.description:
            yield line(" ".join(card.description.split()), theme.MUTED)
        if not figures.attempts:
            count = "1 question" if card.questions == 1 else f"{card.questions} questions"
            yield Content(f"{count} · not played yet")
            return
        # Questions that were answered right may have been removed from the bank since.
        right = min(figures.answered_right, card.questions)
        share = right / card.questions if card.questions else 0.0
        parts = [f" {right} of {card.questions} answered right"]
        for name, value in (("best", figures.best), ("last", figures.last)):
            if value is not None:
                parts.append(f"{name} {formatting.percent(value, 1)}")
        yield joined(bar(share, BAR_CELLS), Content(" · ".join(parts)))
        if self.due:
            yield Content.styled(f"▸ {counted(self.due, 'question')} due", theme.ACCENT)
        if figures.unfinished:
            answered, questions = figures.unfinished
            what = "exam under way" if figures.exam else "continue"
            under_way = f"▸ {what}: {answered} of {questions} answered"
            yield Content.styled(under_way, theme.ACCENT)


UPDATE_SECONDS = 0.1
WELCOME = (
    "Choose a bank and press Enter. Each answer is explained at once, with a quote that was "
    "checked word for word against its source."
)
NO_BANKS = (
    "There are no banks here. Put a bank (a .yaml file) into a folder named questions, or name "
    "a folder with: quiz --banks FOLDER"
)
NO_MATCH = "No bank contains these words. Press Escape to list all banks."


class Filter(TextField):
    """The line for the words to filter by."""

    BINDINGS = [
        Binding("enter", "submit", "Start", tooltip="Start the selected bank"),
        # Here, not on the screen: every scrolling widget binds these keys too.
        Binding("up", "screen.move(-1)", "Up", show=False, tooltip="Go to the bank above"),
        Binding("down", "screen.move(1)", "Down", show=False, tooltip="Go to the bank below"),
        Binding("pageup", "screen.page(-1)", "Page up", show=False),
        Binding("pagedown", "screen.page(1)", "Page down", show=False),
    ]


class HomeScreen(Screen[Any]):
    """Lists the banks; typing filters them."""

    app: "QuizApp"
    DEFAULT_CSS = """
    HomeScreen {
        & .welcome { padding: 1 2 0 2; color: $text-muted; }
        & TextField { margin: 1 1 0 1; }
        & RowList { margin: 1 1 0 1; }
        & .status { height: auto; padding: 0 2; color: $text-warning; }
    }
    HomeScreen.-short {
        & .welcome { padding: 0 2; }
        & TextField, & RowList { margin: 0 1; }
    }
    """
    BINDINGS = [
        Binding("escape", "clear", "Clear the filter", tooltip="List all banks again"),
        Binding("f2", "review", "Review", tooltip="Review what is due today, from all banks"),
        Binding("f3", "how", "Options", tooltip="Choose mode, number of questions, tag, time"),
        Binding("f4", "map", "Source map", tooltip="Show how well you know each sentence"),
        Binding("f5", "progress", "Progress", tooltip="Show your progress and past attempts"),
        Binding("f6", "app.settings", "Settings", tooltip="Change the settings"),
        Binding(
            "f7", "preview", "Preview", tooltip="Preview the bank with its problems, for authors"
        ),
    ]

    def __init__(self, library: Library, store: Store, bank: str = "") -> None:
        """List the banks of a library; the cursor starts on the one with the id `bank`."""
        super().__init__()
        self._start = bank
        self._library = library
        self._store = store
        self._cards: dict[Path, BankSummary] = {}
        self._figures: dict[str, BankFigures] = {}
        self._due = DueToday({}, None)
        self._rows: list[BankRow] = []
        self._lost: list[BankPlace] = []
        """Banks played before that are nowhere to be found."""
        self._listed: list[BankRow] = []
        """The rows that match the filter."""
        self._status_text = ""

    def compose(self) -> ComposeResult:
        self._header = HeaderBar("Quiz")
        self._welcome = Static(plain(WELCOME), classes="welcome")
        self._filter = Filter("Type to filter")
        self._list = RowList()
        # The filter keeps the focus, so that typing always filters; it passes arrow keys on.
        self._list.can_focus = False
        self._status = Static(classes="status")
        yield self._header
        yield self._welcome
        yield self._filter
        yield self._list
        yield self._status
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the banks already read; the others are read afterwards."""
        self._filter.focus()
        self.say("")
        if not self._store.saved:
            self._warn(self._store.unsaved_reason or "")
        try:
            self._cards = self._library.known()
        except StoreError as error:
            self._warn(str(error))

    def on_screen_resume(self) -> None:
        """Show what changed meanwhile: attempts, settings, files."""
        self.renew()

    def renew(self) -> None:
        """Show the banks and their scores as they are now."""
        faulty = "mistakes in the settings: F6" if self.app.settings_manager.faults else ""
        self._header.warning = faulty if self._store.saved else "not saved"
        self._welcome.display = not self._load_figures()
        if self._status_text in ("", NO_BANKS):
            self._status_text = "" if self._library.files else NO_BANKS
        # First the banks that are known are painted, then the others are read.
        if any(file not in self._cards for file in self._library.files) or self._missing():
            self.call_after_refresh(self._read_rest)
        self._fill()

    def _load_figures(self) -> bool:
        """Read the figures; return whether there are any."""
        try:
            self._figures = self._store.bank_figures()
            self._due = due_today(
                self._store, self.app.study_context.clocks, self.app.study_context.daily_limit
            )
        except StoreError as error:
            self._warn(str(error))
        return bool(self._figures)

    @work(exclusive=True, group="reading")
    async def _read_rest(self) -> None:
        """Read the other banks, and show each once it is read."""
        known, shown = self._cards, 0.0
        for number, file in enumerate(self._library.files, 1):
            if file in known:
                continue
            # Filling the list after each of a thousand banks would take longer than reading them.
            if monotonic() - shown > UPDATE_SECONDS:
                shown = monotonic()
                self._status_text = f"Reading banks: {number} of {len(self._library.files)}"
                self._fill()
            known[file] = await asyncio.to_thread(self._library.read, file)
        self._status_text = self._store.warning()
        try:
            self._lost = await asyncio.to_thread(self._library.search)
        except StoreError as error:
            self._warn(str(error))
        # A bank that was found elsewhere is among the files now.
        known.update(self._library.known())
        # Due questions are only known of banks that were read.
        self._load_figures()
        self._fill()

    def _missing(self) -> bool:
        """Check whether a bank is not where it was last played."""
        try:
            return bool(self._library.missing())
        except StoreError:
            # Reading the figures reports the same error.
            return False

    def _warn(self, text: str) -> None:
        """Show a message that stays, whatever is filtered."""
        self._status_text = text
        self.say(text)

    def say(self, text: str) -> None:
        """Show a text below the list; nothing for an empty one."""
        self._status.update(plain(text))
        self._status.display = bool(text)

    def _fill(self) -> None:
        """List the banks that match the filter, and keep the cursor on the current one."""
        current = self._list.row
        cards = unique({file: self._cards[file] for file in self._library.files
                        if file in self._cards})  # fmt: skip
        old = {row.file: row for row in self._rows}
        self._rows = []
        for file, card in cards.items():
            figures = self._figures.get(card.bank, BankFigures())
            row = BankRow(file, card, figures, self._due.among([card.bank]))
            # An equal row remembers how it was drawn.
            self._rows.append(old[file] if file in old and old[file] == row else row)
        wanted = self._filter.value.casefold().split()
        self._listed = [row for row in self._rows if row.matches(wanted)]
        rows: list[ListRow] = [*self._listed]
        if not wanted:
            rows += map(LostRow, self._lost)
        if not wanted and (due := self._due_row()) is not None:
            rows.insert(0, due)
        self._list.fill(rows, self._cursor_in(rows, current))
        self.refresh_bindings()
        nothing = bool(self._rows) and not rows
        self.say(NO_MATCH if nothing else self._status_text)

    def _cursor_in(self, rows: Sequence[ListRow], current: ListRow | None) -> int:
        """Return the index of the current bank, wherever it is listed now."""
        for index, row in enumerate(rows):
            if not isinstance(row, BankRow):
                continue
            if self._start and row.card.bank == self._start:
                self._start = ""
                return index
            # Its figures may have changed; it is the same bank.
            if not self._start and isinstance(current, BankRow) and row.file == current.file:
                return index
        return 0

    def _due_row(self) -> DueRow | None:
        banks = [row.card.bank for row in self._rows if row.due]
        due = self._due.among(banks)
        return DueRow(due, len(banks)) if due else None

    @on(Input.Changed)
    def _filter_rows(self, event: Input.Changed) -> None:
        """Filter by the typed words."""
        event.stop()
        self._fill()

    @on(Input.Submitted)
    def _start_current(self, event: Input.Submitted) -> None:
        """Start the current bank."""
        event.stop()
        self._list.action_choose()

    @on(RowList.Chosen)
    def _choose_row(self, event: RowList.Chosen) -> None:
        """Start the chosen bank, or show why it cannot be played."""
        event.stop()
        row = self._list.row
        if isinstance(row, DueRow):
            self.action_review()
        elif isinstance(row, LostRow):
            self._offer_to_forget(row.place)
        elif isinstance(row, BankRow):
            self.app.play(Request((row.file,)))

    @work(exclusive=True, group="forget")
    async def _offer_to_forget(self, place: BankPlace) -> None:
        """Ask whether a bank that is gone should no longer be listed."""
        from quiz.tui.screens.dialogs import Dialog

        text = (
            f"This bank was last played from {place.path}, where it is no longer. To bring it "
            "back, play its file from where it is now: quiz play FILE. Your answers are kept."
        )
        choices = ["Keep it in the list", "Forget it"]
        if await self.app.push_screen_wait(Dialog(place.title, text, choices, back=0)) == 0:
            return
        try:
            self._library.forget(place)
        except StoreError as error:
            self._warn(str(error))
        else:
            self._lost.remove(place)
            self._fill()

    def on_click(self, event: events.Click) -> None:
        """Keep the filter ready for typing."""
        self._filter.focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Enable the actions that apply to the list and the current row."""
        match action:
            case "clear":
                return bool(self._filter.value)
            case "how":
                row = self._list.row
                return isinstance(row, DueRow) or isinstance(row, BankRow) and not row.card.errors
            case "review":
                return self._due_row() is not None
            case "preview":
                return isinstance(self._list.row, BankRow)
            case "map":
                return isinstance(self._list.row, BankRow) and bool(self._list.row.card.sources)
        return True

    def action_review(self) -> None:
        """Review the due questions."""
        self.app.play(Request((), mode=Mode.REVIEW))

    def action_how(self) -> None:
        """Choose how to play the current bank, or how to review."""
        row = self._list.row
        listed = [each.file for each in self._listed if not each.card.errors]
        if isinstance(row, BankRow):
            self.app.choose_how(row.card.title, row.file, listed)
        elif isinstance(row, DueRow):
            self.app.choose_how("Review", None, listed)

    def action_move(self, step: int) -> None:
        """Go to another bank."""
        self._start = ""
        self._list.action_move(step)
        self.refresh_bindings()

    def action_page(self, step: int) -> None:
        """Move by a screen."""
        self._list.action_page(step)
        self.refresh_bindings()

    def action_map(self) -> None:
        """Show the sources of the current bank as maps."""
        row = self._list.row
        if isinstance(row, BankRow):
            from quiz.tui.screens.source_map import SourceMapScreen

            self.app.push_screen(SourceMapScreen(row.file))

    def action_preview(self) -> None:
        """Preview the current bank with its problems."""
        row = self._list.row
        if isinstance(row, BankRow):
            from quiz.tui.screens.preview import PreviewScreen

            self.app.push_screen(PreviewScreen(row.file))

    def action_clear(self) -> None:
        """List all banks."""
        self._filter.value = ""

    def action_progress(self) -> None:
        """Open the progress screen."""
        from quiz.tui.screens.progress import ProgressScreen

        self.app.push_screen(ProgressScreen())
