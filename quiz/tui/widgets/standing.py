"""How the view of a question stands to the file that is being written."""

from collections.abc import Iterator

from textual.content import Content

from quiz.model.problem import Problem
from quiz.player.previewing import Preview, State, View
from quiz.tui.content import joined, line
from quiz.tui.widgets.problems import shown_in_line, told

MAX_REASONS = 3
"""So many errors of one question are named beside it."""


def progress(preview: Preview, place: int) -> tuple[Content, Content]:
    """Return which question is shown and how it stands, and how many problems it has."""
    if place >= len(preview.views):
        return Content("no question can be shown"), Content("")
    view = preview.views[place]
    said = Content(f"Question {place + 1} of {len(preview.views)}")
    if view.state is not State.SOUND:
        said = joined(said, Content.styled(f" ✗ {view.state.value}", "bold $text-error"))
    problems = preview.problems_of(view)
    here = f"{len(problems)} here" if problems else ""
    return joined(said, Content(" · "), line(view.name)), Content(here)


def standing(
    preview: Preview, place: int, width: int, alone: bool, opened: Problem | None
) -> Iterator[Content]:
    """Yield why a view is not what the file has, nothing for one that is.

    Where no list of problems is seen beside it (`alone`), problems are told in full, with the one
    that was opened on its line, if it is one of this question.
    """
    if preview.manuscript is None or place >= len(preview.views):
        return
    view = preview.views[place]
    problems = list(preview.reasons(view))[:MAX_REASONS]
    if opened is not None and opened not in problems and preview.view_of(opened) == place:
        problems.insert(0, opened)
    if view.state is not State.SOUND:
        yield Content.styled(_headline(view), "bold $text-error")
    for problem in problems:
        head, message = told(problem)
        if not alone:
            yield joined(head, Content(" "), message).truncate(width, ellipsis=True)
            continue
        yield head
        if problem == opened:
            # Before the message: there is little room.
            yield from shown_in_line(problem, preview.manuscript.lines, width)
        yield message


def _headline(view: View) -> str:
    if view.question is None:
        return f"There is nothing to show, {view.state.value}:"
    if view.state is State.UNSOUND:
        return "Shown as it stands, although not sound:"
    return f"Shown {view.state.value}:"
