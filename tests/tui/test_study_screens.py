"""Confidence, reviews, mistakes and how to play, in the app."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from quiz.files import DATABASE_NAME
from quiz.model.response import Confidence, Mode
from quiz.settings.manager import SettingsManager
from quiz.study.launch import Request
from tests.study.histories import answered
from tests.support import SAMPLES, all_samples, as_items, write_bank
from tests.tui.tui_samples import Game, asked, playing

SINGLE = SAMPLES["single_choice"].text
TRUE_FALSE = SAMPLES["true_false"].text
SHORT = SAMPLES["short_answer"].text
KEY = ("ferry", "hurt")


def confident(folder: Path) -> SettingsManager:
    """Return settings that ask how sure one is."""
    return SettingsManager(folder, {"confidence": True, "certainty_marks": True})


def bank(folder: Path, *questions: str) -> Path:
    """Write a bank of these questions."""
    return write_bank(folder, as_items(*questions))


async def test_how_sure_one_is_is_asked_stored_and_told(tmp_path: Path) -> None:
    file = bank(tmp_path, TRUE_FALSE, SHORT)
    request = Request((file,), seed=1)
    keeper = confident(tmp_path)
    async with playing(tmp_path / "data", [file], request, keeper=keeper) as game:
        await game.press("t", "enter")
        await game.sees("How sure are you?", "1 guess", "3 certain")
        assert game.store.attempts() == []
        await game.press("3")
        await game.sees("✗ Wrong", "You said: certain. This is the best chance to learn")
        await game.sees("Comes back tomorrow.")
        await game.press("enter")
        await game.type("Cape Jackson")
        await game.press("enter", "1")
        await game.sees("✓ Right", "You said: guess")
        await game.press("enter")
        await game.sees("You expected", "Certainty-based marks: −2.5 per answer")
        await game.sees("Wrong though you were certain: 1")
        stored = game.history().responses
        assert [each.confidence for each in stored] == [Confidence.CERTAIN, Confidence.GUESS]


async def test_an_answer_can_be_changed_before_its_confidence(tmp_path: Path) -> None:
    file = bank(tmp_path, TRUE_FALSE)
    keeper = confident(tmp_path)
    async with playing(tmp_path / "data", [file], Request((file,)), keeper=keeper) as game:
        await game.press("t", "enter", "escape")
        await game.until(lambda: "How sure" not in game.text)
        await game.press("f", "enter")
        await game.sees("How sure are you?")
        await game.click("T True")
        await game.until(lambda: "How sure" not in game.text)
        await game.press("f", "enter")
        await game.click("think so")
        await game.sees("✓ Right", "You said: think so")
        assert game.history().responses[0].given == (1,)


@pytest.mark.parametrize("text", [TRUE_FALSE, SINGLE, SHORT])
async def test_how_sure_one_is_fits_a_small_screen(tmp_path: Path, text: str) -> None:
    file = bank(tmp_path, text + "hints: [None]\n", TRUE_FALSE.replace("hurt", "hurt2", 1))
    keeper = confident(tmp_path)
    request, size = Request((file,), seed=1), (40, 12)
    async with playing(tmp_path / "data", [file], request, size, keeper=keeper) as game:
        while text.split("prompt: ")[1].split("\n")[0] not in game.flat:
            await game.press("f3")
        if text == SHORT:
            await game.type("x")
        else:
            await game.press("down", "space")
        await game.press("enter")
        await game.sees("1 guess 2 think so 3 certain", "1 Guess 2 Think so 3 Certain Esc Back")
        assert "F5" not in game.text
        await game.click("think so")
        await game.sees("You said: think so")


async def test_letters_of_options_say_nothing_of_how_sure_one_is(tmp_path: Path) -> None:
    file = bank(tmp_path, TRUE_FALSE)
    keeper = confident(tmp_path)
    async with playing(tmp_path / "data", [file], Request((file,)), keeper=keeper) as game:
        await game.press("t", "enter", "g", "t", "c")
        await game.sees("How sure are you?", "F1 Help")
        assert game.store.attempts() == []


async def test_an_answer_that_is_asked_for_needs_no_confidence(tmp_path: Path) -> None:
    file = bank(tmp_path, TRUE_FALSE)
    keeper = confident(tmp_path)
    async with playing(tmp_path / "data", [file], Request((file,)), keeper=keeper) as game:
        await game.press("f5")
        await game.sees("Not answered")
        assert game.history().responses[0].confidence is None


async def reviewing(game: Game) -> None:
    """Open the review of what is due from home."""
    await game.sees("Review 1 question", "1 question due")
    await game.press("f2")
    await game.sees("Review · The ferry", "Somebody was hurt.")


async def test_what_is_due_is_reviewed_from_home(tmp_path: Path) -> None:
    file = bank(tmp_path, TRUE_FALSE, SHORT)
    answered(tmp_path / "data", file, [(0,)], days_ago=2)
    async with playing(tmp_path / "data", [file]) as game:
        await reviewing(game)
        await game.press("f", "enter")
        await game.sees("Comes back in", "E Easy", "U Undo")
        before = game.store.state(KEY).memory
        await game.press("e")
        after = game.store.state(KEY).memory
        assert before and after and after.due > before.due
        assert "E Easy" not in game.text
        await game.press("b")
        await game.sees("Not today")
        await game.press("x")
        await game.sees("Suspended")
        assert game.store.state(KEY).suspended
        await game.press("x")
        await game.sees("Resumed: reviews will ask it again")
        await game.press("enter", "escape")
        await game.sees("1 of 2 answered right")
        assert "Review 1" not in game.text


async def test_a_grading_is_taken_back_and_the_question_stays_due(tmp_path: Path) -> None:
    file = bank(tmp_path, TRUE_FALSE)
    answered(tmp_path / "data", file, [(0,)], days_ago=2)
    async with playing(tmp_path / "data", [file]) as game:
        before = game.store.state(KEY)
        await reviewing(game)
        await game.press("f", "enter", "u")
        await game.sees("Undone")
        assert game.store.state(KEY) == before
        await game.press("enter", "escape")
        await game.sees("Review 1 question")


async def test_the_row_of_what_is_due_starts_the_review(tmp_path: Path) -> None:
    file = bank(tmp_path, TRUE_FALSE)
    answered(tmp_path / "data", file, [(0,)], days_ago=2)
    async with playing(tmp_path / "data", [file], size=(40, 12)) as game:
        await game.sees("Review 1 question")
        await game.press("enter")
        await game.sees("Somebody was hurt.")


async def test_mistakes_come_back_until_each_was_right(tmp_path: Path) -> None:
    file = bank(tmp_path, TRUE_FALSE, SINGLE)
    answered(tmp_path / "data", file, [(0,), (1,)], days_ago=1)
    request = Request((file,), mode=Mode.MISTAKES)
    async with playing(tmp_path / "data", [file], request) as game:
        await game.sees("Mistakes · The ferry", "Question 1 of 2")
        await game.press("f1")
        await game.sees("Go back; questions you got wrong come up")
        await game.press("escape")
        await game.choose("Nelson")
        await game.press("enter", "enter", "f", "enter")
        await game.sees("Again")
        await game.press("enter")
        await game.sees("Once more: 1 question not yet right.", "Question 1 of 1")
        await game.choose("Picton")
        await game.press("enter")
        await game.sees("Results")
        await game.press("enter")
        await game.sees("everything right")


async def test_without_mistakes_it_is_said_that_there_are_none(tmp_path: Path) -> None:
    file = bank(tmp_path, TRUE_FALSE)
    request = Request((file,), mode=Mode.MISTAKES)
    async with playing(tmp_path / "data", [file], request) as game:
        await game.sees("There are no mistakes to repeat")


async def test_how_to_play_is_chosen_at_home(tmp_path: Path) -> None:
    file = bank(tmp_path, *(all_samples()))
    async with playing(tmp_path / "data", [file], size=(80, 24)) as game:
        await game.sees("The ferry")
        await game.press("f3")
        await game.sees("Mode ‹ practice ›", "Questions ‹ all ›", "Tag ‹ any ›")
        await game.press("left")
        await game.sees("‹ mistakes ›")
        await game.press("right", "down", "down", "right")
        await game.sees("‹ practice ›", "‹ 5 ›")
        await game.press("enter")
        await game.sees("Question 1 of 5")


async def test_how_to_play_is_chosen_by_mouse(tmp_path: Path) -> None:
    file = bank(tmp_path, *(all_samples()))
    async with playing(tmp_path / "data", [file], size=(80, 24)) as game:
        await game.sees("The ferry")
        await game.press("f3")
        await game.click("Questions")
        await game.sees("‹ 5 ›")
        await game.click("▸ Start")
        await game.sees("Question 1 of 5")


async def test_more_questions_than_there_are_is_told(tmp_path: Path) -> None:
    file = bank(tmp_path, TRUE_FALSE)
    async with playing(tmp_path / "data", [file]) as game:
        await game.sees("The ferry")
        await game.press("f3", "down", "down", "right", "enter")
        await game.sees("You asked for 5 questions; only 1 matches")


async def test_another_retention_gives_other_schedules(tmp_path: Path) -> None:
    async with asked(tmp_path, TRUE_FALSE) as game:
        await game.press("f", "enter")
        await game.sees("Right")
        before = game.store.state(KEY).memory
        game.app.change("retention", 0.7, lambda reason: None)
        await game.until(lambda: game.store.state(KEY).memory != before)
        after = game.store.state(KEY).memory
        assert before and after and after.due > before.due


@pytest.mark.parametrize("size", [(40, 12), (80, 24)])
async def test_what_comes_of_a_question_is_seen_on_a_small_screen(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with asked(tmp_path, SINGLE, size=size) as game:
        await game.choose("Nelson")
        await game.press("enter")
        await game.sees("Wrong")
        for key, says in (
            ("b", "Not today: reviews will not ask it before tomorrow."),
            ("home", "Where did the ferry leave from?"),
            ("x", "Suspended: reviews leave it out until you resume it"),
            ("home", "Where did the ferry leave from?"),
            ("x", "Resumed: reviews will ask it again."),
            ("home", "Where did the ferry leave from?"),
            ("u", "Undone: this answer does not count for your schedule or your figures."),
        ):
            await game.press(key)
            await game.sees(*says.split())


async def test_a_history_held_by_another_program_does_not_freeze_what_is_done(
    tmp_path: Path,
) -> None:
    async with asked(tmp_path, TRUE_FALSE) as game:
        await game.press("f", "enter")
        await game.sees("Right")
        with closing(sqlite3.connect(tmp_path / "data" / DATABASE_NAME)) as other:
            other.execute("BEGIN IMMEDIATE")
            await game.press("u")
            await game.sees("Saving …")
            await game.press("x", "b")
            assert "Undone" not in game.text
            other.rollback()
        await game.sees("Undone")
        assert game.history().responses[0].taken_back and not game.store.state(KEY).suspended
