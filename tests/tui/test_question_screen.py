"""Playing a bank in the app."""

from pathlib import Path

import pytest

from quiz.model.response import Outcome
from quiz.question_types import QUESTION_TYPES
from quiz.tui.answers import ANSWERS, answer_widget
from tests.support import SAMPLES, SOURCE
from tests.tui.tui_samples import RunningApp, asked

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


def outcomes(running: RunningApp, number: int = 1) -> list[Outcome]:
    return [response.outcome for response in running.history(number).responses]


async def put_in_order(running: RunningApp, *items: str) -> None:
    """Move each item up to its place, the first one first."""
    for place, item in enumerate(items):
        shown = [line.strip(" ▸↕:") for line in running.text.splitlines() if "::" in line]
        at = next(int(line.split()[0]) for line in shown if line.endswith(item)) - 1
        await running.press(*["up"] * len(items), *["down"] * at, *["shift+up"] * (at - place))


def test_every_type_of_question_has_a_widget() -> None:
    assert ANSWERS.keys() == QUESTION_TYPES.keys()
    assert all(answer_widget(kind) for kind in ANSWERS)


async def test_a_bank_is_played_by_keyboard(tmp_path: Path) -> None:
    async with asked(tmp_path) as running:
        await running.choose("Picton")
        await running.press("enter")
        await running.sees("✓ Right", "1 of 1 point", "The ferry left Picton at noon")
        await running.press("enter")
        await running.choose("Nobody was hurt", "Two engines failed")
        await running.press("enter", "n", "f", "enter", "space")
        await running.type("cape jackson")
        await running.press("enter", "enter")
        await running.type("510")
        await running.press("enter", "enter")
        await running.type("two")
        await running.press("enter")
        await running.type("4")
        await running.press("enter")
        await running.sees("✓ two", "✓ 4", "✓ ✓ ✓ ✓ ✓ ✓")
        await running.press("enter")
        await running.choose("at noon", "before dark")
        await running.press("enter", "enter")
        await put_in_order(running, "departure", "breakdown", "arrival")
        await running.press("enter", "enter")
        for item, letter in {"Picton": "a", "Wellington": "a", "noon": "b"}.items():
            line = next(line for line in running.text.splitlines() if f" {item} " in line)
            before = line[: line.index(f" {item} ")].replace("▸", " ")
            await running.press(before.split()[-1], letter)
        await running.press("enter", "enter", "end", "enter")
        await running.sees(" ".join("✓" * 10), "Show the results")
        await running.press("enter")
        await running.sees("finished")
        assert outcomes(running) == [Outcome.RIGHT] * 10
        assert running.history().summary.finished


async def test_a_bank_is_played_by_mouse(tmp_path: Path) -> None:
    async with asked(tmp_path, SINGLE, SEVERAL, TRUE_FALSE, WORD_BANK) as running:
        await running.click("Nelson")
        await running.click("Picton")
        await running.click("Answer  ")
        await running.sees("✓ Right")
        await running.click("Next question")
        await running.click("Two engines failed")
        await running.click("The ferry sank")
        await running.click("The ferry sank")
        await running.click("Nobody was hurt")
        await running.click("Answer  ")
        await running.click("Next question")
        await running.click("False")
        await running.click("Answer  ")
        await running.click("Next question")
        await running.click(" Two")
        await running.click(" four")
        await running.click("Answer  ")
        await running.sees("✓ ✓ ✓ ✓")
        await running.click("Show the results")
        await running.sees("finished")


async def test_keys_of_the_bar_can_be_clicked(tmp_path: Path) -> None:
    async with asked(tmp_path, SINGLE) as running:
        await running.click("give up")
        await running.sees("Not answered")


async def test_the_mind_can_be_changed_until_the_answer_is_submitted(tmp_path: Path) -> None:
    async with asked(tmp_path, SINGLE, SEVERAL) as running:
        await running.press("a", "3", "down", "up", "up", "up")
        await running.choose("Nelson", "Picton")
        assert not running.store.attempts()
        await running.press("enter", "a", "b")
        await running.sees("✓ Right", "Picton your answer")
        await running.press("enter", "a", "b", "c", "d", "a", "b", "c", "d")
        await running.press("up", "up", "up", "space", "enter")
        assert len(running.history().responses[1].given) == 1


async def test_a_wrong_choice_is_marked_in_words_where_it_stands(tmp_path: Path) -> None:
    async with asked(tmp_path, SINGLE) as running:
        await running.choose("Wellington")
        await running.press("enter")
        await running.sees(
            "✗ Not right",
            "0 of 1 point",
            "That is where it arrived.",
            "the report, paragraph 1",
        )


async def test_every_printable_key_goes_into_a_typed_answer(tmp_path: Path) -> None:
    async with asked(tmp_path, SHORT) as running:
        await running.type("why? snh 12.")
        await running.press("enter")
        assert running.history().responses[0].given == ("why? snh 12.",)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (SINGLE, "Pick one"),
        (SEVERAL, "Pick at least one"),
        (TRUE_FALSE, "Pick true or false"),
        (SHORT, "Type your answer"),
        (NUMERIC, "Type a number"),
        (CLOZE, "Gap 1 is still empty."),
        (WORD_BANK, "Choose a word for gap 1."),
    ],
)
async def test_nothing_is_recorded_before_there_is_an_answer(
    tmp_path: Path, question: str, said: str
) -> None:
    async with asked(tmp_path, question) as running:
        await running.press("tab", "enter", "enter")
        await running.sees(said)
        assert not running.store.attempts()


