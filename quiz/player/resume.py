"""Continue an attempt: answered questions as they were, open ones as they are now."""

from collections.abc import Sequence
from datetime import datetime
from random import Random
from typing import NamedTuple

from quiz.errors import NotPlayable
from quiz.evidence.lexicon import lexicon
from quiz.kinds import kind_of
from quiz.model.bank import Bank
from quiz.model.mode import Mode
from quiz.model.question import Question
from quiz.model.response import Order
from quiz.player.attempt import Player
from quiz.player.clocks import Clocks
from quiz.player.restore import restore_response
from quiz.session.form import Item, order_of
from quiz.session.session import Answered, Session
from quiz.store.records import AttemptDetail, AttemptRecord, FormItem, StoredResponse
from quiz.store.store import Store
from quiz.text.counting import counted
from quiz.text.lexicon import Lexicon


class _Place(NamedTuple):
    """A question of the stored form that can be shown again."""

    position: int
    item: Item
    answered: Answered | None


def resume(
    banks: Sequence[Bank], detail: AttemptDetail, store: Store, clocks: Clocks | None = None
) -> Player:
    """Continue an unfinished attempt of some banks.

    A question that its bank no longer has, and that was not answered, is not asked; the notice
    says so. Raises `NotPlayable` when that leaves nothing.
    """
    clocks = clocks or Clocks()
    places = _places(banks, detail)
    answered = {
        number: place.answered for number, place in enumerate(places) if place.answered is not None
    }
    kept = {place.position for place in places}
    lost = [item.points for position, item in enumerate(detail.form) if position not in kept]
    if not places:
        raise NotPlayable("the bank no longer has any question of this attempt; start a new one")
    items = [place.item for place in places]
    session = Session(items, clocks.monotonic, answered, sum(lost))
    gone = len(lost)
    notice = (
        f"Left out because the bank no longer has them: {counted(gone, 'question')}."
        if gone
        else ""
    )
    positions = [place.position for place in places]
    player = Player(session, attempt_of(detail), store, clocks, positions, notice)
    player.save()
    return player


def _places(banks: Sequence[Bank], detail: AttemptDetail) -> list[_Place]:
    known = {bank.id: bank for bank in banks}
    questions = {(bank.id, question.id): question for bank in banks for question in bank.questions}
    given = {response.position: response for response in detail.responses}
    lexicons = {
        bank.id: lexicon([source.text for source in bank.sources.values()]) for bank in banks
    }
    places = []
    for position, form_item in enumerate(detail.form):
        bank = known.get(form_item.bank)
        question = questions.get((form_item.bank, form_item.question))
        place = None
        if bank is not None and position in given:
            place = _answered_place(bank, position, given[position], lexicons[bank.id])
        elif bank is not None and question is not None:
            place = _open_place(bank, position, question, form_item, detail.seed)
        if place is not None:
            places.append(place)
    return places


def _open_place(
    bank: Bank, position: int, question: Question, form_item: FormItem, seed: int
) -> _Place:
    order = _order(question, form_item.option_order, seed)
    return _Place(position, Item(bank, question, order), None)


def _answered_place(
    bank: Bank, position: int, response: StoredResponse, known: Lexicon
) -> _Place | None:
    """Return an answered question as it stood then; None when the history cannot tell."""
    restored = restore_response(response, known)
    if restored is None:
        return None
    question, answered = restored
    return _Place(position, Item(bank, question, response.option_order), answered)


def _order(question: Question, stored: Order, seed: int) -> Order:
    """Return the stored order of the options, or a new one when the options have changed."""
    if sorted(stored) == list(range(len(kind_of(question).shown(question)))):
        return stored
    return order_of(question, Random(seed))


def attempt_of(detail: AttemptDetail) -> AttemptRecord:
    """Return the record of a stored attempt."""
    summary = detail.summary
    return AttemptRecord(
        uid=summary.uid,
        mode=Mode(summary.mode),
        seed=detail.seed,
        title=summary.title,
        banks=summary.banks,
        form=detail.form,
        started=datetime.fromisoformat(summary.started),
        measured=detail.measured,
    )
