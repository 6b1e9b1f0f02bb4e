"""Home: what to do today, and the banks."""

import asyncio
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, NamedTuple

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, Static

from quiz.errors import StoreError
from quiz.model.response import Mode
from quiz.schedule import study_day
from quiz.store.records import BankFigures, BankPlace
from quiz.store.store import Store
from quiz.study import formatting
from quiz.study.launch import OnUnfinished, Request
from quiz.study.library import BankSummary, Library, unique
from quiz.study.review import BankKnowledge, DueToday, KnowledgeState, by_bank, due_today
from quiz.text.formatting import counted
from quiz.tui.content import ROOMY, line, plain
from quiz.tui.widgets.bank_cards import BankRow, LostRow, TodayRow, bank_details
from quiz.tui.widgets.controls import HeaderBar, KeyBar, TextField
from quiz.tui.widgets.row_list import ListRow, RowList

if TYPE_CHECKING:
    from quiz.tui.app import QuizApp

UPDATE_SECONDS = 0.1
MANY = 8
"""Banks from which on their cards are brief."""
NO_BANKS = (
    "There are no banks here. Put a bank (a .yaml file) into a folder named questions, or name "
    "a folder with: quiz --banks FOLDER"
)
NO_MATCH = "No bank contains these words. Press Escape to list all banks."


class Filter(TextField):
    """The line for the words to filter by; hidden until it is asked for."""

    BINDINGS = [
        Binding("enter", "submit", "start", tooltip="Start the selected bank"),
        # Here, not on the screen: every scrolling widget binds these keys too.
        Binding("up", "screen.move(-1)", "Up", show=False, tooltip="Go to the bank above"),
        Binding("down", "screen.move(1)", "Down", show=False, tooltip="Go to the bank below"),
        Binding("pageup", "screen.page(-1)", "Page up", show=False),
        Binding("pagedown", "screen.page(1)", "Page down", show=False),
    ]


class _Banks(RowList):
    """The banks, below what to do today."""

    BINDINGS = [Binding("enter", "choose", "start", tooltip="Start the selected bank")]


class NextStep(NamedTuple):
    """What to do first."""

    row: TodayRow
    request: Request
    read: Path | None = None
    """The bank whose text is to be read first."""


