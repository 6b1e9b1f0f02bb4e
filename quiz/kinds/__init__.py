"""The types of questions; one module each, and one line here."""

from typing import Any

from quiz.kinds.base import Kind
from quiz.kinds.categorize import CategorizeKind
from quiz.kinds.cloze import ClozeKind
from quiz.kinds.find_evidence import FindEvidenceKind
from quiz.kinds.matching import MatchingKind
from quiz.kinds.multiple_response import MultipleResponseKind
from quiz.kinds.numeric import NumericKind
from quiz.kinds.ordering import OrderingKind
from quiz.kinds.short_answer import ShortAnswerKind
from quiz.kinds.single_choice import SingleChoiceKind
from quiz.kinds.true_false import TrueFalseKind
from quiz.model.question import Question

__all__ = ["KINDS", "Kind", "kind_of"]

KINDS: dict[str, Kind[Any]] = {
    kind.name: kind
    for kind in (
        SingleChoiceKind(),
        MultipleResponseKind(),
        TrueFalseKind(),
        ShortAnswerKind(),
        NumericKind(),
        ClozeKind(),
        MatchingKind(),
        OrderingKind(),
        CategorizeKind(),
        FindEvidenceKind(),
    )
}


def kind_of(question: Question) -> Kind[Any]:
    """Return the kind of a question."""
    return KINDS[question.kind]
