"""Multiple response on the screen."""

from quiz.model.question import MultipleResponse
from quiz.tui.answers.choice import ChoiceAnswer


class MultipleResponseAnswer(ChoiceAnswer[MultipleResponse]):
    """Any number of options is ticked."""

    several = True
    nothing = "Tick at least one option: press its letter, or Space on it."

    def right(self, question: MultipleResponse) -> frozenset[int]:
        """Return the numbers of the right options."""
        return frozenset(range(len(question.answers)))
