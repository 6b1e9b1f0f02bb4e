"""Reads the table of answers and compares what the program does with the verdict of a teacher.

`python -m tests.text.marking_table` prints the agreement and every difference.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import yaml

from quiz.bank.reader import read_bank
from quiz.errors import UnreadableResponse
from quiz.model.question import Question
from quiz.model.response import Outcome
from quiz.question_types import question_type_of
from quiz.quotes.sources import lexicon
from quiz.text.phrases import Lexicon

TABLE = Path(__file__).with_suffix(".yaml")
VERDICTS = ("right", "shown", "wrong", "never", "again", "idk")


class Case(NamedTuple):
    """One answer to a question, and the verdict that a teacher gives."""

    question: Question | None
    """None if the bank is refused."""
    words: Lexicon
    language: str
    typed: str
    expected: str

    def __str__(self) -> str:
        written = (
            {} if self.question is None else question_type_of(self.question).write(self.question)
        )
        return f"[{self.language}] {self.typed!r} for {written}: {self.expected}"


def cases() -> Iterator[Case]:
    """Yield every answer of the table."""
    with TemporaryDirectory() as folder:
        for entry in yaml.safe_load(TABLE.read_text(encoding="utf-8")):
            asked, words = _question(entry, Path(folder))
            for verdict in VERDICTS:
                for typed in entry.get(verdict, ()):
                    yield Case(asked, words, entry["language"], str(typed), verdict)


def _question(entry: dict[str, Any], folder: Path) -> tuple[Question | None, Lexicon]:
    bank = {
        "format": 1,
        "id": "table",
        "title": "Table",
        "language": entry["language"],
        "questions": [{"id": "q", **entry["question"]}],
    }
    path = folder / "bank.yaml"
    path.write_text(yaml.safe_dump(bank, allow_unicode=True, sort_keys=False), encoding="utf-8")
    reading = read_bank(path, "bank.yaml")
    asked = reading.bank.questions[0] if reading.bank else None
    return asked, lexicon([entry.get("source", "")])


def verdict_on(case: Case) -> str:
    """Return what the program does with an answer: right, shown, wrong, again, idk or refused."""
    if case.question is None:
        return "refused"
    kind = question_type_of(case.question)
    try:
        response = kind.read(case.question, (), case.typed)
    except UnreadableResponse:
        return "again"
    if not response:
        return "idk"
    verdict = kind.mark(case.question, response, case.words)
    if verdict.outcome is not Outcome.RIGHT:
        return "wrong"
    # That a unit was left out is a remark, not another form of the answer.
    notes = [note for note in verdict.notes if not note.startswith("The unit")]
    return "shown" if verdict.spellings or notes else "right"


def agrees(expected: str, got: str) -> bool:
    """Check whether the program does what a teacher would do; asking again accepts nothing."""
    if expected in ("wrong", "never"):
        return got in ("wrong", "again")
    return got == expected


def main() -> None:
    """Print the agreement, and each answer on which the program and the teacher differ."""
    counts: Counter[tuple[str, bool]] = Counter()
    for case in cases():
        got = verdict_on(case)
        agreed = agrees(case.expected, got)
        counts[case.expected, agreed] += 1
        if not agreed:
            print(f"{case}, program: {got}")
    for expected in VERDICTS:
        right, wrong = counts[expected, True], counts[expected, False]
        print(f"{expected:6} {right:4} of {right + wrong:4}")
    total = sum(count for (_, same), count in counts.items() if same)
    print(f"{total} of {counts.total()}: {total / counts.total():.1%}")


if __name__ == "__main__":
    main()
