"""The answer sheet of an exam and its clock."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from quiz.attempts.answer_sheet import AnswerSheet, SheetEntry
from quiz.model.response import Confidence
from tests.attempts.test_attempt import Clock, item

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
COUNT = 4

ANSWERS = st.one_of(st.none(), st.tuples(st.integers(0, 3)))
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("answer"), ANSWERS),
        st.tuples(st.just("go"), st.integers(0, COUNT - 1)),
        st.tuples(st.just("step"), st.sampled_from([-1, 1])),
        st.tuples(st.sampled_from(["flag", "clear", "hint", "lift", "restore"]), st.none()),
        st.tuples(st.just("rate"), st.sampled_from([None, *Confidence])),
        st.tuples(st.just("wait"), st.floats(0, 40)),
    ),
    max_size=40,
)


def sheet(clock: Callable[[], float], limit: float | None = 100.0) -> AnswerSheet:
    """Return a new sheet."""
    return AnswerSheet(
        [item(number, hints=("one", "two")) for number in range(COUNT)], clock, limit
    )


def restored(old: AnswerSheet, clock: Callable[[], float]) -> AnswerSheet:
    """Return a sheet that continues from the stored entries of another."""
    return AnswerSheet(old.items, clock, old.limit, old.spent, old.position, old.entries)


class Model:
    """A simple model of an answer sheet."""

    def __init__(self) -> None:
        self.position = 0
        self.entries = [SheetEntry()] * COUNT

    def do(self, name: str, value: object) -> None:
        here = self.entries[self.position]
        match name, value:
            case "go", int(place):
                self.position = place
            case "step", int(by):
                self.position = min(COUNT - 1, max(0, self.position + by))
            case "flag", _:
                here = replace(here, flagged=not here.flagged)
            case "answer", _:
                here = replace(here, given=value, draft=value or ())  # type: ignore[arg-type]
            case "clear", _:
                here = replace(here, given=None, draft=())
            case "hint", _:
                here = replace(here, hints=min(2, here.hints + 1))
            case "rate", _:
                here = replace(here, confidence=value)  # type: ignore[arg-type]
        if name not in ("go", "step"):
            self.entries[self.position] = here


def act(taken: AnswerSheet, name: str, value: object) -> None:
    match name, value:
        case "answer", None:
            taken.answer(None, (), NOON)
        case "answer", tuple(chosen):
            taken.answer(chosen, chosen, NOON)
        case "go", int(place):
            taken.go(place)
        case "step", int(by):
            taken.step(by)
        case "flag", _:
            taken.flag()
        case "clear", _:
            taken.clear()
        case "hint", _:
            taken.hint()
        case "rate", _:
            taken.rate(value)  # type: ignore[arg-type]


def bare(entry: SheetEntry) -> SheetEntry:
    """Return an entry without its times."""
    return replace(entry, seconds=0.0, changed=None)


@given(STEPS)
def test_any_order_of_things_ends_in_the_same_sheet(steps: list[tuple[str, object]]) -> None:
    clock, model = Clock(), Model()
    taken = sheet(clock, limit=1e6)
    for name, value in steps:
        if name == "restore":
            taken = restored(taken, clock)
        elif name == "wait":
            clock.now += float(str(value))
        elif name != "lift":
            act(taken, name, value)
            model.do(name, value)
    assert taken.position == model.position
    assert [bare(taken.at(place)) for place in range(COUNT)] == model.entries
    assert taken.blank == tuple(n for n, each in enumerate(model.entries) if each.given is None)
    assert taken.flagged == tuple(n for n, each in enumerate(model.entries) if each.flagged)


@given(STEPS)
def test_the_time_left_never_grows_and_is_never_negative(steps: list[tuple[str, object]]) -> None:
    clock = Clock()
    taken, least, frozen = sheet(clock), 100.0, None
    for name, value in steps:
        if name == "restore":
            taken = restored(taken, clock)
        elif name == "wait":
            clock.now += float(str(value))
        elif name != "lift":
            act(taken, name, value)
        assert taken.left is not None and 0 <= taken.left <= least
        least = taken.left
        state = [bare(taken.at(place)) for place in range(COUNT)]
        assert frozen is None or state == frozen
        frozen = state if taken.over else None


@given(STEPS)
def test_the_time_on_all_questions_is_the_time_of_the_exam(steps: list[tuple[str, object]]) -> None:
    clock = Clock()
    taken = sheet(clock, None)
    for name, value in steps:
        if name == "wait":
            clock.now += float(str(value))
        elif name not in ("restore", "lift"):
            act(taken, name, value)
    taken.tally()
    total = sum(entry.seconds for entry in taken.entries.values())
    assert abs(total - taken.spent) < 1e-6


def test_a_limit_that_is_lifted_stays_lifted_unless_it_was_reached() -> None:
    clock = Clock()
    taken = sheet(clock)
    taken.remove_limit()
    clock.now += 1e6
    assert (taken.left, taken.over) == (None, False)
    late = sheet(clock)
    clock.now += 101
    late.remove_limit()
    assert late.over


def test_something_typed_that_is_no_answer_is_begun_and_blank() -> None:
    taken = sheet(Clock())
    taken.answer(None, ("half",), NOON)
    assert taken.entry.begun and 0 in taken.blank
    assert taken.entry.changed == NOON
    taken.answer((1,), ("whole",), NOON)
    assert not taken.entry.begun and 0 not in taken.blank
    assert not SheetEntry().begun


def test_hints_are_counted_until_there_are_no_more_or_the_time_is_up() -> None:
    clock = Clock()
    taken = sheet(clock)
    assert [taken.hint(), taken.hint(), taken.hint()] == ["one", "two", None]
    assert taken.entry.hints == 2
    taken.go(1)
    clock.now += 101
    assert taken.over and taken.hint() is None
    assert taken.entry.hints == 0


def test_the_ends_of_the_form_are_not_passed() -> None:
    taken = sheet(Clock())
    assert not taken.step(-1) and taken.position == 0
    taken.go(COUNT - 1)
    assert not taken.step(1) and taken.position == COUNT - 1


def test_a_clock_that_is_set_back_takes_no_time_away() -> None:
    clock = Clock()
    taken = sheet(clock)
    clock.now += 10
    taken.tally()
    clock.now -= 5
    taken.tally()
    assert taken.entry.seconds == 10


def test_a_step_inside_the_form_is_taken() -> None:
    taken = sheet(Clock())
    assert taken.step(1) and taken.position == 1
    assert taken.step(-1) and taken.position == 0
