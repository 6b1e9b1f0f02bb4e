"""Coverage as data for programs; spans are offsets into the untouched source, in characters."""

from collections.abc import Sequence
from decimal import Decimal

from quiz.coverage.counting import Asked, Counted, unquoted
from quiz.kinds import kind_of
from quiz.model.bank import Bank


def as_data(
    found: Sequence[Counted], banks: Sequence[Bank], least: Decimal | None
) -> dict[str, object]:
    """Return what `quiz coverage --format json` prints."""
    return {
        "banks": [
            {"bank": bank.id, "path": str(bank.path), "questions": len(bank.questions)}
            for bank in banks
        ],
        "sources": [_source_data(each, least) for each in found],
        "without_quotes": [
            {"bank": bank.id, "question": question.id} for bank, question in unquoted(banks)
        ],
        "least": None if least is None else float(least),
    }


def _source_data(found: Counted, least: Decimal | None) -> dict[str, object]:
    return {
        "path": found.path,
        "names": [{"bank": bank.id, "source": name} for bank, name in found.parts],
        "summary": {
            "sentences": found.sentences,
            "with_questions": found.with_questions,
            "without_questions": found.without,
            "characters": found.covered.characters,
            "quoted": found.covered.quoted,
            "reached": None if least is None else found.reaches(least),
        },
        "sentences": [_sentence(found, number) for number in range(1, found.sentences + 1)],
        "questions": [_question_data(each) for each in found.asked.values()],
    }


def _sentence(found: Counted, number: int) -> dict[str, object]:
    covered = found.covered
    span = covered.sentences[number - 1]
    return {
        "sentence": number,
        "paragraph": covered.paragraph_of(number),
        "start": span.start,
        "end": span.end,
        "text": covered.text[slice(*span)],
        "quoted": found.quoted(number),
        "questions": [
            {
                "bank": touch.bank.id,
                "question": touch.question.id,
                "quoted": [list(each) for each in touch.spans],
            }
            for touch in covered.touches.get(number, ())
        ],
    }


def _question_data(asked: Asked) -> dict[str, object]:
    return {
        "bank": asked.bank.id,
        "question": asked.question.id,
        "type": asked.question.kind,
        "asks": kind_of(asked.question).asks(asked.question),
        "sentences": list(asked.held),
        "quoted": [list(span) for spans in asked.held.values() for span in spans],
    }
