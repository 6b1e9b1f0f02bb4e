"""Numbers on the screen."""

from quiz.model.question import Numeric
from quiz.tui.answers.typed import TypedAnswer


class NumericAnswer(TypedAnswer[Numeric]):
    """A number in one line."""

    placeholder = "Type a number"
