"""The base of all answer widgets."""

from abc import abstractmethod
from typing import ClassVar, Generic, TypeVar

from textual.containers import Vertical
from textual.message import Message

from quiz.model.question import Question
from quiz.model.response import Order, Response, Verdict
from quiz.tui.widgets.row_list import PageList

Q = TypeVar("Q", bound=Question)
Draft = tuple[int | str, ...]
"""What was chosen or typed so far; only the widget that made it can read it."""


class AnswerWidget(Vertical, Generic[Q]):
    """Takes the answers to all questions of one type, one after the other."""

    DEFAULT_CSS = "AnswerWidget { height: auto; margin: 1 0 0 0; }"

    rests: ClassVar[bool] = False
    """Whether it leaves all keys to the screen once its question is answered, focus or not."""

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

        Raises `UnreadableResponse` when that is nothing, or cannot be read.
        """

    @abstractmethod
    def draft(self) -> Draft:
        """Return what was chosen or typed so far."""

    @abstractmethod
    def show(self, question: Q, order: Order, response: Response, verdict: Verdict) -> None:
        """Show an answered question, marked, read-only."""


class ListedAnswer(AnswerWidget[Q]):
    """Passes on what its listing says."""

    def on_page_list_submitted(self, event: PageList.Submitted) -> None:
        """Report that the learner submits the answer."""
        event.stop()
        self.post_message(self.Submitted())

    def on_page_list_changed(self, event: PageList.Changed) -> None:
        """Report that the answer changed."""
        event.stop()
        self.post_message(self.Changed())
