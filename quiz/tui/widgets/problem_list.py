"""Rows for the problems of a bank: severity, position, rule, message, and the line when opened."""

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
"""Maximum number of problems in the list; drawing so many takes a fifteenth of a second."""
_GUTTER = 10
"""Cells before the excerpt of a line."""
_INDENT = Content("  ")


def problem_lines(problem: Problem) -> Iterator[Content]:
    """Yield a problem as two texts: severity, position and rule; and the message."""
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
        head, message = problem_lines(self.problem)
        parts = [hanging(BLANK, head, width), hanging(_INDENT, message, width)]
        if self.opened:
            parts += shown_in_line(self.problem, self._text, width)
        return lines(parts)


class Remark(ListRow):
    """A remark in place of problems, or after them."""

    choosable = False

    def __init__(self, text: str) -> None:
        self._text = text

    def draw(self, width: int) -> Content:
        return hanging(BLANK, Content.styled(self._text, MUTED), width)


def listed(problems: Sequence[Problem], text: Sequence[str], none: str) -> list[ListRow]:
    """Return rows for the first 500 problems of a text, or a remark with `none`."""
    rows: list[ListRow] = [ProblemRow(problem, text) for problem in problems[:MAX_LISTED]]
    if not rows:
        rows.append(Remark(none))
    if len(problems) > MAX_LISTED:
        rest = counted(len(problems) - MAX_LISTED, "more problem")
        rows.append(Remark(f"{rest}: “quiz check” lists all."))
    return rows
