"""What is kept of an attempt, and going on with it."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from quiz.data_folder import DATABASE_NAME
from quiz.errors import StoreError
from quiz.model.response import Mode, Outcome
from quiz.settings.manager import SettingsManager
from quiz.store.store import open_store
from quiz.study.context import Grading, now
from quiz.study.launch import OnUnfinished, Request
from quiz.study.library import Library
from quiz.tui import run_app
from quiz.tui.app import QuizApp
from tests.support import SAMPLES, as_items, write_bank
from tests.tui.bursts import send
from tests.tui.tui_samples import RunningApp, asked, playing

TRUE_FALSE = SAMPLES["true_false"].text
SHORT = SAMPLES["short_answer"].text


def outcomes(running: RunningApp, number: int = 1) -> list[Outcome]:
    return [response.outcome for response in running.history(number).responses]


async def test_an_answer_is_stored_when_its_verdict_can_be_seen(tmp_path: Path) -> None:
    async with asked(tmp_path, TRUE_FALSE, SHORT) as running:
        await running.press("f", "enter")
        await running.sees("✓ Right")
        with_verdict = running.history()
        assert (with_verdict.summary.answered, with_verdict.summary.finished) == (1, None)


async def test_an_answer_that_is_not_saved_can_be_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with asked(tmp_path, TRUE_FALSE, TRUE_FALSE.replace("hurt", "hurt2", 1)) as running:
        record = running.store.record
        monkeypatch.setattr(running.store, "record", refusing)
        await running.press("f", "enter")
        await running.sees(
            "Your answer is not saved", "the disk is full", "Retry", "Continue without saving"
        )
        assert "Right" not in running.text
        await running.press("enter")
        await running.sees("the disk is full")
        monkeypatch.setattr(running.store, "record", record)
        await running.press("enter")
        await running.sees("✓ Right")
        assert "not saved" not in running.text
        assert outcomes(running) == [Outcome.RIGHT]


async def test_what_was_not_saved_is_saved_with_the_next_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with asked(tmp_path, TRUE_FALSE, SHORT) as running:
        record = running.store.record
        monkeypatch.setattr(running.store, "record", refusing)
        await running.press("f", "enter")
        await running.sees("the disk is full")
        await running.press("down", "enter")
        await running.sees("✓ Right", "not saved")
        monkeypatch.setattr(running.store, "record", record)
        await running.press("enter")
        await running.sees("not saved")
        await running.type("jackson")
        await running.press("enter")
        await running.sees("✓ ✓")
        assert "not saved" not in running.text
        assert outcomes(running) == [Outcome.RIGHT, Outcome.RIGHT]


async def test_a_history_held_by_another_program_is_waited_for(tmp_path: Path) -> None:
    async with asked(tmp_path, TRUE_FALSE, SHORT) as running:
        with closing(sqlite3.connect(tmp_path / "data" / DATABASE_NAME)) as other:
            other.execute("BEGIN IMMEDIATE")
            await running.press("f", "enter")
            await running.sees("Saving …")
            # Not by the pilot, which would wait until these act, and so for the history.
            send(running.app, "f1", "escape", "f3")
            await asyncio.sleep(0.3)
            assert "Right" not in running.text and "Keys" not in running.text
            other.rollback()
        await running.sees("✓ Right", "1 of 1 point")
        assert "Saving" not in running.text
        assert outcomes(running) == [Outcome.RIGHT]


def refusing(*_: object) -> None:
    raise StoreError("the disk is full")


async def test_without_a_place_to_save_the_screen_says_so_all_the_time(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("no folder")
    async with asked(tmp_path, TRUE_FALSE) as running:
        await running.sees("not saved")
        await running.press("f", "enter", "enter")
        await running.sees("not saved", "1 of 1 right")
        await running.press("escape")
        await running.sees("not saved", "The ferry")


async def test_an_attempt_left_in_the_middle_goes_on_where_it_was(tmp_path: Path) -> None:
    file = write_bank(tmp_path, as_items(TRUE_FALSE, SHORT))
    async with playing(tmp_path / "data", [file]) as running:
        await running.sees("2 never met")
        await running.press("c")
        await running.sees("1 of 2")
        await running.press("f", "enter", "ctrl+q")
    async with playing(tmp_path / "data", [file]) as running:
        await running.sees("▸ Go on: 1 of 2 answered")
        await running.press("down", "enter")
        await running.sees("1 of 2 questions", "Start again")
        await running.press("escape")
        await running.sees("▸ Go on: 1 of 2 answered")
        await running.press("down", "enter")
        await running.sees("Start again")
        await running.press("enter")
        await running.sees("2 of 2", "✓ ▸")
        await running.press("escape", "enter")
        await running.sees("Start again")
        await running.press("down", "enter")
        await running.sees("1 of 2")
        await running.press("t", "enter")
        assert [attempt.answered for attempt in running.store.attempts()] == [1, 1]


async def test_a_request_to_continue_asks_nothing(tmp_path: Path) -> None:
    async with asked(tmp_path, TRUE_FALSE, SHORT) as running:
        await running.press("t", "enter", "ctrl+c")
    file = tmp_path / "bank.yaml"
    request = Request((file,), OnUnfinished.CONTINUE)
    async with playing(tmp_path / "data", [file], request) as running:
        await running.sees("2 of 2")
    async with playing(tmp_path / "data", [file], Request((file,), OnUnfinished.NEW)) as running:
        await running.sees("1 of 2")


@pytest.mark.parametrize(
    ("code", "keys"),
    [(0, ("ctrl+q",)), (3, ("down", "enter", "ctrl+q")), (3, ("ctrl+q",)), (3, ("ctrl+c",))],
)
def test_an_app_left_with_unsaved_answers_ends_with_3(
    tmp_path: Path,
    code: int,
    keys: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    async def leave(pilot: Any) -> None:
        running = RunningApp(pilot.app, pilot, store)
        await running.sees("1 of 1")
        if code:
            monkeypatch.setattr(store, "record", refusing)
        await running.press("f", "enter")
        await running.sees("Continue without saving" if code else "✓ Right")
        await running.press(*keys)

    run = QuizApp.run
    monkeypatch.setattr(QuizApp, "run", lambda app: run(app, headless=True, auto_pilot=leave))
    file = write_bank(tmp_path, as_items(TRUE_FALSE))
    with open_store(tmp_path / "data", now, Grading(0.9)) as store:
        library, request = Library(store, [file]), Request((file,))
        assert run_app(library, store, request, SettingsManager(tmp_path)) == code
    errors = capsys.readouterr().err
    assert errors == ("quiz: 1 answer is not saved: the disk is full\n" if code else "")


async def test_an_exam_handed_in_without_a_history_is_named_at_the_end(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("no folder")
    file = write_bank(tmp_path, as_items(TRUE_FALSE))
    request = Request((file,), mode=Mode.EXAM)
    async with playing(tmp_path / "data", [file], request) as running:
        await running.sees("1 of 1")
        await running.press("f", "enter")
        await running.sees("1 of 1 answered")
        await running.press("f9")
        await running.sees("Hand in?")
        await running.press("down", "enter")
        await running.sees("1 of 1 right")
        lost = [each.save_rest() for each in dict.fromkeys(running.app.runners)]
        assert [text.partition(":")[0] for text in lost] == ["", "1 answer is not saved"]
