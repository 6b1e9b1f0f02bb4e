"""The rows of the progress screen."""

import re
from collections.abc import Collection, Iterator

from textual.content import Content

from quiz.model.memory import Key
from quiz.player import panels, words
from quiz.player.panels import Panel
from quiz.player.performance import Performance
from quiz.player.progress import Progress
from quiz.player.resting import Resting
from quiz.store.records import AttemptSummary
from quiz.text.counting import counted
from quiz.tui.content import MUTED, hanging, joined, line, lines, plain
from quiz.tui.screens.result_rows import MARGIN, TitleRow
from quiz.tui.widgets.bars import bar
from quiz.tui.widgets.rows import Row

_PLOT = re.compile("[├┤●─═▁-█▉-▏]+")
_GROUND = re.compile("[·░]+")
_BAR = 10
MAX_QUESTIONS = 300
"""How many questions are told one by one; more would take a while to draw."""
WIDEST = 110
"""Columns that charts and lines take at most."""


class PanelRow(Row):
    """Some lines of text with charts."""

    choosable = False

    def __init__(self, draw: panels.Draw) -> None:
        self._draw = draw

    def draw(self, width: int) -> Content:
        """Draw the row."""
        room = min(WIDEST, width - 1) - len(MARGIN)
        return lines(joined(MARGIN, _charted(each)) for each in self._draw(room))


class PerformanceRow(Row):
    """One question with its figures."""

    gap = 1

    def __init__(self, performance: Performance, progress: Progress) -> None:
        self._performance = performance
        self._progress = progress

    def alone(self, questions: Collection[Key]) -> tuple[Key, ...]:
        """Return the question to be counted alone; none where it is already."""
        bank, question = self._performance.ids
        return () if (bank, question) in questions else ((bank, question),)

    def draw(self, width: int) -> Content:
        """Draw the row."""
        room = min(WIDEST, width - 1) - len(MARGIN)
        prompt = hanging(MARGIN, line(self._performance.label, "bold"), room + len(MARGIN))
        drawn = panels.known(self._performance, self._progress, room)
        return lines([prompt, *(joined(MARGIN, _charted(each)) for each in drawn)])


class RestingRow(Row):
    """One question that reviews do not ask, to have it asked again."""

    def __init__(self, resting: Resting) -> None:
        self.resting = resting

    def draw(self, width: int) -> Content:
        """Draw the row."""
        where = line(f"{self.resting.title} · {self.resting.words}", MUTED)
        room = min(WIDEST, width - 1)
        prompt = hanging(MARGIN, line(self.resting.prompt, "bold"), room)
        return lines([prompt, hanging(MARGIN, where, room)])


class AttemptRow(Row):
    """One attempt: what was played, when, and how it went."""

    gap = 1

    def __init__(self, summary: AttemptSummary) -> None:
        self.summary = summary

    def draw(self, width: int) -> Content:
        """Draw the row."""
        attempt = self.summary
        number = Content.styled(f"{attempt.number:>4} ", MUTED)
        title = line(attempt.title, "bold")
        body = [title, line(self._said(), MUTED)]
        share = attempt.score / attempt.max_score if attempt.max_score else 0.0
        score = words.points(attempt.score, attempt.max_score)
        percent = words.percent(attempt.score, attempt.max_score)
        body.append(joined(bar(share, _BAR), Content(f" {percent} · {score}")))
        first, *rest = (hanging(number if not place else Content("     "), part, width - 1)
                        for place, part in enumerate(body))  # fmt: skip
        return lines([first, *rest])

    def _said(self) -> str:
        attempt = self.summary
        said = [words.moment(attempt.started), attempt.mode]
        if attempt.finished is None:
            said.append(f"left after {attempt.answered} of {attempt.questions}")
        else:
            said.append(counted(attempt.questions, "question"))
        return " · ".join(said)


class MoreRow(Row):
    """What is listed when it is chosen."""

    def __init__(self, count: int) -> None:
        self._count = count

    def draw(self, width: int) -> Content:
        """Draw the row."""
        text = f"Show {self._count:,} more"
        return hanging(Content.styled(" › ", "bold $text-accent"), Content(text), width - 1)


class NoteRow(Row):
    """A sentence."""

    choosable = False

    def __init__(self, text: str) -> None:
        self._text = text

    def draw(self, width: int) -> Content:
        """Draw the row."""
        return hanging(MARGIN, plain(self._text), min(WIDEST, width - 1))


def panel_rows(shown: Iterator[Panel]) -> Iterator[Row]:
    """Yield panels as rows, each under its title."""
    for panel in shown:
        yield TitleRow(panel.title)
        yield PanelRow(panel.draw)


def accuracy_rows(progress: Progress) -> Iterator[Row]:
    """Yield the tables by bank, tag and type, then every question, and its versions if several."""
    yield from panel_rows(panels.accuracy(progress))
    yield TitleRow("By question, weakest first; Enter counts one alone")
    versions: dict[tuple[str, ...], list[Performance]] = {}
    for version in progress.versions:
        versions.setdefault(version.ids[:2], []).append(version)
    for performance in progress.questions[:MAX_QUESTIONS]:
        yield PerformanceRow(performance, progress)
        own = versions[performance.ids]
        if len(own) > 1:
            yield PanelRow(_versions(own))
    rest = len(progress.questions) - MAX_QUESTIONS
    if rest > 0:
        yield NoteRow(
            f"{rest:,} more: count one bank alone, or type “quiz progress --by question”."
        )


def memory_rows(progress: Progress, done: str) -> Iterator[Row]:
    """Yield what is remembered and due, then what reviews do not ask; `done` says what was done."""
    yield from panel_rows(panels.recalled(progress))
    ask = "; Enter has one asked again" if progress.resting else ""
    yield TitleRow(f"{panels.RESTING}{ask}")
    if done:
        yield NoteRow(done)
    yield NoteRow(panels.rest_count(progress))
    yield from map(RestingRow, progress.resting)


def _versions(own: list[Performance]) -> panels.Draw:
    return lambda width: panels.versions(own, width)


def _charted(text: str) -> Content:
    """Return a line with what is drawn in it coloured; it reads without."""
    drawn = line(text)
    for pattern, style in ((_PLOT, "$text-accent"), (_GROUND, "$foreground 40%")):
        for found in pattern.finditer(drawn.plain):
            drawn = drawn.stylize(style, *found.span())
    return drawn
