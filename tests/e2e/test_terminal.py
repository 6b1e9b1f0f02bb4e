"""The main paths in a real terminal: playing, being killed, signals, sizes, hostile text."""

import base64
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pexpect
import pytest

from tests.e2e.terminal import Terminal
from tests.support import all_samples, as_items, write_bank

RESTORED = (b"\x1b[?1049l", b"\x1b[?1000l", b"\x1b[?25h")
"""Main screen, mouse off, cursor on."""


@pytest.fixture
def bank(tmp_path: Path) -> str:
    return str(write_bank(tmp_path, as_items(*all_samples())))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def history(data: Path, *attempt: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "quiz", "history", *attempt, "--format", "json",
         "--data-dir", str(data)],
        capture_output=True, check=True, timeout=30,
    )  # fmt: skip
    return json.loads(done.stdout)


def test_a_bank_is_found_played_and_left(data: Path) -> None:
    with Terminal(data=data) as terminal:
        terminal.wait("Munitions policy").press("/zea").wait("New Zealand").press("enter")
        terminal.wait("read first").press("enter")
        terminal.wait("1 of 18").press("a", "enter").wait("article, paragraph")
        terminal.press("s").wait("Jens Stoltenberg at the weekend").press("escape")
        terminal.wait("1 of 18")
        terminal.press("enter").wait("2 of 18").press("\x11")
        assert terminal.end() == 0
        assert all(code in terminal.raw for code in RESTORED)
    assert history(data)[0]["answered"] == 1


def test_an_answer_survives_a_kill_as_soon_as_its_verdict_shows(bank: str, data: Path) -> None:
    keys = (("a", "enter"), ("a", "enter"), ("a", "enter"), ("Jackson", "enter"),
            ("512", "enter"))  # fmt: skip
    for number, typed in enumerate(keys, 1):
        with Terminal("play", bank, "--new" if number == 1 else "--continue", data=data) as screen:
            screen.wait(f"{number} of 10").press(*typed).wait("point").kill()
            assert screen.end() == -signal.SIGKILL
        (attempt,) = history(data)
        assert (attempt["answered"], attempt["finished"]) == (number, None)


def test_keys_that_arrive_at_once_act_in_the_order_typed(bank: str, data: Path) -> None:
    # The third Enter finds nothing chosen; it must not wait for the ticks typed after it.
    with Terminal("play", bank, "--seed", "5", data=data) as terminal:
        terminal.wait("1 of 10").press("a\r\r\rab")
        terminal.wait("2 of 10").wait("☑").press("\x11")
        assert terminal.end() == 0
    assert history(data)[0]["answered"] == 1


def test_the_same_answers_score_the_same_in_both_front_ends(bank: str, data: Path) -> None:
    with Terminal("play", bank, "--seed", "5", data=data) as terminal:
        for number, keys in enumerate((["a"], ["a", "b"], ["f"], ["jackson"], ["512"]), 1):
            terminal.wait(f"{number} of 10").press(*keys, "enter").wait("point")
            terminal.press("enter")
        terminal.wait("6 of 10").press("two", "enter", "4", "enter").wait("point")
        last = (["a", "b"], ["\x1b[1;2B"], ["a", "b", "a", "b"], ["\x1b[B", "\x1b[B"])
        for number, keys in enumerate(last, 7):
            terminal.press("enter").wait(f"{number} of 10").press(*keys, "enter")
            terminal.wait("point")
        terminal.press("enter").wait("finished").press("\x11")
        assert terminal.end() == 0
    subprocess.run(
        [sys.executable, "-m", "quiz", "play", bank, "--seed", "5", "--data-dir", str(data)],
        input=b"a\na b\nf\njackson\n512\ntwo; 4\n1a 2b\n2 1 3\na b a b\n2\n",
        capture_output=True, check=True, timeout=30,
    )  # fmt: skip
    plain, screen = history(data)
    assert plain["score"] == screen["score"] and plain["finished"] and screen["finished"]
    scores = [
        [(response["question"], response["response"], response["score"])
         for response in history(data, number)["responses"]]
        for number in ("1", "2")
    ]  # fmt: skip
    assert scores[0] == scores[1]


