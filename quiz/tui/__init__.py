"""The full-screen app: the only part that knows Textual."""

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
    library: Library, store: Store, request: Request | None, keeper: SettingsManager
) -> int:
    """Run the app until the user leaves it; return the exit code.

    With a request, its bank is opened at once. 130 stands for an end by a signal. Raises
    `UsageError` when the request is to go on and there is nothing to go on with.
    """
    # What is made up to the first screen stays to the end: looking it over for garbage only costs.
    gc.disable()
    try:
        from quiz.tui.app import make_app

        app = make_app(library, store, request, keeper)
    finally:
        gc.freeze()
        gc.enable()
    return _run(app, "; answers with a verdict are kept")


def run_preview(file: Path, question: str, keeper: SettingsManager) -> int:
    """Preview a bank, from the question of an id on, until the user leaves; return the exit code.

    No history is opened.
    """
    from quiz.tui.preview_app import PreviewApp

    return _run(PreviewApp(file, question, keeper), "")


def _run(app: "BaseApp", comfort: str) -> int:
    app.run()
    if app.fault is not None:
        print(f"quiz: {clean_line(_told(app.fault, comfort))}", file=sys.stderr)
        return FAILED
    return app.return_code or 0


def _told(fault: BaseException, comfort: str) -> str:
    """Return why the app stopped, without anything that was on the screen (it may hold answers)."""
    if isinstance(fault, QuizError):
        return str(fault)
    trace = extract_tb(fault.__traceback__)
    index = f" at {PurePath(trace[-1].filename).name}:{trace[-1].lineno}" if trace else ""
    kind = type(fault).__name__
    return f"an error of the app ended it ({kind}{index}){comfort}"
