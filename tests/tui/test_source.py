"""The source of a quote, in place."""

from pathlib import Path

import pytest
from textual.color import Color

from quiz.tui.widgets.source_pane import SourcePane
from tests.support import SAMPLES, SOURCE
from tests.tui.tui_samples import RunningApp, asked

TRUE_FALSE = SAMPLES["true_false"].text
SHORT = SAMPLES["short_answer"].text
TWO = TRUE_FALSE.replace("quote: Nobody was hurt", "quotes: [Nobody was hurt, The ferry left]")
LONG = "".join(f"This is line {n} of the log of the ferry, and nothing.\n\n" for n in range(400))


def marked(running: RunningApp) -> str:
    """Return what stands on the screen in the colour that only quotes have."""
    mark = Color.parse(running.app.theme_variables["mark"]).rich_color
    strips = running.app.screen._compositor.render_strips()
    # The logo in the first line has it too.
    return " ".join(
        segment.text.strip()
        for strip in strips[1:]
        for segment in strip
        if segment.style and segment.style.bgcolor == mark
    )


async def test_the_quote_is_marked_in_place_and_the_way_back_leads_there(tmp_path: Path) -> None:
    async with asked(tmp_path, TRUE_FALSE) as running:
        await running.press("f4", "s")
        await running.sees("1 of 1")
        await running.press("f", "enter", "s")
        await running.sees("report, paragraph 3", "Two of the four engines")
        await running.until(lambda: marked(running) == "Nobody was hurt")
        for back in ("s", "f4", "escape"):
            await running.press(back)
            await running.sees("✓ Right")
            await running.press("f4")
            await running.sees("report, paragraph 3")


async def test_several_quotes_are_turned_over(tmp_path: Path) -> None:
    async with asked(tmp_path, TWO) as running:
        await running.press("f", "enter", "s")
        await running.sees("quote 1 of 2")
        await running.press("n")
        await running.sees("quote 2 of 2", "paragraph 1")
        await running.until(lambda: marked(running) == "The ferry left")
        await running.press("n")
        await running.sees("quote 1 of 2")
        await running.press("p")
        await running.sees("quote 2 of 2")


async def test_a_long_source_opens_at_the_quote_and_scrolls(tmp_path: Path) -> None:
    source = LONG + SOURCE + LONG
    async with asked(tmp_path, TRUE_FALSE, source=source, size=(50, 16)) as running:
        await running.press("f", "enter", "s")
        await running.sees("Nobody was hurt")
        await running.until(lambda: marked(running) == "Nobody was hurt")
        await running.press("home")
        await running.sees("line 0 of")
        await running.press("end")
        await running.sees("line 399 of")
        await running.pilot.resize_terminal(90, 30)
        await running.press("pageup", "up", "down")
        await running.sees("of the log")


async def test_a_source_of_one_enormous_line_is_shown_around_the_quote(tmp_path: Path) -> None:
    source = "One word after the other. " * 4_000 + "Nobody was hurt. " + "And so on. " * 9_000
    async with asked(tmp_path, TRUE_FALSE, source=source, size=(80, 24)) as running:
        await running.press("f", "enter", "s")
        await running.sees("Nobody was hurt. And so on.")
        await running.until(lambda: marked(running) == "Nobody was hurt")
        await running.press("home")
        await running.sees("more characters")


async def test_a_source_with_other_line_ends_is_marked_rightly(tmp_path: Path) -> None:
    source = SOURCE.replace("\n", "\r\n") * 1 + "\tTabbed\r\n"
    async with asked(tmp_path, TRUE_FALSE, source=source) as running:
        await running.press("f", "enter", "s")
        await running.sees("Tabbed")
        await running.until(lambda: marked(running) == "Nobody was hurt")
        assert "\N{REPLACEMENT CHARACTER}" not in running.text


