"""Exported items in the QTI 3 player: it scores what the quiz scores."""

import io
import json
import os
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as given_by
from hypothesis import settings

from quiz.bank.questions import rebuild_question
from quiz.convert.formats import writer
from quiz.convert.model import no_progress
from quiz.convert.qti2.package_reader import parse
from quiz.model.question import Question
from quiz.question_types import QUESTION_TYPES
from quiz.study.library import load_bank
from tests.convert.qti_responding import given, responses, score
from tests.convert.roundtrip import bank_of
from tests.strategies import questions

_PLAYER = Path(__file__).with_name("player.cjs")
_DIGITS = 0.0006
"""The player rounds to three digits."""
_SHIPPED = Path(__file__).parents[2] / "questions"


def _option(text: str) -> dict[str, str]:
    return {"text": text, "feedback": f"On <{text}> & co."}


_OWN: dict[str, dict[str, Any]] = {
    "single_choice": {"answer": _option("2 < 3"), "distractors": [_option("3 & 2"), "“none”"]},
    "multiple_response": {"answers": [_option("a"), "b", "c"], "distractors": [_option("d"), "e"]},
    "all_or_nothing": {
        "type": "multiple_response",
        "answers": ["a", "b"],
        "distractors": ["c"],
        "marking": "all_or_nothing",
    },
    "true_false": {"answer": "false"},
    "short_answer": {"answers": ["New  York", 'the "Big" <Apple>', "纽约"]},
    "case_sensitive": {"type": "short_answer", "answers": ["pH"], "case_sensitive": "true"},
    "numeric": {"answer": "-2.5", "tolerance": "0.25", "unit": "km"},
    "exact": {"type": "numeric", "answer": "0.1"},
    "cloze": {"text": "One {{two|2}} three {{four}} & {{five}}."},
    "word bank": {
        "type": "cloze",
        "text": "It is {{warm}} by day,\n\n{{cold}} and {{dark}} by night.",
        "distractors": [_option("wet"), "dry"],
    },
    "matching": {
        "pairs": [{"France": "Paris"}, {"Italy": "Rome"}, {"Lazio": "Rome"}],
        "distractors": [_option("Bonn")],
    },
    "ordering": {"items": ["first", "second", "third", "fourth"]},
    "find_evidence": {
        "quote": "It rains.",
        "paragraphs": [["The sun shines.", "It rains."], ["It snows & thaws."]],
        "key": ["1"],
    },
    "several sentences": {
        "type": "find_evidence",
        "quotes": ["It rains.", "It snows."],
        "paragraphs": [["The sun shines.", "It rains."], ["It snows.", "Night falls."]],
        "key": ["1", "2"],
    },
    "categorize": {
        "categories": [{"bird": ["ostrich", "owl"]}, {"mammal": ["bat"]}],
        "distractors": ["shark"],
    },
}
"""Questions of every type, and of every way that a type is marked."""


def _own() -> list[Question]:
    made = []
    for number, (name, data) in enumerate(_OWN.items()):
        common = {"prompt": f'<{name}> & "why"?', "explanation": "Because\nof it.", "points": "3"}
        question = rebuild_question({"id": f"q{number}", "type": name, **common, **data})
        assert question is not None, name
        made.append(question)
    assert {each.kind for each in made} == set(QUESTION_TYPES)
    return made


def _played(questions: list[Question]) -> list[list[dict[str, Any]]]:
    """Return what the player makes of all responses to all questions."""
    exported = writer("qti3").write([bank_of(*questions)], no_progress)
    with zipfile.ZipFile(io.BytesIO(exported.data)) as package:
        items = [package.read(name).decode() for name in package.namelist() if "items/" in name]
    cases = []
    for question, item in zip(questions, items, strict=True):
        root = parse(item.encode())
        answered = [given(question, response, root) for response in responses(question)]
        cases.append({"item": item, "responses": answered})
    run = subprocess.run(
        ["node", str(_PLAYER)],
        input=json.dumps(cases),
        capture_output=True,
        text=True,
        check=False,
        timeout=500,
        env=os.environ,
    )
    assert run.returncode == 0, run.stderr
    output = json.loads(run.stdout)
    assert not output["errors"]
    found: list[list[dict[str, Any]]] = output["found"]
    return found


def _check(questions: list[Question]) -> int:
    count = 0
    for question, played in zip(questions, _played(questions), strict=True):
        for response, result in zip(responses(question), played, strict=True):
            due = score(question, response)
            assert float(result["values"]["SCORE"]) == pytest.approx(due, abs=_DIGITS), (
                question,
                response,
                result,
            )
            shown_always = bool(question.explanation or question.quotes)
            assert (result["values"].get("EXPLANATION") is not None) == shown_always
            count += 1
    return count


def test_every_type_scores_as_here() -> None:
    assert _check(_own()) > 3 * len(QUESTION_TYPES)


@pytest.mark.parametrize("path", sorted(_SHIPPED.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_banks_that_come_along_score_as_here(path: Path) -> None:
    assert _check(list(load_bank(path).questions))


@pytest.mark.parametrize("kind", QUESTION_TYPES)
def test_generated_questions_score_as_here(kind: str) -> None:
    generated: list[Question] = []

    @settings(max_examples=25, database=None)
    @given_by(questions([kind]))
    def collect(question: Question) -> None:
        generated.append(replace(question, id=f"q{len(generated)}"))

    collect()
    assert _check(generated) > 25


def test_feedback_is_shown_for_what_was_chosen_and_the_explanation_always() -> None:
    questions = [each for each in _own() if each.kind == "single_choice"]
    (played,) = _played(questions)
    for response, result in zip(responses(questions[0]), played, strict=True):
        assert result["values"]["EXPLANATION"] == "EXPLANATION"
        assert (result["values"]["FEEDBACK"] is None) == (response == ())
