"""Exports followed by imports: every difference must have been reported as a loss."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from quiz.bank.questions import write_question
from quiz.convert.model import Exported, ImportedBank, ImportedQuestion
from quiz.model.bank import Bank
from quiz.model.question import Question
from quiz.question_types import QUESTION_TYPES
from quiz.yaml_source.fields import Number


def bank_of(*questions: Question, name: str = "bank", title: str = "A bank") -> Bank:
    """Return a bank of questions whose quotes nobody looked for."""
    return Bank(Path(f"{name}.yaml"), name, title, "", "en", questions, {}, {})


def assert_carried(question: Question, exported: Exported, banks: Sequence[ImportedBank]) -> None:
    """Assert that a bank of one question came back but for the fields that losses name.

    A loss names the field that it is of before its first colon: `hints: there is no place for
    them`. One of `type` stands for all the fields that the type alone has. A question may be
    skipped only where that is reported.
    """
    reported = {loss.what.split(":")[0] for loss in exported.losses if loss.question == question.id}
    incoming = [each for bank in banks for each in bank.questions]
    if not incoming:
        assert exported.skipped, [bank.skipped for bank in banks]
        return
    (came,) = incoming
    reported |= {what.split(":")[0] for what in came.lost}
    missing = differing(question, came) - reported
    assert not missing, (missing, write_question(question), came.data, reported)


def _spaced(data: Any) -> Any:
    """Return data with plain spaces for no-break ones, which HTML does not always keep."""
    if isinstance(data, str):
        return data.replace("\xa0", " ")
    if isinstance(data, dict):
        return {_spaced(key): _spaced(value) for key, value in data.items()}
    return [_spaced(each) for each in data]


def _number(value: Any) -> Any:
    """Return the number that a text is, because other systems want it without an exponent."""
    return Decimal(value) if isinstance(value, str) and Number.fits(value) else value


def differing(question: Question, came: ImportedQuestion) -> set[str]:
    """Return the fields that are not as they were; those of the type alone count as `type`.

    What a bank finds in its sources by itself is none of its fields.
    """
    found = {field.name for field in QUESTION_TYPES[question.kind].stored}
    written = _spaced(write_question(question))
    before = {key: value for key, value in written.items() if key not in found}
    after = _spaced(came.data)
    prompt = QUESTION_TYPES[question.kind].prompt
    if prompt is not None:
        before, after = {"prompt": prompt, **before}, {"prompt": prompt, **after}
    keys = before.keys() | after.keys()
    fields = {key for key in keys if _number(before.get(key)) != _number(after.get(key))}
    if before["type"] != after.get("type"):
        shared = "id prompt explanation quote quotes inferred hints points tags enemies".split()
        fields = (fields & set(shared)) | {"type"}
    return {"quotes" if field == "quote" else field for field in fields}