def test_with_nothing_to_go_on_with_the_app_does_not_open(bank: str, data: Path) -> None:
    with Terminal("play", bank, "--continue", data=data) as terminal:
        assert terminal.end() == 2
        assert "there is no unfinished attempt of" in terminal.text
        assert b"\x1b[?1049h" not in terminal.raw


def test_errors_kept_in_a_file_leave_the_lines_on_the_terminal(
    bank: str, data: Path, tmp_path: Path
) -> None:
    ours, theirs = os.openpty()
    command = [sys.executable, "-m", "quiz", "play", bank, "--data-dir", str(data)]
    with (tmp_path / "errors").open("wb") as errors, os.fdopen(ours, "r+b", 0) as terminal:
        with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=errors) as quiz:
            os.close(theirs)
            shown = b""
            while b"Question 1 of" not in shown:
                shown += terminal.read(1024)
            quiz.kill()
    assert b"\x1b" not in shown + (tmp_path / "errors").read_bytes()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT])
def test_signals_leave_a_working_terminal(number: signal.Signals, bank: str, data: Path) -> None:
    with Terminal("play", bank, data=data) as terminal:
        terminal.wait("1 of 10").kill(number)
        assert terminal.end() == 130
        assert all(code in terminal.raw for code in RESTORED)


def test_control_c_ends_with_130(bank: str, data: Path) -> None:
    with Terminal("play", bank, data=data) as terminal:
        terminal.wait("1 of 10").press("\x03")
        assert terminal.end() == 130
        assert all(code in terminal.raw for code in RESTORED)


def test_any_size_is_survived(bank: str, data: Path) -> None:
    with Terminal("play", bank, data=data, columns=1, rows=1) as terminal:
        terminal.resize(40, 12).wait("1 of 10").press("a").resize(1, 1).resize(160, 50)
        terminal.wait("Where did the ferry leave from?").press("enter").wait("point")
        terminal.resize(7, 3).resize(80, 24).wait("Picton").press("\x11")
        assert terminal.end() == 0


def test_no_byte_of_a_bank_acts_on_the_terminal(tmp_path: Path, data: Path) -> None:
    source = "The ferry left Picton at noon.\nA \x1b]52;c;cHduZWQ=\x07 and \x9b2J and \u202e too.\n"
    text = """\
        id: harbour
        type: single_choice
        prompt: "[@click=app.quit]Where[/] from? [/]"
        answer: "[link='x']Picton"
        distractors: ["[b]Nelson"]
        quote: The ferry left Picton at noon
        """
    bank = write_bank(tmp_path, as_items(text), source=source)
    with Terminal("play", str(bank), data=data) as terminal:
        terminal.wait("[@click=app.quit]Where[/] from? [/]").wait("[link='x']Picton")
        terminal.press("a", "enter").wait("point").press("s").wait("�]52;c;cHduZWQ=")
        terminal.press("\x11")
        assert terminal.end() == 0
    for payload in (b"]52;c;cHduZWQ=\x07", b"\xc2\x9b", "\u202e".encode(), b"\x1b]8;"):
        assert payload not in terminal.raw


def test_a_preview_follows_the_file_and_opens_no_history(tmp_path: Path, data: Path) -> None:
    file = write_bank(tmp_path, as_items(*all_samples()))
    with Terminal("preview", str(file), "--question", "hurt", data=data) as terminal:
        terminal.wait("no problems").wait("Somebody was hurt.")
        file.write_text(file.read_text("utf-8").replace("Somebody was", "Anybody was"), "utf-8")
        terminal.wait("Anybody was hurt.").press("f", "enter").wait("Right").press("\x11")
        assert terminal.end() == 0
        assert all(code in terminal.raw for code in RESTORED)
    assert not data.exists()


WORDS = """\
- id: first
  type: short_answer
  prompt: First?
  answers: [one two]
- id: second
  type: short_answer
  prompt: Second?
  answers: [one two]
"""


