"""Categorize: reading, marking, carrying over and what its fields allow."""

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from quiz.bank.questions import rebuild_question, write_question
from quiz.cli import main
from quiz.errors import UnreadableResponse
from quiz.model.question import Categorize, Category, Option
from quiz.model.response import Feedback, Outcome, Response
from quiz.question_types import question_type_of
from quiz.store.records import canonical, parsed
from tests.support import NO_LEXICON, places, question, question_problems, write_bank

BANK_TEXT = """\
id: classes
type: categorize
prompt: Which of these are mammals, and which are birds?
categories:
  mammal: [whale, bat]
  bird: [ostrich]
distractors:
  - {text: shark, feedback: A shark is a fish.}
"""


def categorize(text: str) -> Categorize:
    asked = question(text)
    assert isinstance(asked, Categorize)
    return asked


ANIMALS = categorize(BANK_TEXT)
TYPE = question_type_of(ANIMALS)
ORDER = (3, 1, 0, 2)
"""shark, bat, whale, ostrich: the numbers 1 to 4."""
RIGHT = (0, 0, 1, 2)


@pytest.mark.parametrize(
    "line",
    [
        "1- 2a 3a 4b", "1-, 2A, 3A, 4B", "4b 3a 2a 1-", "1 - 2 a 3 a 4 b", "1=-;2=a;3=a;4=b",
        "1–2a3a4b", "1. — 2. a 3. a 4. b", "1 → -, 2 → a, 3 → a, 4 → b", "2-a 3-a 4-b 1-",
        "- a a b", "-,a,a,b", "-aab", "– A. A. B.", "-; A; A; B",
        "shark: -; bat: mammal; whale: mammal; ostrich: bird",
        "BAT = Mammal; whale → mammal; ostrich: bird; shark = –",
    ],
)  # fmt: skip
def test_letters_are_given_in_many_ways(line: str) -> None:
    assert TYPE.read(ANIMALS, ORDER, line) == RIGHT


@pytest.mark.parametrize(
    "line",
    [
        "", "-", "1a", "1- 2a 3a", "1- 2a 3a 4b 5a", "1- 1a 3a 4b", "1- 2a 3a 4c", "0- 1a 2a 3b",
        "1- 2a 3a 4", "1- 2aa 3a 4b", "1- 2ä 3a 4b", "²a", "a a b", "a a b b a", "aac-", "aab?",
        ";;", "whale: mammal", "whale: mammal; bat: mammal; ostrich: bird; shark: fish",
        "whale: mammal; bat: mammal; ostrich: bird; trout: -",
        "whale: mammal; whale: bird; ostrich: bird; shark: -",
        "mammal: whale; mammal: bat; bird: ostrich; -: shark", "1 2 3 4", "x" * 3000,
    ],
)  # fmt: skip
def test_a_line_that_does_not_place_every_item_is_asked_for_again(line: str) -> None:
    with pytest.raises(UnreadableResponse, match="each of the 4 items a letter, a to b, or -"):
        TYPE.read(ANIMALS, ORDER, line)


def test_category_names_may_hold_the_signs_that_follow_an_item() -> None:
    asked = categorize(
        "{id: q, type: categorize, prompt: p, categories: {at noon: [x], after: [y=1]}}"
    )
    assert TYPE.read(asked, (1, 0), "y=1: after; x: at noon") == (0, 1)


@pytest.mark.parametrize(
    ("response", "fraction"),
    [((0, 0, 1, 2), 1), ((0, 0, 1, 0), 3 / 4), ((0, 1, 1, 1), 1 / 2), ((2, 2, 2, 2), 1 / 4),
     ((1, 1, 0, 0), 0), ((), 0)],
)  # fmt: skip
def test_each_item_scores_by_itself(response: Response, fraction: float) -> None:
    verdict = TYPE.mark(ANIMALS, response, NO_LEXICON)
    assert verdict.fraction == pytest.approx(fraction)
    words = {1: Outcome.RIGHT, 0: Outcome.WRONG}
    assert verdict.outcome is words.get(int(fraction) if fraction in (0, 1) else -1, Outcome.PARTLY)
    assert len(verdict.right) + len(verdict.wrong) == len(response)
    assert len(verdict.right) + len(verdict.missed) == len(ANIMALS.items)


def test_the_verdict_names_each_item_with_its_category() -> None:
    verdict = TYPE.mark(ANIMALS, (0, 1, 2, 0), NO_LEXICON)
    assert verdict.given == ("whale → mammal", "bat → bird", "ostrich → no category",
                             "shark → mammal")  # fmt: skip
    assert verdict.right == ("whale → mammal",)
    assert verdict.missed == ("bat → mammal", "ostrich → bird", "shark → no category")


def test_feedback_is_for_a_distractor_that_was_put_in_a_category() -> None:
    placed = TYPE.mark(ANIMALS, (0, 0, 1, 1), NO_LEXICON)
    assert placed.feedback == (Feedback("shark", "A shark is a fish."),)
    assert TYPE.mark(ANIMALS, RIGHT, NO_LEXICON).feedback == ()
    assert TYPE.mark(ANIMALS, (), NO_LEXICON).feedback == ()


@pytest.mark.parametrize(
    "response", [(0,), (0, 0, 1), (0, 0, 1, 2, 2), (0, 0, 1, 3), (0, 0, 1, -1), ("a", "a", "b", "")]
)
def test_only_a_category_for_each_item_is_a_response(response: Response) -> None:
    assert not TYPE.accepts(ANIMALS, response)


QUESTION = "{id: q, type: categorize, prompt: p, categories: %s}"


