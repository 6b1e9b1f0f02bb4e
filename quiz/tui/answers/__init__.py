"""How each type of question is answered on the screen; one module each, and one line here."""

from typing import Any

from quiz.tui.answers.base import AnswerWidget
from quiz.tui.answers.categorize import CategorizeAnswer
from quiz.tui.answers.cloze import ClozeAnswer
from quiz.tui.answers.find_evidence import FindEvidenceAnswer
from quiz.tui.answers.matching import MatchingAnswer
from quiz.tui.answers.multiple_response import MultipleResponseAnswer
from quiz.tui.answers.numeric import NumericAnswer
from quiz.tui.answers.ordering import OrderingAnswer
from quiz.tui.answers.short_answer import ShortAnswerAnswer
from quiz.tui.answers.single_choice import SingleChoiceAnswer
from quiz.tui.answers.true_false import TrueFalseAnswer

__all__ = ["ANSWERS", "AnswerWidget"]

ANSWERS: dict[str, type[AnswerWidget[Any]]] = {
    "single_choice": SingleChoiceAnswer,
    "multiple_response": MultipleResponseAnswer,
    "true_false": TrueFalseAnswer,
    "short_answer": ShortAnswerAnswer,
    "numeric": NumericAnswer,
    "cloze": ClozeAnswer,
    "matching": MatchingAnswer,
    "ordering": OrderingAnswer,
    "categorize": CategorizeAnswer,
    "find_evidence": FindEvidenceAnswer,
}