@pytest.mark.parametrize(
    ("typed", "given"),
    [
        ("one twx\x7fo\r", ["one two"]),
        ("one two\r\rone two\r", ["one two", "one two"]),
        ("ne two\x1b[Ho\r", ["one two"]),
        ("two\x1b[D\x1b[D\x1b[Done \x1b[F\r", ["one two"]),
        ("\x1bOPone\x1bone two\r", ["one two"]),
        ("\x1bORone two\r\rone \x1b[200~t\x1b[201~wo\r", ["one two", "one two"]),
        ("\x1b[200~one\ntwo\x1b[201~\r", ["one two"]),
    ],
)
def test_keys_that_arrive_in_one_read_act_in_the_order_typed(
    typed: str, given: list[str], tmp_path: Path, data: Path
) -> None:
    bank = str(write_bank(tmp_path, WORDS))
    with Terminal("play", bank, "--new", data=data) as terminal:
        # Escape alone is a key of its own only if nothing follows it for a moment.
        head, escape, tail = typed.partition("\x1bone")
        terminal.wait("1 of 2").press(head + "\x1b" if escape else head)
        if escape:
            time.sleep(0.3)
            terminal.press("one" + tail)
        terminal.wait(f"{len(given)} of 2").wait("✓ Right").press("\x11")
        assert terminal.end() == 0
    responses = history(data, "1")["responses"]
    assert [each["response"] for each in responses] == [[text] for text in given]


def test_what_is_typed_ahead_is_saved_before_the_app_is_quit(tmp_path: Path, data: Path) -> None:
    bank = str(write_bank(tmp_path, WORDS))
    with Terminal("play", bank, "--new", data=data) as terminal:
        terminal.wait("1 of 2").press("one two\r\rone two\r\x11")
        assert terminal.end() == 0
    assert history(data)[0]["answered"] == 2


def test_a_quote_is_copied_to_the_clipboard_of_the_terminal(bank: str, data: Path) -> None:
    with Terminal("play", bank, "--new", data=data) as terminal:
        terminal.wait("1 of 10").press("a\rc").wait("Copied").press("\x11")
        assert terminal.end() == 0
        copied = b"\x1b]52;c;" + base64.b64encode(b"The ferry left Picton at noon") + b"\x07"
        assert copied in terminal.raw


def test_keys_typed_while_the_app_starts_reach_its_first_screen(tmp_path: Path, data: Path) -> None:
    bank = str(write_bank(tmp_path, WORDS))
    with Terminal("play", bank, "--new", data=data) as terminal:
        # Switching a terminal to raw input may discard what was typed before; then nothing comes.
        for _ in range(40):
            terminal.press("x", "\x7f")
            time.sleep(0.02)
        terminal.wait("1 of 2").press("one two\r").wait("✓ Right")
        for key in "y\x7f\x1b[D" * 20:
            terminal.press(key)
        terminal.press("\x11")
        assert terminal.end() == 0


@pytest.mark.parametrize("label", ["Answer   Enter", "Enter answer"])
def test_clicks_keep_their_place_among_keys(label: str, tmp_path: Path, data: Path) -> None:
    bank = str(write_bank(tmp_path, WORDS))
    with Terminal("play", bank, "--new", data=data) as terminal:
        terminal.wait("1 of 2").press("one two")
        lines = terminal.wait("one two").wait(label).text.splitlines()
        y, x = next((y, line.index(label)) for y, line in enumerate(lines, 1) if label in line)
        click = f"\x1b[<0;{x + 2};{y}M\x1b[<0;{x + 2};{y}m"
        terminal.press(f"{click}\rone two\r").wait("2 of 2").wait("✓ Right").press("\x11")
        assert terminal.end() == 0


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs a shell with job control")
def test_ctrl_z_leads_to_the_shell_and_fg_back_to_the_question(tmp_path: Path, data: Path) -> None:
    bank = write_bank(tmp_path, WORDS)
    command = shlex.join([sys.executable, "-m", "quiz", "play", str(bank), "--data-dir", str(data)])
    environment = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
    shell = pexpect.spawn(
        "bash", ["--norc", "-i"], env=environment, dimensions=(24, 80), timeout=30
    )
    try:
        shell.send(f"{command}\r")
        shell.expect("First")
        shell.expect("answer")
        shell.send("\x1a")
        shell.expect("Stopped")
        shell.send("fg\r")
        # The whole screen is painted again.
        shell.expect("1049h")
        shell.expect("First")
        shell.send("one two\r")
        shell.expect("Right")
        shell.send("\x11")
        shell.expect("bash-")
        shell.send("exit\r")
        shell.expect(pexpect.EOF)
    finally:
        shell.close(force=True)
