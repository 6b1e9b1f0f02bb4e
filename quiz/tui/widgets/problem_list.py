"""Problems of a bank as rows: severity, place, rule, message; one opened on its line."""

from collections.abc import Iterator, Sequence

from textual.content import Content

from quiz.check.output import comparison_lines, excerpt
from quiz.model.problem import Problem, Severity
from quiz.text.formatting import counted
from quiz.tui.content import BLANK, MUTED, hanging, joined, line, lines
from quiz.tui.widgets.row_list import ListRow

SIGNS = {
    Severity.ERROR: ("✗", "bold $text-error"),
    Severity.WARNING: ("!", "bold $text-warning"),
    Severity.INFO: ("i", "bold $text-secondary"),
}
MAX_LISTED = 500
"""Problems in a list, which is drawn again at each save: a fifteenth of a second for so many."""
_GUTTER = 10
"""Cells that stand before the piece of a line that is shown."""
_INDENT = Content("  ")


def problem_lines(problem: Problem) -> Iterator[Content]:
    """Yield a problem as two texts: how grave, where and by which rule; what is wrong."""
    sign, style = SIGNS[problem.severity]
    number, column = problem.position
    yield joined(
        Content.styled(f"{sign} {problem.severity}", style),
        Content(f" {number}:{column} "),
        line(problem.rule, MUTED),
    )
    yield line(problem.message)


def shown_in_line(problem: Problem, text: Sequence[str], width: int) -> Iterator[Content]:
    """Yield the line of a problem with a caret, and the words that differ, in `width` cells."""
    for each in excerpt(problem, text, max(8, width - _GUTTER)):
        yield line(each, "$text-accent").truncate(width)
    for each in comparison_lines(problem.comparison):
        label, _, words = each.strip().partition(" | ")
        yield hanging(line(f"  {label.rstrip():>6} | ", MUTED), line(words), width)


class ProblemRow(ListRow):
    """A problem; when opened, with the line of the file."""

    def __init__(self, problem: Problem, text: Sequence[str]) -> None:
        self.problem = problem
        self._text = text
        self.opened = False

    def draw(self, width: int) -> Content:
        """Draw the row."""
        head, message = problem_lines(self.problem)
        parts = [hanging(BLANK, head, width), hanging(_INDENT, message, width)]
        if self.opened:
            parts += shown_in_line(self.problem, self._text, width)
        return lines(parts)


class Remark(ListRow):
    """One of the app's own texts in place of problems."""

    choosable = False

    def __init__(self, text: str) -> None:
        self._text = text

    def draw(self, width: int) -> Content:
        """Draw the row."""
        return hanging(BLANK, Content.styled(self._text, MUTED), width)


def listed(problems: Sequence[Problem], text: Sequence[str], none: str) -> list[ListRow]:
    """Return the rows of problems of a text, the first 500 of them; `none` in place of none."""
    rows: list[ListRow] = [ProblemRow(problem, text) for problem in problems[:MAX_LISTED]]
    if not rows:
        rows.append(Remark(none))
    if len(problems) > MAX_LISTED:
        rest = counted(len(problems) - MAX_LISTED, "more problem")
        rows.append(Remark(f"{rest}: “quiz check” lists all."))
    return rows
