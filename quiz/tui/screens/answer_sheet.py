"""The answer sheet of an exam: every question, and whether it is answered."""

from collections.abc import Iterator

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from quiz.attempts.answer_sheet import AnswerSheet, SheetEntry
from quiz.question_types import question_type_of
from quiz.study import formatting
from quiz.study.exam import ExamRunner
from quiz.tui import theme
from quiz.tui.content import BLANK, TALL, bar, joined, line, lines, slab, wrapped
from quiz.tui.screens.dialogs import answer
from quiz.tui.widgets.controls import Band, HeaderBar, KeyBar, LinkButton
from quiz.tui.widgets.row_list import ListRow, RowList

HAND_IN = -1
"""The result of the screen when the exam is to be handed in."""
_WIDE = 60
_STATE_CELLS = 25


FLAG = "⚑"
MAX_SIGNS = 40
"""Questions up to which each has its sign."""


def state(entry: SheetEntry) -> tuple[str, str, str]:
    """Return sign, words and style of an entry, without its flag."""
    if entry.given is not None:
        return "●", "answered", theme.MUTED
    return ("◌", "begun", theme.DOUBTFUL) if entry.begun else ("○", "blank", theme.BAD)


def position_and_time(sheet: AnswerSheet, narrow: bool) -> str:
    """Return which question is current, the time left, and whether the question is flagged."""
    text = f"{sheet.position + 1} of {len(sheet.items)}"
    if sheet.left is not None:
        text += f" · {formatting.clock_digits(sheet.left)} left"
    if sheet.entry.flagged:
        text += f" · {FLAG}" if narrow else f" · {FLAG} to check"
    return text


def sheet_signs(sheet: AnswerSheet, max_signs: int = MAX_SIGNS) -> list[Content]:
    """Return one sign for each question; a bar of how many are answered when they are too many."""
    count = len(sheet.items)
    # More signs than cells would wrap the header.
    if count > max_signs:
        return [bar((count - len(sheet.blank)) / count, min(20, max_signs), theme.ACCENT)]
    return [_entry_sign(sheet, index) for index in range(count)]


def _entry_sign(sheet: AnswerSheet, index: int) -> Content:
    entry = sheet.at(index)
    sign, _, style = state(entry)
    if entry.flagged:
        sign, style = FLAG, theme.DOUBTFUL
    return Content.styled(sign, f"bold reverse {style}" if index == sheet.position else style)


