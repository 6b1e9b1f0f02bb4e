"""Answers to cloze questions: the text with its gaps, and fields or a word bank to fill them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from textual import events, on
from textual.app import ComposeResult, RenderResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Input, Static

from quiz.errors import UnreadableResponse
from quiz.model.question import Cloze, Gap
from quiz.model.response import Order, Response, Verdict
from quiz.question_types import question_type_of
from quiz.tui import theme
from quiz.tui.answers.base import AnswerWidget, Draft
from quiz.tui.content import height, joined, line, plain, wrapped
from quiz.tui.widgets.controls import TextField
from quiz.tui.widgets.option_picker import LETTERS, OptionMark

GAP = "gap"
"""Key of the number of a gap in the metadata of styles."""
WORD = "word"
"""Key of the index of a word of the word bank."""
ROOMY = 28
"""Lines of a screen from which on there are blank lines between those of the text."""
_GLUE = "\ue000"
"""Keeps the words of a gap on one line; cleaned texts never contain it."""


class ClozeText(Widget):
    """The text with its gaps; a click on one posts `Clicked`."""

    DEFAULT_CSS = "ClozeText { height: auto; width: 1fr; }"

    @dataclass
    class Clicked(Message):
        """A gap was clicked."""

        gap: int

    def __init__(self) -> None:
        super().__init__()
        self._parts: Sequence[Content] = ()

    def show(self, parts: Sequence[Content]) -> None:
        """Show parts of a text, one after the other; those of gaps are kept on one line."""
        self._parts = parts
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return height(self._drawn(width))

    def render(self) -> RenderResult:
        """Return the text."""
        return self._drawn(self.content_size.width)

    def _drawn(self, width: int) -> Content:
        # A gap longer than a line has to be broken somewhere.
        kept = [_glued(part) if part.cell_length <= width else part for part in self._parts]
        # Gaps are filled: without a line between them, those of two lines would run together.
        between = "\n\n" if self.screen.size.height >= ROOMY else "\n"
        drawn = Content(between).join(wrapped(joined(*kept), width))
        return Content(drawn.plain.replace(_GLUE, " "), list(drawn.spans))

    def on_click(self, event: events.Click) -> None:
        """Post the gap that was clicked."""
        gap = event.style.meta.get(GAP)
        if gap is not None:
            self.post_message(self.Clicked(gap))


def _glued(part: Content) -> Content:
    is_gap = any(isinstance(span.style, Style) and GAP in span.style.meta for span in part.spans)
    return Content(part.plain.replace(" ", _GLUE), list(part.spans)) if is_gap else part


class GapField(Horizontal):
    """A number and a line to type in."""

    DEFAULT_CSS = """
    GapField { height: 1; margin: 0 0 0 0; }
    GapField > Static { width: 4; }
    """

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number
        self.field = TextField("Type the missing words")

    def compose(self) -> ComposeResult:
        yield Static(Content.styled(f"{self._number}:", theme.KEY))
        yield self.field


class GapFields(Vertical):
    """One line for each gap; lines of earlier questions are reused, and hidden when not needed."""

    DEFAULT_CSS = "GapFields { height: auto; margin: 1 0 0 0; }"

    def __init__(self) -> None:
        super().__init__()
        self._fields: list[GapField] = []

    async def ask(self, fills: Sequence[str]) -> None:
        """Show one line for each gap, with what was typed earlier."""
        # Mounting a widget restyles the page, so the lines of earlier questions are used again.
        missing = len(fills) - len(self._fields)
        if missing > 0:
            first = len(self._fields) + 1
            more = [GapField(number) for number in range(first, first + missing)]
            self._fields += more
            await self.mount(*more)
        for index, each in enumerate(self._fields):
            # The others are emptied too: no hidden line may keep an answer for a later question.
            each.display = index < len(fills)
            each.field.value = fills[index] if index < len(fills) else ""

    def go(self, gap: int) -> None:
        """Put the focus into the line of a gap, counted from 0."""
        self._fields[gap].field.focus()

    def index(self, field: Widget) -> int | None:
        """Return which gap a line belongs to, None for anything else."""
        for index, each in enumerate(self._fields):
            if each.field is field:
                return index
        return None


class WordBank(Widget, can_focus=True):
    """Words with letters, side by side; those in a gap are struck out."""

    DEFAULT_CSS = "WordBank { height: auto; width: 1fr; margin: 1 0 0 0; }"
    BINDINGS = [
        Binding("enter", "submit", "answer", tooltip="Submit the answer"),
        Binding("left", "move(-1)", "Left", show=False, tooltip="Go to the word before"),
        Binding("right", "move(1)", "Right", show=False, tooltip="Go to the next word"),
        Binding("space", "pick", "Put", show=False, tooltip="Put the word into the gap"),
    ]

    class Submitted(Message):
        """The learner is done."""

    @dataclass
    class Picked(Message):
        """A word was chosen."""

        index: int

    def __init__(self) -> None:
        super().__init__(classes="panel")
        self._words: Sequence[str] = ()
        self._used: frozenset[int] = frozenset()
        self._cursor: int | None = None

    def offer(self, words: Sequence[str]) -> None:
        """Show words to choose from."""
        self._words, self._used, self._cursor = words, frozenset(), None
        self.refresh(layout=True)

    def mark_used(self, used: Iterable[int], gap: str) -> None:
        """Strike out the words that are in a gap; `gap` names the current one."""
        self._used = frozenset(used)
        self.border_title = Content(gap)
        self.refresh()

    def on_key(self, event: events.Key) -> None:
        """Take letters and digits."""
        key = (event.character or "").upper()
        index = LETTERS.find(key) if key else -1
        if key in "123456789" and key:
            index = int(key) - 1
        if 0 <= index < len(self._words):
            event.stop()
            event.prevent_default()
            self.post_message(self.Picked(index))

    def action_move(self, step: int) -> None:
        """Go to another word."""
        start = self._cursor if self._cursor is not None else -1 if step > 0 else len(self._words)
        self._cursor = max(0, min(len(self._words) - 1, start + step))
        self.refresh()

    def action_pick(self) -> None:
        """Choose the word under the cursor, or the first."""
        if self._words:
            self.post_message(self.Picked(self._cursor or 0))

    def action_submit(self) -> None:
        """Post `Submitted`."""
        self.post_message(self.Submitted())

    def on_click(self, event: events.Click) -> None:
        """Choose the word that was clicked."""
        index = event.style.meta.get(WORD)
        if index is not None:
            self.post_message(self.Picked(index))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return height(self._drawn(width))

    def render(self) -> RenderResult:
        """Return the words."""
        return self._drawn(self.content_size.width)

    def _drawn(self, width: int) -> Content:
        rows: list[list[Content]] = [[]]
        room = width
        for index in range(len(self._words)):
            chip = self._chip(index).truncate(width, ellipsis=True)
            if rows[-1] and chip.cell_length > room:
                rows.append([])
                room = width
            rows[-1].append(chip)
            room -= chip.cell_length + len(_BETWEEN)
        between = "\n\n" if self.screen.size.height >= ROOMY else "\n"
        return Content(between).join(_BETWEEN.join(row) for row in rows)

    def _chip(self, index: int) -> Content:
        here, used = index == self._cursor, index in self._used
        letter = LETTERS[index].lower()
        if used:
            chip = joined(Content(f" {letter}  "), line(self._words[index], "strike"), Content(" "))
            chip = chip.stylize_before(theme.MUTED)
        else:
            label = Content.styled(f" {letter} ", theme.FILLED if here else theme.KEY)
            chip = joined(label, Content(" "), line(self._words[index]), Content(" "))
            lit = theme.lit(self.app.native_ansi_color)
            chip = chip.stylize_before(lit if here else theme.BAR)
        return chip.stylize(Style.from_meta({WORD: index}))


_BETWEEN = Content("  ")


class ClozeAnswer(AnswerWidget[Cloze]):
    """Gaps that are typed, or filled with words from a list."""

    BINDINGS = [
        Binding("tab", "gap(1)", "next gap", tooltip="Go to the next gap"),
        Binding("shift+tab", "gap(-1)", "previous gap", show=False),
        Binding("backspace,delete", "clear", "empty it", tooltip="Empty the gap"),
    ]

    def compose(self) -> ComposeResult:
        self._question: Cloze | None = None
        self._words: tuple[str, ...] = ()
        self._fills: list[str] = []
        self._active = 0
        self._text = ClozeText()
        self._fields = GapFields()
        self._choices = WordBank()
        yield self._text
        yield self._fields
        yield self._choices

    async def ask(self, question: Cloze, order: Order, draft: Draft) -> None:
        self._question = question
        texts = question_type_of(question).shown(question)
        self._words = tuple(texts[number] for number in order)
        count = len(question.gaps)
        self._fills = [str(text) for text in draft] or [""] * count
        self._fields.display, self._choices.display = not self._words, bool(self._words)
        if self._words:
            self._choices.offer(self._words)
        else:
            await self._fields.ask(self._fills)
        self._go(next((gap for gap in range(count) if not self._fills[gap]), 0))

    def begin(self) -> None:
        if self._words:
            self._choices.focus(scroll_visible=False)
        else:
            self._fields.go(self._active)

    def response(self) -> Response:
        assert self._question is not None
        empty = next((gap for gap, text in enumerate(self._fills, 1) if not text.strip()), None)
        if self._words and empty is not None:
            raise UnreadableResponse(
                f"Choose a word for gap {empty}." if len(self._fills) > 1 else "Choose a word."
            )
        return question_type_of(self._question).typed(self._question, self._fills)

    def draft(self) -> Draft:
        return tuple(self._fills) if any(self._fills) else ()

    def show(self, question: Cloze, order: Order, response: Response, verdict: Verdict) -> None:
        self._fields.display = self._choices.display = False
        self._text.show(_marked(question, response, verdict))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Offer only what the current question needs."""
        if action == "gap":
            return len(self._fills) > 1
        return action != "clear" or bool(self._words and self._fills[self._active])

    def action_gap(self, step: int) -> None:
        """Go to another gap."""
        self._go((self._active + step) % len(self._fills))
        self.begin()

    def action_clear(self) -> None:
        """Empty the current gap."""
        self._fills[self._active] = ""
        self._go(self._active)
        self.post_message(self.Changed())

    def _go(self, gap: int) -> None:
        self._active = gap
        if self._words:
            used = (index for index, word in enumerate(self._words) if word in self._fills)
            several = len(self._fills) > 1
            self._choices.mark_used(used, f"Words for gap {gap + 1}" if several else "Words")
        self._draw()
        self.refresh_bindings()

    def _draw(self) -> None:
        assert self._question is not None
        lit = theme.lit(self.app.native_ansi_color)
        self._text.show(_open(self._question, self._fills, self._active, lit))

    @on(ClozeText.Clicked)
    def _choose_gap(self, event: ClozeText.Clicked) -> None:
        """Go to the gap that was clicked, unless the question is answered."""
        event.stop()
        if self._choices.display or self._fields.display:
            self._go(event.gap)
            self.begin()

    @on(WordBank.Picked)
    def _fill_gap(self, event: WordBank.Picked) -> None:
        """Put the word into the current gap and go to the next empty one."""
        self._fills[self._active] = self._words[event.index]
        empty = [gap for gap, text in enumerate(self._fills) if not text]
        # First the gaps after this one: readers fill a text from top to bottom.
        later = [gap for gap in empty if gap > self._active]
        self._go((later or empty or [self._active])[0])
        self.post_message(self.Changed())

    @on(WordBank.Submitted)
    def _submit(self, event: WordBank.Submitted) -> None:
        """Post `Submitted` for the screen."""
        event.stop()
        self.post_message(self.Submitted())

    @on(Input.Changed)
    def _take_text(self, event: Input.Changed) -> None:
        """Copy the typed text into its gap."""
        gap = self._fields.index(event.input)
        # A line that is being hidden reports its emptied text too.
        if gap is not None and gap < len(self._fills):
            self._fills[gap] = event.value
            self._draw()

    @on(Input.Submitted)
    def _submit_input(self, event: Input.Submitted) -> None:
        """Go to the next gap; submit the answer from the last one."""
        event.stop()
        if self._active + 1 < len(self._fills):
            self.action_gap(1)
        else:
            self.post_message(self.Submitted())

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Follow the focus, which the mouse may move."""
        gap = self._fields.index(event.widget)
        if gap is not None and gap != self._active:
            self._go(gap)


def _open(question: Cloze, fills: list[str], active: int, lit: str) -> list[Content]:
    """Return the parts of the text, gaps as they are filled so far, the current one `lit`."""
    gap = -1
    parts = []
    for part in question.parts:
        if not isinstance(part, Gap):
            parts.append(plain(part))
            continue
        gap += 1
        here = gap == active
        number = f" {gap + 1} " if len(fills) > 1 else " "
        label = Content.styled(number, theme.FILLED if here else theme.KEY)
        filling = line(fills[gap], "bold") if fills[gap] else Content(_BLANK_GAP)
        shown = joined(label, Content(" "), filling, Content(" "))
        parts.append(_of_gap(shown.stylize_before(lit if here else theme.BAR), gap))
    return parts


_BLANK_GAP = "_" * 10


def _of_gap(shown: Content, gap: int) -> Content:
    return shown.stylize(Style.from_meta({GAP: gap}))


def _marked(question: Cloze, response: Response, verdict: Verdict) -> list[Content]:
    """Return the parts of the text, gaps marked: right, or wrong with the right words after."""
    given = [str(text) for text in response] or [""] * len(question.gaps)
    right = _right_gaps(question.gaps, given, verdict)
    gap = -1
    parts = []
    for part in question.parts:
        if not isinstance(part, Gap):
            parts.append(plain(part))
            continue
        gap += 1
        parts.append(_of_gap(_marked_gap(part, given[gap], right[gap]), gap))
    return parts


def _right_gaps(gaps: Sequence[Gap], given: Sequence[str], verdict: Verdict) -> list[bool]:
    """Return which gaps were right; `right` and `missed` hold theirs in the order of the gaps."""
    rights, missed = list(verdict.right), list(verdict.missed)
    found = []
    for gap, text in zip(gaps, given, strict=True):
        is_missed = missed[:1] == [gap.accepted[0]]
        if is_missed and rights[:1] == [text]:
            # The same words in two gaps, right in one of them.
            is_missed = text.casefold() not in (each.casefold() for each in gap.accepted)
        del (missed if is_missed else rights)[:1]
        found.append(not is_missed)
    return found


def _marked_gap(gap: Gap, given: str, right: bool) -> Content:
    mark = OptionMark.RIGHT if right else OptionMark.WRONG
    sign, style = mark.sign, mark.style
    fill = "on $right-bg" if right else "on $wrong-bg"
    shown = joined(Content(f" {sign} "), line(given or "____"), Content(" "))
    shown = shown.stylize_before(f"{style} {fill}")
    if right:
        return shown
    sign, style = OptionMark.MISSED.sign, OptionMark.MISSED.style
    key = joined(Content(f" {sign} "), line(gap.accepted[0]), Content(" "))
    return joined(shown, Content(" "), key.stylize_before(f"{style} on $right-bg"))
