"""The source map: how well each sentence of a source is known."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from quiz.errors import UsageError
from quiz.model.bank import Bank
from quiz.model.response import Response
from quiz.settings.definitions import Settings
from quiz.store.records import EventKind, EventRecord
from quiz.store.store import open_store
from quiz.study.context import Clocks, Grading, StudyContext
from quiz.study.launch import OnUnfinished, Request, begin, open_banks
from quiz.study.library import Library, load_bank
from quiz.study.practice import PracticeRunner
from quiz.study.review import KnowledgeState
from quiz.study.source_map import (
    SourceMap,
    coverage_words,
    coverages,
    question_line,
    questions_of,
    source_of,
    standings,
    state_counts,
    state_words,
)
from tests.support import SAMPLES, as_items, write_bank

NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)
PICTON = SAMPLES["single_choice"].text
HURT = SAMPLES["true_false"].text
CAPE = SAMPLES["short_answer"].text
ENGINES = SAMPLES["cloze"].text
RIGHT: Mapping[str, Response] = {
    "harbour": (0,), "hurt": (1,), "cape": ("Cape Jackson",), "engines": ("two", "four"),
}  # fmt: skip


class Desktop:
    """A bank, its history, and a clock that the test moves."""

    def __init__(self, folder: Path, *questions: str) -> None:
        self.file = write_bank(folder, as_items(*questions))
        self.bank: Bank = load_bank(self.file)
        self.clocks = Clocks(utc=lambda: NOW + self._after)
        self._after = timedelta(0)
        self.store = open_store(folder / "data", self.clocks.utc, Grading(0.9))

    def answer(self, days: float, **right: bool) -> None:
        """Answer questions some days after the first moment, right or not at all."""
        self._after = timedelta(days=days)
        context = StudyContext(
            Library(self.store, [self.file]), self.store, Settings(), self.clocks
        )
        only = frozenset((self.bank.id, name) for name in right)
        request = Request((self.file,), OnUnfinished.NEW, 1, only=only)
        runner = begin(open_banks(request, context), context, False)
        assert isinstance(runner, PracticeRunner)
        while True:
            name = runner.attempt.item.question.id
            runner.submit(RIGHT[name] if right[name] else ())
            if not runner.attempt.advance():
                return

    def map(self, days: float) -> SourceMap:
        """Return the map some days after the first moment."""
        self._after = timedelta(days=days)
        (covered,) = coverages(self.bank)
        return SourceMap(covered, standings(self.bank, self.store, self.clocks))


Seated = Callable[..., Desktop]


@pytest.fixture
def seated(tmp_path: Path) -> Iterator[Seated]:
    """Yield a function that opens histories and closes them at the end."""
    with ExitStack() as stack:

        def seat(*questions: str) -> Desktop:
            context = Desktop(tmp_path, *questions)
            stack.enter_context(context.store)
            return context

        yield seat


def test_a_sentence_fades_until_it_is_known_again(seated: Seated) -> None:
    context = seated(PICTON, HURT)
    assert context.map(0).states == {1: KnowledgeState.NEVER, 3: KnowledgeState.NEVER}
    context.answer(0, harbour=True, hurt=False)
    assert context.map(0.1).states == {1: KnowledgeState.KNOWN, 3: KnowledgeState.MISSED}
    later = context.map(60)
    assert later.states == {1: KnowledgeState.FADING, 3: KnowledgeState.MISSED}
    assert later.knowledge[1].due == 1
    recall = later.knowledge[1].recall
    assert recall is not None and 0 < recall < 0.9
    context.answer(60, harbour=True)
    assert context.map(60.1).states[1] is KnowledgeState.KNOWN


def test_a_sentence_is_as_well_known_as_the_weakest_of_its_questions(seated: Seated) -> None:
    context = seated(CAPE, ENGINES)
    assert state_words(context.map(0).knowledge[2]) == "○ never met"
    context.answer(0, cape=True)
    partly = context.map(0.1).knowledge[2]
    assert (partly.state, partly.never_met) == (KnowledgeState.PARTLY, 1)
    assert state_words(partly) == "+ partly met, 1 of 2 never met"
    assert state_words(context.map(60).knowledge[2]) == "◐ fading, due, 1 of 2 never met"
    context.answer(60, cape=True, engines=False)
    assert context.map(60.1).knowledge[2].state is KnowledgeState.MISSED
    context.answer(60.2, engines=True)
    known = context.map(60.3)
    assert known.states == {2: KnowledgeState.KNOWN}
    assert state_counts(known) == ["✓ 1 known"]
    assert coverage_words(known) == "1 of 3 sentences has a question, 25% is quoted"


def test_what_is_set_aside_is_not_due_yet_fades(seated: Seated) -> None:
    context = seated(PICTON)
    context.answer(0, harbour=True)
    context.store.record_event(EventRecord("e", EventKind.SUSPEND, "ferry", "harbour", NOW))
    found = context.map(60).knowledge[1]
    assert (found.state, found.due, found.standings[0].suspended) == (
        KnowledgeState.FADING,
        0,
        True,
    )


def test_going_round_the_sentences_with_questions(seated: Seated) -> None:
    shown = seated(PICTON, HURT).map(0)
    assert [shown.asked(number, 1) for number in (1, 2, 3)] == [3, 3, 1]
    assert [shown.asked(number, -1) for number in (1, 2, 3)] == [3, 1, 1]


def test_parts_show_the_weakest_of_their_sentences(seated: Seated) -> None:
    context = seated(PICTON, HURT, CAPE)
    context.answer(0, harbour=True, hurt=False)
    shown = context.map(0.1)
    assert shown.overview(3) == [KnowledgeState.KNOWN, KnowledgeState.NEVER, KnowledgeState.MISSED]
    assert shown.overview(1) == [KnowledgeState.MISSED]
    assert [shown.part_of(number, 2) for number in (1, 2, 3)] == [0, 0, 1]


def test_a_text_with_gaps_stands_in_what_is_asked(seated: Seated) -> None:
    (question,) = seated(ENGINES).bank.questions
    assert question_line(question) == "Fill the gaps. [1: ____] of the [2: ____] engines failed."


def test_the_questions_of_a_sentence(seated: Seated) -> None:
    bank = seated(PICTON, CAPE, ENGINES).bank
    assert questions_of(bank, None, 2) == {("ferry", "cape"), ("ferry", "engines")}
    assert questions_of(bank, "report", 1) == {("ferry", "harbour")}


@pytest.mark.parametrize(
    ("source", "number", "why"),
    [
        (None, 3, "sentence 3 of “report” has no question; the nearest one that does is 2"),
        (None, 4, "“report” has 3 sentences; there is no sentence 4"),
        ("paper", 1, "the bank “ferry” has no source “paper”; it has “report”"),
    ],
)
def test_why_a_sentence_cannot_be_asked(
    seated: Seated, source: str | None, number: int, why: str
) -> None:
    with pytest.raises(UsageError, match=why):
        questions_of(seated(PICTON, CAPE).bank, source, number)


def test_one_source_of_several_is_to_be_named(tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text("Another report says that the wind rose.\n", "utf-8")
    header = "format: 1\nid: two\ntitle: Two\nsources: {report: report.txt, other: other.txt}\n"
    bank = load_bank(write_bank(tmp_path, as_items(PICTON), f"{header}questions:\n"))
    assert source_of(bank, "other") == "other"
    with pytest.raises(UsageError, match="several sources; add --source with “report”, “other”"):
        source_of(bank, None)
    with pytest.raises(UsageError, match="sentence 1 of “other” has no question, nor does any"):
        questions_of(bank, "other", 1)
