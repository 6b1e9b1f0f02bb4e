"""A learner who studies, and a clock that the test moves."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from quiz.model.response import Confidence, Mode
from quiz.settings.definitions import Settings
from quiz.store.store import open_store
from quiz.study.context import Clocks, Grading, StudyContext
from quiz.study.exam import ExamRunner
from quiz.study.launch import OnUnfinished, Request, begin, open_banks
from quiz.study.library import Library
from quiz.study.practice import PracticeRunner
from tests.support import SAMPLES, as_items, write_bank

MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""A Monday."""
CHOICE = SAMPLES["single_choice"].text
RIGHT, WRONG = (0,), (1,)


def choices(*names: str, tags: str = "sea") -> str:
    """Return a single choice for each name, as the items of a bank."""
    return as_items(
        *(f"{CHOICE.replace('id: harbour', f'id: {name}')}tags: [{tags}]\n" for name in names)
    )


class Study:
    """A study context with a clock that stops until the test moves it."""

    def __init__(self, context: StudyContext, moment: list[datetime]) -> None:
        self.context = context
        self._moment = moment

    @property
    def now(self) -> datetime:
        """The time of the clock."""
        return self._moment[0]

    def wait(self, **time: float) -> None:
        """Move the clock by hours, days and so on."""
        self._moment[0] += timedelta(**time)

    def play(
        self,
        file: Path,
        answers: Sequence[tuple[int, ...]],
        confidence: Confidence | None = None,
        mode: Mode = Mode.PRACTICE,
    ) -> PracticeRunner:
        """Answer the first questions of a new form of a bank."""
        request = Request((file,), OnUnfinished.NEW, 1, mode)
        runner = begin(open_banks(request, self.context), self.context, False)
        if isinstance(runner, ExamRunner):
            return _handed_in(runner, answers, confidence)
        for answer in answers:
            runner.submit(answer, confidence)
            runner.attempt.advance()
        return runner


def _handed_in(
    exam: ExamRunner, answers: Sequence[tuple[int, ...]], confidence: Confidence | None
) -> PracticeRunner:
    for answer in answers:
        exam.answer(answer, ())
        exam.sheet.rate(confidence)
        exam.sheet.step(1)
    return exam.hand_in()


@contextmanager
def studying(data: Path, *files: Path, start: datetime = MORNING) -> Iterator[Study]:
    """Open a history and the banks for a learner."""
    moment = [start]
    with open_store(data, lambda: moment[0], Grading(0.9)) as store:
        library = Library(store, files)
        library.summaries()
        clocks = Clocks(lambda: moment[0].timestamp(), lambda: moment[0])
        yield Study(StudyContext(library, store, Settings(), clocks), moment)


def bank_of(folder: Path, questions: str, name: str = "ferry", title: str = "The ferry") -> Path:
    """Write a bank with its own id and title into its own folder."""
    own_folder = folder / name
    own_folder.mkdir(exist_ok=True)
    head = f"format: 1\nid: {name}\ntitle: {title}\nsources:\n  report: report.txt\nquestions:\n"
    return write_bank(own_folder, questions, head, f"{name}.yaml")
