"""Text is pasted whole, and copied to the clipboard of the terminal."""

from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input

from tests.support import SAMPLES
from tests.tui.bursts import quiet, send
from tests.tui.tui_samples import RunningApp, asked

CAPE = SAMPLES["short_answer"].text
HURT = SAMPLES["true_false"].text


async def paste(running: RunningApp, text: str) -> None:
    """Paste a text, as a terminal does that brackets what is pasted."""
    assert running.app._driver is not None
    running.app._driver.send_message(events.Paste(text))
    await quiet(running)


async def copied(running: RunningApp, text: str) -> None:
    """Wait until the clipboard holds a text, and empty it."""
    await running.until(lambda: running.app.clipboard == text)
    running.app.copy_to_clipboard("")


@pytest.mark.parametrize("text", ["Cape\nJackson", "Cape\r\nJackson\r\n", "  Cape \n\n  Jackson"])
async def test_pasted_lines_are_joined_by_a_space(tmp_path: Path, text: str) -> None:
    async with asked(tmp_path, CAPE) as running:
        await paste(running, text)
        await running.press("enter")
        assert running.history().responses[0].given == ("Cape Jackson",)


async def test_a_paste_keeps_its_place_among_keys(tmp_path: Path) -> None:
    async with asked(tmp_path, CAPE) as running:
        assert running.app._driver is not None
        send(running.app, "a", "b", "left")
        running.app._driver.send_message(events.Paste("1\n2"))
        send(running.app, "end", "c")
        await quiet(running)
        assert isinstance(running.app.focused, Input) and running.app.focused.value == "a1 2bc"


async def test_the_quote_is_copied_by_one_key_at_the_verdict_and_in_the_source(
    tmp_path: Path,
) -> None:
    async with asked(tmp_path, HURT) as running:
        await running.press("c", "f", "enter", "c")
        await copied(running, "Nobody was hurt")
        await running.press("s", "c")
        await copied(running, "Nobody was hurt")


async def test_ctrl_c_copies_what_is_selected_and_otherwise_quits(tmp_path: Path) -> None:
    async with asked(tmp_path, CAPE) as running:
        await running.type("jackson")
        await running.press("shift+home", "ctrl+c")
        await copied(running, "jackson")
        assert running.app.return_code is None
        await running.press("end", "ctrl+c")
        assert running.app.return_code == 130


async def test_text_marked_with_the_mouse_is_copied(tmp_path: Path) -> None:
    async with asked(tmp_path, HURT) as running:
        running.app.screen.text_select_all()
        await running.press("ctrl+c")
        await running.until(lambda: "Somebody was hurt." in running.app.clipboard)


async def test_ctrl_z_suspends_the_app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    suspended = []
    async with asked(tmp_path, CAPE) as running:
        monkeypatch.setattr(running.app, "action_suspend_process", lambda: suspended.append(1))
        await running.press("ctrl+z")
    assert suspended
