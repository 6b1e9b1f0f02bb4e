"""An exam as it runs: an answer sheet that can be changed until it is handed in, and its clock."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from quiz.attempts.form import Item
from quiz.model.response import Confidence, Response

Draft = tuple[int | str, ...]
"""What was chosen or typed so far; a response is a draft too."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands on the sheet for one question."""

    given: Response | None = None
    """None while it is not answered: blank, or begun and not yet an answer."""
    draft: Draft = ()
    flagged: bool = False
    confidence: Confidence | None = None
    seconds: float = 0.0
    """Time spent on the question, up to the last change or move."""
    hints: int = 0
    changed: datetime | None = None
    """When what stands there was last another; None while nothing does."""

    @property
    def begun(self) -> bool:
        """Whether something stands there that is no answer yet."""
        return self.given is None and bool(self.draft)


_NOTHING = Entry()


class AnswerSheet:
    """The answer sheet of an exam under way, and where its taker is.

    Positions count the items of the form from 0. `clock` gives seconds that never run back; `limit`
    and `spent` are seconds, a limit of None is none. Once the time is up nothing changes any more.
    """

    def __init__(
        self,
        items: Sequence[Item],
        clock: Callable[[], float],
        limit: float | None = None,
        spent: float = 0.0,
        position: int = 0,
        entries: Mapping[int, Entry] | None = None,
    ) -> None:
        self.items = tuple(items)
        self.limit = limit
        self.position = position
        self._entries = dict(entries or {})
        self._clock = clock
        self._spent = max(0.0, spent)
        self._since = self._arrived = clock()

    @property
    def spent(self) -> float:
        """Seconds since the exam began, those while it was closed among them."""
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
        """The question at hand."""
        return self.items[self.position]

    @property
    def entry(self) -> Entry:
        """What stands there for the question at hand."""
        return self.at(self.position)

    def at(self, position: int) -> Entry:
        """Return what stands there for a question."""
        return self._entries.get(position, _NOTHING)

    @property
    def entries(self) -> Mapping[int, Entry]:
        """What stands there, for those questions that something was done about."""
        return self._entries

    @property
    def blank(self) -> tuple[int, ...]:
        """The positions of the questions that are not answered."""
        return tuple(place for place in range(len(self.items)) if self.at(place).given is None)

    @property
    def flagged(self) -> tuple[int, ...]:
        """The positions of the questions that are flagged."""
        return tuple(place for place in range(len(self.items)) if self.at(place).flagged)

    @property
    def hints(self) -> tuple[str, ...]:
        """The hints shown for the question at hand."""
        return self.item.question.hints[: self.entry.hints]

    def answer(self, given: Response | None, draft: Draft, moment: datetime) -> None:
        """Put an answer to the question at hand in the place of the one before."""
        if (given, draft) != (self.entry.given, self.entry.draft):
            changed = moment if draft else None
            self._write(replace(self.entry, given=given, draft=draft, changed=changed))

    def clear(self) -> None:
        """Take the answer to the question at hand away."""
        self._write(replace(self.entry, given=None, draft=(), changed=None))

    def flag(self) -> None:
        """Flag the question at hand, or take its flag away."""
        self._write(replace(self.entry, flagged=not self.entry.flagged))

    def rate(self, confidence: Confidence | None) -> None:
        """Say how sure the answer to the question at hand is."""
        self._write(replace(self.entry, confidence=confidence))

    def hint(self) -> str | None:
        """Show one more hint and return it; None when there is no further one."""
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
        """Go on, or back, by some questions; False, and nothing else, past the ends of the form."""
        position = self.position + by
        if not 0 <= position < len(self.items):
            return False
        self.go(position)
        return True

    def lift(self) -> None:
        """Take the time limit away, for good."""
        if not self.over:
            self.limit = None

    def tally(self) -> None:
        """Count the time since the last look at the clock for the question at hand."""
        passed = max(0.0, self._clock() - self._arrived)
        if passed:
            self._write(replace(self.entry, seconds=self.entry.seconds + passed))
            self._arrived = self._clock()

    def _write(self, entry: Entry) -> None:
        if not self.over:
            self._entries[self.position] = entry
