"""The figures of the progress screen and of `quiz progress`, and the end of a suspension."""

import uuid
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from quiz.errors import UsageError
from quiz.model.response import Confidence, Key
from quiz.schedule import StudyDay, date_of, day_of, milliseconds, study_day
from quiz.stats.activity import MIN_FOR_INTERVAL, Interval, Row, Streak, streak, wilson
from quiz.stats.calibration import (
    Calibration,
    LevelReport,
    Marks,
    Tally,
    bonus,
    by_confidence,
    calibration,
    mark,
    stated_probability,
)
from quiz.store.figures import BucketFigures, ConfidenceFigures, Figures, VersionFigures
from quiz.store.records import (
    ALL,
    UNTAGGED,
    EventKind,
    EventRecord,
    JsonObject,
    QuestionState,
    ResponseFilter,
)
from quiz.study.review import KnowledgeState, due_at, forecast, state_of
from quiz.text.formatting import percent

if TYPE_CHECKING:
    from quiz.study.context import StudyContext


class PerformanceRow(NamedTuple):
    """The answers to a group of questions, and the memory of them."""

    ids: tuple[str, ...]
    """A bank; a tag; a type; a bank and a question; or a bank, a question and a version."""
    label: str
    """Its name, which may come from outside."""
    questions: int
    answers: int
    right: int
    last: int
    """When it was last answered; milliseconds since 1970 UTC."""
    due: int | None
    """When the first of its questions is due; None when all are suspended."""
    stability: float | None
    """The median over its questions of the days until the chance of knowing them is 90%."""
    suspended: int
    """How many of its questions are suspended."""

    @property
    def accuracy(self) -> float:
        """The share of the answers that were right."""
        return self.right / self.answers

    @property
    def interval(self) -> Interval:
        """The 95% interval of the accuracy."""
        return wilson(self.right, self.answers)


Named = Iterable[tuple[tuple[str, ...], str]]
"""The ids and labels of the groups of a version."""
States = Mapping[Key, QuestionState]


def by_bank(
    figures: Figures, states: States, titles: Mapping[str, str]
) -> tuple[PerformanceRow, ...]:
    """Return the banks, weakest first; a bank without a known title is named by its id."""
    return _weakest_first(
        _sums(figures, states, lambda each: [((each.bank,), titles.get(each.bank, each.bank))])
    )


def by_tag(figures: Figures, states: States) -> tuple[PerformanceRow, ...]:
    """Return the tags, weakest first; a question counts under each of its tags."""
    return _weakest_first(
        _sums(figures, states, lambda each: [((tag,), tag) for tag in each.tags or (UNTAGGED,)])
    )


def by_type(figures: Figures, states: States) -> tuple[PerformanceRow, ...]:
    """Return the question types, weakest first, by their names in the bank format."""
    return _weakest_first(
        _sums(figures, states, lambda each: [((each.kind,), each.kind.replace("_", " "))])
    )


def by_question(figures: Figures, states: States) -> tuple[PerformanceRow, ...]:
    """Return the questions, weakest first, with the prompts of their newest versions."""
    return _weakest_first(_sums(figures, states, lambda each: [(each.key, each.prompt)]))


def by_version(figures: Figures, states: States) -> tuple[PerformanceRow, ...]:
    """Return the versions of questions; those of one question are together, oldest first."""
    return _sums(figures, states, lambda each: [((*each.key, each.fingerprint), each.prompt)])


def _sums(
    figures: Figures, states: States, named: Callable[[VersionFigures], Named]
) -> tuple[PerformanceRow, ...]:
    grouped: dict[tuple[str, ...], list[VersionFigures]] = {}
    labels: dict[tuple[str, ...], str] = {}
    for version in figures.versions:
        for ids, label in named(version):
            grouped.setdefault(ids, []).append(version)
            labels[ids] = label
    return tuple(_performance(ids, labels[ids], group, states) for ids, group in grouped.items())


def _performance(
    ids: tuple[str, ...], label: str, versions: list[VersionFigures], states: States
) -> PerformanceRow:
    keys = {version.key for version in versions}
    known = [states[key] for key in keys if key in states]
    due = [due for state in known if (due := due_at(state)) is not None]
    stabilities = [state.memory.stability for state in known if state.memory is not None]
    return PerformanceRow(
        ids,
        label,
        questions=len(keys),
        answers=sum(version.answers for version in versions),
        right=sum(version.right for version in versions),
        last=max(version.last for version in versions),
        due=min(due, default=None),
        stability=median(stabilities) if stabilities else None,
        suspended=sum(state.suspended for state in known),
    )


