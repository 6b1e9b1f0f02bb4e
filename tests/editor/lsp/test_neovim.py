"""Neovim, run without a screen, is helped with a bank."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import SAMPLES, as_items, write_bank

WRONG = SAMPLES["short_answer"].text.replace("quote: engines failed", "quote: engines fail")


pytestmark = pytest.mark.skipif(shutil.which("nvim") is None, reason="nvim is not installed")


def output_of(folder: Path, options: list[str], **more: str) -> list[str]:
    """Return what Neovim writes, run without a screen."""
    out = folder / "out"
    server = "\n".join([sys.executable, "-m", "quiz", "lsp"])
    root = str(Path(__file__).parents[3])
    own = {f"XDG_{each}_HOME": str(folder / "own") for each in ("CONFIG", "DATA", "STATE")}
    done = subprocess.run(
        ["nvim", "--headless", "-n", *options],
        env={
            **os.environ,
            **own,
            **more,
            "QUIZ_LSP": server,
            "OUT": str(out),
            "PYTHONPATH": root,
        },
        cwd=folder,
        capture_output=True,
        timeout=50,
        check=False,
    )
    assert out.exists(), done.stderr.decode()
    return out.read_text("utf-8").splitlines()


def test_neovim_is_helped(tmp_path: Path) -> None:
    bank = write_bank(tmp_path, as_items(WRONG))
    script = Path(__file__).with_name("init.lua")
    manual = (Path(__file__).parents[3] / "docs/editors.md").read_text("utf-8")
    showing = next(each for each in re.findall(r"```lua\n(.*?)```", manual, re.DOTALL)
                   if "quiz.preview" in each)  # fmt: skip
    (tmp_path / "showing.lua").write_text(showing, "utf-8")
    quiz = tmp_path / "quiz"
    quiz.write_text("#!/bin/sh\necho $1 ${2##*/} $3 $4\nexec cat\n", "utf-8")
    quiz.chmod(0o755)
    output = output_of(tmp_path, ["--clean", str(bank), "-c", f"luafile {script}", "-c", "cq"],
        SHOWING=str(tmp_path / "showing.lua"), PATH=f"{tmp_path}:{os.environ['PATH']}",
    )  # fmt: skip
    assert output == [
        "quote-missing",
        "**missing**",
        "report.txt:1",
        "quote: engines failed off Cape Jackson",
        "Two of the four engines failed off Cape Jackson, the harbourmaster said.",
        "preview bank.yaml --question cape",
    ]


SENTENCES = (
    "The *Mikhail Lermontov* left Picton at dusk: nobody knew more. "
    "A pilot's word — “turn” — was heard twice on the bridge.\n"
)
TAKEN = [
    "    quote: 'The *Mikhail Lermontov* left Picton at dusk: nobody knew more.'",
    "    quote: A pilot's word — “turn” — was heard twice on the bridge.",
    "    tags: ['sea'",
]


def test_neovim_takes_what_is_offered_whole(tmp_path: Path) -> None:
    """What was typed is replaced by all of the item, with Neovim's defaults and otherwise."""
    start = "  - {id: b, tags: [sea]}\n  - id: a\n    type: find_evidence\n    prompt: Which?\n"
    bank = write_bank(tmp_path, start.rstrip("\n"), source=SENTENCES)
    typed = ["    quote: dusk pict", "    quote: wo turn", "    tags: [s"]
    begun = ["    quote: 'The", "    quote: A pil", "    tags: ['se"]
    script = str(Path(__file__).with_name("completion.lua"))
    output = output_of(
        tmp_path, ["-u", script, "-i", "NONE", str(bank)],
        TYPED="\n".join(typed), TYPED_OLD="\n".join(begun),
    )  # fmt: skip
    assert output in (TAKEN, TAKEN * 2)
