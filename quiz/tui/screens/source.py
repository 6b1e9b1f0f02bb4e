"""The source of a quote, scrolled to it."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import Screen

from quiz.model.bank import Bank, Citation
from quiz.study import formatting
from quiz.tui.content import line
from quiz.tui.widgets.controls import HeaderBar, KeyBar
from quiz.tui.widgets.question_view import copy_quotes
from quiz.tui.widgets.row_list import ListRow, RowList
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
