"""The sheet before it has a layout: what is asked, and that each key fits its version."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.attempts.form import Wanted
from quiz.bank.reader import read_bank
from quiz.errors import UsageError
from quiz.model.bank import Bank
from quiz.printing.model import (
    MatchingColumns,
    NumberBlanks,
    OrderBoxes,
    PrintedQuestion,
    Sheet,
    TextWithGaps,
    TickBoxes,
    WritingLines,
)
from quiz.printing.sheet import make_sheet, source_key, source_titles, text_title
from quiz.printing.tasks import TASK_PRINTERS
from quiz.question_types import QUESTION_TYPES
from quiz.question_types.categorize import NO_CATEGORY
from tests.support import HEADER, SAMPLES, as_items, write_bank

SEEDS = st.integers(-1000, 1000)


def read(folder: Path, questions: str, header: str = HEADER, **more: str) -> Bank:
    bank = read_bank(write_bank(folder, questions, header, **more)).bank
    assert bank is not None
    return bank


@pytest.fixture(scope="module")
def ferry(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    """Return a bank with one question of every type."""
    items = as_items(*(sample.text for sample in SAMPLES.values()))
    return read(tmp_path_factory.mktemp("ferry"), items)


def sheet(
    bank: Bank, seed: int = 1, versions: int = 1, *parts: str, count: int | None = None
) -> Sheet:
    shown = parts or ("questions", "key")
    return make_sheet([bank], seed, wanted=Wanted(count), versions=versions, parts=shown)


def by_key(asked: PrintedQuestion) -> list[str]:
    """Return what the short key of a question says, in the words that stand on its sheet."""
    task, pieces = asked.task, asked.key.split(", ")
    match task:
        case TickBoxes():
            words = {option.label or option.text: option.text for option in task.options}
            return sorted(words[piece] for piece in pieces)
        case MatchingColumns():
            rights = {right.label: right.text for right in task.rights} | {"–": NO_CATEGORY}
            return sorted(f"{left.text} → {rights[piece.removeprefix(left.label)]}"
                          for left, piece in zip(task.lefts, pieces, strict=True))  # fmt: skip
        case OrderBoxes():
            placed = sorted(zip(map(int, pieces), task.items, strict=True))
            return [f"{place}. {text}" for place, text in placed]
        case TextWithGaps():
            assert sum(isinstance(piece, int) for piece in task.pieces) == len(
                asked.key.split("; ")
            )
            return asked.key.split("; ")
        case WritingLines() | NumberBlanks():
            return [
                f"{task.before} {asked.key}".strip()
                if isinstance(task, NumberBlanks)
                else asked.key
            ]


def test_every_type_has_a_paper_form() -> None:
    assert set(TASK_PRINTERS) == set(QUESTION_TYPES)


@settings(max_examples=30)
@given(SEEDS, st.integers(1, 4))
def test_each_key_fits_its_version(ferry: Bank, seed: int, versions: int) -> None:
    made = sheet(ferry, seed, versions)
    assert made == sheet(ferry, seed, versions)
    assert len(made.versions) == versions and len(set(made.versions)) == versions
    if versions > 1:
        assert made.versions == sheet(ferry, seed, 4).versions[:versions]
    for version in made.versions:
        assert [asked.number for asked in version.questions] == list(range(1, 11))
        for asked in version.questions:
            label = f"{version.letter} {asked.number}".strip()
            answer = next(each for each in made.answers if label in each.label.split(", "))
            assert answer.prompt == asked.prompt
            right = answer.answers
            if isinstance(asked.task, TickBoxes | MatchingColumns):
                right = tuple(sorted(right))
            if isinstance(asked.task, TextWithGaps):
                right = tuple(text.split(";")[0] for text in right)
            assert by_key(asked) == list(right)


def test_one_version_has_no_letter_and_the_order_of_the_bank(ferry: Bank) -> None:
    made = sheet(ferry)
    assert made.versions[0].letter == "" and made.total == "10 points"
    assert [each.label for each in made.answers] == [str(number) for number in range(1, 11)]
    assert made.origin == "ferry, seed 1" and made.title == "The ferry"


def test_the_text_is_printed_once_with_its_sentences_numbered(ferry: Bank) -> None:
    (text,) = sheet(ferry, 1, 3).texts
    assert [each.label for part in text.paragraphs for each in part.sentences] == ["1", "2", "3"]
    asked = sheet(ferry).versions[0].questions[-1]
    assert asked.instruction == "Write the number of one sentence of the text." and asked.key == "3"
    assert sheet(ferry).answers[0].quotes[0].place == "The text, sentence 1"
    assert not sheet(ferry, 1, 1, "key").texts
    only = sheet(ferry, 1, 1, "source")
    assert only.texts and not only.versions and not only.answers


@pytest.mark.parametrize(
    ("start", "title"),
    [
        ("# The last voyage #\n", "The last voyage"),
        ("\ufeff\nThe last voyage\n\n", "The last voyage"),
        ("The ferry left.\n\n", ""), ("The last voyage\n", ""), ("x" * 80 + "\n\n", ""),
        ("#1 of all\n", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_text_is_called_by_its_title(start: str, title: str) -> None:
    assert text_title(f"{start}One line.\n") == title


def test_texts_are_told_apart_by_their_names(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("# Ships\n\nThe sea was calm that day.\n", "utf-8")
    header = HEADER.replace("report: ", "a: a.txt\n  b: b.txt\n  report: ")
    bank = read(tmp_path, as_items(SAMPLES["find_evidence"].text), header)
    called = source_titles([bank])
    found = [called[source_key(source)] for source in bank.sources.values()]
    assert [each.heading for each in found] == ["a", "b", "report"]
    assert found[0].phrase == "“a”"


def test_of_a_long_source_the_part_that_is_asked_is_printed(tmp_path: Path) -> None:
    lines = "".join(f"This is the line with the number {number}.\n" for number in range(1, 451))
    item = "id: far\ntype: find_evidence\nprompt: Which?\nquote: the line with the number 333.\n"
    bank = read(tmp_path, as_items(item), source=lines)
    (text,) = sheet(bank).texts
    printed = {each.label: each.text for part in text.paragraphs for each in part.sentences}
    assert sheet(bank).versions[0].questions[0].key == "333" and len(printed) == 150
    assert all(words.endswith(f" {label}.") for label, words in printed.items())
    (whole,) = sheet(bank, 1, 1, "questions", "source").texts
    assert len(whole.paragraphs) == 450


def test_enemies_are_not_printed_together(tmp_path: Path) -> None:
    asked = (
        "id: {}\ntype: true_false\nprompt: Is it {}?\nanswer: true\npoints: 1.5\nenemies: [{}]\n"
    )
    bank = read(tmp_path, as_items(asked.format("a", "a", "b"), asked.format("b", "b", "a")))
    found = {sheet(bank, seed, 2).answers[0].prompt for seed in range(8)}
    assert found == {"Is it a?", "Is it b?"}
    assert sheet(bank, 1, 2).length == 1 and sheet(bank).total == "1.5 points"
    with pytest.raises(UsageError, match="give away the answers to others"):
        sheet(bank, count=2)
    with pytest.raises(UsageError, match="there is no source to print"):
        sheet(bank, 1, 1, "source")
