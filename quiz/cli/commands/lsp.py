"""`quiz lsp`: the language server, started by editors."""

import argparse
import os
import sys
from argparse import Namespace
from contextlib import redirect_stdout

from quiz.errors import require

HELP = """\
Your editor starts this command. It speaks the Language Server Protocol over standard input and
output: it reports problems as you type, completes keys, names and the words of your sources,
shows and opens the passage of a quote, and offers quick fixes. docs/editors.md explains how to
set up VS Code, Neovim, Helix and Emacs.

examples:
  quiz lsp
  quiz lsp --stdio
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument(
        "--stdio",
        action="store_true",
        help="use standard input and output (always so; accepted because editors pass it)",
    )


def run(options: Namespace) -> int:
    """Answer an editor over standard input and output until it ends the session.

    Return 0, or 1 when the input ends before the session does.
    """
    require("pygls", "editor", "the language server")
    from quiz.editor.lsp.server import serve

    # The output belongs to the protocol: anything else that prints goes to standard error.
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as output, redirect_stdout(sys.stderr):
        ended = serve(sys.stdin.buffer, output)
    return 0 if ended else 1
