"""Answers by picking sentences of a text: the list of sentences, and find the evidence."""

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget

from quiz.errors import UnreadableResponse
from quiz.model.question import FindEvidence
from quiz.model.response import Order, Response, Verdict
from quiz.text.formatting import counted
from quiz.tui import theme
from quiz.tui.answers.base import Draft, ListAnswer, marked_bar
from quiz.tui.answers.choice import mark_of
from quiz.tui.content import BLANK, joined, line, lines, plain, wrapped
from quiz.tui.widgets.option_picker import OptionMark
from quiz.tui.widgets.row_list import PageList, bring, page_of

VERDICTS = {
    OptionMark.RIGHT: ("✓", "right", theme.QUOTE, theme.GOOD),
    OptionMark.WRONG: ("✗", "wrong", "on $wrong-bg", theme.BAD),
    OptionMark.MISSED: ("▸", "not found", "bold on $part-bg", theme.DOUBTFUL),
}
"""Sign and words of a sentence in the whole text, the style of the sentence and of the sign."""
TWO_PANES = 110
"""Cells of a screen from which on the text stands beside the prompt."""


class SentencePicker(PageList):
    """The sentences by number; a blank line stands before each paragraph."""

    key_labels: ClassVar[Mapping[str, str]] = {"up": "↑↓"}
    BINDINGS = [
        Binding("space", "pick", "pick", tooltip="Pick a sentence, or unpick it"),
        Binding("up", "move(-1)", "sentence", tooltip="Go to the previous sentence"),
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
        self.is_beside = False
        """Whether the text stands beside the prompt, so that it is shown whole at the verdict."""

    @property
    def marks(self) -> Mapping[int, OptionMark]:
        """The sentences that the verdict mentions; empty before it."""
        return dict(self._marks)

    def text(self, index: int) -> str:
        """Return a sentence."""
        return self._texts[index]

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
        """Show the verdict: in the whole text beside the prompt, else on these sentences alone."""
        self._take(paragraphs)
        self._marks = tuple(sorted(marks.items()))
        self._cursor = None
        self.can_focus = False
        self.place(self.is_beside)

    def place(self, is_beside: bool) -> None:
        """Show the sentences beside the prompt, or below it."""
        self.is_beside = is_beside
        whole = is_beside or not self._marks
        self.renew(len(self._texts) if whole else len(self._marks))
        if whole and self._marks:
            right = [index for index, mark in self._marks if mark is not OptionMark.WRONG]
            self.call_after_refresh(self._seek, right[0] if right else self._marks[0][0])

    def _seek(self, index: int) -> None:
        """Scroll a sentence to the upper part of the frame."""
        seen = page_of(self).size.height
        top = max(0, self.top(index) - seen // 4)
        bring(self, top, top + seen)

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
        lines_seen = max(1, page_of(self).size.height - 2)
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
        if self._marks and not self.is_beside:
            return self._marked(*self._marks[index], width)
        row = self._judged(index, width) if self._marks else self._open(index, width)
        # A blank line stands between paragraphs, and, where there is room, between sentences.
        apart = index > 0 and (self.is_beside or self._starts(index))
        return lines([BLANK, row]) if apart else row

    def _starts(self, index: int) -> bool:
        """Check whether a sentence is the first of its paragraph."""
        return index == 0 or self._paragraphs[index] != self._paragraphs[index - 1]

    def _open(self, index: int, width: int) -> Content:
        here, picked = index == self._cursor, index in self.picked
        cursor = Content.styled("▸" if here else " ", theme.KEY)
        sign = f" {self._pick_sign(index)} "
        chip = Content.styled(sign, theme.FILLED if picked else theme.KEY if here else theme.MUTED)
        text = plain(self._texts[index], "bold" if picked else "")
        fill = self.lit if picked else theme.BAR if here else ""
        return self._beside(joined(self._place(index, width), cursor, chip), text, fill, width)

    def _judged(self, index: int, width: int) -> Content:
        """Return a sentence of the whole text with its verdict."""
        mark = self.marks.get(index)
        if mark is None:
            signs = joined(self._place(index, width), Content("    "))
            return self._beside(signs, plain(self._texts[index], theme.MUTED), "", width)
        sign, words, fill, style = VERDICTS[mark]
        if mark is OptionMark.RIGHT and self.app.native_ansi_color:
            fill = theme.QUOTE_16
        signs = joined(self._place(index, width), Content.styled(f"  {sign} ", f"bold {style}"))
        row = self._beside(signs, plain(self._texts[index]), fill, width)
        note = Content.styled(words, f"bold {style}").pad_left(signs.cell_length + 1)
        return lines([row, note])

    def _place(self, index: int, width: int) -> Content:
        """Return the number of the paragraph, at its first sentence."""
        number = str(self._paragraphs[index]) if self._starts(index) else ""
        return Content.styled(f"{number:>3} " if width >= 40 else "", theme.FAINT)

    @staticmethod
    def _beside(signs: Content, text: Content, fill: str, width: int) -> Content:
        """Return a filled text beside its signs."""
        mark = joined(signs, Content(" "))
        indent = mark.cell_length
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
        text, note = plain(self._texts[number]), Content.styled(f"({words})", style)
        room = max(1, width - 2 - label.cell_length)
        last = (wrapped(text, room) or [BLANK])[-1]
        # Broken, the words would be read as a part of the sentence.
        fits = last.cell_length + 2 + note.cell_length <= room
        return marked_bar(label, joined(text, Content("  " if fits else "\n"), note), mark, width)


class FindEvidenceAnswer(ListAnswer[FindEvidence]):
    """Sentences are picked in the article."""

    shows_source = True
    # The classes that tell the size stand on the screen, above the widget.
    SCOPED_CSS = False
    DEFAULT_CSS = """
    .-lg QuestionView.-wide > FindEvidenceAnswer, .-xl QuestionView.-wide > FindEvidenceAnswer {
        dock: right; width: 60%; max-width: 92; height: 100%; margin: 0 0 0 3; padding: 0 1 0 1;
        overflow-y: auto; border: round $line;
        border-title-color: $foreground; border-title-style: bold; border-subtitle-color: $soft;
        & > SentencePicker { padding: 0 1 0 0; }
        &:focus-within { border: round $accent; border-title-color: $accent; }
        &:ansi { border: blank; }
        &:ansi:focus-within { border: round $accent; }
    }
    .-lg.-tall QuestionView.-wide > FindEvidenceAnswer,
    .-xl.-tall QuestionView.-wide > FindEvidenceAnswer { padding: 1 1 1 1; }
    """

    def compose(self) -> ComposeResult:
        self._wanted = 1
        self._several = False
        self._list = SentencePicker()
        yield self._list

    async def ask(self, question: FindEvidence, order: Order, draft: Draft) -> None:
        self._wanted = len(question.key)
        self._several = self._wanted > 1
        self._list.is_beside = self._is_beside()
        picked = [int(number) for number in draft]
        self._list.offer(question.paragraphs, picked, self._several)
        count = counted(self._wanted, "sentence") if self._several else "one sentence"
        self.border_title = Content(f"Pick {count}")
        self._count()
        self.scroll_home(animate=False, immediate=True)

    def _is_beside(self) -> bool:
        parent = self.parent
        wide = isinstance(parent, Widget) and parent.has_class("-wide")
        return wide and self.screen.size.width >= TWO_PANES

    def on_resize(self) -> None:
        """Show the text beside the prompt or below it, where the screen has another width now."""
        if self._list.is_beside != self._is_beside():
            self._list.place(self._is_beside())

    def lacking(self) -> str:
        """Say beside the text, while nothing is picked, how many sentences are wanted."""
        # Below a long text, the message about it says so in sight.
        if self._list.picked or not self._list.is_beside:
            return ""
        return f"Pick {self._wanted} sentences" if self._several else "Pick one sentence"

    @on(PageList.Changed)
    def _count(self) -> None:
        """Say how many are picked, on the frame."""
        picked = len(self._list.picked)
        rest = self._wanted - picked
        more = f"○ {rest} to go" if rest > 0 else f"{-rest} too many" if rest else ""
        self.border_subtitle = Content(" · ").join(
            Content(part) for part in (f"● {picked} picked" if picked else "", more) if part
        )

    def summary(self) -> Content:
        """Return the sentences picked, or, after the verdict, those it is about."""
        return lines(self._judged() if self._list.marks else self._picked())

    def _picked(self) -> Iterator[Content]:
        picked = sorted(self._list.picked)
        yield Content.styled(f"Picked {len(picked)} of {self._wanted}", "bold")
        yield BLANK
        for number, index in enumerate(picked, 1):
            chip = Content.styled(f" {number} ", theme.FILLED)
            yield joined(chip, Content(" "), _start(self._list.text(index)))
        for number in range(len(picked) + 1, self._wanted + 1):
            yield Content.styled(f" {number}   not yet", theme.MUTED)

    def _judged(self) -> Iterator[Content]:
        for index, mark in sorted(self._list.marks.items()):
            sign, words, _, style = VERDICTS[mark]
            head = Content.styled(f"{sign} {words}", f"bold {style}")
            yield joined(head, Content("  "), _start(self._list.text(index)))

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
        self._list.is_beside = self._is_beside()
        self._list.mark(question.paragraphs, marks)
        found = list(marks.values())
        self.border_title = Content("Your sentences")
        self.border_subtitle = Content(" · ").join(
            Content.styled(f"{sign} {found.count(mark)} {words}", style)
            for mark, (sign, words, _, style) in VERDICTS.items()
            if mark in found
        )


def _start(sentence: str) -> Content:
    return line(" ".join(sentence.split()))
