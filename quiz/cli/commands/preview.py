"""`quiz preview`: a bank as a student sees it, beside its problems, while it is being written."""

from argparse import Namespace
from pathlib import Path

from quiz.cli.banks import files_named
from quiz.cli.configured import keeper_of
from quiz.cli.opening import places
from quiz.cli.screen import has_screen
from quiz.errors import UsageError


def run(options: Namespace) -> int:
    """Show the bank until the user leaves; return the exit code."""
    if not has_screen():
        raise UsageError(
            "a preview needs a terminal at input and output: “quiz check” says what is wrong "
            "without one"
        )
    keeper = keeper_of(options)
    files = files_named([options.bank], places(keeper))
    if len(files) > 1:
        raise UsageError(f"“{options.bank}” holds {len(files)} banks: name one of them")
    if options.question is not None:
        _check_question(files[0], options.question)
    from quiz.tui import run_preview

    return run_preview(files[0], options.question or "", keeper)


def _check_question(file: Path, name: str) -> None:
    """Raise `UsageError` for a question that the file does not have."""
    from quiz.document.report import nearest_name
    from quiz.player.manuscript import Manuscript

    manuscript = Manuscript(file, info=False)
    known = [found.placed.id for found in manuscript.questions if found.placed.id]
    # A fault of the syntax hides questions: it may be among them.
    if name not in known and manuscript.complete:
        raise UsageError(f"“{file}” has no question “{name}”{nearest_name(name, known)}")
