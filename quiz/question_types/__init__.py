"""The question types, one module each, listed here by name."""

from typing import Any

from quiz.model.question import Question
from quiz.question_types.base import QuestionType
from quiz.question_types.categorize import CategorizeType
from quiz.question_types.cloze import ClozeType
from quiz.question_types.find_evidence import FindEvidenceType
from quiz.question_types.matching import MatchingType
from quiz.question_types.multiple_response import MultipleResponseType
from quiz.question_types.numeric import NumericType
from quiz.question_types.ordering import OrderingType
from quiz.question_types.short_answer import ShortAnswerType
from quiz.question_types.single_choice import SingleChoiceType
from quiz.question_types.true_false import TrueFalseType

__all__ = ["QUESTION_TYPES", "QuestionType", "question_type_of"]

QUESTION_TYPES: dict[str, QuestionType[Any]] = {
    each.name: each
    for each in (
        SingleChoiceType(),
        MultipleResponseType(),
        TrueFalseType(),
        ShortAnswerType(),
        NumericType(),
        ClozeType(),
        MatchingType(),
        OrderingType(),
        CategorizeType(),
        FindEvidenceType(),
    )
}


def question_type_of(question: Question) -> QuestionType[Any]:
    """Return the type of a question."""
    return QUESTION_TYPES[question.kind]
