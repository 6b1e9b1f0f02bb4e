"""Playing a bank in the app."""

from pathlib import Path

import pytest

from quiz.model.response import Outcome
from quiz.question_types import QUESTION_TYPES
from quiz.tui.answers import ANSWERS
from tests.support import SAMPLES
from tests.tui.tui_samples import Game, asked

SINGLE = SAMPLES["single_choice"].text
SEVERAL = SAMPLES["multiple_response"].text
TRUE_FALSE = SAMPLES["true_false"].text
SHORT = SAMPLES["short_answer"].text
NUMERIC = SAMPLES["numeric"].text
CLOZE = SAMPLES["cloze"].text
WORD_BANK = """\
id: words
type: cloze
text: "{{Two}} of the {{four}} engines failed."
distractors: [six, nine]
quote: Two of the four engines failed
"""


def outcomes(game: Game, number: int = 1) -> list[Outcome]:
    return [response.outcome for response in game.history(number).responses]


async def put_in_order(game: Game, *items: str) -> None:
    """Move each item up to its place, the first one first."""
    for place, item in enumerate(items):
        shown = [line.strip(" ›↕") for line in game.text.splitlines() if line.endswith(" " * 3)]
        at = next(int(line.split()[0]) for line in shown if line.endswith(item)) - 1
        await game.press(*["up"] * len(items), *["down"] * at, *["shift+up"] * (at - place))


def test_every_type_of_question_has_a_widget() -> None:
    assert ANSWERS.keys() == QUESTION_TYPES.keys()


async def test_a_bank_is_played_by_keyboard(tmp_path: Path) -> None:
    async with asked(tmp_path) as game:
        await game.choose("Picton")
        await game.press("enter")
        await game.sees("✓ Right", "1 of 1 point", "The ferry left Picton at noon")
        await game.press("enter")
        await game.choose("Nobody was hurt", "Two engines failed")
        await game.press("enter", "n", "f", "enter", "space")
        await game.type("cape jackson")
        await game.press("enter", "enter")
        await game.type("510")
        await game.press("enter", "enter")
        await game.type("two")
        await game.press("enter")
        await game.type("4")
        await game.press("enter")
        await game.sees("✓ two", "✓ 4", "6 right")
        await game.press("enter")
        await game.choose("at noon", "before dark")
        await game.press("enter", "enter")
        await put_in_order(game, "departure", "breakdown", "arrival")
        await game.press("enter", "enter")
        for item, letter in {"Picton": "a", "Wellington": "a", "noon": "b"}.items():
            line = next(line for line in game.text.splitlines() if f" {item} → " in line)
            await game.press(next(word for word in line.split() if word.isdigit()), letter)
        await game.press("enter", "enter", "end", "enter")
        await game.sees("10 right")
        await game.press("enter")
        await game.sees("100%", "everything right")
        assert outcomes(game) == [Outcome.RIGHT] * 10
        assert game.history().summary.finished


async def test_a_bank_is_played_by_mouse(tmp_path: Path) -> None:
    async with asked(tmp_path, SINGLE, SEVERAL, TRUE_FALSE, WORD_BANK) as game:
        await game.click("Nelson")
        await game.click("Picton")
        await game.click("Submit  ")
        await game.sees("✓ Right")
        await game.click("Next  ")
        await game.click("Two engines failed")
        await game.click("The ferry sank")
        await game.click("The ferry sank")
        await game.click("Nobody was hurt")
        await game.click("Submit  ")
        await game.click("Next  ")
        await game.click("False")
        await game.click("Submit  ")
        await game.click("Next  ")
        await game.click(" Two")
        await game.click(" four")
        await game.click("Submit  ")
        await game.sees("4 right")
        await game.click("Results  ")
        await game.sees("everything right")


async def test_keys_of_the_bar_can_be_clicked(tmp_path: Path) -> None:
    async with asked(tmp_path, SINGLE) as game:
        await game.click("Show answer")
        await game.sees("Not answered")


async def test_the_mind_can_be_changed_until_the_answer_is_submitted(tmp_path: Path) -> None:
    async with asked(tmp_path, SINGLE, SEVERAL) as game:
        await game.press("a", "3", "down", "up", "up", "up")
        await game.choose("Nelson", "Picton")
        assert not game.store.attempts()
        await game.press("enter", "a", "b")
        await game.sees("✓ Right", "Picton (your answer, right)")
        await game.press("enter", "a", "b", "c", "d", "a", "b", "c", "d")
        await game.press("up", "up", "up", "space", "enter")
        assert len(game.history().responses[1].given) == 1


