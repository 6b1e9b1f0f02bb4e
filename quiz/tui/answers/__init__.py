"""The answer widget of each question type."""

from importlib import import_module
from typing import Any

from quiz.tui.answers.base import AnswerWidget

__all__ = ["ANSWERS", "AnswerWidget", "answer_widget", "load_all"]

# By name: the first question is not to wait for the widgets of all other types.
ANSWERS = {
    "single_choice": ("choice", "SingleChoiceAnswer"),
    "multiple_response": ("choice", "MultipleResponseAnswer"),
    "true_false": ("choice", "TrueFalseAnswer"),
    "short_answer": ("text", "ShortAnswerAnswer"),
    "numeric": ("text", "NumericAnswer"),
    "cloze": ("cloze", "ClozeAnswer"),
    "matching": ("matching", "MatchingAnswer"),
    "ordering": ("ordering", "OrderingAnswer"),
    "categorize": ("matching", "CategorizeAnswer"),
    "find_evidence": ("evidence", "FindEvidenceAnswer"),
}
"""The module of this package and the name of the class for each question type."""


def answer_widget(kind: str) -> AnswerWidget[Any]:
    """Return a new widget for the answers to questions of a type."""
    module, name = ANSWERS[kind]
    widget: AnswerWidget[Any] = getattr(import_module(f"{__name__}.{module}"), name)()
    return widget


def load_all() -> None:
    """Import the widgets of all types."""
    for module, _ in ANSWERS.values():
        import_module(f"{__name__}.{module}")
