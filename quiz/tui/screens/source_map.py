"""The source map: a source sentence by sentence, with how well each is known."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from quiz.coverage import Coverage
from quiz.errors import QuizError, StoreError
from quiz.model.bank import Bank
from quiz.model.question import Question
from quiz.study.launch import OnUnfinished, Request
from quiz.study.library import load_bank
from quiz.study.source_map import (
    SentenceKnowledge,
    SourceMap,
    Standings,
    coverage_words,
    coverages,
    keys_of,
    question_line,
    standings,
    state_words,
)
from quiz.text.cleaning import clean_line
from quiz.tui.content import line
from quiz.tui.screens.dialogs import Dialog
from quiz.tui.widgets.controls import HeaderBar, KeyBar
from quiz.tui.widgets.source_text import SentenceCard, Sentences, cut, legend, source_strip

if TYPE_CHECKING:
    from quiz.tui.app import QuizApp

_BEFORE = "Show the previous source"


class MapPosition(NamedTuple):
    """A position in a source at which a map is opened."""

    source: str
    offset: int


class SourceMapScreen(Screen[None]):
    """Shows the sources of a bank, one after the other."""

    app: "QuizApp"
    DEFAULT_CSS = """
    SourceMapScreen {
        & .legend { height: 1; padding: 0 2; }
        & Container { height: 1fr; layout: vertical; }
        & Sentences { margin: 1 1 0 1; max-width: 110; }
        & SentenceCard { height: 5; padding: 0 2; margin: 1 0 0 0; }
    }
    SourceMapScreen.-short {
        & .legend { padding: 0 1; }
        & Sentences { margin: 0; }
        & SentenceCard { height: 3; padding: 0 1; margin: 0; }
    }
    SourceMapScreen.-lg, SourceMapScreen.-xl {
        & .legend { padding: 0 4; }
        & Container { layout: horizontal; margin: 0 3; }
        & Sentences { width: 2fr; }
        & SentenceCard {
            width: 1fr; max-width: 60; height: 1fr; margin: 1 1 0 1; background: $background;
            border-left: solid $line;
        }
    }
    """
    BINDINGS = [
        Binding("n", "asked(1)", "next", tooltip="Go to the next sentence with questions"),
        Binding("p", "asked(-1)", "previous", tooltip="Go to the previous sentence with questions"),
        Binding("tab", "turn(1)", "next source", tooltip="Show the next source"),
        Binding("shift+tab", "turn(-1)", "Previous source", show=False, tooltip=_BEFORE),
        Binding("right_square_bracket", "turn(1)", "Next source", show=False),
        Binding("left_square_bracket", "turn(-1)", "Previous source", show=False),
        Binding("escape,m,f4", "back", "back", tooltip="Go back"),
        Binding("h", "app.help", "Help", show=False),
    ]

    def __init__(self, file: Path, start: MapPosition | None = None) -> None:
        super().__init__()
        self._file = file
        self._start = start
        self._bank: Bank | None = None
        self._covered: list[Coverage] = []
        self._standings: Standings = {}
        self._turn = 0
        self._sentences: dict[int, int] = {}
        """The current sentence in each source that was left."""

    def compose(self) -> ComposeResult:
        self._header = HeaderBar("Source map")
        self._legend = Static(classes="legend")
        self._text = Sentences()
        self._card = SentenceCard()
        yield self._header
        yield self._legend
        with Container():
            yield self._text
            yield self._card
        yield KeyBar()

    def on_mount(self) -> None:
        """Read the bank and show its first source, or the requested position."""
        self._text.focus()
        self._open()

    @work
    async def _open(self) -> None:
        self._legend.update(Content("Reading the source …"))
        try:
            bank = await asyncio.to_thread(load_bank, self._file)
            self._standings = await asyncio.to_thread(self._known, bank)
        except QuizError as error:
            # The error may be in the history instead of the bank.
            faulty = isinstance(error, StoreError)
            title = "The history cannot be read" if faulty else "This bank has no map"
            await self.app.show_message(title, str(error))
            self.app.pop_screen()
            return
        # A long source takes a moment to split into sentences.
        self._covered = await asyncio.to_thread(coverages, bank)
        self._bank = bank
        self._header.title = bank.title
        self._show_start()

    def _known(self, bank: Bank) -> Standings:
        return standings(bank, self.app.store, self.app.study_context.clocks)

    def _show_start(self) -> None:
        names = [covered.source for covered in self._covered]
        if self._start is not None and self._start.source in names:
            self._turn = names.index(self._start.source)
            covered = self._covered[self._turn]
            self._sentences[self._turn] = covered.sentence_at(self._start.offset)
        self._show()

    def _show(self) -> None:
        shown = SourceMap(self._covered[self._turn], self._standings)
        first = next(iter(shown.states), 1)
        self._shown = shown
        self._text.show(shown, self._sentences.get(self._turn, first))

    def on_screen_resume(self) -> None:
        """Show the knowledge again: questions may have been answered meanwhile."""
        if self._bank is not None:
            self._renew(self._bank)

    @work(exclusive=True, group="renew")
    async def _renew(self, bank: Bank) -> None:
        try:
            self._standings = await asyncio.to_thread(self._known, bank)
        except StoreError:
            self._header.warning = "not up to date"
            return
        self._header.warning = ""
        self._shown = SourceMap(self._covered[self._turn], self._standings)
        # At the same place: the learner comes back to the sentence whose question was answered.
        self._text.renew(self._shown)

    def on_resize(self) -> None:
        """Fit the header and the legend to the new width."""
        self._tell()

    @on(Sentences.Reached)
    def _show_sentence(self, event: Sentences.Reached) -> None:
        """Show how well the current sentence is known."""
        event.stop()
        self._sentences[self._turn] = event.number
        self._tell()
        self.refresh_bindings()

    def _tell(self) -> None:
        if self._bank is None:
            return
        shown, number, width = self._shown, self._text.number, self.size.width
        text = coverage_words(shown, short=width < 70)
        left = line(f"{shown.covered.source} · {text}")
        self._header.progress(left, [source_strip(shown, number, width - left.cell_length - 4)])
        self._legend.update(legend(shown, width - 8))
        self._card.show(number, shown.knowledge.get(number))

    @on(Sentences.Opened)
    def _open_sentence(self, event: Sentences.Opened) -> None:
        """Start the question of the current sentence, or ask which of several."""
        event.stop()
        found = self._shown.knowledge[self._text.number]
        if len(found.questions) == 1:
            self._play(found.questions)
        else:
            self._choose(found)

    @work(exclusive=True, group="choose")
    async def _choose(self, found: SentenceKnowledge) -> None:
        pairs = zip(found.questions, found.standings, strict=True)
        choices = [f"{standing.state.sign} {clean_line(cut(question_line(question)))}"
                   for question, standing in pairs]  # fmt: skip
        every = "Both questions" if len(choices) == 2 else f"All {len(choices)} questions"
        title = f"Sentence {self._text.number:,}"
        dialog = Dialog(title, state_words(found), [every, *choices, "Back"])
        chosen = await self.app.push_screen_wait(dialog)
        if chosen == 0:
            self._play(found.questions)
        elif chosen <= len(choices):
            self._play(found.questions[chosen - 1 : chosen])

    def _play(self, questions: Sequence[Question]) -> None:
        if self._bank is not None:
            only = keys_of(self._bank, questions)
            self.app.play(Request((self._file,), OnUnfinished.NEW, only=only))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Enable the other sources where there are several."""
        return action != "turn" or len(self._covered) > 1

    def action_asked(self, step: int) -> None:
        """Go to another sentence with questions, the first after the last."""
        if self._bank is not None:
            self._text.reach(self._shown.asked(self._text.number, step))

    def action_turn(self, step: int) -> None:
        """Show another source, the first after the last."""
        self._turn = (self._turn + step) % len(self._covered)
        self._show()

    def action_back(self) -> None:
        """Go back."""
        self.app.pop_screen()
