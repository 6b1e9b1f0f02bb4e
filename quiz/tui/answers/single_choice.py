"""Single choice on the screen."""

from quiz.model.question import SingleChoice
from quiz.tui.answers.choice import ChoiceAnswer


class SingleChoiceAnswer(ChoiceAnswer[SingleChoice]):
    """One option is chosen."""

    def right(self, question: SingleChoice) -> frozenset[int]:
        """Return the numbers of the right options."""
        return frozenset({0})
