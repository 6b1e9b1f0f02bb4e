"""A trial answer: marked as for a student, and recorded nowhere."""

from time import monotonic

from quiz.kinds import kind_of
from quiz.model.bank import Citation
from quiz.model.response import Response, quotes_of
from quiz.session.form import Item
from quiz.session.session import Answered, Session
from quiz.text.lexicon import Lexicon


class Trial:
    """One question out of a bank that is being written, answered or not."""

    def __init__(self, item: Item, lexicon: Lexicon, response: Response | None = None) -> None:
        """Begin with an open question, or with a response that is marked at once."""
        self._session = Session([item], monotonic)
        self._lexicon = lexicon
        if response is not None:
            self.mark(response)

    @property
    def item(self) -> Item:
        """The question."""
        return self._session.item

    @property
    def answered(self) -> Answered | None:
        """The response and its verdict; None before it is answered."""
        return self._session.answered.get(0)

    @property
    def hints(self) -> tuple[str, ...]:
        """The hints shown so far."""
        return tuple(self._session.hints)

    @property
    def has_more_hints(self) -> bool:
        """Whether there is another hint to show before the question is answered."""
        return self.answered is None and len(self.hints) < len(self.item.question.hints)

    def hint(self) -> None:
        """Show one more hint."""
        self._session.hint()

    def mark(self, response: Response) -> None:
        """Mark a response."""
        self._session.record(self._session.mark(response, self._lexicon))

    def citations(self) -> tuple[Citation, ...]:
        """Return the quotes that the verdict stands on; none before it."""
        verdict = self._session.verdict
        return self.item.bank.cited(quotes_of(self.item.question, verdict)) if verdict else ()

    def carried_to(self, item: Item) -> Response | None:
        """Return the response as one to a changed question; None without one that fits."""
        old, answered = self.item.question, self.answered
        if answered is None or old.kind != item.question.kind:
            return None
        return kind_of(item.question).carry(old, item.question, answered.response)

    def renewed(self, item: Item, lexicon: Lexicon) -> "Trial":
        """Return this trial of the same question out of a bank that was read again."""
        trial = Trial(item, lexicon)
        for _ in self.hints:
            trial.hint()
        if self.answered is not None:
            trial.mark(self.answered.response)
        return trial

    def restarted(self) -> "Trial":
        """Return a new trial of the question."""
        return Trial(self.item, self._lexicon)
