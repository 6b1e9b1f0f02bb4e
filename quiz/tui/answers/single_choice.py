"""Single choice on the screen."""

from quiz.model.question import SingleChoice
from quiz.tui.answers.choice import ChoiceAnswer


class SingleChoiceAnswer(ChoiceAnswer[SingleChoice]):
    """One option is chosen."""

    def right(self, question: SingleChoice) -> frozenset[int]:
        """See `ChoiceAnswer.right`."""
        return frozenset({0})
