"""The source as a map: an article that is gone through sentence by sentence."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.coverage import Coverage
from quiz.quotes.sources import paragraphs, sentences
from quiz.store.records import EventKind, EventRecord
from quiz.study.context import now
from quiz.study.source_map import SourceMap
from quiz.text.cleaning import has_forbidden_in_line
from quiz.tui.screens.question import QuestionScreen
from quiz.tui.screens.source_map import SourceMapScreen
from quiz.tui.widgets.source_text import Flow, flow_rows
from tests.support import SAMPLES, SOURCE, as_items, write_bank
from tests.tui.tui_samples import RunningApp, asked, playing

PICTON = SAMPLES["single_choice"].text
HURT = SAMPLES["true_false"].text
CAPE = SAMPLES["short_answer"].text
ENGINES = SAMPLES["cloze"].text
TWO = "format: 1\nid: two\ntitle: Two\nsources: {report: report.txt, other: other.txt}\n"
HOSTILE = "Here [/] stand \x1b]0;x\x07 the [@click=app.quit]words[/] of 漢字カナ\u202e, he said."


@asynccontextmanager
async def mapped(
    folder: Path, *questions: str, size: tuple[int, int] = (80, 24), source: str = SOURCE
) -> AsyncIterator[RunningApp]:
    """Open the map of a bank of these questions."""
    file = write_bank(folder, as_items(*questions), source=source)
    async with playing(folder / "data", [file], size=size) as running:
        await running.sees("not played yet")
        await running.press("f4")
        await running.until(lambda: isinstance(running.app.screen, SourceMapScreen))
        await running.sees("Sentence ")
        yield running


def lit(running: RunningApp) -> str:
    """Return what stands out as the current sentence."""
    screen = running.app.screen
    assert isinstance(screen, SourceMapScreen)
    number = screen._text.number
    strips = screen._compositor.render_strips()
    return " ".join(
        segment.text.strip()
        for strip in strips
        for segment in strip
        if segment.style and segment.style.meta.get("sentence") == number
    )


async def test_the_source_reads_as_an_article_with_signs(tmp_path: Path) -> None:
    async with mapped(tmp_path, PICTON, CAPE, ENGINES) as running:
        await running.sees("2 of 3 sentences have questions, 41% is quoted", "○ 2 never met",
                        "1 ○ The ferry left Picton", "3 Nobody was hurt", "Sentence 1 ○ never met",
                        "○ Where did the ferry leave from?", "Enter ask these")  # fmt: skip
        await running.press("down")
        await running.sees("Sentence 2 ○ never met", "○ Fill the gaps. [1: ____] of the")
        await running.press("down")
        await running.sees("Sentence 3 · no question")
        assert "Enter ask these" not in running.flat
        await running.press("enter")
        assert isinstance(running.app.screen, SourceMapScreen)
        await running.press("home", "pagedown", "end", "up")
        await running.sees("Sentence 2")
        await running.press("escape")
        await running.sees("not played yet")


async def test_the_palette_opens_the_map_of_the_bank_at_hand(tmp_path: Path) -> None:
    file = write_bank(tmp_path, as_items(PICTON))
    async with playing(tmp_path / "data", [file]) as running:
        await running.sees("not played yet")
        await running.press("ctrl+p")
        await running.type("sentence")
        await running.sees("Show how well you know each sentence")
        await running.press("enter")
        await running.sees("Sentence 1 ○ never met")


async def test_what_is_set_aside_says_so(tmp_path: Path) -> None:
    async with mapped(tmp_path, PICTON) as running:
        event = EventRecord("e", EventKind.SUSPEND, "ferry", "harbour", now())
        running.store.record_event(event)
        await running.press("escape", "f4")
        await running.sees("○ (suspended) Where did the ferry leave from?")


async def test_n_and_p_go_round_the_sentences_with_questions(tmp_path: Path) -> None:
    async with mapped(tmp_path, PICTON, HURT) as running:
        for key, number in (("n", 3), ("n", 1), ("p", 3), ("p", 1)):
            await running.press(key)
            await running.sees(f"Sentence {number} ")


async def test_the_only_question_starts_and_the_map_shows_what_came_of_it(tmp_path: Path) -> None:
    async with mapped(tmp_path, PICTON, HURT, size=(120, 24)) as running:
        await running.sees("○·○")
        await running.press("n", "enter")
        await running.sees("Somebody was hurt.", "1 of 1")
        await running.press("f", "enter", "enter")
        await running.sees("1 of 1 right")
        await running.press("escape")
        await running.sees("Sentence 3 ✓ known, recall 100%", "✓ 1 known ○ 1 never met", "○·✓")
        await running.press("p", "enter")
        await running.sees("Where did the ferry leave from?", "1 of 1")
        await running.press("f5", "escape")
        await running.sees("Sentence 1 ✗ missed", "✗ The ferry left Picton")


async def test_of_several_questions_one_or_all_are_started(tmp_path: Path) -> None:
    async with mapped(tmp_path, CAPE, ENGINES) as running:
        await running.press("enter")
        await running.sees("Sentence 2", "Both questions", "Back")
        await running.press("escape")
        await running.sees("Enter ask these")
        await running.press("enter", "enter")
        await running.sees("1 of 2")
        await running.press("escape", "enter", "down", "down", "enter")
        await running.sees("1 of 1", "Fill the gaps")


async def test_a_click_goes_to_a_sentence_and_a_second_one_opens_it(tmp_path: Path) -> None:
    async with mapped(tmp_path, PICTON, HURT, source=SOURCE.replace(".\n", ". ")) as running:
        await running.sees("Sentence 1 ○")
        await running.click("Two of the four")
        await running.sees("Sentence 2 · no question")
        await running.click("Two of the four")
        await running.click("Nobody was")
        await running.sees("Sentence 3 ○ never met")
        await running.until(lambda: lit(running).startswith("○ Nobody was hurt"))
        await running.click("Nobody was")
        # The card of the sentence shows the question as well.
        await running.until(lambda: isinstance(running.app.screen, QuestionScreen))
        await running.sees("Somebody was hurt.")


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (160, 50), (3, 3), (1, 1)])
async def test_every_size_shows_the_sentence_at_hand(tmp_path: Path, size: tuple[int, int]) -> None:
    source = SOURCE + "".join(f"Line {number} of the log says nothing.\n" for number in range(40))
    async with mapped(tmp_path, PICTON, HURT, source=source) as running:
        await running.pilot.resize_terminal(*size)
        for key in ("n", "down", "pagedown", "end", "n", "f10", "tab"):
            await running.press(key)
        if size[0] >= 40:
            assert "✓" not in running.text
            assert lit(running).split()[:3] == ["○", "The", "ferry"]
            await running.press("end")
            await running.pilot.pause()
            assert lit(running) == "Line 39 of the log says nothing."


async def test_hostile_text_is_shown_and_does_nothing(tmp_path: Path) -> None:
    prompt = HURT.replace("Somebody was hurt.", "'[/] [@click=app.quit]prompt'")
    async with mapped(tmp_path, prompt, source=f"{HOSTILE} {SOURCE}") as running:
        await running.sees(
            "Here [/] stand �]0;x� the [@click=app.quit]words[/] of 漢字カナ�, he said."
        )
        await running.sees("[/] [@click=app.quit]prompt")
        assert not has_forbidden_in_line(running.text.replace("\n", ""))
        await running.press("n", "enter")
        await running.sees("True or false?")


async def test_several_sources_are_turned_over(tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text("Another report says that the wind rose.\n", "utf-8")
    wind = HURT.replace("id: hurt", "id: wind").replace("Nobody was hurt", "that the wind rose")
    file = write_bank(tmp_path, as_items(PICTON, HURT, wind), f"{TWO}questions:\n")
    async with playing(tmp_path / "data", [file]) as running:
        await running.sees("not played yet")
        await running.press("f4")
        await running.sees("report · 2 of 3", "Tab next source")
        await running.press("n", "tab")
        await running.sees("other · 1 of 1", "Another report says")
        for back in ("left_square_bracket", "tab", "shift+tab"):
            await running.press(back)
        await running.sees("report · 2 of 3", "Sentence 3")
        await running.press("right_square_bracket")
        await running.sees("other · 1 of 1", "Sentence 1")


async def test_the_map_opens_from_a_source_at_the_quote_and_leads_back(tmp_path: Path) -> None:
    async with asked(tmp_path, HURT, PICTON) as running:
        await running.press("f", "enter", "s", "m")
        await running.sees("Sentence 3", "✓ known")
        await running.press("p", "enter")
        await running.sees("Where did the ferry leave from?", "1 of 1")
        await running.press("f5", "enter")
        await running.sees("finished")
        await running.press("escape")
        await running.sees("Sentence 1 ✗ missed")
        await running.press("escape", "escape")
        await running.sees("1 of 2", "✓ Right")


async def test_there_is_no_map_of_a_bank_with_errors_or_without_sources(tmp_path: Path) -> None:
    bare = "format: 1\nid: bare\ntitle: Bare\nquestions:\n"
    item = as_items("id: a\ntype: true_false\nprompt: x\nanswer: true\n")
    files = [
        write_bank(tmp_path, item, bare, "bare.yaml"),
        write_bank(tmp_path, "  - {id: x}\n", name="broken.yaml"),
        write_bank(tmp_path, as_items(HURT)),
    ]
    async with playing(tmp_path / "data", files) as running:
        await running.sees("cannot be played", "The ferry")
        await running.press("down")
        for offered in (False, False, True):
            await running.press("f4")
            assert isinstance(running.app.screen, SourceMapScreen) is offered
            await running.press("down")


async def test_a_bank_that_broke_meanwhile_is_told(tmp_path: Path) -> None:
    file = write_bank(tmp_path, as_items(HURT))
    async with playing(tmp_path / "data", [file]) as running:
        await running.sees("not played yet")
        file.write_text("format: 1\n", "utf-8")
        await running.press("f4")
        await running.sees("This bank has no map")
        await running.press("enter")
        await running.sees("every answer has its quote")


async def test_a_very_long_source_is_shown_in_parts(tmp_path: Path) -> None:
    lines = "".join(f"This is line {number} of a long log.\n\n" for number in range(6000))
    async with mapped(tmp_path, HURT, source=lines + SOURCE) as running:
        await running.sees("Sentence 6,003")
        assert lit(running).startswith("○ Nobody was hurt")
        await running.press("home")
        await running.sees("Sentence 1 ", "This is line 0 of")
        await running.press("down")
        await running.sees("Sentence 2 ")
        await running.press("p")
        await running.sees("Sentence 6,003 ○ never met")


@settings(max_examples=60)
@given(st.text(st.sampled_from("Ab.! \n\r\t漢。é\u0301\u200b\x85\x1f\x07“”"), max_size=80),
       st.integers(1, 30))  # fmt: skip
def test_every_sentence_has_its_lines_at_every_width(text: str, width: int) -> None:
    covered = Coverage("s", text, tuple(sentences(text, each) for each in paragraphs(text)), {})
    shown = SourceMap(covered, {})
    if not shown.sentences:
        return
    seen: list[int] = []
    for row in flow_rows(shown, 1):
        assert isinstance(row, Flow)
        height = row.at(width)[1] - row.gap
        for number in row.numbers:
            first, end = row.lines_of(number, width)
            assert 0 <= first < end <= height
            seen.append(number)
    assert seen == list(range(1, shown.sentences + 1))
