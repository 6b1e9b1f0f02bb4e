"""Runs the commands that a page of the documentation shows: `python docs/transcript.py PAGE…`.

The blocks of a page are processed in order: `text FILE` and `yaml FILE` write a file, `diff FILE`
changes lines of one, `yaml add FILE` appends a question to one, and `sh` holds commands. A block
without a name shows the output of the commands before it: “…” marks lines left out, and “> ” comes
before what the user types.
"""

import io
import os
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

from quiz.cli import main as quiz

DOCS = Path(__file__).parent
_BLOCK = re.compile(r"^```(\w*)(?: ([^\n]+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_EXAMPLES = re.compile(r"^<!-- with (.+) -->$", re.MULTILINE)
_NOTES = "\n# Examples of other types"
_LEFT_OUT = "…"
_TYPED = "> "


def run_page(page: str, folder: Path) -> str:
    """Process a page in an empty folder; return the page with the real output of its commands."""
    for names in _EXAMPLES.findall(page):
        for name in names.split():
            (folder / name).write_text((DOCS / "examples" / name).read_text("utf-8"), "utf-8")
    made, end, commands = [], 0, ""
    for block in _BLOCK.finditer(page):
        kind, about, body = block[1], block[2] or "", block[3]
        made.append(page[end : block.start(3)])
        if kind == "sh":
            if commands:
                run(commands, [], folder)
            commands = body
        elif not kind and commands:
            body = _printed(commands, body, folder)
            commands = ""
        elif about:
            _write(kind, about, body, folder)
        made.append(body)
        end = block.end(3)
    if commands:
        run(commands, [], folder)
    return "".join(made) + page[end:]


def _printed(commands: str, shown: str, folder: Path) -> str:
    """Return the block as shown if it agrees with the output of the commands, else the output."""
    lines = shown.splitlines()
    typed = [line.removeprefix(_TYPED) for line in lines if line.startswith(_TYPED)]
    printed = run(commands, typed, folder)
    pieces = "\n".join(line for line in lines if not line.startswith(_TYPED)).split(_LEFT_OUT)
    holds = ".*".join(re.escape(piece) for piece in pieces)
    return shown if re.fullmatch(holds, printed.rstrip("\n"), re.DOTALL) else printed


def run(commands: str, typed: list[str], folder: Path) -> str:
    """Run the lines that are commands of quiz without redirection; return what they print."""
    printed = io.StringIO()
    for line in commands.splitlines():
        words = shlex.split(line, comments=True)
        if words[:1] != ["quiz"] or ">" in words:
            continue
        answers = io.StringIO("".join(f"{answer}\n" for answer in typed))
        with chdir(folder), patch.object(sys, "stdin", answers):
            with redirect_stdout(printed), redirect_stderr(printed):
                quiz(words[1:])
    return printed.getvalue()


def _write(kind: str, about: str, body: str, folder: Path) -> None:
    file = folder / about.removeprefix("add ")
    if kind == "diff":
        old, new = (_side(body, sign) for sign in "-+")
        text = file.read_text("utf-8")
        assert text.count(old) == 1, (file.name, old)
        file.write_text(text.replace(old, new), "utf-8")
    elif about.startswith("add "):
        head, notes, rest = file.read_text("utf-8").partition(_NOTES)
        file.write_text(head + body + notes + rest, "utf-8")
    elif kind in ("text", "yaml") and "." in about:
        file.write_text(body, "utf-8")


def _side(change: str, sign: str) -> str:
    return "".join(_lines(change, sign))


def _lines(change: str, sign: str) -> Iterator[str]:
    for line in change.splitlines(keepends=True):
        if line[0] in (sign, " "):
            yield line[1:]


def main() -> None:
    """Update the pages named on the command line."""
    for name in sys.argv[1:]:
        page = Path(name)
        with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as data:
            os.environ["QUIZ_DATA_DIR"] = data
            text = run_page(page.read_text("utf-8"), Path(folder))
        page.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
