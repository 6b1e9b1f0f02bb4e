"""Neovim, run without a screen, is helped with a bank."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support import SAMPLES, as_items, write_bank

WRONG = SAMPLES["short_answer"].text.replace("quote: engines failed", "quote: engines fail")


@pytest.mark.skipif(shutil.which("nvim") is None, reason="nvim is not installed")
def test_neovim_is_helped(tmp_path: Path) -> None:
    bank = write_bank(tmp_path, as_items(WRONG))
    out = tmp_path / "out"
    server = "\n".join([sys.executable, "-m", "quiz", "lsp"])
    root = Path(__file__).parents[2]
    script = Path(__file__).with_name("init.lua")
    done = subprocess.run(
        ["nvim", "--headless", "--clean", "-n", str(bank), "-c", f"luafile {script}", "-c", "cq"],
        env={**os.environ, "QUIZ_LSP": server, "OUT": str(out), "PYTHONPATH": str(root)},
        cwd=tmp_path,
        capture_output=True,
        timeout=50,
        check=False,
    )
    assert out.exists(), done.stderr.decode()
    assert out.read_text("utf-8").splitlines() == [
        "quote-missing",
        "**missing**",
        "report.txt:1",
        "quote: engines failed off Cape Jackson",
        "Two of the four engines failed off Cape Jackson, the harbou…",
    ]
