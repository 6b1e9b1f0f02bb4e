"""The full-screen app: the only package that imports Textual."""

import gc
import sys
from pathlib import Path, PurePath
from traceback import extract_tb
from typing import TYPE_CHECKING

from quiz.errors import QuizError
from quiz.settings.manager import SettingsManager
from quiz.store.store import Store
from quiz.study.launch import Request
from quiz.study.library import Library
from quiz.text.cleaning import clean_line

if TYPE_CHECKING:
    from quiz.tui.base_app import BaseApp

FAILED = 3


def run_app(
    library: Library, store: Store, request: Request | None, manager: SettingsManager
) -> int:
    """Run the app until the user leaves it; return the exit code.

    With a request, its bank is opened at once. 130 stands for an end by Ctrl+C or a signal, 3 for
    answers that could not be saved. Raises `UsageError` when the request is to continue an attempt
    and there is none to continue.
    """
    # Objects made up to the first screen live to the end; collecting garbage only costs time.
    gc.disable()
    try:
        from quiz.tui.app import make_app

        # A mistake in the request is reported before the terminal changes.
        app = make_app(library, store, request, manager)
    finally:
        gc.freeze()
        gc.enable()
    code = _run(app, "; every answer that was explained is saved")
    lost = [text for runner in dict.fromkeys(app.runners) if (text := runner.save_rest())]
    for text in lost:
        print(f"quiz: {clean_line(text)}", file=sys.stderr)
    return FAILED if lost else code


def run_preview(file: Path, question: str, manager: SettingsManager) -> int:
    """Preview a bank, from the question of an id on, until the user leaves; return the exit code.

    No history is opened.
    """
    from quiz.tui.base_app import PreviewApp

    return _run(PreviewApp(file, question, manager), "")


def _run(app: "BaseApp", note: str) -> int:
    app.run()
    if app.fault is not None:
        print(f"quiz: {clean_line(_failure_text(app.fault, note))}", file=sys.stderr)
        return FAILED
    return app.return_code or 0


def _failure_text(fault: BaseException, note: str) -> str:
    """Return why the app stopped, without any text from the screen, which may hold answers."""
    # These messages are written for users.
    if isinstance(fault, QuizError):
        return str(fault)
    # Only the place: the message of an exception may quote a question or its answer.
    trace = extract_tb(fault.__traceback__)
    index = f" at {PurePath(trace[-1].filename).name}:{trace[-1].lineno}" if trace else ""
    kind = type(fault).__name__
    return f"an error of the app ended it ({kind}{index}){note}"