class HomeScreen(Screen[Any]):
    """Shows what to do today, and the banks."""

    app: "QuizApp"
    DEFAULT_CSS = """
    HomeScreen {
        & TextField { margin: 1 4 0 4; display: none; }
        & TextField.-open { display: block; }
        & .body { height: 1fr; margin: 1 4 0 4; }
        & RowList { width: 1fr; scrollbar-gutter: auto; }
        & .details {
            display: none; width: 62; height: auto; max-height: 100%; margin: 0 0 0 3;
            padding: 1 2;
        }
        & .status { height: auto; padding: 0 4; color: $part; }
    }
    HomeScreen.-lg .details.-some, HomeScreen.-xl .details.-some { display: block; }
    HomeScreen.-lg .details { width: 38; }
    HomeScreen.-md, HomeScreen.-sm {
        & TextField, & .body { margin: 1 2 0 2; }
        & .status { padding: 0 2; }
    }
    HomeScreen.-xs {
        & TextField, & .body { margin: 0 1; }
        & .status { padding: 0 1; }
    }
    HomeScreen.-short TextField, HomeScreen.-short .body { margin-top: 0; }
    """
    BINDINGS = [
        Binding("escape", "clear", "all banks", tooltip="List all banks again"),
        Binding("c", "start", "start", show=False, tooltip="Start the bank, or go on with it"),
        Binding("r", "read", "read", show=False, tooltip="Read the text of the bank"),
        Binding("e", "exam", "exam", show=False, tooltip="Take an exam on the bank"),
        Binding("w", "mistakes", "mistakes", show=False, tooltip="Ask only what you got wrong"),
        Binding("m,f4", "map", "map", show=False, tooltip="Show how well you know each sentence"),
        Binding(
            "plus,f3",
            "how",
            "more ways",
            show=False,
            tooltip="Choose mode, number of questions, tag, time",
        ),
        Binding("v,f2", "review", "review", show=False, tooltip="Review what is due today"),
        Binding("g,f5", "progress", "progress", tooltip="Show your progress and past attempts"),
        Binding("slash", "filter", "find", tooltip="Find a bank by words of its title or text"),
        Binding("s,f6", "app.settings", "settings", tooltip="Change the settings"),
        Binding(
            "p,f7",
            "preview",
            "preview",
            show=False,
            tooltip="Preview the bank with its problems, for authors",
        ),
        Binding("q", "app.quit", "quit", tooltip="Quit"),
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
        self._known: dict[str, BankKnowledge] = {}
        self._rows: list[BankRow] = []
        self._lost: list[BankPlace] = []
        """Banks played before that are nowhere to be found."""
        self._listed: list[BankRow] = []
        """The rows that match the filter."""
        self._status_text = ""
        self._next: NextStep | None = None

    def compose(self) -> ComposeResult:
        self._header = HeaderBar("Quiz", "every answer has its quote")
        self._filter = Filter("Words of a title, a description or a file name")
        self._list = _Banks()
        self._details = Static(classes="panel details")
        self._status = Static(classes="status")
        yield self._header
        yield self._filter
        with Horizontal(classes="body"):
            yield self._list
            yield self._details
        yield self._status
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the banks already read; the others are read afterwards."""
        self._list.focus()
        self._header.progress(Content(formatting.date_words(date.today())))
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
        self._load_figures()
        if self._status_text in ("", NO_BANKS):
            self._status_text = "" if self._library.files else NO_BANKS
        # First the banks that are known are painted, then the others are read.
        if any(file not in self._cards for file in self._library.files) or self._missing():
            self.call_after_refresh(self._read_rest)
        self._fill()
        # How well each question is known comes after the first frame: it takes long to look up.
        self.call_after_refresh(self._load_knowledge)

    def _load_knowledge(self) -> None:
        """Read how well the questions are known, and show it."""
        try:
            states = self._store.states()
        except StoreError as error:
            self._warn(str(error))
            return
        tomorrow = study_day(self.app.study_context.clocks.utc()).end
        known = by_bank(states, tomorrow)
        if known != self._known:
            self._known = known
            self._fill()

    def _load_figures(self) -> None:
        """Read the figures."""
        try:
            self._figures = self._store.bank_figures()
            self._due = due_today(
                self._store, self.app.study_context.clocks, self.app.study_context.daily_limit
            )
        except StoreError as error:
            self._warn(str(error))

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
        brief = len(cards) > MANY or self.size.height < ROOMY
        self._rows = []
        for file, card in cards.items():
            figures = self._figures.get(card.bank, BankFigures())
            known = self._known.get(card.bank, BankKnowledge())
            row = BankRow(file, card, figures, self._due.among([card.bank]), known, brief)
            # An equal row remembers how it was drawn.
            self._rows.append(old[file] if file in old and old[file] == row else row)
        wanted = self._filter.value.casefold().split()
        self._listed = [row for row in self._rows if row.matches(wanted)]
        rows: list[ListRow] = [*self._listed]
        if not wanted:
            rows += map(LostRow, self._lost)
        self._next = self._what_next()
        if not wanted and self._next is not None:
            rows.insert(0, self._next.row)
        self._list.fill(rows, self._cursor_in(rows, current))
        self._show_current()
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

    def _what_next(self) -> "NextStep | None":
        """Return what to do first: review, go on, start a bank, or ask what was missed."""
        playable = [row for row in self._rows if row.playable]
        due = [row.card.bank for row in playable if row.due]
        if count := self._due.among(due):
            today = TodayRow(count, len(due), f"Review {count}", "The banks below can wait.")
            return NextStep(today, Request((), mode=Mode.REVIEW))
        for row in playable:
            if row.figures.unfinished:
                answered, questions = row.figures.unfinished
                text = f"{row.card.title}: {answered} of {questions} answered"
                going_on = Request((row.file,), OnUnfinished.CONTINUE)
                return NextStep(TodayRow(0, 0, "Go on", text), going_on)
        for row in playable:
            if not row.figures.attempts:
                if row.card.sources:
                    text = f"Not played yet: {row.card.title}. Read its text, then answer."
                    today = TodayRow(0, 0, "Read it first", text)
                    return NextStep(today, Request((row.file,)), row.file)
                text = f"Not played yet: {row.card.title}. Each answer is explained at once."
                return NextStep(TodayRow(0, 0, "Start", text), Request((row.file,)))
        missed = [row for row in playable if row.knowledge.count(KnowledgeState.MISSED)]
        if missed:
            row = max(missed, key=lambda each: each.knowledge.count(KnowledgeState.MISSED))
            count = row.knowledge.count(KnowledgeState.MISSED)
            text = f"Nothing is due. {counted(count, 'question')} of {row.card.title} went wrong."
            request = Request((row.file,), mode=Mode.MISTAKES)
            return NextStep(TodayRow(0, 0, "Practise them", text), request)
        return None

    @on(RowList.Moved)
    def _show_current(self) -> None:
        """Show the details of the current bank."""
        row = self._list.row
        shown = row if isinstance(row, BankRow) and row.playable else None
        if shown is None:
            shown = next((each for each in self._listed if each.playable), None)
        self._details.set_class(shown is not None, "-some")
        if shown is not None:
            self._details.border_title = line(shown.card.title)
            width = max(20, (self._details.size.width or 62) - 6)
            self._details.update(bank_details(shown, self._keys(shown), width))
        self.refresh_bindings()

    def _keys(self, row: BankRow) -> list[tuple[str, str]]:
        keys = [("c", "Go on" if row.figures.unfinished else "Start")]
        if row.card.sources:
            keys.append(("r", "Read the text"))
        keys.append(("e", "Take an exam"))
        if row.knowledge.count(KnowledgeState.MISSED):
            keys.append(("w", "Only what went wrong"))
        if row.card.sources:
            keys.append(("m", "Map of the source"))
        return [*keys, ("+", "More ways to play")]

    def on_resize(self) -> None:
        """Draw the cards for the new height."""
        if self._rows:
            self._fill()

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
        if isinstance(row, TodayRow) and self._next is not None:
            if self._next.read is not None:
                self.app.read_first(self._next.read)
            else:
                self.app.play(self._next.request)
        elif isinstance(row, LostRow):
            self._offer_to_forget(row.place)
        elif isinstance(row, BankRow) and row.unread:
            self.app.read_first(row.file)
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

    def on_click(self) -> None:
        """Keep an open filter ready for typing: elsewhere, letters start things."""
        if self._filter.has_class("-open"):
            self._filter.focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Enable the actions that apply to the list and the current row."""
        row = self._bank
        match action:
            case "clear":
                return self._filter.has_class("-open")
            case "start" | "exam" | "how":
                return row is not None and row.playable
            case "mistakes":
                missed = KnowledgeState.MISSED
                return row is not None and row.playable and row.knowledge.count(missed) > 0
            case "review":
                return bool(self._due.among([each.card.bank for each in self._rows if each.due]))
            case "preview":
                return row is not None
            case "map" | "read":
                return row is not None and row.playable and bool(row.card.sources)
        return True

    @property
    def _bank(self) -> BankRow | None:
        """The bank that the keys act on: the current one, else the first."""
        row = self._list.row
        if isinstance(row, BankRow):
            return row
        first = next((each for each in self._listed if each.playable), None)
        return first if isinstance(row, TodayRow) else None

    def action_start(self) -> None:
        """Start the current bank, or go on with it."""
        if (row := self._bank) is not None:
            self.app.play(Request((row.file,)))

    def action_read(self) -> None:
        """Read the text of the current bank."""
        if (row := self._bank) is not None:
            self.app.read_first(row.file)

    def action_exam(self) -> None:
        """Take an exam on the current bank."""
        if (row := self._bank) is not None:
            self.app.play(Request((row.file,), mode=Mode.EXAM))

    def action_mistakes(self) -> None:
        """Ask the questions of the current bank that went wrong."""
        if (row := self._bank) is not None:
            self.app.play(Request((row.file,), mode=Mode.MISTAKES))

    def action_filter(self) -> None:
        """Open the line for the words to filter by."""
        self._filter.add_class("-open")
        self._filter.focus()

    def action_review(self) -> None:
        """Review the due questions."""
        self.app.play(Request((), mode=Mode.REVIEW))

    def action_how(self) -> None:
        """Choose how to play the current bank, or how to review."""
        listed = [each.file for each in self._listed if each.playable]
        if isinstance(self._list.row, TodayRow) and self._list.row.due:
            self.app.choose_how("Review", None, listed)
        elif (row := self._bank) is not None:
            self.app.choose_how(row.card.title, row.file, listed)

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
        if (row := self._bank) is not None:
            from quiz.tui.screens.source_map import SourceMapScreen

            self.app.push_screen(SourceMapScreen(row.file))

    def action_preview(self) -> None:
        """Preview the current bank with its problems."""
        if (row := self._bank) is not None:
            from quiz.tui.screens.preview import PreviewScreen

            self.app.push_screen(PreviewScreen(row.file))

    def action_clear(self) -> None:
        """Close the line for the words to filter by, and list all banks."""
        self._filter.value = ""
        self._filter.remove_class("-open")
        self._list.focus()

    def action_progress(self) -> None:
        """Open the progress screen."""
        from quiz.tui.screens.progress import ProgressScreen

        self.app.push_screen(ProgressScreen())
