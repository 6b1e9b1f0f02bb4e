"""The results of an attempt."""

from pathlib import Path

from tests.support import SAMPLES
from tests.tui.tui_samples import Game, asked

TRUE_FALSE = SAMPLES["true_false"].text + "tags: [people]\n"
SHORT = SAMPLES["short_answer"].text + "tags: [places]\n"
NUMERIC = SAMPLES["numeric"].text + "points: 2\ntags: [people]\n"


async def played(game: Game) -> None:
    """Answer the first wrong, the second right, and ask for the third."""
    await game.press("t", "enter", "enter")
    await game.type("jackson")
    await game.press("enter", "enter", "f5", "enter")
    await game.sees("1 of 4 points")


async def test_results_tell_the_score_the_tags_and_every_question(tmp_path: Path) -> None:
    async with asked(tmp_path, TRUE_FALSE, SHORT, NUMERIC) as game:
        await played(game)
        await game.sees(
            "25% · 1 of 4 points",
            "0 of 3 points",
            "1 of 1 point",
            "1 ✗ Wrong: Somebody was hurt. your answer: True right answer: False",
            "2 ✓ Right: Off which cape did the engines fail? your answer: jackson",
            "3 ✗ Not answered: How many were aboard? right answer: 512 ± 2 people",
        )
        assert game.flat.index("people") < game.flat.index("places")


async def test_a_question_is_opened_again_to_read_only(tmp_path: Path) -> None:
    async with asked(tmp_path, TRUE_FALSE, SHORT, NUMERIC) as game:
        await played(game)
        await game.press("down", "enter")
        await game.sees("Off which cape", "✓ Right")
        await game.press("x", "enter", "space", "f5", "f3")
        await game.sees("Off which cape")
        await game.press("s")
        await game.sees("report, paragraph 2")
        await game.press("s")
        await game.sees("✓ Right")
        await game.press("n")
        await game.sees("512 ± 2 people")
        await game.press("p")
        await game.sees("Off which cape")
        await game.press("escape")
        await game.sees("By tag")
        await game.press("home", "up", "enter")
        await game.sees("Somebody was hurt", "True (your answer)")
        assert len(game.store.attempts()) == 1


async def test_what_was_missed_is_played_again(tmp_path: Path) -> None:
    async with asked(tmp_path, TRUE_FALSE, SHORT, NUMERIC) as game:
        await played(game)
        await game.press("r")
        await game.sees("Question 1 of 2", "Somebody was hurt")
        await game.press("f", "enter", "enter")
        await game.type("512")
        await game.press("enter", "enter")
        await game.sees("100%", "3 of 3 points")
        assert "Retry" not in game.text
        await game.press("r", "a")
        await game.sees("Question 1 of 2")
        await game.press("escape")
        await game.sees("3 of 3 answered right")
        assert [attempt.questions for attempt in game.store.attempts()] == [2, 3]


async def test_the_way_home_leads_from_the_results(tmp_path: Path) -> None:
    async with asked(tmp_path, TRUE_FALSE) as game:
        await game.press("f", "enter", "enter")
        await game.sees("everything right")
        await game.press("escape")
        await game.sees("best 100%")
        assert len(game.app.screen_stack) == 1


async def test_thousands_of_questions_are_listed(tmp_path: Path) -> None:
    many = [SAMPLES["true_false"].text.replace("id: hurt", f"id: hurt-{n}") for n in range(1000)]
    async with asked(tmp_path, *many, size=(40, 12)) as game:
        session = game.app.screen._session  # type: ignore[attr-defined]
        player = game.app.screen._player  # type: ignore[attr-defined]
        for position in range(1000):
            session.go(position)
            player.submit_unsaved((1,))
        await game.press("f3", "enter")
        from quiz.tui.screens.results import ResultsScreen

        game.app.push_screen(ResultsScreen(player, game.store))
        await game.sees("100%")
        await game.press("end")
        await game.sees("1000 ✓ Right")