def _weakest_first(performances: tuple[PerformanceRow, ...]) -> tuple[PerformanceRow, ...]:
    # Of equal shares, the one with more answers says more, so it comes first.
    return tuple(sorted(performances, key=lambda each: (each.accuracy, -each.answers, each.label)))


REVIEWS_RESUMED = "reviews will ask it again"
NOT_PAUSED = "it is neither suspended nor postponed, so reviews ask it already"


class PausedQuestion(NamedTuple):
    """A question that is suspended or postponed."""

    key: Key
    title: str
    """The title of its bank, or else the id; like the prompt, it may come from outside."""
    prompt: str
    """The prompt; the id of the question when no answer to it counts."""
    until: int | None
    """The end of the delay, in milliseconds since 1970 UTC; None while it is suspended."""

    @property
    def words(self) -> str:
        """How long reviews leave it out."""
        if self.until is None:
            return "suspended until you resume it"
        return f"postponed until {date_of(self.until):%Y-%m-%d}"


def paused_questions(
    states: States, titles: Mapping[str, str], figures: Figures, now: int
) -> tuple[PausedQuestion, ...]:
    """Return the paused questions bank by bank, suspended ones before postponed ones."""
    prompts = {version.key: version.prompt for version in figures.versions}
    found = [
        PausedQuestion(
            key,
            titles.get(key[0], key[0]),
            prompts.get(key, key[1]),
            None if state.suspended else state.postponed_until,
        )
        for key, state in states.items()
        if state.paused(now)
    ]
    # A suspended question has no end, which sorts as 0 and so before any moment.
    return tuple(sorted(found, key=lambda each: (each.title, each.until or 0, each.key)))


def resume_reviews(context: "StudyContext", key: Key) -> str:
    """End the suspension or delay of a question; return the result, without a full stop.

    Raises `StoreError`.
    """
    moment = context.clocks.utc()
    now, state = milliseconds(moment), context.store.state(key)
    if not state.paused(now):
        return NOT_PAUSED
    # A question may be suspended and postponed at once; one event ends each.
    ends: list[tuple[EventKind, JsonObject]] = []
    if state.suspended:
        ends.append((EventKind.RESUME, {}))
    if state.postponed_until > now:
        ends.append((EventKind.POSTPONE, {"until": now}))
    for kind, detail in ends:
        event = EventRecord(uuid.uuid4().hex, kind, *key, moment, detail=detail)
        context.store.record_event(event)
    return REVIEWS_RESUMED


def named_question(context: "StudyContext", word: str) -> Key:
    """Return the key of the question `BANK/ID`. Raises `UsageError` when there is none."""
    for key in context.store.states():
        if word == "/".join(key):
            return key
    raise UsageError(
        f"no answered question is called “{word}”: write BANK/ID, as listed by "
        "“quiz progress --by question --format csv”"
    )


BY = ("bank", "tag", "type", "question", "version")
"""The names of the tables."""
DAYS_AHEAD = 30
"""The number of study days in the forecast, including today."""


class Retention(NamedTuple):
    """The answers given more than half a day after the last answer to the same question."""

    answers: int
    right: int
    wanted: float
    """The share of right answers that the schedule aims at."""

    @property
    def interval(self) -> Interval:
        """The 95% interval of the share that was still known."""
        return wilson(self.right, self.answers)

    @property
    def words(self) -> str:
        """The comparison of the share with the aim, as a sentence."""
        if not self.answers:
            return "No question has come back after more than half a day yet."
        if self.answers < MIN_FOR_INTERVAL:
            return f"Too few to compare with the {percent(self.wanted)} that the schedule aims at."
        low, high = self.interval
        aim = f"The schedule aims at {percent(self.wanted)}"
        if low <= self.wanted <= high:
            return f"{aim}: your answers so far are in line with that."
        return f"{aim}: you knew {'fewer' if high < self.wanted else 'more'} than that."


