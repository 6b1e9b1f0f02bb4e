"""The results of an attempt: score, tags, and every question."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen

from quiz.attempts.attempt import Attempt, TagScore, by_tag, missed
from quiz.store.store import Store
from quiz.study import confidence, formatting
from quiz.study.formatting import bank_titles
from quiz.study.practice import PracticeRunner
from quiz.tui.content import BLANK, MUTED, bar, hanging, joined, line, lines
from quiz.tui.widgets.header import HeaderBar
from quiz.tui.widgets.key_bar import KeyBar
from quiz.tui.widgets.question_strip import STYLES
from quiz.tui.widgets.row_list import ListRow, RowList

MARGIN = Content("  ")
MAX_BAR = 40
TAG_BAR = 16
MAX_TAG = 24


class TitleRow(ListRow):
    """A heading, one of the app's own words."""

    choosable = False

    def __init__(self, title: str) -> None:
        self._title = title

    def draw(self, width: int) -> Content:
        """Draw the row."""
        return lines(
            [BLANK, hanging(BLANK, Content.styled(self._title, "bold $text-accent"), width - 1)]
        )


class ScoreRow(ListRow):
    """The whole score, in points, per cent, words and a bar."""

    choosable = False

    def __init__(self, session: Attempt) -> None:
        self._session = session

    def draw(self, width: int) -> Content:
        """Draw the row."""
        score, max_score = self._session.score, self._session.max_score
        share = score / max_score if max_score else 0.0
        points = f" · {formatting.points(score, max_score)} · {_praise(share)}"
        text = joined(Content.styled(formatting.percent(score, max_score), "bold"), Content(points))
        return lines(
            [hanging(MARGIN, text, width - 1), joined(MARGIN, bar(share, _cells(width - 1)))]
        )


class RemarkRow(ListRow):
    """A remark on the score, one of the app's own sentences."""

    choosable = False

    def __init__(self, text: str) -> None:
        self._text = text

    def draw(self, width: int) -> Content:
        """Draw the row."""
        return hanging(MARGIN, Content.styled(self._text, MUTED), width - 1)


class TagRow(ListRow):
    """The score of the questions with one tag."""

    choosable = False

    def __init__(self, tag: TagScore, size: int) -> None:
        self._tag = tag
        self._size = min(size, MAX_TAG)

    def draw(self, width: int) -> Content:
        """Draw the row."""
        tag = self._tag
        share = tag.score / tag.max_score
        text = Content(f" {formatting.points(tag.score, tag.max_score)}")
        name = line(tag.tag)
        if width < self._size + TAG_BAR + 22:
            return hanging(MARGIN, joined(name, Content(":"), text), width - 1)
        name = name.pad_right(max(0, self._size - name.cell_length) + 1)
        return hanging(MARGIN, joined(name, bar(share, TAG_BAR), text), width - 1)


class QuestionRow(ListRow):
    """One question: how it went, what was answered, what was right."""

    def __init__(self, session: Attempt, index: int) -> None:
        self._session = session
        self.index = index

    def draw(self, width: int) -> Content:
        """Draw the row."""
        done = self._session.answered[self.index]
        verdict = done.verdict
        style = f"bold {STYLES[verdict.outcome]}"
        head = Content.styled(
            f"{formatting.sign(verdict.outcome)} {formatting.headline(verdict)}: ", style
        )
        prompt = line(" ".join(self._session.items[self.index].question.prompt.split()))
        parts = [joined(head, prompt)]
        if done.confidence is not None:
            parts.append(line(formatting.confidence_words(done.confidence, verdict.outcome), MUTED))
        if verdict.given:
            parts.append(line(f"your answer: {formatting.listed(verdict.given)}", MUTED))
        if verdict.fraction < 1:
            parts.append(line(f"right answer: {formatting.listed(verdict.key)}", MUTED))
        number = Content.styled(f"{self.index + 1:>3} ", MUTED)
        rest = [hanging(Content("    "), part, width - 1) for part in parts[1:]]
        return lines([hanging(number, parts[0], width - 1), *rest])


def result_rows(session: Attempt, remarks: Iterable[str] = ()) -> list[ListRow]:
    """Return the results: score, remarks on it, tags where there are several, every question."""
    tags = by_tag(session)
    rows: list[ListRow] = [ScoreRow(session), *map(RemarkRow, remarks)]
    if len(tags) > 1:
        size = max(len(tag.tag) for tag in tags)
        rows += [TitleRow("By tag, the weakest first"), *(TagRow(tag, size) for tag in tags)]
    rows.append(TitleRow("Questions; Enter opens one"))
    return rows + [QuestionRow(session, index) for index in range(len(session.items))]


def _cells(width: int) -> int:
    return max(0, min(MAX_BAR, width - 4))


def _praise(share: float) -> str:
    if share >= 0.999:
        return "everything right"
    if share >= 0.8:
        return "nearly everything right"
    if share >= 0.5:
        return "more than half right" if share > 0.5 else "half right"
    return "the passages are worth another look"


if TYPE_CHECKING:
    from quiz.tui.app import QuizApp


class ResultsScreen(Screen[Any]):
    """Shows how an attempt went; its questions can be opened again."""

    app: "QuizApp"
    DEFAULT_CSS = """
    ResultsScreen { & RowList { margin: 1 1 0 1; } }
    ResultsScreen.-short RowList { margin: 0 1; }
    """
    VERTICAL_BREAKPOINTS = [(0, "-short"), (18, "-tall")]
    BINDINGS = [
        Binding("r", "retry", "Retry missed", tooltip="Try the questions you missed again"),
        Binding("a", "again", "Play again", tooltip="Answer all questions again"),
        Binding("escape,q", "leave", "Home", tooltip="Go back to the banks"),
        Binding("h", "app.help", "Help", show=False),
    ]

    def __init__(self, player: PracticeRunner, store: Store) -> None:
        super().__init__()
        self._player = player
        self._session = player.attempt
        self._store = store

    def compose(self) -> ComposeResult:
        """Make the parts."""
        self._header = HeaderBar(bank_titles(self._session.items))
        self._list = RowList()
        yield self._header
        yield self._list
        yield KeyBar()

    def on_mount(self) -> None:
        """Show everything."""
        remarks = confidence.remarks(self._session, self.app.settings)
        self._list.fill(result_rows(self._session, remarks))
        self._list.focus()
        unsaved = self._player.unsaved or not self._store.saved
        self._header.warn("not saved" if unsaved else "")

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Open a question again, read-only."""
        from quiz.tui.screens.replay import ReplayQuestionScreen

        event.stop()
        row = self._list.row
        # Two keys may arrive before the first is followed.
        if isinstance(row, QuestionRow) and self.is_active:
            self.app.push_screen(ReplayQuestionScreen(self._player, row.index))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Offer a retry only when something was missed."""
        return action != "retry" or bool(missed(self._session))

    async def action_retry(self) -> None:
        """Begin a new attempt of the missed questions."""
        await self._begin(missed(self._session))

    async def action_again(self) -> None:
        """Begin a new attempt of everything."""
        await self._begin(tuple(range(len(self._session.items))))

    async def _begin(self, positions: tuple[int, ...]) -> None:
        from quiz.tui.screens.question import QuestionScreen

        player = self._player.again(positions)
        self.app.switch_screen(QuestionScreen(player, self._store))

    def action_leave(self) -> None:
        """Go back to the banks."""
        self.app.go_home()
