"""The answer sheet of an exam, which can be changed until the exam is handed in, and its clock."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from quiz.attempts.form import Item
from quiz.model.response import Confidence, Response

Draft = tuple[int | str, ...]
"""The response so far; a complete response is a draft too."""


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """The entry on the sheet for one question."""

    given: Response | None = None
    """None while the question is blank or the answer is incomplete."""
    draft: Draft = ()
    flagged: bool = False
    confidence: Confidence | None = None
    seconds: float = 0.0
    """The time spent on the question, as of the last `tally`."""
    hints: int = 0
    changed: datetime | None = None
    """When the answer last changed; None while there is none."""

    @property
    def begun(self) -> bool:
        """Whether an answer was begun and is incomplete."""
        return self.given is None and bool(self.draft)


_NOTHING = SheetEntry()


class AnswerSheet:
    """The answer sheet of an exam, and the current question.

    Positions count the items of the form from 0. `clock` returns seconds that never decrease;
    `limit`, None for no limit, and `spent` are in seconds. Once the time is up, entries no longer
    change.
    """

    def __init__(
        self,
        items: Sequence[Item],
        clock: Callable[[], float],
        limit: float | None = None,
        spent: float = 0.0,
        position: int = 0,
        entries: Mapping[int, SheetEntry] | None = None,
    ) -> None:
        self.items = tuple(items)
        self.limit = limit
        self.position = position
        self._entries = dict(entries or {})
        self._clock = clock
        self._spent = max(0.0, spent)
        # When the sheet was opened, and when the time of the current question was last counted.
        self._since = self._arrived = clock()

    @property
    def spent(self) -> float:
        """Seconds since the exam began, including the time while it was closed."""
        return self._spent + max(0.0, self._clock() - self._since)

    @property
    def left(self) -> float | None:
        """Seconds left, never negative; None without a limit."""
        return None if self.limit is None else max(0.0, self.limit - self.spent)

    @property
    def over(self) -> bool:
        """Whether the time is up."""
        return self.left == 0.0

    @property
    def item(self) -> Item:
        """The current question."""
        return self.items[self.position]

    @property
    def entry(self) -> SheetEntry:
        """The entry for the current question."""
        return self.at(self.position)

    def at(self, position: int) -> SheetEntry:
        """Return the entry for a question."""
        return self._entries.get(position, _NOTHING)

    @property
    def entries(self) -> Mapping[int, SheetEntry]:
        """The entries by position; a question that was never visited may have none."""
        return self._entries

    @property
    def blank(self) -> tuple[int, ...]:
        """The positions of the questions that are not answered."""
        return tuple(
            position for position in range(len(self.items)) if self.at(position).given is None
        )

    @property
    def flagged(self) -> tuple[int, ...]:
        """The positions of the questions that are flagged."""
        return tuple(position for position in range(len(self.items)) if self.at(position).flagged)

    @property
    def hints(self) -> tuple[str, ...]:
        """The hints shown for the current question."""
        return self.item.question.hints[: self.entry.hints]

    def answer(self, given: Response | None, draft: Draft, moment: datetime) -> None:
        """Replace the answer to the current question."""
        # Widgets report their state at every key: only a real change may change the time.
        if (given, draft) != (self.entry.given, self.entry.draft):
            changed = moment if draft else None
            self._write(replace(self.entry, given=given, draft=draft, changed=changed))

    def clear(self) -> None:
        """Delete the answer to the current question."""
        self._write(replace(self.entry, given=None, draft=(), changed=None))

    def flag(self, position: int | None = None) -> None:
        """Flag a question, by default the current one, or remove its flag."""
        at = self.position if position is None else position
        self._write(replace(self.at(at), flagged=not self.at(at).flagged), at)

    def rate(self, confidence: Confidence | None) -> None:
        """Set the confidence in the answer to the current question."""
        self._write(replace(self.entry, confidence=confidence))

    def hint(self) -> str | None:
        """Show one more hint and return it; None when there are no more."""
        shown, hints = self.entry.hints, self.item.question.hints
        if shown >= len(hints) or self.over:
            return None
        self._write(replace(self.entry, hints=shown + 1))
        return hints[shown]

    def go(self, position: int) -> None:
        """Go to any question of the form."""
        self.tally()
        self.position = position

    def step(self, by: int) -> bool:
        """Move by some questions; return False, without moving, past the ends of the form."""
        position = self.position + by
        if not 0 <= position < len(self.items):
            return False
        self.go(position)
        return True

    def remove_limit(self) -> None:
        """Remove the time limit for good."""
        if not self.over:
            self.limit = None

    def tally(self) -> None:
        """Add the time since the last call to the time spent on the current question."""
        passed = max(0.0, self._clock() - self._arrived)
        if passed:
            self._write(replace(self.entry, seconds=self.entry.seconds + passed))
            self._arrived = self._clock()

    def _write(self, entry: SheetEntry, position: int | None = None) -> None:
        # The one place that changes entries, so that nothing changes once the time is up.
        if not self.over:
            self._entries[self.position if position is None else position] = entry