async def test_a_wrong_choice_is_marked_in_words_where_it_stands(tmp_path: Path) -> None:
    async with asked(tmp_path, SINGLE) as game:
        await game.choose("Wellington")
        await game.press("enter")
        await game.sees(
            "✗ Wrong",
            "0 of 1 point",
            "Picton (right answer)",
            "Wellington (your answer)",
            "On “Wellington”: That is where it arrived.",
            "report, paragraph 1",
        )


async def test_typed_gaps_are_marked_one_by_one(tmp_path: Path) -> None:
    async with asked(tmp_path, CLOZE) as game:
        await game.type("four")
        await game.press("tab")
        await game.type("five")
        await game.press("shift+tab", "shift+tab", "end", "backspace", "r", "enter")
        await game.sees("✗ four → ✓ Two", "✗ fivr → ✓ four")


async def test_words_are_picked_into_gaps_and_taken_out_again(tmp_path: Path) -> None:
    async with asked(tmp_path, WORD_BANK) as game:
        await game.choose("six", "four")
        await game.press("tab", "backspace")
        await game.press("enter")
        await game.sees("Choose a word for gap 1.")
        await game.choose("Two")
        assert "Choose a word for gap" not in game.text
        await game.sees("[1: Two] of the [2: four] engines")
        await game.press("enter")
        await game.sees("✓ Right")


async def test_every_printable_key_goes_into_a_typed_answer(tmp_path: Path) -> None:
    async with asked(tmp_path, SHORT) as game:
        await game.type("why? snh 12.")
        await game.press("enter")
        assert game.history().responses[0].given == ("why? snh 12.",)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (SINGLE, "Choose an option first"),
        (SEVERAL, "Tick at least one option"),
        (TRUE_FALSE, "press T for true"),
        (SHORT, "Type an answer."),
        (NUMERIC, "Type an answer."),
        (CLOZE, "Gap 1 is still empty."),
        (WORD_BANK, "Choose a word for gap 1."),
    ],
)
async def test_nothing_is_recorded_before_there_is_an_answer(
    tmp_path: Path, question: str, said: str
) -> None:
    async with asked(tmp_path, question) as game:
        await game.press("tab", "enter", "enter")
        await game.sees(said)
        assert not game.store.attempts()


async def test_a_number_that_is_none_is_asked_for_again(tmp_path: Path) -> None:
    async with asked(tmp_path, NUMERIC) as game:
        await game.type("many")
        await game.press("enter")
        await game.sees("Type a number alone")
        assert not game.store.attempts()
        await game.press(*["backspace"] * 4)
        await game.type("512 people")
        await game.press("enter")
        await game.sees("✓ Right")


async def test_a_skipped_question_comes_back_with_what_was_typed(tmp_path: Path) -> None:
    async with asked(tmp_path, CLOZE, TRUE_FALSE) as game:
        await game.type("two")
        await game.press("f3")
        await game.sees("Question 2 of 2", "↷")
        await game.press("f", "enter", "enter")
        await game.sees("Question 1 of 2", "[1: two]")
        await game.press("f3")
        await game.sees("Question 1 of 2")


async def test_hints_are_shown_one_by_one_and_recorded(tmp_path: Path) -> None:
    async with asked(tmp_path, SINGLE + "hints: [Not Nelson, It begins with P]\n") as game:
        await game.press("f2")
        await game.sees("Hint: Not Nelson")
        assert "begins" not in game.text
        await game.press("f2", "f2")
        await game.sees("It begins with P")
        await game.choose("Picton")
        await game.press("enter")
        assert game.history().responses[0].hints_used == 2


async def test_the_answer_can_be_asked_for(tmp_path: Path) -> None:
    async with asked(tmp_path, CLOZE, NUMERIC) as game:
        await game.press("f5")
        await game.sees("✗ Not answered", "✓ Two", "The right answer: Two; four")
        await game.press("enter", "f5")
        await game.sees("512 ± 2 people")
        assert [response.given for response in game.history().responses] == [(), ()]


async def test_300_questions_need_no_more_widgets_than_the_first_of_each_type(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A slow disk must not bring a word about it between two actions.
    monkeypatch.setattr("quiz.tui.base_app.MOMENT", 30.0)
    many = [TRUE_FALSE.replace("id: hurt", f"id: hurt-{n}") for n in range(150)]
    many += [CLOZE.replace("id: engines", f"id: engines-{n}") for n in range(150)]
    mixed = [question for pair in zip(many[:150], many[150:], strict=True) for question in pair]
    async with asked(tmp_path, *mixed, size=(60, 20)) as game:
        for _ in range(4):
            await game.press("f3")
        before = game.widgets
        screen = game.app.screen
        for _ in range(300):
            await screen.run_action("reveal")
            await screen.run_action("next")
        await game.sees("0%")
        assert len(game.history().responses) == 300
        await game.press("enter")
        await game.sees("Not answered")
        assert game.widgets <= before
