"""One bank in the list of home."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from textual.content import Content

from quiz.player import words
from quiz.player.library import Card
from quiz.store.records import BankFigures
from quiz.text.counting import counted
from quiz.tui.content import MUTED, hanging, joined, line, lines
from quiz.tui.widgets.bars import bar
from quiz.tui.widgets.rows import Row

BAR_CELLS = 16
MARGIN = Content(" ")


@dataclass(eq=True)
class DueRow(Row):
    """What is to be reviewed today, over all banks."""

    gap = 1
    due: int
    banks: int

    def draw(self, width: int) -> Content:
        """Draw the row."""
        head = Content.styled(f"▸ Review {counted(self.due, 'question')}", "bold $text-accent")
        among = "from one bank" if self.banks == 1 else f"from {self.banks} banks, mixed"
        said = Content.styled(f"due today, {among}", MUTED)
        return lines(hanging(MARGIN, part, width - 1) for part in (head, said))


@dataclass(eq=True)
class BankRow(Row):
    """A bank: title, description, figures; or why it cannot be played."""

    gap = 1
    file: Path
    card: Card
    figures: BankFigures
    due: int = 0
    """Questions to review today."""

    def matches(self, wanted: Sequence[str]) -> bool:
        """Say whether title, description and file name hold all these folded words."""
        text = f"{self.card.title} {self.card.description} {self.file.name}".casefold()
        return all(word in text for word in wanted)

    def draw(self, width: int) -> Content:
        """Draw the row."""
        parts = [self._title(), *self._lines()]
        return lines(hanging(MARGIN, part, width - 1) for part in parts)

    def _title(self) -> Content:
        if self.card.errors:
            return joined(Content.styled("✗ ", "bold $text-error"), line(self.card.title, "bold"))
        return line(self.card.title, "bold")

    def _lines(self) -> Iterator[Content]:
        card, figures = self.card, self.figures
        if card.errors:
            errors = "1 error" if card.errors == 1 else f"{card.errors} errors"
            yield Content.styled(f"cannot be played: {errors}; Enter shows why", "$text-error")
            return
        if card.description:
            yield line(" ".join(card.description.split()), MUTED)
        if not figures.attempts:
            count = "1 question" if card.questions == 1 else f"{card.questions} questions"
            yield Content(f"{count} · not played yet")
            return
        right = min(figures.answered_right, card.questions)
        share = right / card.questions if card.questions else 0.0
        said = [f" {right} of {card.questions} answered right"]
        for name, value in (("best", figures.best), ("last", figures.last)):
            if value is not None:
                said.append(f"{name} {words.percent(value, 1)}")
        yield joined(bar(share, BAR_CELLS), Content(" · ".join(said)))
        if self.due:
            yield Content.styled(f"▸ {counted(self.due, 'question')} due", "$text-accent")
        if figures.unfinished:
            answered, questions = figures.unfinished
            what = "exam under way" if figures.exam else "continue"
            under_way = f"▸ {what}: {answered} of {questions} answered"
            yield Content.styled(under_way, "$text-accent")