@dataclass(frozen=True, slots=True)
class Progress:
    """All figures of one moment; `moment` and all other moments are milliseconds since 1970 UTC."""

    moment: int
    response_filter: ResponseFilter
    """The filter: only matching answers are counted."""
    today: date
    """The study day."""
    titles: dict[str, str]
    """The titles of banks by id, of those that have one."""
    banks: tuple[PerformanceRow, ...]
    """Weakest first, as tags, types and questions are."""
    tags: tuple[PerformanceRow, ...]
    types: tuple[PerformanceRow, ...]
    questions: tuple[PerformanceRow, ...]
    versions: tuple[PerformanceRow, ...]
    """The versions of a question are together, oldest first."""
    days: tuple[Row, ...]
    """The study days with answers, oldest first."""
    streak: Streak
    levels: tuple[LevelReport, ...]
    """The right answers at each level of confidence."""
    calibration: Calibration | None
    """None when no confidence was ever stated."""
    unstated: int
    """Answers without a stated confidence."""
    marks: Marks | None
    """Certainty-based marks of the answers with a stated confidence; None unless requested."""
    retention: Retention
    due: tuple[int, ...]
    """How many questions are due today, tomorrow, and so on."""
    paused: tuple[PausedQuestion, ...]
    """The questions that are suspended or postponed now."""
    overruled: int
    """The answers that the learner judged right against their verdicts; `right` leaves them out."""
    knowledge: Mapping[KnowledgeState, int]
    """How many questions are in each state; never met ones only where all of a bank count."""
    tag_banks: Mapping[str, frozenset[str]]
    """The banks in which questions with a tag were answered."""

    @property
    def weakest(self) -> PerformanceRow | None:
        """The tag with the lowest share of right answers; None if no tag is known to be weak."""
        judged = [each for each in self.tags if each.answers >= MIN_FOR_INTERVAL]
        judged = [each for each in judged if each.ids != (UNTAGGED,)]
        # One tag alone is not weaker than any other.
        if len(judged) < 2 or judged[0].accuracy == judged[-1].accuracy:
            return None
        return judged[0]

    def by(self, what: str) -> tuple[PerformanceRow, ...]:
        """Return the performances by one of `BY`."""
        tables = (self.banks, self.tags, self.types, self.questions, self.versions)
        return dict(zip(BY, tables, strict=True))[what]

    @property
    def suspended(self) -> int:
        """How many questions are suspended."""
        return sum(each.until is None for each in self.paused)

    @property
    def postponed(self) -> int:
        """How many questions are postponed."""
        return len(self.paused) - self.suspended

    @property
    def answers(self) -> int:
        """How many responses count."""
        return sum(day.answers for day in self.days)

    @property
    def right(self) -> int:
        """How many of them were fully right."""
        return sum(day.right for day in self.days)

    @property
    def done_today(self) -> Row:
        """The answers of today."""
        # The last day may be an earlier one, or a later one if the clock was set back.
        last = self.days[-1] if self.days else None
        return last if last and last.day == self.today else Row(self.today, 0, 0)


class _Facts(NamedTuple):
    """The stored figures that match the filter."""

    response_filter: ResponseFilter
    figures: Figures
    states: States
    titles: dict[str, str]
    sizes: Mapping[str, int]
    """How many questions the banks have, by id, of those that are available."""


def progress(
    context: "StudyContext", response_filter: ResponseFilter = ALL, with_marks: bool = False
) -> Progress:
    """Return the figures of the answers that match a filter. Raises `StoreError`."""
    figures = context.store.figures(response_filter)
    states: States = context.store.states(response_filter.banks or None)
    # A bank that the learner wants to forget, and that no folder offers, is never asked again.
    cards = context.library.known().values()
    offered = {card.bank for card in cards}
    forgotten = {each.bank for each in context.store.places().values() if each.path is None}
    figures = figures._replace(
        gone=figures.gone | {key for key in states if key[0] in forgotten - offered}
    )
    # A filter by tag or type is known only through the answers, so it limits the questions too.
    if figures.keys is not None:
        states = {key: state for key, state in states.items() if key in figures.keys}
    cards = context.library.known().values()
    # An available bank knows its current title; the history only an older one.
    titles = figures.titles | {card.bank: card.title for card in cards}
    sizes = {card.bank: card.questions for card in cards}
    facts = _Facts(response_filter, figures, states, titles, sizes)
    return _progress(facts, context, with_marks)