async def test_a_number_that_is_none_is_asked_for_again(tmp_path: Path) -> None:
    async with asked(tmp_path, NUMERIC) as running:
        await running.type("many")
        await running.press("enter")
        await running.sees("Type a number alone")
        assert not running.store.attempts()
        await running.press(*["backspace"] * 4)
        await running.type("512 people")
        await running.press("enter")
        await running.sees("✓ Right")


async def test_a_skipped_question_comes_back_with_what_was_typed(tmp_path: Path) -> None:
    async with asked(tmp_path, CLOZE, TRUE_FALSE) as running:
        await running.type("two")
        await running.press("f3")
        await running.sees("2 of 2", "↷")
        await running.press("f", "enter", "enter")
        await running.sees("1 of 2", "1 two")
        await running.press("f3")
        await running.sees("1 of 2")


async def test_hints_are_shown_one_by_one_and_recorded(tmp_path: Path) -> None:
    async with asked(tmp_path, SINGLE + "hints: [Not Nelson, It begins with P]\n") as running:
        await running.press("f2")
        await running.sees("Hint: Not Nelson")
        assert "begins" not in running.text
        await running.press("f2", "f2")
        await running.sees("It begins with P")
        await running.choose("Picton")
        await running.press("enter")
        assert running.history().responses[0].hints_used == 2


async def test_the_answer_can_be_asked_for(tmp_path: Path) -> None:
    async with asked(tmp_path, CLOZE, NUMERIC) as running:
        await running.press("f5")
        await running.sees("✗ Not answered", "✓ Two", "✓ four")
        await running.press("enter", "f5")
        await running.sees("512 ± 2 people")
        assert [response.given for response in running.history().responses] == [(), ()]


async def test_300_questions_need_no_more_widgets_than_the_first_of_each_type(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A slow disk must not bring a word about it between two actions.
    monkeypatch.setattr("quiz.tui.base_app.MOMENT", 30.0)
    many = [TRUE_FALSE.replace("id: hurt", f"id: hurt-{n}") for n in range(150)]
    many += [CLOZE.replace("id: engines", f"id: engines-{n}") for n in range(150)]
    mixed = [question for pair in zip(many[:150], many[150:], strict=True) for question in pair]
    async with asked(tmp_path, *mixed, size=(60, 20)) as running:
        for _ in range(4):
            await running.press("f3")
        before = running.widgets
        screen = running.app.screen
        for _ in range(300):
            await screen.run_action("reveal")
            await screen.run_action("next")
        await running.sees("finished")
        assert len(running.history().responses) == 300
        await running.press("enter")
        await running.sees("Not answered")
        assert running.widgets <= before


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (30, 8)])
@pytest.mark.parametrize("kind", SAMPLES)
async def test_what_is_missing_is_said_on_the_screen(
    tmp_path: Path, kind: str, size: tuple[int, int]
) -> None:
    long = " ".join(f"This is sentence number {number} of the report." for number in range(60))
    source = f"{SOURCE} {long}"
    async with asked(tmp_path, SAMPLES[kind].text, size=size, source=source) as running:
        for _ in range(2):
            await running.press("enter")
            view = running.app.screen.view  # type: ignore[attr-defined]
            await running.sees(*view.message.split()[:3])
            await running.press("pageup")


async def test_the_button_says_what_is_lacking_and_then_what_enter_does(tmp_path: Path) -> None:
    async with asked(tmp_path, SEVERAL, NUMERIC) as running:
        await running.sees("Pick at least one", "A–D choose")
        await running.press("enter", "a")
        await running.sees("Answer Enter")
        await running.press("a")
        await running.sees("Pick at least one")
        await running.click("A–D choose")
        await running.click("Answer Enter".split()[0] + "   Enter")
        await running.sees("Next question Enter", "the answer")
        await running.press("enter")
        # The unit stands at the right end of the bar.
        await running.sees("Type a number people")
        await running.type("5")
        await running.sees("5 people", "Answer Enter")


async def test_the_verdicts_of_earlier_questions_can_be_seen_again(tmp_path: Path) -> None:
    async with asked(tmp_path, SINGLE, TRUE_FALSE, NUMERIC) as running:
        await running.choose("Picton")
        await running.press("enter")
        await running.press("enter", "t", "enter")
        await running.sees("✗ Not right")
        await running.press("p")
        await running.sees("1 of 3", "✓ Right", "Picton your answer")
        await running.press("n")
        await running.sees("2 of 3", "✗ Not right")
        await running.press("p", "enter")
        await running.sees("3 of 3", "Type a number")
        assert len(running.history().responses) == 2


async def test_a_letter_or_a_click_answers_at_once_where_that_is_set(tmp_path: Path) -> None:
    several = SAMPLES["multiple_response"].text
    single, choice = SAMPLES["true_false"].text, SAMPLES["single_choice"].text
    async with asked(tmp_path, single, choice, several) as running:
        running.app.change("answer_at_once", True, lambda reason: None)
        await running.press("n")
        await running.press("f5", "enter")
        await running.sees("2 of 3", "Where did the ferry leave from?")
        # An arrow chooses without answering.
        await running.press("down")
        await running.sees("Answer Enter")
        await running.click("Picton")
        await running.sees("✓ Right")
        await running.press("enter")
        await running.sees("3 of 3")
        await running.press("a", "b")
        await running.sees("Answer Enter")
        assert "Right" not in running.text
