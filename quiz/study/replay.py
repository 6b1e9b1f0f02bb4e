"""Attempts of the past, shown as they were answered, whatever became of their banks since."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from quiz.attempts.attempt import Answered, Attempt
from quiz.attempts.form import Item
from quiz.errors import NotPlayable
from quiz.model.bank import Bank, Citation, Match
from quiz.model.question import Question, Quote
from quiz.model.response import quotes_of
from quiz.quotes.lexicon import lexicon
from quiz.quotes.locate import locate_all
from quiz.store.records import AttemptDetail, AttemptSummary, StoredResponse
from quiz.store.store import Store
from quiz.study import formatting
from quiz.study.clocks import Clocks
from quiz.study.context import StudyContext
from quiz.study.library import load_bank
from quiz.study.practice import PracticeRunner, attempt_of
from quiz.study.restore import NO_WORDS, restore_response
from quiz.text.formatting import counted
from quiz.text.phrases import Lexicon


class _Shown(NamedTuple):
    """A response that can be shown."""

    item: Item
    answered: Answered


@dataclass(frozen=True, slots=True)
class PastAttempt:
    """A past attempt; read-only."""

    summary: AttemptSummary
    player: PracticeRunner
    """Holds the answered questions as they were, in the order of the form."""
    unreadable: int
    """Responses that cannot be shown."""
    _banks: Mapping[str, Bank]
    """The banks of today, by id, as far as they can be read."""
    _places: Mapping[tuple[str, Quote], Citation]

    @property
    def unanswered(self) -> int:
        """Questions of the form that were not answered."""
        return self.summary.questions - self.summary.answered

    def bank(self, position: int) -> Bank:
        """Return the current bank of a question, or the stored one when that is gone."""
        stored = self.player.session.items[position].bank
        return self._banks.get(stored.id, stored)

    def quotes_in_sources(self, position: int) -> tuple[Citation, ...]:
        """Return the quotes of a question that the current sources still contain."""
        item = self.player.session.items[position]
        verdict = self.player.session.answered[position].verdict
        keys = [(item.bank.id, quote) for quote in quotes_of(item.question, verdict)]
        return tuple(self._places[key] for key in keys if key in self._places)


def open_past_attempt(desk: StudyContext, number: int) -> PastAttempt:
    """Return an attempt by its number, with the sources of its banks that are on offer.

    Raises `UsageError` when there is none, `NotPlayable` as `reopen`, `StoreError`.
    """
    detail = desk.store.attempt(number)
    banks = []
    for file, card in desk.library.cards().items():
        if card.bank in detail.summary.banks:
            # A bank with errors has no sources to show; the stored quotes are enough.
            with suppress(NotPlayable):
                banks.append(load_bank(file))
    return replay(detail, banks, desk.store)


def replay(detail: AttemptDetail, banks: Iterable[Bank], store: Store) -> PastAttempt:
    """Return an attempt as it was answered; `banks` are its banks that can still be read.

    Questions, options and quotes are those stored with the responses, and so are the marks.
    Raises `NotPlayable` when none of its responses can be shown.
    """
    known = {bank.id: bank for bank in banks}
    texts = {
        name: lexicon([source.text for source in bank.sources.values()])
        for name, bank in known.items()
    }
    shown = []
    for response in detail.responses:
        words_known = texts.get(response.bank, NO_WORDS)
        one = _shown(response, known.get(response.bank), detail.summary.title, words_known)
        if one is not None:
            shown.append(one)
    if not shown:
        raise NotPlayable(f"Attempt {detail.summary.number} has no answers that can be shown.")
    items = [one.item for one in shown]
    lost = detail.summary.max_score - sum(float(item.question.points) for item in items)
    answered = {position: one.answered for position, one in enumerate(shown)}
    session = Attempt(items, lambda: 0.0, answered, max(0.0, lost))
    player = PracticeRunner(session, attempt_of(detail), store, Clocks())
    unreadable = len(detail.responses) - len(shown)
    return PastAttempt(detail.summary, player, unreadable, known, dict(_places(shown, known)))


def _shown(
    response: StoredResponse, bank: Bank | None, title: str, known: Lexicon
) -> _Shown | None:
    restored = restore_response(response, known)
    if restored is None:
        return None
    question, answered = restored
    verdict = answered.verdict
    verdict = replace(verdict, notes=(*verdict.notes, _when(response)))
    held = _bank(response, question, quotes_of(question, verdict), bank, title)
    item = Item(held, question, response.option_order)
    return _Shown(item, replace(answered, verdict=verdict))


def _when(response: StoredResponse) -> str:
    spent = counted(round(response.seconds), "second")
    hints = f", with {counted(response.hints_used, 'hint')}" if response.hints_used else ""
    return f"Answered on {formatting.moment(response.answered)}, in {spent}{hints}."


def _bank(
    response: StoredResponse,
    question: Question,
    quotes: Iterable[Quote],
    bank: Bank | None,
    title: str,
) -> Bank:
    """Return a bank that cites the quotes as stored; it has no sources to show."""
    # Positions are stored for the quotes of the question, not for those of its options.
    today = bank.cited(tuple(quotes)) if bank else ()
    return Bank(
        path=bank.path if bank else Path(),
        id=response.bank,
        title=bank.title if bank else title,
        description="",
        language="",
        questions=(question,),
        sources={},
        citations={each.quote: each for each in today} | dict(_stored(response, question)),
    )


def _stored(response: StoredResponse, question: Question) -> Iterator[tuple[Quote, Citation]]:
    """Yield the quotes of a question with their stored positions."""
    written = response.body.get("quotes")
    known = written if isinstance(written, list) else []
    places = [each for each in known if isinstance(each, dict)]
    for quote in question.quotes:
        place = next((each for each in places if each.get("text") == quote.text), None)
        if place is not None:
            places.remove(place)
            yield quote, _citation(quote, place)


def _citation(quote: Quote, place: Mapping[str, object]) -> Citation:
    number = place.get("paragraph")
    return Citation(
        quote=quote,
        source=str(place.get("source", "")),
        match=Match.EXACT,
        spans=(),  # The source may have changed: see `_places`.
        paragraph=number if isinstance(number, int) else 1,
    )


def _places(
    shown: Iterable[_Shown], banks: Mapping[str, Bank]
) -> Iterator[tuple[tuple[str, Quote], Citation]]:
    """Yield the bank, quote and position of every quote that is still in its current source."""
    wanted: dict[str, dict[Quote, Citation]] = {}
    for item, answered in shown:
        quotes = item.bank.cited(quotes_of(item.question, answered.verdict))
        wanted.setdefault(item.bank.id, {}).update({each.quote: each for each in quotes})
    for name, citations in wanted.items():
        if name not in banks:
            continue
        sought = [replace(each.quote, source=each.source) for each in citations.values()]
        found = locate_all(sought, banks[name].sources)
        for quote, place in zip(citations, found, strict=True):
            if isinstance(place, Citation):
                yield (name, quote), place
