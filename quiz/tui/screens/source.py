"""The source of a quote, scrolled to it."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.screen import Screen

from quiz.model.bank import Bank, Citation
from quiz.study import formatting
from quiz.study.library import WORDS_A_MINUTE
from quiz.text.formatting import counted
from quiz.tui import theme
from quiz.tui.content import BLANK, bar, line
from quiz.tui.screens.dialogs import answer
from quiz.tui.widgets.controls import HeaderBar, KeyBar, LinkButton
from quiz.tui.widgets.question_view import copy_quotes
from quiz.tui.widgets.row_list import ListRow, RowList, TextRow
from quiz.tui.widgets.source_pane import CHECKED, ParagraphRow, quote_style, rows_of


class SourceScreen(Screen[None]):
    """Shows citations in their sources, one at a time."""

    DEFAULT_CSS = """
    SourceScreen {
        /* The texts start below the title of the header, the marks of paragraphs left of them. */
        & RowList { margin: 1 0 0 2; max-width: 86; }
        &.-md RowList, &.-sm RowList { margin: 1 0 0 0; }
        &.-xs RowList, &.-short RowList { margin: 0; }
    }
    """
    BINDINGS = [
        Binding("escape,s,f4", "back", "back", tooltip="Go back to the question"),
        Binding("n", "turn(1)", "next quote", tooltip="Show the next quote"),
        Binding("p", "turn(-1)", "previous quote", tooltip="Show the previous quote"),
        Binding("y,c", "copy_quote", "copy quote", tooltip="Copy the quote"),
        Binding("m", "map", "map", tooltip="Show how well you know each sentence of the source"),
    ]

    def __init__(
        self,
        bank: Bank,
        citations: Sequence[Citation],
        mapped: bool = True,
        *,
        inferred: bool = False,
        source: str = "",
    ) -> None:
        """Show citations of a bank; with `mapped`, a key leads to the map of the source.

        `inferred` says that the answer follows from the quotes without standing in them; `source`
        is what is shown without citations.
        """
        super().__init__()
        self._inferred = inferred
        self._mapped = mapped
        self._bank = bank
        self._citations = citations
        self._source = source
        self._index = 0
        self._content: list[ListRow] = []

    def compose(self) -> ComposeResult:
        self._header = HeaderBar(self._bank.title)
        self._text = RowList()
        yield self._header
        yield self._text
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the first citation."""
        self._text.focus()
        self._show()

    def _show(self) -> None:
        if not self._citations:
            self._header.progress(line(formatting.source_name(self._source)))
            self._content = rows_of(self._bank.sources[self._source], None)
            self._text.fill(self._content)
            return
        citation = self._citations[self._index]
        others = [each for each in self._citations if each is not citation]
        mark = quote_style(self.app.native_ansi_color)
        self._tell(citation)
        self._content = rows_of(self._bank.sources[citation.source], citation, others, mark)
        self._text.fill(self._content)
        # Its line is only known once the list has its width.
        self.call_after_refresh(self._to_quote)

    def _tell(self, citation: Citation) -> None:
        count = len(self._citations)
        place = formatting.citation_place(citation, self._inferred)
        which = f" · quote {self._index + 1} of {count}" if count > 1 else ""
        self._header.progress(line(f"{place}{which}"), [CHECKED])

    def _to_quote(self) -> None:
        """Scroll so that the quote is in the upper third."""
        for index, row in enumerate(self._content):
            if isinstance(row, ParagraphRow) and row.quoted:
                self._text.show_line(index, row.line)
                return

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Enable the other quotes and the map where there are any."""
        if action == "map":
            return self._mapped
        if action == "copy_quote":
            return bool(self._citations)
        return action != "turn" or len(self._citations) > 1

    def action_turn(self, step: int) -> None:
        """Show another citation, the first after the last."""
        self._index = (self._index + step) % len(self._citations)
        self._show()

    def action_copy_quote(self) -> None:
        """Copy the quote shown."""
        copy_quotes(self.app, [self._citations[self._index]])

    def action_map(self) -> None:
        """Show the source as a map, at the quote."""
        from quiz.tui.screens.source_map import MapPosition, SourceMapScreen

        citation = self._citations[self._index]
        start = MapPosition(citation.source, citation.spans[0].start)
        self.app.push_screen(SourceMapScreen(self._bank.path, start))

    def action_back(self) -> None:
        """Go back."""
        self.app.pop_screen()


SPARE = 2
"""Lines below the text that need not be seen to have read it."""


class ReadScreen(Screen[bool]):
    """Shows the texts of a bank, to be read before its questions; returns whether to start."""

    # The classes that tell the size stand on the screen itself.
    SCOPED_CSS = False
    DEFAULT_CSS = """
    ReadScreen {
        & RowList { margin: 1 0 0 2; max-width: 86; }
        & .foot { height: auto; padding: 0 4 1 4; }
        &.-md RowList, &.-sm RowList { margin: 1 0 0 0; }
        &.-md .foot, &.-sm .foot { padding: 0 2 1 2; }
        &.-xs RowList, &.-short RowList { margin: 0; }
        &.-xs .foot { padding: 0; }
    }
    """
    BINDINGS = [
        Binding("enter,c", "start", "start", tooltip="Start with the questions"),
        Binding("space", "page", "page down", tooltip="Read on"),
        Binding("escape,q", "leave", "back", tooltip="Go back; the place is kept"),
    ]

    def __init__(self, bank: Bank, places: dict[str, float]) -> None:
        """Show the texts of `bank`; `places` keeps how far they were read, as shares, by bank."""
        super().__init__()
        self._bank = bank
        self._places = places

    def compose(self) -> ComposeResult:
        self._header = HeaderBar(self._bank.title, "read first")
        self._text = RowList()
        self._button = LinkButton()
        yield self._header
        yield self._text
        with Horizontal(classes="foot"):
            yield self._button
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the texts, from where the reader was."""
        count = counted(len(self._bank.questions), "question")
        follow = f" {count} {'follows' if len(self._bank.questions) == 1 else 'follow'}."
        head = Content.assemble(
            ("Read it once, then answer from memory.", "bold"), (follow, theme.MUTED)
        )
        rows: list[ListRow] = [TextRow(head, 7, 76), TextRow(BLANK)]
        for source in self._bank.sources.values():
            if len(self._bank.sources) > 1:
                rows += [TextRow(line(formatting.source_name(source.name), "bold"), 7)]
                rows += [TextRow(BLANK)]
            rows += rows_of(source, None, rest="")
        self._text.fill(rows)
        self._text.focus()
        self._button.label("I have read it: start")
        self.watch(self._text, "scroll_y", self._show_share, init=False)
        self.call_after_refresh(self._go_back_to_place)

    def _go_back_to_place(self) -> None:
        share = self._places.get(self._bank.id, 0.0)
        self._text.scroll_to(y=share * self._text.max_scroll_y, animate=False, immediate=True)
        self._show_share()

    def _show_share(self) -> None:
        """Show how much of the text was read."""
        text = self._text
        if text.max_scroll_y:
            self._places[self._bank.id] = text.scroll_offset.y / text.max_scroll_y
        size = max(1, text.virtual_size.height - SPARE)
        share = min(1.0, (text.scroll_offset.y + text.size.height) / size)
        words = sum(len(each.text.split()) for each in self._bank.sources.values())
        minutes = counted(max(1, round(words / WORDS_A_MINUTE)), "minute")
        drawn = bar(share, 16, theme.ACCENT)
        self._header.progress(Content(f"{minutes} · {share:.0%}"), [drawn])

    @on(LinkButton.Pressed)
    def _press(self, event: LinkButton.Pressed) -> None:
        event.stop()
        self.action_start()

    def action_start(self) -> None:
        """Start with the questions; the text is read again from its start."""
        self._places.pop(self._bank.id, None)
        answer(self, True)

    def action_page(self) -> None:
        """Scroll on by about a screen."""
        self._text.action_page(1)

    def action_leave(self) -> None:
        """Go back."""
        answer(self)
