"""Texts from strangers on every screen, and screens of every size."""

import json
import re
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual import events

from quiz.study.launch import Request
from quiz.text.cleaning import has_forbidden_in_line
from quiz.tui.screens.question import QuestionScreen
from tests.support import SOURCE, as_items, write_bank
from tests.tui.tui_samples import RunningApp, asked, playing

PAYLOADS = {
    "closing": "an end [/] and [/bold] more",
    "click": "[@click=app.quit]press[/] [link=javascript:x]here[/link]",
    "markup": "b[i] + [a-z]+ \\[bold] [$primary] [red on blue]x",
    "wide": "漢字カナ" * 12 + "가나다",
    "combining": "e\u0301o\u0302\u0323" * 20,
    "right-to-left": "שלום עולם مرحبا بالعالم",
    "emoji": "👩‍👩‍👧‍👦 🇳🇿 ❤️ 👍🏽",
    "long": "x" * 300,
}
SIZES = [(40, 12), (3, 3), (1, 1)]


def squeezed(text: str) -> str:
    """Return a text without white space and borders, as wrapping leaves it."""
    return "".join(re.sub("[█▌│]|::", "", text).split())


def question(text: str) -> str:
    """Return a question with a text in all of its fields."""
    fields = {
        "id": "one",
        "type": "single_choice",
        "prompt": f"p {text}",
        "answer": f"right {text}",
        "distractors": [{"text": f"wrong {text}", "feedback": f"f {text}"}],
        "explanation": f"e {text}",
        "hints": [f"h {text}"],
        "quote": f"the words {text}",
        "tags": ["first", "second"],
    }
    return json.dumps(fields, ensure_ascii=False)


def header(text: str) -> str:
    title, description = json.dumps([f"t {text}", f"d {text}"], ensure_ascii=False)[1:-1].split(
        '", "'
    )
    return (
        f'format: 1\nid: hostile\ntitle: {title}"\ndescription: "{description}\n'
        "sources: {report: report.txt}\nquestions:\n"
    )


def shows(running: RunningApp, *texts: str) -> None:
    """Check that the screen shows texts exactly, wrapped or not."""
    screen = squeezed(running.text)
    for text in texts:
        assert squeezed(text) in screen, running.text
    assert not has_forbidden_in_line(running.text.replace("\n", ""))


async def fits(running: RunningApp, width: int) -> None:
    """Wait until no line of the screen is wider than so many cells, as it is once laid out."""
    await running.until(
        lambda: all(cell_len(line) <= width for line in running.text.splitlines()), width
    )


@pytest.mark.parametrize("text", PAYLOADS.values(), ids=PAYLOADS)
async def test_every_text_is_shown_as_it_is(tmp_path: Path, text: str) -> None:
    source = f"Here stand the words {text} at last.\n"
    file = write_bank(tmp_path, "- " + question(text) + "\n", header(text), source=source)
    async with playing(tmp_path / "data", [file], size=(80, 60)) as running:
        await running.sees("not played yet")
        shows(running, f"t {text}", f"d {text}")
        await running.press("enter")
        await running.sees("Read it once")
        shows(running, source)
        await running.press("enter")
        await running.sees("1 of 1")
        await running.press("f2")
        shows(running, f"p {text}", f"right {text}", f"wrong {text}", f"h {text}")
        await running.choose("wrong")
        await running.press("enter", "f10")
        await running.sees("✗ Not right")
        shows(running, f"e {text}", f"f {text}", f"the words {text}")
        await running.press("s")
        await running.sees("paragraph 1")
        shows(running, source)
        await running.press("s", "enter")
        await running.sees("Missed · 1")
        await running.press("enter")
        await running.sees("you chose")
        shows(running, f"p {text}")


@pytest.mark.parametrize("name", ["matching", "ordering", "find_evidence"])
async def test_every_type_shows_every_text_at_every_size(tmp_path: Path, name: str) -> None:
    text = " ".join(PAYLOADS[key] for key in ("closing", "click", "markup", "wide", "emoji"))
    own: dict[str, dict[str, object]] = {
        "matching": {"pairs": {f"l {text}": f"r {text}", f"m {text}": f"s {text}"}},
        "ordering": {"items": [f"l {text}", f"m {text}", f"r {text}"]},
        "find_evidence": {},
    }
    written = {"id": "one", "type": name, "prompt": "p", **own[name], "quotes": [f"m {text}"]}
    source = f"{SOURCE}\nHere stands l {text} at last.\n\nHere stands m {text} as well.\n"
    question_ = json.dumps(written, ensure_ascii=False)
    async with asked(tmp_path, question_, source=source, size=(80, 60)) as running:
        shows(running, f"l {text}", f"m {text}")
        for size in [(40, 12), (1, 1), (80, 60)]:
            await running.pilot.resize_terminal(*size)
            await running.press("space", "right", "shift+down")
            await fits(running, size[0])
        await running.press("f5")
        await running.sees("Not answered")
        shows(running, f"m {text}")


