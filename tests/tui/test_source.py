"""The source of a quote, in place."""

from pathlib import Path

from tests.support import SAMPLES, SOURCE
from tests.tui.tui_samples import Game, asked

TRUE_FALSE = SAMPLES["true_false"].text
TWO = TRUE_FALSE.replace("quote: Nobody was hurt", "quotes: [Nobody was hurt, The ferry left]")
LONG = "".join(f"This is line {n} of the log of the ferry, and nothing.\n\n" for n in range(400))


def marked(game: Game) -> str:
    """Return what is underlined on the screen."""
    strips = game.app.screen._compositor.render_strips()
    return " ".join(
        segment.text.strip()
        for strip in strips
        for segment in strip
        if segment.style and segment.style.underline and segment.style.bold
    )


async def test_the_quote_is_marked_in_place_and_the_way_back_leads_there(tmp_path: Path) -> None:
    async with asked(tmp_path, TRUE_FALSE) as game:
        await game.press("f4", "s")
        await game.sees("Question 1 of 1")
        await game.press("f", "enter", "s")
        await game.sees("report, paragraph 3", "Two of the four engines")
        assert marked(game) == "Nobody was hurt"
        for back in ("s", "f4", "escape"):
            await game.press(back)
            await game.sees("✓ Right")
            await game.press("f4")
            await game.sees("report, paragraph 3")


async def test_several_quotes_are_turned_over(tmp_path: Path) -> None:
    async with asked(tmp_path, TWO) as game:
        await game.press("f", "enter", "s")
        await game.sees("quote 1 of 2")
        await game.press("n")
        await game.sees("quote 2 of 2", "paragraph 1")
        assert marked(game) == "The ferry left"
        await game.press("n")
        await game.sees("quote 1 of 2")
        await game.press("p")
        await game.sees("quote 2 of 2")


async def test_a_long_source_opens_at_the_quote_and_scrolls(tmp_path: Path) -> None:
    source = LONG + SOURCE + LONG
    async with asked(tmp_path, TRUE_FALSE, source=source, size=(50, 16)) as game:
        await game.press("f", "enter", "s")
        await game.sees("Nobody was hurt")
        assert marked(game) == "Nobody was hurt"
        await game.press("home")
        await game.sees("line 0 of")
        await game.press("end")
        await game.sees("line 399 of")
        await game.pilot.resize_terminal(90, 30)
        await game.press("pageup", "up", "down")
        await game.sees("of the log")


async def test_a_source_of_one_enormous_line_is_shown_around_the_quote(tmp_path: Path) -> None:
    source = "One word after the other. " * 4_000 + "Nobody was hurt. " + "And so on. " * 9_000
    async with asked(tmp_path, TRUE_FALSE, source=source, size=(80, 24)) as game:
        await game.press("f", "enter", "s")
        await game.sees("Nobody was hurt. And so on.")
        assert marked(game) == "Nobody was hurt"
        await game.press("home")
        await game.sees("more characters stand here")


async def test_a_source_with_other_line_ends_is_marked_rightly(tmp_path: Path) -> None:
    source = SOURCE.replace("\n", "\r\n") * 1 + "\tTabbed\r\n"
    async with asked(tmp_path, TRUE_FALSE, source=source) as game:
        await game.press("f", "enter", "s")
        await game.sees("Tabbed")
        assert marked(game) == "Nobody was hurt"
        assert "\N{REPLACEMENT CHARACTER}" not in game.text
