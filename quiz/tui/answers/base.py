"""The base of all answer widgets."""

from abc import abstractmethod
from typing import ClassVar, Generic, TypeVar

from textual import on
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message

from quiz.model.question import Question
from quiz.model.response import Order, Response, Verdict
from quiz.tui.content import BLANK, hanging, joined, slab
from quiz.tui.widgets.option_picker import OptionMark
from quiz.tui.widgets.row_list import PageList

Q = TypeVar("Q", bound=Question)
Draft = tuple[int | str, ...]
"""What was chosen or typed so far, in the form of the widget that made it."""


class AnswerWidget(Vertical, Generic[Q]):
    """Takes the answers to all questions of one type, one after the other."""

    DEFAULT_CSS = "AnswerWidget { height: auto; margin: 1 0 0 0; }"

    # A widget that keeps the focus spares a repaint of the whole screen at the verdict.
    leaves_keys: ClassVar[bool] = False
    """Whether the screen gets all keys once the question is answered, despite the focus."""

    shows_key: ClassVar[bool] = True
    """Whether the marked answer shows what would have been right."""
    shows_source: ClassVar[bool] = False
    """Whether the text of the source is a part of the question.

    From 110 columns on it then stands beside the prompt, and scrolls by itself.
    """

    class Submitted(Message):
        """The learner submitted the answer, which `response` returns."""

    class Changed(Message):
        """The answer changed."""

    @abstractmethod
    async def ask(self, question: Q, order: Order, draft: Draft) -> None:
        """Show an open question, with what was chosen or typed on an earlier visit."""

    @abstractmethod
    def begin(self) -> None:
        """Take the focus."""

    @abstractmethod
    def response(self) -> Response:
        """Return the response.

        Raises `UnreadableResponse` when it is empty or cannot be read.
        """

    def lacking(self) -> str:
        """Return what is still to be done before the answer can be submitted, as an order.

        It stands on the button. Empty when nothing is lacking, or when only `response` can tell.
        """
        return ""

    @abstractmethod
    def draft(self) -> Draft:
        """Return what was chosen or typed so far."""

    def summary(self) -> Content:
        """Return what is picked, for the place beside an article; empty for other questions."""
        return BLANK

    def letters(self) -> dict[str, str]:
        """Return the letter that each option was shown with; none where options have no letters."""
        return {}

    @abstractmethod
    def show(self, question: Q, order: Order, response: Response, verdict: Verdict) -> None:
        """Show an answered question, marked, read-only."""


class ListAnswer(AnswerWidget[Q]):
    """Holds a list, whose messages it forwards."""

    def begin(self) -> None:
        self.query_one("PageList").focus(scroll_visible=False)

    @on(PageList.Submitted)
    def _submit(self, event: PageList.Submitted) -> None:
        """Post `Submitted` for the screen."""
        event.stop()
        self.post_message(self.Submitted())

    @on(PageList.Changed)
    def _report_change(self, event: PageList.Changed) -> None:
        """Post `Changed` for the screen."""
        event.stop()
        self.post_message(self.Changed())


def marked_bar(label: Content, body: Content, mark: OptionMark, width: int) -> Content:
    """Return a marked part of an answer as a bar in the colour of its mark."""
    row = hanging(joined(Content(" "), label), body, width - 1)
    return slab(row, width, mark.fill, mark.style if mark.words else "")
