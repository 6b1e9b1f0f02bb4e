"""Whatever `quiz check` finds sound can be played, printed, mapped and exported."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.bank.questions import write_question
from quiz.bank.reader import read_bank
from quiz.model.problem import Severity
from tests.hostile.commands import run, use
from tests.hostile.test_mutations import BANK, EDIT
from tests.strategies import LINE, several_questions
from tests.support import SOURCE, bank_text

WORDS = st.sampled_from(
    ["format: 1", "id: b", "title: T", "questions:", "sources: {report: report.txt}", "- b", "E a"]
    + ["  - id: q1", "    type: true_false", "    prompt: P", "    answer: true", "    tags: [a]"]
    + ["  - {id: q2, type: ordering, prompt: P, items: [a, b]}", "# c", "", "  text", "a #b", "[]"]
    + ["{}", "- - a", "? a", "'x'", "|", "  - x", "a: b - c", "---", "...", "\t", "a:", "null", "!"]
)
"""Lines of which any order makes documents, whole banks among them."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("sound")
    (made / "report.txt").write_text(SOURCE)
    return made


def judge(folder: Path, text: str) -> None:
    """Read a bank and use it, if it is sound; if it is not, an error must say why."""
    path = folder / "bank.yaml"
    path.write_text(text, encoding="utf-8", errors="surrogatepass", newline="")
    reading = read_bank(path)
    errors = [problem for problem in reading.problems if problem.severity is Severity.ERROR]
    assert (reading.bank is None) == bool(errors)
    if reading.bank is not None:
        assert use(path, folder) == []


@given(st.lists(WORDS, max_size=12).map("\n".join))
def test_any_document_is_used_or_has_an_error(folder: Path, text: str) -> None:
    judge(folder, text)


QUOTES = st.sampled_from(
    ["The ferry left Picton at noon", "Cape Jackson, the harbourmaster", "Nobody was hurt […] dark"]
)


def without_quotes(data: Any) -> Any:
    """Return a written question without its quotes, which no source holds."""
    if isinstance(data, list):
        return [without_quotes(each) for each in data]
    if isinstance(data, dict):
        dropped = ("quote", "quotes", "enemies", "paragraphs")
        return {key: without_quotes(text) for key, text in data.items() if key not in dropped}
    return data


@st.composite
def banks(draw: st.DrawFn) -> str:
    """Draw a bank of any questions, each with a quote of the source."""
    asked = []
    for question in draw(several_questions()):
        written = {**without_quotes(write_question(question)), "quote": draw(QUOTES)}
        if question.kind == "find_evidence":
            # Its key is made from the quote; otherwise it names an answer by its number.
            del written["key"]
        asked.append(written)
    head = {"format": "1", "id": "b", "title": draw(LINE), "sources": {"report": "report.txt"}}
    return bank_text({**head, "questions": asked})


@given(banks())
def test_a_bank_of_any_words_is_used_or_has_an_error(folder: Path, text: str) -> None:
    judge(folder, text)


@given(st.lists(EDIT, max_size=2))
def test_a_bank_changed_at_random_is_used_or_has_an_error(
    folder: Path, edits: list[tuple[int, int, str]]
) -> None:
    text = BANK
    for place, length, snippet in edits:
        text = text[:place] + snippet + text[place + length :]
    judge(folder, text)


@pytest.mark.parametrize(
    "text", ["E a\n- b\n", "- a\n- b #c\n", "a #b", "a\n - b", "", "# nothing\n", "'x'\n", "[]\n"]
)
def test_a_text_that_is_no_bank_has_an_error_and_stops_nothing(tmp_path: Path, text: str) -> None:
    bank = tmp_path / "e.yaml"
    bank.write_text(text)
    (tmp_path / "sound.yaml").write_text(
        "format: 1\nid: b\ntitle: T\nquestions:\n"
        "  - {id: q, type: true_false, prompt: P, answer: true, inferred: true}\n"
    )
    code, printed = run("check", str(bank))
    assert code == 1 and "not-a-bank" in printed
    for command in (["play", "--plain"], ["export", "--to", "csv"], ["print", "--format", "html"]):
        code, printed = run(command[0], str(bank), *command[1:])
        assert code == 1 and "not a bank" in printed, printed
    code, printed = run("play", "b", "--banks", str(tmp_path), "--plain", typed="1\n")
    assert code == 0 and "Right" in printed