@pytest.mark.parametrize(
    ("categories", "rules"),
    [
        ("{}", ["too-few"]),
        ("[]", ["too-few"]),
        ("{only: [x, y]}", ["too-few"]),
        ("{a: [], b: [x]}", ["too-few"]),
        ("{a: [x], b: ''}", ["empty"]),
        ("{a: [x], b: }", ["wrong-type"]),
        ("{a: [x], b: [y, X]}", ["duplicate-option"]),
        ("{a: [x], b: [x]}", ["duplicate-option"]),
        ("{a: [x, x], b: [y]}", ["duplicate-option"]),
        ("[{a: [x]}, {A: [y]}]", ["duplicate-option"]),
        ("{a: [x], b: ['\u3164']}", ["empty"]),
        ("{a: [x], b: [y]}, distractors: [Y]", ["duplicate-option"]),
        ("{a: [{text: x}], b: [y]}", ["wrong-type"]),
        ("[a, b]", ["wrong-type"]),
        ("words", ["wrong-type"]),
        ("[{a: [x]}, b]", ["wrong-type"]),
    ],
)
def test_categories_that_cannot_be_marked_are_errors(categories: str, rules: list[str]) -> None:
    read, problems = question_problems(QUESTION % categories)
    assert read is None
    assert [problem.rule for problem in problems] == rules


def test_an_error_is_at_the_item_that_comes_second() -> None:
    _, problems = question_problems(BANK_TEXT.replace("[ostrich]", "[ostrich, Bat]"))
    assert places(problems) == ["6:19 duplicate-option"]
    assert "line 5" in problems[0].message


def test_26_categories_and_26_items_can_be_shown_and_no_more() -> None:
    groups = [f"{{c{n}: [i{n}]}}" for n in range(27)]
    items = ", ".join(f"i{n}" for n in range(26))
    most = f"[{', '.join(groups[:26])}]"
    assert question_problems(QUESTION % most)[1] == []
    too_many = (f"[{', '.join(groups)}]", f"{most}, distractors: [spare]",
                f"[{{a: [{items}]}}, {{b: [y]}}]")  # fmt: skip
    for categories in too_many:
        problems = question_problems(QUESTION % categories)[1]
        assert [problem.rule for problem in problems] == ["too-many"]


def test_one_item_needs_no_list_and_a_list_of_mappings_keeps_its_order() -> None:
    asked = categorize(QUESTION % "[{b: x, a: [y]}, {c: z}]")
    assert asked.categories == (
        Category("b", ("x",)), Category("a", ("y",)), Category("c", ("z",)),
    )  # fmt: skip


def test_a_stored_version_keeps_the_order_of_the_categories() -> None:
    asked = categorize(QUESTION % "{zebra: [x], ape: [y]}, distractors: [v]")
    stored = parsed(canonical(write_question(asked)), "a test")
    assert isinstance(stored, dict)
    again = rebuild_question(stored)
    assert isinstance(again, Categorize)
    assert again.categories == asked.categories


def carried(new: Categorize, response: Response = RIGHT) -> Response | None:
    return TYPE.carry(ANIMALS, new, response)


def test_a_response_is_carried_over_by_the_words() -> None:
    mammal, bird = ANIMALS.categories
    assert carried(ANIMALS) == RIGHT
    assert carried(replace(ANIMALS, categories=(bird, mammal))) == (0, 1, 1, 2)
    added = replace(ANIMALS, categories=(Category("fish", ()), mammal, bird))
    assert carried(added) == (1, 1, 2, 3)
    assert carried(replace(ANIMALS, distractors=())) == (0, 0, 1)
    # The shark got a category of its own: leaving it out stays what was answered.
    fish = Category("fish", ("SHARK",))
    assert carried(replace(ANIMALS, categories=(mammal, bird, fish), distractors=())) == (
        0,
        0,
        1,
        3,
    )
    assert carried(ANIMALS, ()) == ()


def test_an_item_or_a_category_that_the_response_lacks_is_not_guessed() -> None:
    mammal, bird = ANIMALS.categories
    assert carried(replace(ANIMALS, distractors=(*ANIMALS.distractors, Option("trout")))) is None
    assert carried(replace(ANIMALS, categories=(mammal, replace(bird, name="flier")))) is None
    nothing_in_bird = (0, 0, 2, 2)
    assert carried(replace(ANIMALS, categories=(mammal, replace(bird, name="flier"))),
                   nothing_in_bird) == nothing_in_bird  # fmt: skip


def test_regrade_marks_an_old_answer_by_the_new_categories(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QUIZ_DATA_DIR", str(tmp_path / "data"))
    item = "- " + BANK_TEXT.strip().replace("\n", "\n  ") + "\n"
    old = item.replace("[whale, bat]", "[whale]").replace("[ostrich]", "[ostrich, bat]")
    bank = write_bank(tmp_path, old)
    line = "whale: mammal; bat: mammal; ostrich: bird; shark: -\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(line))
    assert main(["play", str(bank), "--seed", "1"]) == 0
    write_bank(tmp_path, item)
    before = history(capsys)
    assert main(["regrade", str(bank), "--format", "json", "--apply"]) == 0
    (change,) = json.loads(capsys.readouterr().out)["changes"]
    assert "bat → bird" in change["why"]
    after = history(capsys)
    assert (before["score"], after["score"]) == (0.75, 1.0)
    assert [each["response"] for each in before["responses"]] == [
        each["response"] for each in after["responses"]
    ]


def history(capsys: pytest.CaptureFixture[str]) -> Any:
    capsys.readouterr()
    assert main(["history", "1", "--format", "json"]) == 0
    return json.loads(capsys.readouterr().out)