def _progress(known: _Facts, context: "StudyContext", with_marks: bool) -> Progress:
    response_filter, figures, states, titles, _ = known
    now = context.clocks.utc()
    day, at = study_day(now), milliseconds(now)
    days = tuple(by_day(figures.buckets))
    return Progress(
        moment=at,
        response_filter=response_filter,
        today=day.date,
        titles=titles,
        banks=by_bank(figures, states, titles),
        tags=by_tag(figures, states),
        types=by_type(figures, states),
        questions=by_question(figures, states),
        versions=by_version(figures, states),
        days=days,
        streak=streak((row.day for row in days), day.date),
        levels=by_confidence(_by_level(figures.confidences)),
        calibration=calibration(map(_tally, figures.confidences)),
        unstated=_answers(figures.buckets) - _answers(figures.confidences),
        marks=_marks(figures.confidences) if with_marks else None,
        retention=_retention(figures, context.retention),
        due=_due(known, day),
        paused=paused_questions(states, titles, figures, at),
        overruled=figures.overruled,
        knowledge=_knowledge(known, day),
        tag_banks=_tag_banks(figures),
    )


def _knowledge(known: _Facts, day: StudyDay) -> dict[KnowledgeState, int]:
    gone = known.figures.gone
    found = {
        key: state_of(state, day.end) for key, state in known.states.items() if key not in gone
    }
    met = [state for state in found.values() if state is not KnowledgeState.NEVER]
    counts: dict[KnowledgeState, int] = {
        state: met.count(state) for state in KnowledgeState if state in met
    }
    # The tags and types of questions without an answer are unknown here.
    if known.figures.keys is None:
        banks = {bank for bank, _ in found}
        size = sum(known.sizes.get(bank, 0) for bank in banks)
        of_sizes = sum(
            bank in known.sizes
            for (bank, _), state in found.items()
            if state is not KnowledgeState.NEVER
        )
        if size > of_sizes:
            counts[KnowledgeState.NEVER] = size - of_sizes
    return counts


def _tag_banks(figures: Figures) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for version in figures.versions:
        for tag in version.tags:
            found.setdefault(tag, set()).add(version.bank)
    return {tag: frozenset(banks) for tag, banks in found.items()}


def by_day(buckets: Iterable[BucketFigures]) -> Iterable[Row]:
    """Yield the answers of each study day that has any; buckets and days are oldest first."""
    end, row = 0, None
    for bucket in buckets:
        if row is None or bucket.start >= end:
            if row is not None:
                yield row
            # Find a study day only once, not for each bucket: the time zone makes that slow.
            day = day_of(bucket.start)
            end, row = day.end, Row(day.date, 0, 0)
        row = Row(row.day, row.answers + bucket.answers, row.right + bucket.right)
    if row is not None:
        yield row


def _answers(counts: Iterable[BucketFigures] | Iterable[ConfidenceFigures]) -> int:
    return sum(each.answers for each in counts)


def _due(known: _Facts, day: StudyDay) -> tuple[int, ...]:
    # Questions that their bank no longer has cannot be asked, so they are not due.
    states = known.states.items()
    counts = forecast([state for key, state in states if key not in known.figures.gone], day)
    return tuple(counts.get(ahead, 0) for ahead in range(DAYS_AHEAD))


def _by_level(figures: Iterable[ConfidenceFigures]) -> dict[Confidence, tuple[int, int]]:
    counts: dict[Confidence, tuple[int, int]] = {}
    for each in figures:
        answers, right = counts.get(each.confidence, (0, 0))
        counts[each.confidence] = (answers + each.answers, right + each.answers * each.right)
    return counts


def _tally(figures: ConfidenceFigures) -> Tally:
    forecast = stated_probability(figures.confidence, figures.options)
    return Tally(forecast, figures.answers, figures.answers * figures.right)


def _marks(figures: Collection[ConfidenceFigures]) -> Marks | None:
    answers = _answers(figures)
    if not answers:
        return None
    marks = (mark(each.fraction, each.confidence) * each.answers for each in figures)
    average = sum(marks) / answers
    accuracy = sum(each.fraction * each.answers for each in figures) / answers
    return Marks(answers, average, accuracy, bonus(average, accuracy))


def _retention(figures: Figures, wanted: float) -> Retention:
    answers = sum(version.spaced for version in figures.versions)
    return Retention(answers, sum(version.spaced_right for version in figures.versions), wanted)
