"""The log of problems and quotes found in one file."""

from collections.abc import Collection, Iterable

from quiz.model.problem import Change, Position, Problem, Severity
from quiz.model.question import Quote
from quiz.text.cleaning import truncate
from quiz.yaml_source.syntax_hints import Comment

MAX_PROBLEMS = 5_000
"""The maximum number of problems of one file; one more says that there are others."""
MAX_MESSAGE = 600
"""Longer messages, which quote long texts of the file, are cut."""
_MAX_NAME = 60
_MAX_COMPARISONS = 20_000


class ProblemLog:
    """The problems and quotes of one file, in the order found; cost and number are bounded."""

    def __init__(self, path: str) -> None:
        self.path = path
        """The file as the user named it."""
        self.problems: list[Problem] = []
        self._comparisons = 0
        self.quotes: list[Quote] = []
        """Every quote that could be read, also of a question that could not."""
        self.parted: set[Position] = set()
        """The positions of quotes that commas separate in brackets."""
        self.comments: dict[Position, Comment] = {}
        """Comments that may belong to the text before them, by where that text starts."""

    def error(
        self,
        at: Position,
        rule: str,
        message: str,
        comparison: tuple[Change, ...] = (),
        field: str = "",
    ) -> None:
        """Add an error; `field` names the key that the problem is about, if it is about one."""
        self._add(at, Severity.ERROR, rule, message, comparison, field)

    def warning(self, at: Position, rule: str, message: str) -> None:
        """Add a warning."""
        self._add(at, Severity.WARNING, rule, message)

    def _add(
        self,
        at: Position,
        severity: Severity,
        rule: str,
        message: str,
        comparison: tuple[Change, ...] = (),
        field: str = "",
    ) -> None:
        # A hostile file could have millions of problems, each with a text of its own.
        if len(self.problems) > MAX_PROBLEMS:
            return
        if len(self.problems) == MAX_PROBLEMS:
            severity, rule, comparison, field = Severity.ERROR, "too-many-problems", (), ""
            message = f"there are more than {MAX_PROBLEMS:,} problems: fix these first"
        # Texts of the file that are quoted in a message may have several lines.
        message = truncate(" ".join(message.splitlines()), MAX_MESSAGE)
        self.problems.append(Problem(self.path, at, severity, rule, message, comparison, field))

    @property
    def has_errors(self) -> bool:
        """Check whether any problem is an error."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)

    def nearest(self, name: str, known: Collection[str]) -> str:
        """Return what `nearest_name` does, or nothing once a file has asked for very much of it."""
        return _meant(self.near(name, known))

    def near(self, name: str, known: Collection[str]) -> str:
        """Return the nearest known name, or nothing; at bounded cost, as `nearest`."""
        # difflib is slow, and a file may have 5,000 wrong names to compare with 100,000 ids.
        self._comparisons += len(known)
        return _near(name, known) if self._comparisons <= _MAX_COMPARISONS else ""


def nearest_name(name: str, known: Iterable[str]) -> str:
    """Return ` (did you mean “x”?)` for the nearest known name, nothing where none is near."""
    return _meant(_near(name, known))


def _meant(near: str) -> str:
    return f" (did you mean “{near}”?)" if near else ""


def _near(name: str, known: Iterable[str]) -> str:
    if len(name) > _MAX_NAME:
        return ""
    # Imported late: a sound bank has no use for it.
    from difflib import get_close_matches

    return next(iter(get_close_matches(name, list(known), n=1, cutoff=0.6)), "")
