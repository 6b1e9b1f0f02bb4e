"""`quiz lsp`: the language server, for editors to start."""

import os
import sys
from argparse import Namespace
from contextlib import redirect_stdout


def run(options: Namespace) -> int:
    """Answer an editor over standard input and output until it ends the session.

    Return 0, and 1 when it went without ending it.
    """
    from quiz.lsp.server import serve

    # The output belongs to the protocol: whatever else would print there goes to the errors.
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as output, redirect_stdout(sys.stderr):
        ended = serve(sys.stdin.buffer, output)
    return 0 if ended else 1
