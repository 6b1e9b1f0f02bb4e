"""The base class of question types: fields, texts, typed answers and marking."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any, ClassVar, Generic, TypeVar

from quiz.model.question import Question
from quiz.model.response import Feedback, Order, Outcome, Response, Spelling, Verdict
from quiz.question_types.options import carried, labels
from quiz.question_types.typed_input import checked
from quiz.text.phrases import Lexicon
from quiz.yaml_source.fields import Field, Values
from quiz.yaml_source.parse import Mapping
from quiz.yaml_source.problems import ProblemLog

Q = TypeVar("Q", bound=Question)


class QuestionType(ABC, Generic[Q]):
    """One type of question; instances hold no state."""

    name: ClassVar[str]
    """The value of `type:` in a bank."""
    label: ClassVar[str]
    """The name shown to people, such as `Single choice`."""
    fields: ClassVar[tuple[Field, ...]]
    """The keys of this type, in addition to those of every question."""
    typed_in: ClassVar[bool] = False
    """Whether answers are typed, unless there are distractors to choose from."""
    stored: ClassVar[tuple[Field, ...]] = ()
    """Keys of the stored version of a question only, for data that is not in its bank."""
    prompt: ClassVar[str | None] = None
    """The default prompt; None if the author must give one."""

    needs_quote: ClassVar[bool] = False
    """Whether `quote` or `quotes` is required."""

    @abstractmethod
    def build(self, values: Values, mapping: Mapping, report: ProblemLog) -> Q | None:
        """Return the question with these valid values, or None after reporting a contradiction."""

    @abstractmethod
    def write(self, question: Q) -> dict[str, Any]:
        """Return the type's own keys in bank format, as texts, lists and mappings.

        The order of a mapping's keys is not stored; use a list where the order matters.
        """

    def order(self, question: Q, random: Random) -> Order:
        """Return the indexes of the options in the order to show; empty without options."""
        return ()

    def body(self, question: Q) -> str:
        """Return the text between the prompt and the options, such as a text with gaps."""
        return ""

    def asks(self, question: Q) -> str:
        """Return the prompt and the body on one line, not cleaned."""
        return " ".join(f"{question.prompt} {self.body(question)}".split())

    @abstractmethod
    def shown(self, question: Q) -> tuple[str, ...]:
        """Return the texts that can be chosen, in the question's own order; empty if typed."""

    def lines(self, question: Q, order: Order) -> Iterator[str]:
        """Yield the lines below the prompt in line mode: the options by number or letter."""
        text = self.body(question)
        if text:
            yield text
        shown = self.shown(question)
        # Labels follow the order shown, as a learner counts; responses follow the bank.
        for label, number in zip(labels(shown), order, strict=False):
            yield f"  {label}. {shown[int(number)]}"

    def key_texts(self, question: Q) -> tuple[str, ...]:
        """Return the right texts for the rules of `quiz check`; the first of several spellings."""
        return ()

    def evidence_texts(self, question: Q) -> tuple[str, ...]:
        """Return texts of which a passage that supports the key must hold at least one."""
        return self.key_texts(question)

    def options_to_guess(self, question: Q) -> int | None:
        """Return the number of options if exactly one is chosen, otherwise None."""
        return None

    def stored_options_to_guess(self, written: dict[str, Any]) -> int | None:
        """Return `options_to_guess` of a question in bank format, without reading all of it."""
        return None

    def fallback(self, question: Q) -> tuple[Question, str] | None:
        """Return the question as one of a more common type, and a description of the result.

        Exports to formats that lack the type use it. None if no other type fits.
        """
        return None

    @abstractmethod
    def instruction(self, question: Q) -> str:
        """Return how to answer, in one short sentence."""

    def line_hint(self, question: Q) -> str:
        """Return how to type the whole answer on one line; empty when that needs no words."""
        return ""

    @abstractmethod
    def read(self, question: Q, order: Order, line: str) -> Response:
        """Return the response in one typed line.

        Options are counted from 1 in the order shown. Raises `UnreadableResponse`.
        """

    @abstractmethod
    def accepts(self, question: Q, response: Response) -> bool:
        """Check whether a stored response has the form that `mark` needs for this question."""

    @abstractmethod
    def mark(self, question: Q, response: Response, lexicon: Lexicon) -> Verdict:
        """Return the verdict on a response; an empty response is wrong."""

    def carry(self, old: Q, new: Q, response: Response) -> Response | None:
        """Return a response that `old` accepts as a response to `new`, a later version of it.

        Chosen options are found by their texts; typed texts stay. None if `new` lacks one.
        """
        # By text, not by index: an author may have put the options in another order.
        moved = carried(self.shown(old), self.shown(new), [int(number) for number in response])
        return moved if moved is not None and self.accepts(new, moved) else None

    def typed(self, question: Q, texts: Sequence[str]) -> Response:
        """Return the response of texts typed into the fields of a form.

        Raises `UnreadableResponse` when they cannot be read as an answer.
        """
        return tuple(checked(text) for text in texts)


def all_and_each(texts: Sequence[str]) -> tuple[str, ...]:
    """Return all texts as one, followed by each of them."""
    return (" ".join(texts), *texts)


def plus_minus_notes(right: int, wrong: int, total: int) -> tuple[str, ...]:
    """Return how marks came about when wrong choices took right ones away; nothing otherwise."""
    if not (right and wrong):
        return ()
    return (f"Marks: {right} right, {wrong} taken away for wrong ones, of {total}.",)


def right_or_wrong(
    right: bool,
    given: tuple[str, ...],
    key: tuple[str, ...],
    *,
    spellings: tuple[Spelling, ...] = (),
    feedback: tuple[Feedback, ...] = (),
    notes: tuple[str, ...] = (),
) -> Verdict:
    """Return the verdict on a response that is wholly right or wholly wrong."""
    return Verdict(
        Outcome.RIGHT if right else Outcome.WRONG,
        fraction=float(right),
        given=given,
        key=key,
        right=given if right else (),
        wrong=() if right else given,
        missed=() if right else key,
        spellings=spellings,
        feedback=feedback,
        notes=notes,
    )


def part_by_part(
    given: tuple[str, ...],
    key: tuple[str, ...],
    numbers: Sequence[int],
    targets: Sequence[int],
    feedback: tuple[Feedback, ...],
) -> Verdict:
    """Return the verdict on parts that are right one by one: the fraction is right parts / parts.

    `numbers` are empty if nothing was answered; `given` and `key` have a text for each part.
    """
    hits = [number == target for number, target in zip(numbers, targets, strict=bool(numbers))]
    # Not answered: every part is missed, and none is wrong.
    hits = hits or [False] * len(targets)
    outcome = Outcome.PARTLY if any(hits) else Outcome.WRONG
    return Verdict(
        Outcome.RIGHT if all(hits) else outcome,
        fraction=sum(hits) / len(hits),
        given=given,
        key=key,
        right=tuple(text for text, hit in zip(given, hits, strict=False) if hit),
        wrong=tuple(text for text, hit in zip(given, hits, strict=False) if not hit),
        missed=tuple(text for text, hit in zip(key, hits, strict=True) if not hit),
        feedback=feedback,
    )


def single_line(text: str) -> str:
    """Return a text on one line, for lists and results."""
    return " ".join(text.split())
