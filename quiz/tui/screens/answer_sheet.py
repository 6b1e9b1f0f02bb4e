"""The answer sheet of an exam: the time, and every question with the learner's answer."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import ClassVar

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
from quiz.tui.content import (
    BLANK,
    TALL,
    bar,
    joined,
    line,
    lines,
    slab,
    wrapped,
)
from quiz.tui.screens.dialogs import answer
from quiz.tui.widgets.controls import Band, HeaderBar, KeyBar, LinkButton
from quiz.tui.widgets.row_list import ListRow, RowList

HAND_IN = -1
"""The result of the screen when the exam is to be handed in."""
WIDE = 60
"""Cells from which on there is room for answers beside questions, and for big figures."""
TWO_PANES = 110
"""Cells of a screen from which on the current question stands beside the sheet."""
MIN_TILE = 24
"""Cells that a tile has at least."""
BETWEEN = 2
"""Cells between two tiles."""
_CHECK = "⚑ to check"
MAX_SIGNS = 40
"""Questions up to which each has its sign."""


def state(entry: SheetEntry) -> tuple[str, str, str]:
    """Return sign, words and style of an entry, without whether it is to be checked."""
    if entry.given is not None:
        return "●", "answered", theme.MUTED
    return ("◌", "begun", theme.DOUBTFUL) if entry.begun else ("○", "blank", theme.BAD)


def in_words(entry: SheetEntry, answered: bool = False) -> Content:
    """Return the state of an entry as signs and words; “answered” is left out unless wanted."""
    sign, words, style = state(entry)
    needless = entry.given is not None and not answered
    parts = [Content.styled(sign if needless else f"{sign} {words}", style)]
    if entry.flagged:
        check = Content.styled(_CHECK, f"bold {theme.DOUBTFUL}")
        parts = [check] if needless else [*parts, check]
    return Content(" ").join(parts)


def clock(sheet: AnswerSheet) -> Content:
    """Return the time left; nothing without a limit."""
    if sheet.left is None:
        return BLANK
    style = theme.BAD if formatting.last_minute(sheet.left) else theme.TEXT
    digits = Content.styled(formatting.clock_digits(sheet.left), f"bold {style}")
    return joined(digits, Content(" left"))


def position_and_time(sheet: AnswerSheet, width: int) -> Content:
    """Return for a screen `width` cells wide where the learner is, what is done, the time left."""
    parts = [Content(f"{sheet.position + 1} of {len(sheet.items)}")]
    if width >= WIDE:
        parts.append(Content(f"{len(sheet.items) - len(sheet.blank)} answered"))
        if count := len(sheet.flagged):
            words = f" {count} to check" if width >= TWO_PANES else f" {count}"
            parts.append(Content.styled(f"⚑{words}", theme.DOUBTFUL))
    elif sheet.entry.flagged:
        parts.append(Content.styled("⚑", theme.DOUBTFUL))
    if time := clock(sheet):
        parts.append(time)
    return Content(" · ").join(parts)


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
        sign, style = "⚑", theme.DOUBTFUL
    if index == sheet.position:
        return Content.styled(sign, theme.FILLED)
    # What is not reached yet is no cause for alarm.
    return Content.styled(sign, theme.MUTED if style == theme.BAD else style)


class ClockBand(Band):
    """The time left in big figures, and how many questions are answered, blank and to check."""

    # The classes that tell the size stand on the screen, above the widget.
    SCOPED_CSS = False
    DEFAULT_CSS = """
    ClockBand.-last { border-left: outer $wrong; }
    .-room ClockBand { height: 3; }
    .-tall ClockBand { height: 5; padding: 1 2 1 3; }
    .-xs ClockBand, .-short ClockBand { height: 1; border-left: none; }
    """

    def __init__(self, sheet: AnswerSheet) -> None:
        super().__init__()
        self._sheet = sheet

    def renew(self) -> None:
        """Show the time and the counts as they are now."""
        last = formatting.last_minute(self._sheet.left)
        self.style = theme.BAD if last else theme.ACCENT
        self.set_class(last, "-last")
        self.refresh()

    def figure(self) -> str:
        """Return the time left; without a limit, and where the header alone has room, nothing."""
        left = self._sheet.left
        return "" if left is None or self.size.height < 3 else formatting.clock_digits(left)

    def rows(self, width: int, height: int) -> list[Content]:
        """Return what is answered and what is not; on one line, where there is no more."""
        sheet = self._sheet
        style = theme.BAD if formatting.last_minute(sheet.left) else theme.DOUBTFUL
        answered = Content.styled(formatting.answered_count(sheet), "bold")
        warning = Content.styled(formatting.time_warning(sheet.left), f"bold {style}")
        if height < 3:
            parts = [warning, answered, *self._open(brief=width < WIDE)]
            return [Content(" · ").join(filter(None, parts))]
        rows = [
            Content("   ").join(filter(None, (answered, warning))),
            Content("   ").join(self._open()) or line("Every question is answered.", theme.MUTED),
            line("Nothing is marked before you hand in.", theme.MUTED),
        ]
        return [row.truncate(max(1, width), ellipsis=True) for row in rows]

    def _open(self, brief: bool = False) -> Iterator[Content]:
        blank, check = len(self._sheet.blank), len(self._sheet.flagged)
        if blank:
            yield Content.styled(f"○ {blank}" if brief else f"○ {blank} blank", theme.BAD)
        if check:
            yield Content.styled(f"⚑ {check}" if brief else f"⚑ {check} to check", theme.DOUBTFUL)


class SheetRow(ListRow):
    """Some questions beside each other as tiles, or one on a line."""

    lights_itself = True

    def __init__(self, runner: ExamRunner, positions: range, few: bool, tiles: int = 0) -> None:
        """Draw `tiles` tiles in a row; 0 for lines. `few` says that there are few colours."""
        self._runner = runner
        self._sheet = runner.sheet
        self.positions = positions
        self._few = few
        self._tiles = tiles
        self.gap = int(tiles > 0)
        self.current = positions[0]
        """The position that the cursor is on while it is in this row."""
        self.state_cells = 0
        """Cells for the state of the question, where each stands on a line."""

    def draw(self, width: int) -> Content:
        return self._drawn_with(width, None)

    def draw_current(self, width: int) -> Content:
        return self._drawn_with(width, self.current)

    def at_cell(self, x: int, width: int) -> int | None:
        """Return the position of the question at a cell of a row; None between two tiles."""
        if not self._tiles:
            return self.positions[0]
        size = tile_width(width, self._tiles) + BETWEEN
        index = x // size
        return self.positions[index] if x % size < size - BETWEEN and index < len(self) else None

    def __len__(self) -> int:
        return len(self.positions)

    def _drawn_with(self, width: int, current: int | None) -> Content:
        if not self._tiles:
            return self._line(width, self.positions[0] == current)
        size = tile_width(width, self._tiles)
        tiles = [self._tile(each, size, each == current) for each in self.positions]
        rows = zip(*(tile.split(allow_blank=True) for tile in tiles), strict=True)
        return lines(Content(" " * BETWEEN).join(row) for row in rows)

    def _lit(self) -> str:
        return theme.lit(self._few)

    def _legible(self, content: Content, current: bool) -> Content:
        # Reversed, each coloured word would have a ground of its own.
        return Content(content.plain) if current and self._few else content

    def _number(self, position: int) -> Content:
        return Content.styled(f"{position + 1:>3} ", "bold")

    def _prompt(self, position: int) -> Content:
        return line(" ".join(self._sheet.items[position].question.prompt.split()))

    def _answer(self, position: int) -> Content:
        return line(formatting.listed(self._runner.given_at(position)), theme.MUTED)

    def _tile(self, position: int, width: int, current: bool) -> Content:
        room = max(1, width - 6)
        body = [
            joined(self._number(position), in_words(self._sheet.at(position))),
            *(
                text.truncate(room, ellipsis=True).pad_left(4)
                for text in (self._prompt(position), self._answer(position))
            ),
        ]
        fill = self._lit() if current else theme.BAR
        return slab(self._legible(lines(body), current), width, fill, theme.ACCENT * current)

    def _line(self, width: int, current: bool) -> Content:
        entry = self._sheet.at(position := self.positions[0])
        cursor = Content.styled("▸" if current else " ", theme.KEY)
        start = joined(cursor, self._number(position), in_words(entry))
        prompt = self._prompt(position)
        if width < WIDE:
            row = joined(start.pad_right(1), prompt)
        else:
            start = start.pad_right(max(1, 7 + self.state_cells - start.cell_length))
            words = self._answer(position)
            room = width - start.cell_length - 2
            taken = min(words.cell_length, room // 2)
            prompt = prompt.truncate(max(1, room - taken - 2), ellipsis=True)
            prompt = prompt.pad_right(max(0, room - taken - prompt.cell_length))
            row = joined(start, prompt, words.truncate(max(1, taken), ellipsis=True))
        row = row.truncate(max(1, width - 1), ellipsis=True)
        row = row.pad_right(max(0, width - row.cell_length))
        return self._legible(row, current).stylize_before(self._lit()) if current else row


def tile_width(width: int, tiles: int) -> int:
    """Return the cells of each of some tiles that fill a row."""
    return max(1, (width + BETWEEN) // tiles - BETWEEN)


class SheetList(RowList):
    """The questions in rows of one or several; the arrows go to each."""

    key_labels: ClassVar[Mapping[str, str]] = {"up": "↑↓←→"}
    BINDINGS = [
        Binding("up", "move(-1)", "move", tooltip="Go up"),
        Binding("left", "beside(-1)", "Left", show=False, tooltip="Go to the question before"),
        Binding("right", "beside(1)", "Right", show=False, tooltip="Go to the question after"),
        Binding("enter", "choose", "open", tooltip="Go to the current question"),
    ]

    def __init__(self, runner: ExamRunner) -> None:
        super().__init__()
        self._runner = runner
        self._count = len(runner.sheet.items)
        self._tiles = 0

    @property
    def position(self) -> int:
        """The question under the cursor."""
        row = self.row
        assert isinstance(row, SheetRow)
        return row.current

    def _wanted_tiles(self) -> int:
        """Return how many tiles fit in a row; 0 for lines."""
        if self.screen.size.height < TALL:
            return 0
        tiles = (self._width + BETWEEN) // (MIN_TILE + BETWEEN)
        return tiles if tiles > 1 else 0

    def show(self, position: int) -> None:
        """Show all questions, the cursor on one of them."""
        self._tiles = self._wanted_tiles()
        step, few = max(1, self._tiles), self.app.native_ansi_color
        starts = range(0, self._count, step)
        rows = [
            SheetRow(self._runner, range(at, min(self._count, at + step)), few, self._tiles)
            for at in starts
        ]
        self._align(rows)
        rows[position // step].current = position
        self.fill(rows, position // step)

    def renew(self) -> None:
        """Draw the questions again after a change."""
        self._align([row for row in self.rows if isinstance(row, SheetRow)])
        self.redraw()

    def _align(self, rows: Sequence[SheetRow]) -> None:
        """Give the states of all questions the same room."""
        sheet = self._runner.sheet
        cells = max(in_words(sheet.at(index)).cell_length for index in range(self._count))
        for row in rows:
            row.state_cells = cells

    def on_resize(self) -> None:
        """Put as many tiles in a row as fit now."""
        if self.rows and self._wanted_tiles() != self._tiles:
            self.show(self.position)

    def reach(self, position: int) -> None:
        """Move the cursor to a question."""
        position = max(0, min(self._count - 1, position))
        index = position // max(1, self._tiles)
        row = self.rows[index]
        assert isinstance(row, SheetRow)
        row.current = position
        self.go(index)

    def action_move(self, step: int) -> None:
        """Go up or down; from the last full row to the last question."""
        to = self.position + step * max(1, self._tiles)
        if to >= self._count and self.cursor < len(self.rows) - 1:
            to = self._count - 1
        if 0 <= to < self._count:
            self.reach(to)

    def action_beside(self, step: int) -> None:
        """Go to the question before or after."""
        self.reach(self.position + step)

    def action_first(self) -> None:
        """Go to the first question."""
        self.reach(0)

    def action_last(self) -> None:
        """Go to the last question."""
        self.reach(self._count - 1)

    def on_click(self, event: events.Click) -> None:
        """Go to the question that was clicked."""
        event.prevent_default()
        offset = event.get_content_offset_capture(self)
        y = offset.y + self.scroll_offset.y
        if not 0 <= y < self._tops[-1]:
            return
        row = self.rows[self.row_on(y)]
        assert isinstance(row, SheetRow)
        position = row.at_cell(offset.x, self._measured)
        if position is not None:
            self.reach(position)
            self.action_choose()


class AnswerSheetScreen(Screen[int]):
    """Returns the position of the question to go to, `HAND_IN`, or None after Escape."""

    SCOPED_CSS = False
    DEFAULT_CSS = """
    AnswerSheetScreen {
        & .buttons { height: auto; margin: 0 4; }
        & .buttons LinkButton { margin: 1 1 0 0; }
        & .body { height: 1fr; margin: 1 4 0 4; }
        & .body RowList { width: 3fr; scrollbar-gutter: auto; }
        & .details { display: none; width: 2fr; height: auto; max-height: 100%; margin: 0 0 0 3; }
        &.-md .buttons, &.-sm .buttons { margin: 0 2; }
        &.-md .body, &.-sm .body { margin: 1 2 0 2; }
        &.-xs .body, &.-xs .buttons { margin: 0; }
        &.-short .body { margin: 0; }
        &.-short .body RowList { border: none; padding: 0; }
        &.-lg .details, &.-xl .details { display: block; }
    }
    """
    BINDINGS = [
        Binding("n", "next_blank", "next blank", tooltip="Go to the next question without answer"),
        Binding(
            "m,f8", "mark", "mark to check", tooltip="Mark the question to check, or unmark it"
        ),
        Binding("H,f9", "hand_in", "hand in", tooltip="Hand the exam in"),
        Binding("escape,f7,q", "leave", "back", tooltip="Go back to the question"),
        Binding("h", "app.help", "help", show=False),
    ]

    def __init__(self, runner: ExamRunner, save: Callable[[], None]) -> None:
        """Show the sheet of `runner`; `save` saves a mark that was changed here."""
        super().__init__()
        self._runner = runner
        self._sheet = runner.sheet
        self._save = save
        self._moved = False
        """Whether the learner went to another question than the one first shown."""

    def compose(self) -> ComposeResult:
        self._header = HeaderBar(formatting.bank_titles(self._sheet.items), "exam")
        self._band = ClockBand(self._sheet)
        self._primary, self._second = LinkButton(), LinkButton()
        self._second.add_class("-second")
        self._list = SheetList(self._runner)
        self._list.add_class("panel")
        self._list.border_title = Content("Answer sheet")
        self._details = Static(classes="panel details")
        yield self._header
        yield self._band
        with Horizontal(classes="buttons"):
            yield self._primary
            yield self._second
        with Horizontal(classes="body"):
            yield self._list
            yield self._details
        yield KeyBar()

    def on_mount(self) -> None:
        """List the questions, the first blank one under the cursor."""
        sheet = self._sheet
        self._list.show(sheet.blank[0] if sheet.blank else sheet.position)
        self._list.focus()
        self._show_time()
        self._show_current()
        # Only then is it known how many tiles fit.
        self.call_after_refresh(self._lay_out)
        # The exam's clock runs on while its questions are covered.
        self.set_interval(1.0, self._show_time)

    def _lay_out(self) -> None:
        self._list.on_resize()
        self._show_current()

    def on_resize(self) -> None:
        """Draw the current question for the new width."""
        if self._list.rows:
            self.call_after_refresh(self._show_current)

    def _show_time(self) -> None:
        unsaved = self._runner.unsaved
        saved = joined(Content("saved "), Content.styled("✓", theme.GOOD))
        parts = [BLANK if unsaved or self.size.width < WIDE else saved, clock(self._sheet)]
        self._header.progress(Content("   ").join(filter(None, parts)))
        self._header.warning = "not saved" if unsaved else ""
        self._band.renew()

    @on(RowList.Moved)
    def _move(self) -> None:
        self._moved = True
        self._show_current()

    def _show_current(self) -> None:
        """Show what Enter does, and the current question in full."""
        sheet, position = self._sheet, self._list.position
        if not self._moved and not sheet.blank:
            self._primary.label("Hand in")
        elif sheet.blank and position == sheet.blank[0]:
            self._primary.label("Go to the first blank")
        else:
            self._primary.label(f"Go to question {position + 1}")
        self._second.label("Hand in" if self._moved or sheet.blank else "", "H")
        if self.size.width >= TWO_PANES:
            self._details.border_title = Content(f"Question {position + 1}")
            width = max(20, (self._details.size.width or self.size.width * 2 // 5) - 6)
            self._details.update(lines(self._described(position, width)))
        self.refresh_bindings()

    def _described(self, position: int, width: int) -> Iterator[Content]:
        entry, question = self._sheet.at(position), self._sheet.items[position].question
        points = formatting.max_points(float(question.points))
        about = f"{question_type_of(question).label.lower()} · {points}"
        state_of = in_words(entry, answered=True)
        yield from wrapped(joined(state_of, line(f"   {about}", theme.MUTED)), width)
        yield BLANK
        yield from wrapped(line(" ".join(question.prompt.split()), "bold"), width)
        if given := formatting.listed(self._runner.given_at(position)):
            yield BLANK
            yield from wrapped(joined(line("Your answer: ", theme.MUTED), line(given)), width)

    @on(LinkButton.Pressed)
    def _press(self, event: LinkButton.Pressed) -> None:
        """Do what the button says."""
        event.stop()
        if event.button is self._primary:
            self._list.action_choose()
        else:
            self.action_hand_in()

    @on(RowList.Chosen)
    def _choose_row(self, event: RowList.Chosen) -> None:
        """Go to the current question, or hand in when there is nothing else to do."""
        event.stop()
        if not self._moved and not self._sheet.blank:
            self.action_hand_in()
        else:
            answer(self, self._list.position)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Enable going to the next blank only while there is one."""
        return action != "next_blank" or bool(self._sheet.blank)

    def action_next_blank(self) -> None:
        """Go to the next question that is not answered, the first after the last."""
        self._list.reach(_next(self._sheet.blank, self._list.position))

    def action_mark(self) -> None:
        """Mark the current question to check, or remove the mark."""
        self._sheet.flag(self._list.position)
        self._save()
        self._list.renew()
        self._show_current()
        self._show_time()

    def action_hand_in(self) -> None:
        """Return `HAND_IN`."""
        answer(self, HAND_IN)

    def action_leave(self) -> None:
        """Go back to the current question."""
        answer(self)


def _next(positions: Sequence[int], here: int) -> int:
    return next((each for each in positions if each > here), positions[0])
