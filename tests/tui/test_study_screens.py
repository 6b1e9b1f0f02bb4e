"""Confidence, reviews, mistakes and how to play, in the app."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from quiz.cli.main import main
from quiz.data_folder import DATABASE_NAME
from quiz.model.response import Confidence, Mode
from quiz.settings.manager import SettingsManager
from quiz.study.launch import Request
from tests.study.histories import answered
from tests.support import SAMPLES, all_samples, as_items, write_bank
from tests.tui.tui_samples import RunningApp, asked, playing

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
    manager = confident(tmp_path)
    async with playing(tmp_path / "data", [file], request, manager=manager) as running:
        await running.press("t", "enter")
        await running.sees("How sure are you?", "1 guess", "3 certain")
        assert running.store.attempts() == []
        await running.press("3")
        await running.sees("✗ Not right", "You said: certain. This is the best chance to learn")
        await running.sees("0 of 1 point · back tomorrow")
        await running.press("enter")
        await running.type("Cape Jackson")
        await running.press("enter", "1")
        await running.sees("✓ Right", "You said: guess")
        await running.press("enter")
        await running.sees("You expected", "Certainty-based marks: −2.5 per answer")
        await running.sees("Wrong though you were certain: 1")
        stored = running.history().responses
        assert [each.confidence for each in stored] == [Confidence.CERTAIN, Confidence.GUESS]


async def test_an_answer_can_be_changed_before_its_confidence(tmp_path: Path) -> None:
    file = bank(tmp_path, TRUE_FALSE)
    manager = confident(tmp_path)
    async with playing(tmp_path / "data", [file], Request((file,)), manager=manager) as running:
        await running.press("t", "enter", "escape")
        await running.until(lambda: "How sure" not in running.text)
        await running.press("f", "enter")
        await running.sees("How sure are you?")
        await running.click("T  True")
        await running.until(lambda: "How sure" not in running.text)
        await running.press("f", "enter")
        await running.click("think so")
        await running.sees("✓ Right", "You said: think so")
        assert running.history().responses[0].given == (1,)


@pytest.mark.parametrize("text", [TRUE_FALSE, SINGLE, SHORT])
async def test_how_sure_one_is_fits_a_small_screen(tmp_path: Path, text: str) -> None:
    file = bank(tmp_path, text + "hints: [None]\n", TRUE_FALSE.replace("hurt", "hurt2", 1))
    manager = confident(tmp_path)
    request, size = Request((file,), seed=1), (40, 12)
    async with playing(tmp_path / "data", [file], request, size, manager=manager) as running:
        while text.split("prompt: ")[1].split("\n")[0] not in running.flat:
            await running.press("f3")
        if text == SHORT:
            await running.type("x")
        else:
            await running.press("down", "space")
        await running.press("enter")
        await running.sees("1 guess 2 think so 3 certain", "1 guess 2 think so 3 certain Esc back")
        assert "F5" not in running.text
        await running.click("think so")
        await running.sees("You said: think so")


async def test_letters_of_options_say_nothing_of_how_sure_one_is(tmp_path: Path) -> None:
    file = bank(tmp_path, TRUE_FALSE)
    manager = confident(tmp_path)
    async with playing(tmp_path / "data", [file], Request((file,)), manager=manager) as running:
        await running.press("t", "enter", "g", "t", "c")
        await running.sees("How sure are you?", "? help")
        assert running.store.attempts() == []


@pytest.mark.parametrize("typed", ["idk", "I don't know"])
async def test_whoever_types_that_they_do_not_know_is_shown_the_answer(
    tmp_path: Path, typed: str
) -> None:
    file = bank(tmp_path, SHORT)
    manager = confident(tmp_path)
    async with playing(tmp_path / "data", [file], Request((file,)), manager=manager) as running:
        await running.type(typed)
        await running.press("enter")
        await running.sees("Not answered", "Cape Jackson")
        stored = running.history().responses[0]
        assert (stored.given, stored.confidence) == ((), None)


async def test_an_answer_that_is_asked_for_needs_no_confidence(tmp_path: Path) -> None:
    file = bank(tmp_path, TRUE_FALSE)
    manager = confident(tmp_path)
    async with playing(tmp_path / "data", [file], Request((file,)), manager=manager) as running:
        await running.press("f5")
        await running.sees("Not answered")
        assert running.history().responses[0].confidence is None


async def reviewing(running: RunningApp) -> None:
    """Open the review of what is due from home."""
    await running.sees("question is due today", "Review 1 Enter", "1 due")
    await running.press("f2")
    await running.sees("The ferry review", "Somebody was hurt.")


async def test_what_is_due_is_reviewed_from_home(tmp_path: Path) -> None:
    file = bank(tmp_path, TRUE_FALSE, SHORT)
    answered(tmp_path / "data", file, [(0,)], days_ago=2)
    async with playing(tmp_path / "data", [file]) as running:
        await reviewing(running)
        await running.press("f", "enter")
        await running.sees("back in", "e easy", "u take back")
        before = running.store.state(KEY).memory
        await running.press("e")
        after = running.store.state(KEY).memory
        assert before and after and after.due > before.due
        assert "e easy" not in running.text
        await running.press("b")
        await running.sees("Not today")
        await running.press("x")
        await running.sees("Suspended")
        assert running.store.state(KEY).suspended
        await running.press("x")
        await running.sees("Resumed: reviews will ask it again")
        await running.press("enter", "escape")
        await running.sees("✓ 1 known", "1 never met")
        assert "due today" not in running.text


async def test_a_grading_is_taken_back_and_the_question_stays_due(tmp_path: Path) -> None:
    file = bank(tmp_path, TRUE_FALSE)
    answered(tmp_path / "data", file, [(0,)], days_ago=2)
    async with playing(tmp_path / "data", [file]) as running:
        before = running.store.state(KEY)
        await reviewing(running)
        await running.press("f", "enter", "u")
        await running.sees("Undone")
        assert running.store.state(KEY) == before
        await running.press("enter", "escape")
        await running.sees("question is due today")


async def test_an_answer_is_judged_right_by_one_key(tmp_path: Path) -> None:
    async with asked(tmp_path, TRUE_FALSE) as running:
        await running.press("t", "enter")
        await running.sees("Not right", "I was right")
        await running.press("r")
        await running.sees("Right by your own judgement")
        assert running.store.state(KEY).last_right
        await running.press("enter")
        await running.sees("0 of 1 right", "Right by your own judgement: 1.")
        await running.sees("right by your own judgement")


async def test_the_row_of_what_is_due_starts_the_review(tmp_path: Path) -> None:
    file = bank(tmp_path, TRUE_FALSE)
    answered(tmp_path / "data", file, [(0,)], days_ago=2)
    async with playing(tmp_path / "data", [file], size=(40, 12)) as running:
        await running.sees("▸ Review 1")
        await running.press("enter")
        await running.sees("Somebody was hurt.")


async def test_mistakes_come_back_until_each_was_right(tmp_path: Path) -> None:
    file = bank(tmp_path, TRUE_FALSE, SINGLE)
    answered(tmp_path / "data", file, [(0,), (1,)], days_ago=1)
    request = Request((file,), mode=Mode.MISTAKES)
    async with playing(tmp_path / "data", [file], request) as running:
        await running.sees("The ferry mistakes", "1 of 2")
        await running.press("f1")
        await running.sees("Go back; questions you got wrong come up")
        await running.press("escape")
        await running.choose("Nelson")
        await running.press("enter", "enter", "f", "enter")
        await running.sees("Ask the missed ones again")
        await running.press("enter")
        await running.sees("Once more: 1 question not yet right.", "1 of 1")
        await running.choose("Picton")
        await running.press("enter")
        await running.sees("Show the results")
        await running.press("enter")
        await running.sees("1 of 1 right")


async def test_without_mistakes_it_is_said_that_there_are_none(tmp_path: Path) -> None:
    file = bank(tmp_path, TRUE_FALSE)
    request = Request((file,), mode=Mode.MISTAKES)
    async with playing(tmp_path / "data", [file], request) as running:
        await running.sees("There are no mistakes to repeat")


async def test_how_to_play_is_chosen_at_home(tmp_path: Path) -> None:
    file = bank(tmp_path, *(all_samples()))
    async with playing(tmp_path / "data", [file], size=(80, 24)) as running:
        await running.sees("The ferry")
        await running.press("f3")
        await running.sees("Mode ‹ practice ›", "Questions ‹ all ›", "Tag ‹ any ›")
        await running.press("left")
        await running.sees("‹ mistakes ›")
        await running.press("right", "down", "down", "right")
        await running.sees("‹ practice ›", "‹ 5 ›")
        await running.press("enter")
        await running.sees("1 of 5")


async def test_how_to_play_is_chosen_by_mouse(tmp_path: Path) -> None:
    file = bank(tmp_path, *(all_samples()))
    async with playing(tmp_path / "data", [file], size=(80, 24)) as running:
        await running.sees("The ferry")
        await running.press("f3")
        await running.click("Questions")
        await running.sees("‹ 5 ›")
        await running.click("▸ Start")
        await running.sees("1 of 5")


async def test_more_questions_than_there_are_is_told(tmp_path: Path) -> None:
    file = bank(tmp_path, TRUE_FALSE)
    async with playing(tmp_path / "data", [file]) as running:
        await running.sees("The ferry")
        await running.press("f3", "down", "down", "right", "enter")
        await running.sees("You asked for 5 questions; only 1 matches")


async def test_another_retention_gives_other_schedules(tmp_path: Path) -> None:
    async with asked(tmp_path, TRUE_FALSE) as running:
        await running.press("f", "enter")
        await running.sees("Right")
        before = running.store.state(KEY).memory
        running.app.change("retention", 0.7, lambda reason: None)
        await running.until(lambda: running.store.state(KEY).memory != before)
        after = running.store.state(KEY).memory
        assert before and after and after.due > before.due


@pytest.mark.parametrize("size", [(40, 12), (80, 24)])
async def test_what_comes_of_a_question_is_seen_on_a_small_screen(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with asked(tmp_path, SINGLE, size=size) as running:
        await running.choose("Nelson")
        await running.press("enter")
        await running.sees("Not right")
        for key, says in (
            ("b", "Not today: reviews will not ask it before tomorrow."),
            ("home", "Where did the ferry leave from?"),
            ("x", "Suspended: reviews leave it out until you resume it"),
            ("home", "Where did the ferry leave from?"),
            ("x", "Resumed: reviews will ask it again."),
            ("home", "Where did the ferry leave from?"),
            (
                "u",
                "Undone: this answer does not count for your score, your schedule",
            ),
        ):
            await running.press(key)
            await running.sees(*says.split())


async def test_a_history_held_by_another_program_does_not_freeze_what_is_done(
    tmp_path: Path,
) -> None:
    async with asked(tmp_path, TRUE_FALSE) as running:
        await running.press("f", "enter")
        await running.sees("Right")
        with closing(sqlite3.connect(tmp_path / "data" / DATABASE_NAME)) as other:
            other.execute("BEGIN IMMEDIATE")
            await running.press("u")
            await running.sees("Saving …")
            await running.pilot.press("x")
            assert "Undone" not in running.text and "Suspended" not in running.text
            other.rollback()
        # What was typed meanwhile comes after.
        await running.sees("Suspended")
        assert running.history().responses[0].undone and running.store.state(KEY).suspended


async def test_a_question_is_flagged_and_noted_and_both_are_listed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with asked(tmp_path, TRUE_FALSE, TRUE_FALSE.replace("hurt", "hurt2", 1)) as running:
        await running.press("f", "enter")
        await running.sees("✓ Right", "f flag")
        await running.press("f")
        await running.sees(
            "About this question", "Something is wrong with it", "A note to yourself"
        )
        await running.press("enter")
        await running.type("two are right")
        await running.press("enter")
        await running.sees("⚑ Flagged as wrong", "back in")
        await running.press("f", "down", "enter")
        await running.type("look again")
        await running.press("enter")
        await running.sees("Your note is kept")
        # Later both stand at the verdict, also in past attempts.
        await running.press("enter", "f", "enter", "enter")
        await running.sees("finished")
        await running.press("a")
        await running.sees("⚑ You flagged this question: two are right Your note: look again")
        await running.press("f")
        await running.sees("Remove the flag", "Remove the note")
        await running.press("down", "down", "enter")
        await running.sees("Removed.")
        assert [(each.wrong, each.text) for each in running.store.remarks()] == [
            (False, "look again")
        ]
    data = str(tmp_path / "data")
    assert main(["history", "--remarks", "--data-dir", data]) == 0
    listed = capsys.readouterr().out
    assert "ferry/hurt  note" in listed and "→ look again" in listed
    assert main(["history", "--remarks", "--format", "csv", "--data-dir", data]) == 0
    assert "look again" in capsys.readouterr().out