async def test_beside_the_question_the_source_is_closed_until_the_answer(tmp_path: Path) -> None:
    async with asked(tmp_path, TWO + "inferred: true\n", size=(160, 45)) as running:
        await running.sees("The report · closed", "The report opens when you have answered.")
        assert not any(word in running.text for word in ("Cape", "Wellington", "engines"))
        await running.press("f", "enter")
        await running.sees("inferred from paragraph 3 of 3 · ✓ checked word for word")
        await running.sees("1 The ferry left Picton", "Two of the four engines")
        # The current quote has the marker, further ones are underlined; each stands there once.
        await running.until(lambda: marked(running) == "Nobody was hurt")
        assert running.flat.count("Nobody was hurt") == 1
        await running.pilot.resize_terminal(100, 30)
        await running.sees("inferred from the report, paragraph 3 · ✓ checked word for word")
        assert running.flat.count("Nobody was hurt") == 1
        await running.pilot.resize_terminal(160, 45)
        await running.sees("inferred from paragraph 3 of 3")


@pytest.mark.parametrize("motion", [True, False])
async def test_the_marker_sweeps_over_the_quote_unless_motion_is_off(
    tmp_path: Path, motion: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached: list[float] = []
    watch = SourcePane.watch_swept

    def record(pane: SourcePane, swept: float) -> None:
        reached.append(swept)
        watch(pane, swept)

    monkeypatch.setattr(SourcePane, "watch_swept", record)
    async with asked(tmp_path, TRUE_FALSE, size=(160, 45)) as running:
        running.app.change("motion", motion, lambda reason: None)
        await running.press("f", "enter")
        await running.sees("✓ Right")
        await running.until(lambda: marked(running) == "Nobody was hurt")
    assert reached == sorted(reached)
    assert (reached[:1] + reached[-1:]) == ([0.0, 1.0] if motion else [])


async def test_a_verdict_first_seen_narrow_opens_its_source_when_there_is_room(
    tmp_path: Path,
) -> None:
    source = LONG + SOURCE + LONG
    async with asked(tmp_path, TRUE_FALSE, SHORT, source=source, size=(80, 24)) as running:
        await running.press("f", "enter")
        await running.sees("✓ Right", "the report, paragraph 403")
        await running.pilot.resize_terminal(130, 40)
        await running.sees("403 Nobody was hurt", "402 Two of the four engines")
        await running.press("enter")
        await running.sees("The report · closed")
        assert "Nobody was hurt" not in running.text
        # Only what surrounds the quote is made ready, with the same numbers.
        pane = running.app.screen.query_one(SourcePane)
        await running.press(*"cape jackson", "enter")
        await running.sees("402 Two of the four engines", "paragraph 402 · ✓")
        assert 100 < len(pane.rows) < 500
        # Where the question needs no scrolling, the keys scroll the source.
        await running.press("down", "pagedown", "end")
        await running.sees("more characters")


async def test_below_18_rows_the_quote_comes_first_and_alone(tmp_path: Path) -> None:
    text = TRUE_FALSE + "explanation: It says so.\n"
    async with asked(tmp_path, text, size=(40, 12)) as running:
        await running.press("f", "enter")
        await running.sees("“Nobody was hurt”", "It says so.", "✓ Right")
        assert running.flat.index("“Nobody") < running.flat.index("It says so.")
        assert "paragraph" not in running.text


@pytest.mark.parametrize("size", [(160, 45), (80, 24)])
async def test_an_answer_with_the_book_open_counts_as_helped(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with asked(tmp_path, TRUE_FALSE, SHORT, size=size) as running:
        wide = size[0] > 100
        if wide:
            await running.sees("o opens it now")
        await running.press("o")
        await running.sees("Nobody was hurt, and", "you opened it" if wide else "the report")
        assert not marked(running)
        if not wide:
            await running.press("escape")
        await running.press("f", "enter")
        await running.sees("✓ Right", "You answered with the text open")
        await running.until(lambda: not wide or marked(running) == "Nobody was hurt")
        (helped,) = running.history().responses
        assert helped.open_book
        # In a typed answer the letter is text.
        await running.press("enter", "o")
        await running.type("ff cape jackson")
        assert "you opened it" not in running.flat
        await running.press("f8")
        await running.sees("Two of the four engines")
        if not wide:
            await running.press("escape")
        await running.press("enter")
        await running.sees("You answered with the text open")
