"""The answer widget of each question type."""

from typing import Any

from quiz.tui.answers.base import AnswerWidget
from quiz.tui.answers.categories import CategorizeAnswer
from quiz.tui.answers.choice import MultipleResponseAnswer, SingleChoiceAnswer, TrueFalseAnswer
from quiz.tui.answers.cloze import ClozeAnswer
from quiz.tui.answers.evidence import FindEvidenceAnswer
from quiz.tui.answers.matching import MatchingAnswer
from quiz.tui.answers.ordering import OrderingAnswer
from quiz.tui.answers.text import NumericAnswer, ShortAnswerAnswer

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
