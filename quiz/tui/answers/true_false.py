"""True or false on the screen."""

from quiz.model.question import TrueFalse
from quiz.tui.answers.choice import ChoiceAnswer


class TrueFalseAnswer(ChoiceAnswer[TrueFalse]):
    """Two options that have keys of their own as well."""

    names = {"T": 0, "Y": 0, "F": 1, "N": 1}
    nothing = "Choose first: press T for true or F for false."

    def right(self, question: TrueFalse) -> frozenset[int]:
        """Return the numbers of the right options."""
        return frozenset({0 if question.answer else 1})
