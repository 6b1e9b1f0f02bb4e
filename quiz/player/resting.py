"""Questions that reviews leave out for now: suspended or postponed."""

import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from quiz.errors import UsageError
from quiz.model.memory import Key
from quiz.player.performance import States
from quiz.schedule.days import date_of, milliseconds
from quiz.store.figures import Figures
from quiz.store.records import EventKind, EventRecord, JsonObject

if TYPE_CHECKING:
    from quiz.player.context import Desk

LIFTED = "reviews will ask it again"
ASKED = "it is neither suspended nor postponed, so reviews ask it already"


class Resting(NamedTuple):
    """A question that is suspended or postponed."""

    key: Key
    title: str
    """That of its bank, or else the id of the bank; text from outside, as is the prompt."""
    prompt: str
    """The id of the question when it has no answer that counts."""
    until: int | None
    """Milliseconds since 1970 UTC; None while it is suspended."""

    @property
    def words(self) -> str:
        """How long it is left out."""
        if self.until is None:
            return "suspended until you resume it"
        return f"postponed until {date_of(self.until):%Y-%m-%d}"


def paused_questions(
    states: States, titles: Mapping[str, str], figures: Figures, now: int
) -> tuple[Resting, ...]:
    """Return these questions bank by bank, the suspended ones before the postponed."""
    prompts = {version.key: version.prompt for version in figures.versions}
    found = [
        Resting(
            key,
            titles.get(key[0], key[0]),
            prompts.get(key, key[1]),
            None if state.suspended else state.buried_until,
        )
        for key, state in states.items()
        if state.resting(now)
    ]
    return tuple(sorted(found, key=lambda each: (each.title, each.until or 0, each.key)))


def lift(desk: "Desk", key: Key) -> str:
    """End the suspension or delay of a question; return what was done, without a full stop.

    Raises `StoreError`.
    """
    moment = desk.clocks.utc()
    now, state = milliseconds(moment), desk.store.state(key)
    if not state.resting(now):
        return ASKED
    ends: list[tuple[EventKind, JsonObject]] = []
    if state.suspended:
        ends.append((EventKind.RESUME, {}))
    if state.buried_until > now:
        ends.append((EventKind.BURY, {"until": now}))
    for kind, detail in ends:
        event = EventRecord(uuid.uuid4().hex, kind, *key, moment, detail=detail)
        desk.store.record_event(event)
    return LIFTED


def named_question(desk: "Desk", word: str) -> Key:
    """Return the question that `BANK/ID` names. Raises `UsageError` when there is none."""
    for key in desk.store.states():
        if word == "/".join(key):
            return key
    raise UsageError(
        f"no answered question is called “{word}”: write BANK/ID, as listed by "
        "“quiz progress --by question --format csv”"
    )
