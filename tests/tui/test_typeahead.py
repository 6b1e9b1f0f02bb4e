"""Keys act in the order typed, however many arrive at once, on whatever screen they lead to."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
from textual.widgets import Input

from quiz.study.launch import OnUnfinished, Request
from quiz.tui.widgets.option_picker import OptionPicker
from tests.support import SAMPLES, as_items, write_bank
from tests.tui.bursts import BURSTS, differences, home, quiet, send
from tests.tui.tui_samples import RunningApp, asked, playing

WORD = """\
id: {}
type: short_answer
prompt: Which word?
answers: [alpha]
"""
BACK = "backspace"


def typed_text(running: RunningApp) -> str:
    """Return the text of the field that has the focus."""
    return running.app.focused.value if isinstance(running.app.focused, Input) else ""


@pytest.mark.parametrize("seed", range(3))
async def test_a_burst_of_keys_does_the_same_as_the_keys_one_by_one(seed: int) -> None:
    assert not await differences(seed, BURSTS // 5)


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        (["a", "l", "x", BACK, "p"], "alp"),
        (["b", "left", "a", "end", "c"], "abc"),
        (["a", "b", "c", "home", "delete", "x"], "xbc"),
        (["a", "b", "ctrl+u", "c"], "c"),
        (["a", "tab", "b"], "ab"),
    ],
)
async def test_editing_keys_act_where_they_were_typed(
    tmp_path: Path, keys: Sequence[str], value: str
) -> None:
    async with asked(tmp_path, WORD.format("a")) as running:
        send(running.app, *keys)
        await quiet(running)
        assert typed_text(running) == value


async def test_answers_typed_ahead_go_each_to_its_question(tmp_path: Path) -> None:
    async with asked(tmp_path, WORD.format("a"), WORD.format("b")) as running:
        send(running.app, *"alpha", "enter", "enter", *"alpha", "enter")
        await running.sees("✓ Right", "✓ ✓")
        assert [each.given for each in running.history().responses] == [("alpha",), ("alpha",)]


async def test_what_was_typed_for_the_verdict_does_not_answer_the_next_question(
    tmp_path: Path,
) -> None:
    async with asked(tmp_path, SAMPLES["true_false"].text, WORD.format("b")) as running:
        # X suspends the question at its verdict.
        send(running.app, "f", "enter", "x", "enter")
        await running.sees("2 of 2")
        await quiet(running)
        assert typed_text(running) == ""
        assert running.store.attempt(1).responses[0].given == (1,)


async def test_keys_typed_at_home_reach_the_attempt_they_open(tmp_path: Path) -> None:
    async with home(tmp_path, (80, 24)) as running:
        send(running.app, "slash", *"ferry", "enter", "enter", "1", "enter")
        await running.sees("1 of 10", "Next")
        assert len(running.history().responses) == 1


async def test_keys_typed_for_a_dialog_do_not_reach_the_screen_below(tmp_path: Path) -> None:
    file = write_bank(tmp_path, as_items(*(each.text for each in SAMPLES.values())))
    request = Request((file,), OnUnfinished.NEW, 1)
    async with playing(tmp_path / "data", [file], request) as running:
        await running.sees("1 of 10")
        send(running.app, "f1", "escape", "escape", "f6", "escape", "f3", "down", "enter", "up")
        await quiet(running)
        # Help, back, home, settings, back, options of the bank, one row down: started; last option.
        await running.sees("1 of 10")
        picker = running.app.focused
        assert isinstance(picker, OptionPicker) and picker.ticked == {2}


async def test_the_command_palette_takes_what_is_typed_ahead(tmp_path: Path) -> None:
    async with home(tmp_path, (80, 24)) as running:
        send(running.app, "ctrl+p", *"settings", "enter")
        await running.sees("Ask how sure you are")


async def test_the_keyboard_goes_on_when_a_screen_never_finishes_loading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with home(tmp_path, (80, 24)) as running:
        monkeypatch.setattr("quiz.tui.typeahead.LIMIT", 1.0)

        async def forever() -> None:
            await asyncio.sleep(60)

        running.app.run_worker(forever())
        send(running.app, "f6")
        send(running.app, "escape", "slash", *"cape")
        await running.until(lambda: typed_text(running) == "cape")


async def test_what_the_order_of_keys_rests_on_in_textual_is_there(tmp_path: Path) -> None:
    # These are no public interface: a new release of Textual may rename them.
    async with asked(tmp_path, SAMPLES["true_false"].text) as running:
        screen = running.app.screen
        screen.call_next(lambda: None)
        assert len(screen._next_callbacks) == 1
        await running.pilot.pause()
        assert not screen._next_callbacks
        assert screen in running.app._registry
        assert screen._task is not None and not screen._task.done()
        assert not screen._message_queue.ready_event.is_set()
        assert screen._message_queue.ready_event._waiters
        screen.call_after_refresh(lambda: None)
        screen.scroll_to(y=0)
        assert isinstance(screen._layout_required, bool)
        assert isinstance(screen._scroll_required, bool)
        assert isinstance(screen._callbacks, list)
