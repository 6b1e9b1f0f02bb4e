"""The rows of the home screen: what to do today, and a card for each bank; and its details."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from textual.content import Content

from quiz.store.records import BankFigures, BankPlace
from quiz.study import formatting
from quiz.study.library import BankSummary
from quiz.study.review import BankKnowledge, KnowledgeState
from quiz.text.cleaning import clean_line
from quiz.text.formatting import counted
from quiz.tui import theme
from quiz.tui.content import (
    BLANK,
    bar,
    beside,
    big_text,
    box,
    hanging,
    joined,
    line,
    lines,
    slab,
    wrapped,
)
from quiz.tui.widgets.row_list import ListRow

WIDE = 60
"""Cells from which on cards have a border, and the band of today three lines."""
MAX_ON_BAND = 56
"""Cells of text beside which there is room for the button."""
AROUND_TEXT = 20
"""Cells of the band around its text and the label of its button."""
SECONDS_EACH = 30
"""A review takes about half a minute."""


@dataclass(eq=True)
class TodayRow(ListRow):
    """What to do today: how much is due, or what comes next; Enter does it."""

    lights_itself = True
    gap = 1
    due: int
    banks: int
    label: str
    """What Enter does."""
    text: str
    """A sentence or two on it."""

    def draw(self, width: int) -> Content:
        return self._drawn_as(width, False)

    def draw_current(self, width: int) -> Content:
        return self._drawn_as(width, True)

    def _drawn_as(self, width: int, current: bool) -> Content:
        if width < WIDE:
            text = joined(line(f"▸ {self.label}", "bold"))
            row = beside(text.truncate(width - 10, ellipsis=True), Content("Enter "), width - 2)
            style = theme.FILLED.removeprefix("bold ") if current else theme.BAR
            return slab(row, width, style)
        figure = big_text(str(self.due), f"bold {theme.ACCENT}", 3) if self.due else []
        words = self._words(min(MAX_ON_BAND, width - AROUND_TEXT - len(self.label)))
        if figure:
            left = [
                joined(digits, Content("   "), text)
                for digits, text in zip(figure, words, strict=True)
            ]
        else:
            left = words
        rows = self._with_button(left, width - 4, current)
        edge = theme.ACCENT if current else theme.EMPTY
        indented = (joined(Content("  "), row) for row in rows)
        return slab(lines(indented), width, "on $surface", edge)

    def _words(self, room: int) -> list[Content]:
        if not self.due:
            first, *rest = wrapped(line(self.text), room)[:3]
            below = [each.stylize_before(theme.MUTED) for each in rest]
            return [first.stylize_before("bold"), *below, *[BLANK] * (2 - len(below))]
        noun = "question is" if self.due == 1 else "questions are"
        minutes = max(1, round(self.due * SECONDS_EACH / 60))
        among = "one bank" if self.banks == 1 else f"{self.banks} banks, mixed"
        about = f"about {counted(minutes, 'minute')} · {among}"
        return [
            Content.styled(f"{noun} due today", "bold"),
            Content.styled(about, theme.MUTED),
            line(self.text, theme.MUTED),
        ]

    def _with_button(self, rows: Sequence[Content], width: int, current: bool) -> list[Content]:
        label = Content.styled(f"  {clean_line(self.label)}", "bold").truncate(30, ellipsis=True)
        text = joined(label, Content("   Enter  "))
        style = theme.FILLED.removeprefix("bold ") if current else theme.BAR
        size = text.cell_length
        button = [Content(" " * size), text, Content(" " * size)]
        filled = [part.stylize_before(style) for part in button]
        room = width - size - 1
        cut = [row.truncate(room, ellipsis=True) for row in rows]
        return [
            joined(row.pad_right(max(0, room - row.cell_length)), part)
            for row, part in zip(cut, filled, strict=True)
        ]


@dataclass(eq=True)
class LostRow(ListRow):
    """A bank that was played before and is no longer where it was."""

    lights_itself = True
    gap = 1
    place: BankPlace

    def draw(self, width: int) -> Content:
        return self._drawn_as(width, False)

    def draw_current(self, width: int) -> Content:
        return self._drawn_as(width, True)

    def _drawn_as(self, width: int, current: bool) -> Content:
        sign = "▸ ?" if current else "?"
        title = joined(Content.styled(f"{sign} ", theme.DOUBTFUL), line(self.place.title, "bold"))
        text = line(f"no longer at {self.place.path}; press Enter to forget it", theme.MUTED)
        edge = theme.ACCENT if current else theme.EMPTY
        return box(wrapped(text, max(8, width - 4)), width, title, edge=edge)


@dataclass(eq=True)
class BankRow(ListRow):
    """A bank: title, description, a sign for each question, figures; or why it cannot be played."""

    lights_itself = True
    gap = 1
    file: Path
    card: BankSummary
    figures: BankFigures
    due: int = 0
    """Questions to review today."""
    knowledge: BankKnowledge = BankKnowledge()
    brief: bool = False
    """Whether there are many banks, or few lines, and the description is left out."""

    def matches(self, wanted: Sequence[str]) -> bool:
        """Check whether title, description and file name contain all these case-folded words."""
        text = f"{self.card.title} {self.card.description} {self.file.name}".casefold()
        return all(word in text for word in wanted)

    @property
    def unread(self) -> bool:
        """Whether the bank was never played, and has a text to read first."""
        return self.playable and not self.figures.attempts and bool(self.card.sources)

    @property
    def playable(self) -> bool:
        """Whether the bank has no errors."""
        return not self.card.errors

    def draw(self, width: int) -> Content:
        return self._drawn_as(width, False)

    def draw_current(self, width: int) -> Content:
        return self._drawn_as(width, True)

    def _drawn_as(self, width: int, current: bool) -> Content:
        edge = theme.ACCENT if current else theme.EMPTY
        mark = Content.styled("▸ ", theme.KEY) if current else BLANK
        if not self.playable:
            mark = joined(mark, Content.styled("✗ ", f"bold {theme.BAD}"))
        style = f"bold {theme.ACCENT}" if current else "bold"
        title = joined(mark, line(self.card.title, style))
        if width < WIDE:
            return self._narrow(title, width)
        inner = width - 6
        parts = [*self._lines(inner)]
        if title.cell_length > width - 6:
            # A title that does not fit into the border stands below it, in full.
            parts.insert(0, line(self.card.title, "bold"))
            title = mark
        rows = [row for part in parts for row in wrapped(part, inner)]
        padded = (joined(Content(" "), row) for row in rows)
        return box(padded, width, title, self._state(), edge)

    def _narrow(self, title: Content, width: int) -> Content:
        state = self._state()
        room = max(4, width - state.cell_length - 2)
        first = beside(title.truncate(room, ellipsis=True), state, width)
        rows = [first, self._errors() if self.card.errors else self._strip(width)]
        return lines(row for row in rows if row)

    def _state(self) -> Content:
        if self.card.errors:
            return Content.styled("cannot be played", theme.BAD)
        if self.due:
            return Content.styled(f"{self.due} due", theme.DOUBTFUL)
        return BLANK if self.figures.attempts else Content.styled("not played yet", theme.MUTED)

    def _errors(self) -> Content:
        text = f"{counted(self.card.errors, 'error')}; press Enter to see why"
        return Content.styled(text, theme.BAD)

    def _lines(self, width: int) -> Iterator[Content]:
        card = self.card
        if card.errors:
            yield self._errors()
            return
        if card.description and not self.brief:
            yield line(" ".join(card.description.split()), theme.MUTED)
        if strip := self._strip(width):
            yield strip
        yield self._counts() if self.figures.best is None else self._with_best(width)
        if self.figures.unfinished:
            answered, questions = self.figures.unfinished
            what = "Go on with the exam" if self.figures.exam else "Go on"
            yield Content.styled(f"▸ {what}: {answered} of {questions} answered", theme.ACCENT)

    def _strip(self, width: int) -> Content:
        """Return a sign for each question; a bar where there is no room for them."""
        states = self.knowledge.of(self.card.ids)
        signs = [Content.styled(each.sign, theme.KNOWLEDGE[each]) for each in states]
        for between in (" ", ""):
            strip = Content(between).join(signs)
            if signs and strip.cell_length <= width:
                return strip
        known = self.knowledge.count(KnowledgeState.KNOWN)
        return bar(known / self.card.questions, min(40, width)) if self.card.questions else BLANK

    @property
    def counts(self) -> list[tuple[KnowledgeState, str, int]]:
        """How many questions are in each state, with its name for the learner."""
        known = [
            (state, name, self.knowledge.count(state))
            for state, name in (
                (KnowledgeState.KNOWN, "known"),
                (KnowledgeState.FADING, "due again"),
                (KnowledgeState.MISSED, "missed"),
            )
        ]
        # Questions may have been removed from the bank since they were answered.
        new = max(0, self.card.questions - sum(count for *_, count in known))
        return [*known, (KnowledgeState.NEVER, "never met", new)]

    def _with_best(self, width: int) -> Content:
        best = formatting.percent(self.figures.best or 0, 1)
        return beside(
            self._counts(), Content.assemble(("best ", theme.MUTED), (best, "bold")), width
        )

    def _counts(self) -> Content:
        shown = [(state, name, count) for state, name, count in self.counts if count]
        parts = [
            Content.assemble(
                (f"{state.sign} {count}", f"bold {theme.KNOWLEDGE[state]}"), (f" {name}", "")
            )
            for state, name, count in shown
        ]
        return Content("   ").join(parts)


DETAIL_CELLS = 12
"""Cells of the words before a bar of the details."""


def bank_details(row: BankRow, keys: Sequence[tuple[str, str]], width: int) -> Content:
    """Return how well a bank is known and what can be done with it; `keys` with their words."""
    known, questions = row.knowledge.count(KnowledgeState.KNOWN), row.card.questions
    parts = [hanging(BLANK, _statement(row, known, questions), width), BLANK]
    cells = max(4, width - DETAIL_CELLS - 5)
    for state, name, count in row.counts:
        label = Content.assemble((state.sign, theme.KNOWLEDGE[state]), f" {name}")
        drawn = bar(count / questions if questions else 0, cells, theme.KNOWLEDGE[state])
        number = Content.styled(f"{count:>5}", "bold")
        parts.append(joined(label.pad_right(DETAIL_CELLS - label.cell_length), drawn, number))
    if row.card.words:
        text = f"{row.card.words:,} words · {counted(row.card.minutes, 'minute')} to read"
        parts += [BLANK, Content.assemble(("Source".ljust(DETAIL_CELLS), theme.MUTED), text)]
    if row.figures.last is not None:
        last = formatting.percent(row.figures.last, 1)
        parts.append(Content.assemble(("Last score".ljust(DETAIL_CELLS), theme.MUTED), last))
    parts.append(BLANK)
    parts += [
        joined(Content.styled(key.ljust(4), theme.KEY), Content(words)) for key, words in keys
    ]
    return lines(parts)


def _statement(row: BankRow, known: int, questions: int) -> Content:
    if not row.figures.attempts and not row.knowledge.states:
        return Content.styled(f"{counted(questions, 'question')}, not played yet.", "bold")
    fading = row.knowledge.count(KnowledgeState.FADING)
    missed = row.knowledge.count(KnowledgeState.MISSED)
    rest = [
        f"{fading} {'is' if fading == 1 else 'are'} due again" if fading else "",
        f"{missed} {'was' if missed == 1 else 'were'} missed" if missed else "",
    ]
    said = " and ".join(part for part in rest if part)
    text = f" {said[:1].upper()}{said[1:]}." if said else ""
    return Content.assemble((f"You know {known} of {questions}.", "bold"), (text, theme.MUTED))
