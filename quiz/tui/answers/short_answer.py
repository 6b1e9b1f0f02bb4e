"""Short answers on the screen."""

from quiz.model.question import ShortAnswer
from quiz.tui.answers.typed import TypedAnswer


class ShortAnswerAnswer(TypedAnswer[ShortAnswer]):
    """A few words in one line."""