async def test_every_screen_survives_every_size(tmp_path: Path) -> None:
    text = " ".join(PAYLOADS.values())
    source = f"Here stand the words {text} at last.\n"
    file = write_bank(tmp_path, "- " + question(text) + "\n", header(text), source=source)
    async with playing(tmp_path / "data", [file], size=(80, 24)) as running:
        await running.sees("t an end")
        for keys in (
            ["down"],
            ["enter"],
            ["enter"],
            ["f1"],
            ["escape"],
            ["f2", "f5"],
            ["s"],
            ["s", "enter"],
        ):
            await running.press(*keys)
            for size in [*SIZES, (80, 24)]:
                await running.pilot.resize_terminal(*size)
                await fits(running, size[0])
        await running.sees("Missed")


@pytest.mark.parametrize("kind", ["short", "cloze", "words"])
async def test_typing_survives_the_smallest_screen(tmp_path: Path, kind: str) -> None:
    text = {
        "short": "{type: short_answer, prompt: Which ship?, answers: [ferry]}",
        "cloze": "{type: cloze, text: 'The {{ferry}} left {{Picton}}'}",
        "words": "{type: cloze, text: 'The {{ferry}} left', distractors: [boat]}",
    }[kind]
    written = f"- {{id: one, {text[1:-1]}, quote: The ferry left Picton}}\n"
    file = write_bank(tmp_path, written)
    async with playing(tmp_path / "data", [file], Request((file,)), size=(1, 1)) as running:
        await running.until(lambda: isinstance(running.app.screen, QuestionScreen))
        await running.press("a", "enter", "b", "enter", "enter")
        await running.pilot.resize_terminal(80, 24)
        await running.sees("The ferry", "ferry")


async def test_what_is_pasted_is_cleaned(tmp_path: Path) -> None:
    short = "{id: one, type: short_answer, prompt: Who?, answers: [x], quote: The ferry left}"
    async with asked(tmp_path, short) as running:
        focused = running.app.focused
        assert focused is not None
        focused.post_message(events.Paste("\x1b]52;c;x\x07 \u202eabc \x9b2J [/]\nsecond line"))
        await running.sees("abc")
        shows(running, "[/]")
        await running.press("enter")
        await running.sees("✗ Not right")
        shows(running, "[/]")
        assert "\x1b" not in str(running.history().responses[0].given)


async def test_a_bank_with_control_characters_is_listed_cleaned(tmp_path: Path) -> None:
    file = write_bank(tmp_path, as_items("id: x\u202e[/]"), name="\x1b]0;t\x07[@click=a].yaml")
    async with playing(tmp_path / "data", [file]) as running:
        await running.sees("[@click=a].yaml", "cannot be played")
        shows(running, "[@click=a].yaml")
        await running.press("enter")
        await running.sees("This cannot be played", "quiz check")
        shows(running, "[@click=a].yaml")


async def test_control_characters_of_a_source_are_shown_as_a_sign(tmp_path: Path) -> None:
    question_ = "{id: one, type: true_false, prompt: So., answer: true, quote: The ferry left}"
    source = "The ferry left\x1b[2J\x9b1m \u202e at noon.\n\x00\x07\r next"
    async with asked(tmp_path, question_, source=source) as running:
        await running.press("t", "enter", "s")
        await running.sees("The ferry left\N{REPLACEMENT CHARACTER}[2J")
        shows(running, "at noon.")


async def test_a_prompt_of_20_000_characters_scrolls(tmp_path: Path) -> None:
    prompt = "many words " * 1800 + "the end"
    written = (
        f"{{id: one, type: true_false, prompt: {prompt}, answer: true, quote: The ferry left}}"
    )
    async with asked(tmp_path, written, size=(60, 20)) as running:
        assert "the end" not in running.text
        await running.press("pagedown", "pageup", "end")
        await running.sees("the end", "True or false?", "Pick true or false")
        await running.press("t", "enter")
        await running.sees("✓ Right")
