"""Answers by picking sentences of a text: the list of sentences, and find the evidence."""

from collections.abc import Mapping, Sequence

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content

from quiz.errors import UnreadableResponse
from quiz.model.question import FindEvidence
from quiz.model.response import Order, Response, Verdict
from quiz.tui import theme
from quiz.tui.answers.base import Draft, ListAnswer, marked_bar
from quiz.tui.answers.choice import mark_of
from quiz.tui.content import BLANK, joined, lines, plain, wrapped
from quiz.tui.widgets.option_picker import OptionMark
from quiz.tui.widgets.row_list import Page, PageList


class SentencePicker(PageList):
    """The sentences by number; a blank line stands before each paragraph."""

    BINDINGS = [
        Binding("space", "pick", "pick", tooltip="Pick a sentence, or unpick it"),
        Binding("up", "move(-1)", "Up", show=False, tooltip="Go to the previous sentence"),
        Binding("down", "move(1)", "Down", show=False, tooltip="Go to the next sentence"),
        Binding("pageup", "page(-1)", "Up", show=False, tooltip="Go up by a screen"),
        Binding("pagedown", "page(1)", "Down", show=False, tooltip="Go down by a screen"),
        Binding("home", "end(0)", "First", show=False, tooltip="Go to the first sentence"),
        Binding("end", "end(1)", "Last", show=False, tooltip="Go to the last sentence"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._texts: tuple[str, ...] = ()
        self._paragraphs: tuple[int, ...] = ()
        """The number of the paragraph of each sentence, counted from 1."""
        self._several = False
        self._marks: tuple[tuple[int, OptionMark], ...] = ()
        """The sentences shown after the verdict, with their marks."""
        self.picked: set[int] = set()
        self._cursor: int | None = None

    def offer(
        self, paragraphs: Sequence[Sequence[str]], picked: Sequence[int], several: bool
    ) -> None:
        """Show sentences to pick one or several of; the cursor is on one only once it is moved."""
        self._several, self._marks = several, ()
        self.picked = set(picked)
        self._cursor = min(self.picked, default=None)
        self.can_focus = True
        self._take(paragraphs)
        self.renew(len(self._texts))

    def _take(self, paragraphs: Sequence[Sequence[str]]) -> None:
        self._texts = tuple(sentence for paragraph in paragraphs for sentence in paragraph)
        self._paragraphs = tuple(
            number for number, paragraph in enumerate(paragraphs, 1) for _ in paragraph
        )

    def mark(self, paragraphs: Sequence[Sequence[str]], marks: Mapping[int, OptionMark]) -> None:
        """Show only the sentences that the verdict mentions."""
        self._take(paragraphs)
        self._marks = tuple(sorted(marks.items()))
        self._cursor = None
        self.can_focus = False
        self.renew(len(self._marks))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Offer picking only where several may be picked; else the current sentence is."""
        return action != "pick" or self._several

    def action_pick(self) -> None:
        """Pick the current sentence, or unpick it."""
        if self._cursor is None:
            self._go(0)
        self._toggle(self._cursor or 0)

    def action_move(self, step: int) -> None:
        """Go to another sentence; where one is asked for, the current one is picked."""
        start = -1 if step > 0 else len(self._texts)
        self._go((start if self._cursor is None else self._cursor) + step)

    def action_page(self, step: int) -> None:
        """Move by about a screen."""
        cursor = self._cursor or 0
        # Two lines less than the page, so that the eye finds its place again.
        lines_seen = max(1, self.screen.query_one(Page).size.height - 2)
        there = self.row_near(self.top(cursor) + step * lines_seen)
        # A sentence longer than the page would hold the cursor for ever.
        self._go(cursor + step if there == cursor else there)

    def action_end(self, last: int) -> None:
        """Go to the first sentence, or the last."""
        self._go(len(self._texts) * last)

    def _go(self, index: int) -> None:
        before = self._cursor
        self._cursor = max(0, min(len(self._texts) - 1, index))
        # Where one sentence is asked for, moving is picking: one key less for each question.
        if not self._several:
            self.picked = {self._cursor}
            self.post_message(self.Changed())
        self.redraw(self._cursor, self._cursor if before is None else before)
        self.show_row(self._cursor)

    def _toggle(self, index: int) -> None:
        before = sorted(self.picked)
        self.picked ^= {index}
        # The picks are numbered, so those after this one have another number now.
        self.redraw(index, *before)
        self.post_message(self.Changed())

    def on_click(self, event: events.Click) -> None:
        """Pick the sentence that was clicked."""
        index = self.row_at(event)
        if index is None or self._marks:
            return
        self._go(index)
        if self._several:
            self._toggle(index)

    def draw(self, index: int, width: int) -> Content:
        if self._marks:
            return self._marked(*self._marks[index], width)
        row = self._open(index, width)
        # A blank line stands between paragraphs.
        return lines([BLANK, row]) if index and self._starts(index) else row

    def _starts(self, index: int) -> bool:
        """Check whether a sentence is the first of its paragraph."""
        return index == 0 or self._paragraphs[index] != self._paragraphs[index - 1]

    def _open(self, index: int, width: int) -> Content:
        here, picked = index == self._cursor, index in self.picked
        number = str(self._paragraphs[index]) if self._starts(index) else ""
        place = Content.styled(f"{number:>3} " if width >= 40 else "", theme.FAINT)
        cursor = Content.styled("▸" if here else " ", theme.KEY)
        sign = f" {self._pick_sign(index)} "
        chip = Content.styled(sign, theme.FILLED if picked else theme.KEY if here else theme.MUTED)
        mark = joined(place, cursor, chip, Content(" "))
        text = plain(self._texts[index], "bold" if picked else "")
        indent = mark.cell_length
        fill = self.lit if picked else theme.BAR if here else ""
        body = wrapped(text, max(8, width - indent))
        rows = [part.pad_right(max(0, width - indent - part.cell_length)) for part in body]
        filled = [row.stylize_before(fill) if fill else row for row in rows]
        first, *rest = filled or [BLANK]
        return lines([joined(mark, first), *(row.pad_left(indent) for row in rest)])

    def _pick_sign(self, index: int) -> str:
        if index not in self.picked:
            return "○"
        return str(sorted(self.picked).index(index) + 1) if self._several else "●"

    def _marked(self, number: int, mark: OptionMark, width: int) -> Content:
        sign, words, style = mark.sign, mark.words, mark.style
        label = Content.styled(f"{sign} {self._paragraphs[number]:>2} ", style)
        text = Content.styled(f"  ({words})", style)
        return marked_bar(label, joined(plain(self._texts[number]), text), mark, width)


class FindEvidenceAnswer(ListAnswer[FindEvidence]):
    """Sentences are picked in the article."""

    shows_source = True

    def compose(self) -> ComposeResult:
        self._several = False
        self._list = SentencePicker()
        yield self._list

    async def ask(self, question: FindEvidence, order: Order, draft: Draft) -> None:
        self._several = len(question.key) > 1
        picked = [int(number) for number in draft]
        self._list.offer(question.paragraphs, picked, self._several)

    def response(self) -> Response:
        if not self._list.picked:
            how = "press Space on it" if self._several else "move with the arrows"
            raise UnreadableResponse(f"Pick a sentence first: {how}, or click it.")
        return tuple(sorted(self._list.picked))

    def draft(self) -> Draft:
        return tuple(sorted(self._list.picked))

    def show(
        self, question: FindEvidence, order: Order, response: Response, verdict: Verdict
    ) -> None:
        # The article may be long: the verdict shows only what was picked and what was right.
        numbers = {*question.key, *map(int, response)}
        marks = {index: mark_of(index in response, index in question.key) for index in numbers}
        self._list.mark(question.paragraphs, marks)