class SheetBand(Band):
    """The clock, and how many questions are answered, blank and marked to check."""

    def __init__(self, sheet: AnswerSheet) -> None:
        super().__init__()
        self._sheet = sheet

    def figure(self) -> str:
        """Return the time left; without a limit, nothing."""
        left = self._sheet.left
        return "" if left is None else formatting.clock_digits(left)

    def rows(self, width: int, height: int) -> list[Content]:
        """Return what is answered and what is not."""
        sheet = self._sheet
        blank, flagged = len(sheet.blank), len(sheet.flagged)
        words = Content.styled(formatting.answered_count(sheet), "bold")
        parts = [Content.styled(f"○ {blank} blank", theme.BAD)] if blank else []
        if flagged:
            parts.append(Content.styled(f"{FLAG} {flagged} to check", theme.DOUBTFUL))
        if warning := formatting.time_warning(sheet.left):
            parts.append(Content.styled(warning, f"bold {theme.BAD}"))
        if height < 3:
            return [Content("  ").join([words, *parts])]
        rest = Content.styled("Nothing is marked before you hand in.", theme.MUTED)
        return [*[BLANK] * (height // 2 - 1), words, Content("   ").join(parts), rest]


TILE = 26
"""Cells of the narrowest tile."""


class SheetRow(ListRow):
    """The questions beside each other in one row of tiles; or one question on one line."""

    lights_itself = True

    def __init__(self, runner: ExamRunner, first: int, columns: int) -> None:
        self._runner = runner
        self._sheet = runner.sheet
        self.first = first
        self.columns = columns
        self.count = min(columns, len(self._sheet.items) - first)
        """Questions in this row."""
        self.column = 0
        """The question that is lit while the row is the current one."""
        self.gap = int(columns > 1)

    def draw(self, width: int) -> Content:
        return self._drawn_as(width, -1)

    def draw_current(self, width: int) -> Content:
        return self._drawn_as(width, self.column)

    def _drawn_as(self, width: int, lit: int) -> Content:
        if self.columns == 1:
            row = self._line(width, lit == 0)
            return slab(row, width, *((theme.CURSOR, theme.ACCENT) if lit == 0 else ("",)))
        size = self.tile_width(width)
        tiles = [self._tile(column, size, column == lit) for column in range(self.count)]
        gap = Content("  ")
        return lines(gap.join(parts) for parts in zip(*tiles, strict=True))

    def tile_width(self, width: int) -> int:
        """Return the cells of a tile in a row of so many cells."""
        return (width - 2 * (self.columns - 1)) // self.columns

    def _line(self, width: int, lit: bool) -> Content:
        index = self.first
        number = Content.styled(f"{index + 1:>4} ", "bold" if lit else theme.MUTED)
        head = joined(number, self._state(index))
        text = joined(self._prompt(index), *self._given(index, "  "))
        room = width - 2
        if width < _WIDE:
            first = head.truncate(room, ellipsis=True)
            second = joined(Content("     "), text).truncate(room, ellipsis=True)
            return lines([first, second])
        aligned = head.pad_right(max(1, _STATE_CELLS - head.cell_length))
        return joined(aligned, text).truncate(room, ellipsis=True)

    def _tile(self, column: int, size: int, lit: bool) -> list[Content]:
        index = self.first + column
        number = Content.styled(f"{index + 1:>3} ", "bold" if lit else theme.MUTED)
        indent = Content("    ")
        rows = [
            joined(number, self._state(index)),
            joined(indent, self._prompt(index)),
            joined(indent, *self._given(index, "")),
        ]
        fill = theme.CURSOR if lit else theme.BAR
        edge = theme.ACCENT if lit else ""
        cut = (row.truncate(size - 2, ellipsis=True) for row in rows)
        return slab(lines(cut), size, fill, edge).split(allow_blank=True)

    def _state(self, index: int) -> Content:
        entry = self._sheet.at(index)
        sign, words, style = state(entry)
        text = Content.styled(sign if entry.given is not None else f"{sign} {words}", style)
        if entry.flagged:
            text = joined(text, Content.styled(f" {FLAG} to check", f"bold {theme.DOUBTFUL}"))
        return text

    def _prompt(self, index: int) -> Content:
        return line(" ".join(self._sheet.items[index].question.prompt.split()))

    def _given(self, index: int, before: str) -> list[Content]:
        given = self._runner.given_at(index)
        return [line(f"{before}{formatting.listed(given)}", theme.MUTED)] if given else []


class SheetList(RowList):
    """The questions of the sheet, in tiles where there is room."""

    BINDINGS = [
        Binding("left", "aside(-1)", "left", show=False, tooltip="Go left"),
        Binding("right", "aside(1)", "right", show=False, tooltip="Go right"),
        Binding("enter", "choose", "open", tooltip="Go to the question"),
    ]

    @property
    def position(self) -> int:
        """The question under the cursor."""
        row = self.row
        return row.first + row.column if isinstance(row, SheetRow) else 0

    def go_to(self, position: int) -> None:
        """Move the cursor to a question."""
        for index, row in enumerate(self.rows):
            if isinstance(row, SheetRow) and row.first <= position < row.first + row.count:
                row.column = position - row.first
                self.go(index)

    def action_aside(self, step: int) -> None:
        """Go to the question before or after."""
        self.go_to(self.position + step)

    def action_move(self, step: int) -> None:
        """Go to the question above or below."""
        row = self.row
        if isinstance(row, SheetRow) and 0 <= self.cursor + step < len(self.rows):
            below = self.rows[self.cursor + step]
            if isinstance(below, SheetRow):
                below.column = min(row.column, below.count - 1)
        super().action_move(step)

    def on_click(self, event: events.Click) -> None:
        """Choose the tile that was clicked."""
        offset = event.get_content_offset_capture(self)
        y = offset.y + self.scroll_offset.y
        for index, row in enumerate(self.rows):
            top, bottom = self._tops[index : index + 2]
            if top <= y < bottom and isinstance(row, SheetRow):
                column = offset.x // (row.tile_width(self._measured) + 2)
                row.column = max(0, min(column, row.count - 1))
        super().on_click(event)


class AnswerSheetScreen(Screen[int]):
    """Returns the position of the question to go to, `HAND_IN`, or None after Escape."""

    # The classes that tell the size stand on the screen itself.
    SCOPED_CSS = False
    DEFAULT_CSS = """
    AnswerSheetScreen {
        & .body { height: 1fr; margin: 1 4 0 4; }
        & .body RowList { width: 3fr; scrollbar-gutter: auto; }
        & .details { display: none; width: 2fr; height: auto; max-height: 100%; margin: 0 0 0 3; }
        & .buttons { height: auto; margin: 0 4 1 4; }
        & .buttons LinkButton { margin: 1 1 0 0; }
        &.-md .buttons, &.-sm .buttons { margin: 0 2; }
        &.-md .body, &.-sm .body { margin: 1 2 0 2; }
        &.-xs .body, &.-xs .buttons { margin: 0; }
        &.-short .body { margin: 0; }
        &.-short .body RowList { border: none; padding: 0; }
        &.-tall .body .panel { padding: 1 2; }
        &.-lg .details, &.-xl .details { display: block; }
    }
    """
    BINDINGS = [
        Binding("n", "blank", "next blank", tooltip="Go to the next question without an answer"),
        Binding("m,f8", "flag", "mark to check", tooltip="Mark the question to check it later"),
        Binding("H,f9", "hand_in", "hand in", tooltip="Hand the exam in"),
        Binding("escape,f7", "leave", "back", tooltip="Go back to the question"),
        Binding("h", "app.help", "help", show=False),
    ]

    def __init__(self, runner: ExamRunner) -> None:
        super().__init__()
        self._runner = runner
        self._sheet = runner.sheet

    def compose(self) -> ComposeResult:
        self._header = HeaderBar(self._sheet.item.bank.title, "exam")
        self._band = SheetBand(self._sheet)
        self._list = SheetList()
        self._list.add_class("panel")
        self._list.border_title = Content.styled("Answer sheet", "bold")
        self._details = Static(classes="panel details")
        self._primary, self._hand_in = LinkButton(), LinkButton()
        self._hand_in.add_class("-second")
        yield self._header
        yield self._band
        with Horizontal(classes="body"):
            yield self._list
            yield self._details
        with Horizontal(classes="buttons"):
            yield self._primary
            yield self._hand_in
        yield KeyBar()

    def on_mount(self) -> None:
        """List the questions, the first blank one under the cursor."""
        blank = self._sheet.blank
        self._fill(blank[0] if blank else self._sheet.position)
        self._list.focus()
        self._show_time()
        # The exam's clock runs on while its questions are covered.
        self.set_interval(1.0, self._show_time)
        self.call_after_refresh(self._fill_again)

    def on_resize(self) -> None:
        """Put as many tiles beside each other as there is room for."""
        self._fill_again()

    def _fill_again(self) -> None:
        if self._list.rows:
            self._fill(self._list.position)

    def _fill(self, position: int) -> None:
        width = self._list.scrollable_content_region.width
        columns = max(1, min(4, width // (TILE + 2))) if self.size.height >= TALL else 1
        count = len(self._sheet.items)
        rows = [SheetRow(self._runner, first, columns) for first in range(0, count, columns)]
        self._list.fill(rows)
        self._list.go_to(position)
        self._show_current()

    @on(RowList.Moved)
    def _show_current(self) -> None:
        """Show the current question, and what Enter does."""
        sheet, position = self._sheet, self._list.position
        blank = sheet.blank
        first = blank and position == blank[0]
        self._primary.label("Go to the first blank" if first else f"Go to question {position + 1}")
        self._hand_in.label("Hand in", "H")
        # Once nothing is blank, handing in is the next step.
        self._hand_in.set_class(bool(blank), "-second")
        self._primary.set_class(not blank, "-second")
        self._details.border_title = Content.styled(f"Question {position + 1}", "bold")
        width = max(20, (self._details.size.width or self.size.width // 2 - 4) - 6)
        self._details.update(lines(self._described(position, width)))

    def _described(self, position: int, width: int) -> Iterator[Content]:
        entry, question = self._sheet.at(position), self._sheet.items[position].question
        sign, words, style = state(entry)
        points = formatting.max_points(float(question.points))
        kind = question_type_of(question).label.lower()
        about = Content.styled(f"   {kind} · {points}", theme.MUTED)
        yield joined(Content.styled(f"{sign} {words}", style), about)
        if entry.flagged:
            yield Content.styled(f"{FLAG} to check", theme.DOUBTFUL)
        yield BLANK
        yield from wrapped(line(" ".join(question.prompt.split()), "bold"), width)
        if given := self._runner.given_at(position):
            yield BLANK
            yield from wrapped(line(f"Your answer: {formatting.listed(given)}"), width)

    def _show_time(self) -> None:
        sheet = self._sheet
        self._band.style = theme.BAD if formatting.last_minute(sheet.left) else theme.ACCENT
        self._band.refresh()
        left = "" if sheet.left is None else f"{formatting.clock_digits(sheet.left)} left"
        self._header.progress(Content(left))
        self._header.warning = formatting.time_warning(sheet.left)

    @on(LinkButton.Pressed)
    def _press(self, event: LinkButton.Pressed) -> None:
        """Do what the button says."""
        event.stop()
        answer(self, HAND_IN if event.button is self._hand_in else self._list.position)

    @on(RowList.Chosen)
    def _choose_row(self, event: RowList.Chosen) -> None:
        """Go to the question that was chosen."""
        event.stop()
        answer(self, self._list.position)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Enable the way to blank questions only where there are any."""
        return action != "blank" or bool(self._sheet.blank)

    def action_blank(self) -> None:
        """Move the cursor to the next blank question, from the last one to the first."""
        blank = self._sheet.blank
        self._list.go_to(next((each for each in blank if each > self._list.position), blank[0]))

    def action_flag(self) -> None:
        """Mark the question under the cursor to check, or remove the mark."""
        self._sheet.flag(self._list.position)
        self._list.redraw()
        self._show_current()
        self._show_time()

    def action_hand_in(self) -> None:
        """Return `HAND_IN`."""
        answer(self, HAND_IN)

    def action_leave(self) -> None:
        """Go back to the current question."""
        answer(self)
