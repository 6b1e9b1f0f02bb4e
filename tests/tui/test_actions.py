"""Help, the command palette, themes, and the ends of the app."""

import os
import signal
from pathlib import Path

import pytest

from quiz.errors import StoreError
from quiz.settings.manager import SettingsManager
from quiz.store.store import open_store
from quiz.study.context import Grading, now
from quiz.study.library import Library
from quiz.tui import run_app
from quiz.tui.app import QuizApp
from quiz.tui.base_app import INTERRUPTED
from quiz.tui.theme import DARK, LIGHT
from tests.support import SAMPLES, as_items, write_bank
from tests.tui.tui_samples import asked, playing

SINGLE = SAMPLES["single_choice"].text + "hints: [Not Nelson]\n"
SHORT = SAMPLES["short_answer"].text


async def test_help_lists_the_keys_that_matter_now_and_finds_them(tmp_path: Path) -> None:
    async with asked(tmp_path, SINGLE, SHORT) as running:
        await running.press("question_mark")
        await running.sees("Keys", "Show one more hint", "Skip the question", "Everywhere")
        await running.type("quote")
        await running.sees("At other times s F4 Show the quote in its source")
        await running.press(*["backspace"] * 5)
        await running.type("skip")
        await running.sees("Find: skip", "Skip the question")
        assert "Show one more hint" not in running.flat
        await running.press("enter")
        await running.sees("2 of 2")
        await running.press("f5", "question_mark")
        await running.sees("Go to the next question", "Show the quote")
        assert running.flat.index("Go to the next question") < running.flat.index("Everywhere")
        await running.press("f1")
        await running.sees("Not answered")


async def test_the_palette_knows_every_action_by_name(tmp_path: Path) -> None:
    async with asked(tmp_path, SINGLE, SHORT) as running:
        await running.press("ctrl+p")
        await running.sees("Skip the question", "Switch between light and dark")
        await running.type("skip")
        await running.sees("Skip the question and come back")
        await running.press("enter")
        await running.sees("2 of 2")


async def test_f10_changes_between_dark_and_light(tmp_path: Path) -> None:
    async with asked(tmp_path, SHORT) as running:
        assert running.app.theme == DARK
        await running.press("f10")
        assert running.app.theme == LIGHT
        await running.press("f10")
        assert running.app.theme == DARK


@pytest.mark.parametrize("key", ["ctrl+q", "ctrl+c"])
async def test_the_app_is_left_from_a_typed_answer_without_a_question(
    tmp_path: Path, key: str
) -> None:
    async with asked(tmp_path, SHORT) as running:
        await running.type("jack")
        await running.press(key)
        assert not running.app.is_running
        assert running.app.return_code == (INTERRUPTED if key == "ctrl+c" else 0)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGHUP])
async def test_signals_end_the_app_in_order(tmp_path: Path, number: signal.Signals) -> None:
    async with asked(tmp_path, SHORT) as running:
        os.kill(os.getpid(), number)
        await running.until(lambda: not running.app.is_running)
        assert running.app.return_code == INTERRUPTED


@pytest.mark.parametrize("fault", [KeyError("secret key of a question"), StoreError("disk full")])
def test_a_fault_is_told_in_one_line_without_what_was_shown(
    tmp_path: Path,
    fault: Exception,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(self: QuizApp) -> None:
        answer = "the right answer"
        assert answer
        raise fault

    monkeypatch.setattr(QuizApp, "on_mount", fail)
    monkeypatch.setattr(QuizApp, "run", headless(QuizApp.run))
    file = write_bank(tmp_path, as_items(SHORT))
    with open_store(tmp_path / "data", now, Grading(0.9)) as store:
        assert run_app(Library(store, [file]), store, None, SettingsManager(tmp_path)) == 3
    output, errors = capsys.readouterr()
    assert errors.startswith("quiz: ")
    assert errors.count("\n") == 1
    assert not {"secret", "the right answer"} & set(errors.split())
    assert "the right answer" not in output + errors
    assert "secret" not in output + errors


def headless(run: object) -> object:
    """Return a `run` that needs no terminal."""
    return lambda app: run(app, headless=True)  # type: ignore[operator]


async def test_the_pointer_leaves_the_filter_ready(tmp_path: Path) -> None:
    async with playing(tmp_path / "data", []) as running:
        await running.press("slash")
        await running.pilot.click(offset=(90, 30))
        await running.type("abc")
        await running.sees("abc")
