"""Past attempts, shown as they were answered even if their banks have changed since."""

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
from quiz.model.response import Mode, quotes_of
from quiz.quotes.locate import locate_all
from quiz.store.records import AttemptDetail, AttemptSummary, FormItem, JsonObject, StoredResponse
from quiz.store.store import Store
from quiz.study import formatting
from quiz.study.context import Clocks, StudyContext
from quiz.study.library import load_bank
from quiz.study.practice import PracticeRunner, attempt_of
from quiz.study.restore import NO_WORDS, blank_answer, restore_response, stored_question, words_of
from quiz.text.formatting import counted
from quiz.text.phrases import Lexicon

LEFT_BLANK = "You left this question blank."


class _Shown(NamedTuple):
    """A question of a past attempt that can be shown."""

    item: Item
    answered: Answered
    undone: bool = False
    overruled: bool = False


@dataclass(frozen=True, slots=True)
class PastAttempt:
    """A past attempt; read-only."""

    summary: AttemptSummary
    runner: PracticeRunner
    """Holds the answered questions as they were, in the order of the form."""
    unreadable: int
    """Questions that cannot be shown."""
    _banks: Mapping[str, Bank]
    """The current banks by id, as far as they can be read."""
    _citations: Mapping[tuple[str, Quote], Citation]

    @property
    def unanswered(self) -> int:
        """Questions of the form that were not answered."""
        return self.summary.questions - self.summary.answered

    def bank(self, position: int) -> Bank:
        """Return the current bank of a question, or the stored one when that is gone."""
        stored = self.runner.attempt.items[position].bank
        return self._banks.get(stored.id, stored)

    def quotes_in_sources(self, position: int) -> tuple[Citation, ...]:
        """Return the quotes of a question that the current sources still contain."""
        item = self.runner.attempt.items[position]
        verdict = self.runner.attempt.answered[position].verdict
        keys = [(item.bank.id, quote) for quote in quotes_of(item.question, verdict)]
        return tuple(self._citations[key] for key in keys if key in self._citations)


def open_past_attempt(context: StudyContext, number: int) -> PastAttempt:
    """Return an attempt by its number, with those of its banks that are available.

    Raises `UsageError` when no attempt has this number, `NotPlayable` when none of its responses
    can be shown, and `StoreError`.
    """
    detail = context.store.attempt(number)
    banks = []
    for file, summary in context.library.summaries().items():
        if summary.bank in detail.summary.banks:
            # A bank with errors has no sources to show; the stored quotes are enough.
            with suppress(NotPlayable):
                banks.append(load_bank(file))
    return replay(detail, banks, context.store)


def replay(detail: AttemptDetail, banks: Iterable[Bank], store: Store) -> PastAttempt:
    """Return an attempt as it was answered; `banks` are those of its banks that can be read.

    Questions, options and quotes are those stored with the responses, and so are the marks.
    Raises `NotPlayable` when none of its responses can be shown.
    """
    known = {bank.id: bank for bank in banks}
    texts = {name: words_of(bank) for name, bank in known.items()}
    found: dict[int, _Shown | None] = {}
    for response in detail.responses:
        words = texts.get(response.bank, NO_WORDS)
        bank = known.get(response.bank)
        found[response.position] = _shown(response, bank, detail.summary.title, words)
    for position, body in detail.blanks.items():
        form_item = detail.form[position]
        bank = known.get(form_item.bank)
        found[position] = _blank(form_item, body, bank, detail.summary.title)
    shown = [one for _, one in sorted(found.items()) if one is not None]
    if not shown and detail.summary.mode == Mode.EXAM and detail.summary.finished is None:
        raise NotPlayable(f"Attempt {detail.summary.number} is an exam that is not handed in yet.")
    if not shown:
        raise NotPlayable(f"Attempt {detail.summary.number} has no answers that can be shown.")
    items = [one.item for one in shown]
    # So that the score is still out of the points of the whole form.
    lost = detail.summary.max_score - sum(float(item.question.points) for item in items)
    answered = {position: one.answered for position, one in enumerate(shown)}
    undone = [position for position, one in enumerate(shown) if one.undone]
    overruled = [position for position, one in enumerate(shown) if one.overruled]
    attempt = Attempt(items, lambda: 0.0, answered, max(0.0, lost), undone, overruled)
    runner = PracticeRunner(attempt, attempt_of(detail), store, Clocks())
    unreadable = len(found) - len(shown)
    return PastAttempt(
        detail.summary, runner, unreadable, known, dict(_current_citations(shown, known))
    )


def _shown(
    response: StoredResponse, bank: Bank | None, title: str, known: Lexicon
) -> _Shown | None:
    restored = restore_response(response, known)
    if restored is None:
        return None
    question, answered = restored
    verdict = answered.verdict
    verdict = replace(verdict, notes=(*verdict.notes, _when(response)))
    quotes = bank.cited(quotes_of(question, verdict)) if bank else ()
    stored = _bank(response.bank, question, response.body, quotes, bank, title)
    item = Item(stored, question, response.option_order)
    answered = replace(answered, verdict=verdict)
    return _Shown(item, answered, response.undone, response.overruled)


def _blank(form_item: FormItem, body: JsonObject, bank: Bank | None, title: str) -> _Shown | None:
    """Return a question left blank; None when it cannot be read."""
    question = stored_question(body)
    if question is None:
        return None
    answered = blank_answer(question)
    notes = (*answered.verdict.notes, LEFT_BLANK)
    answered = replace(answered, verdict=replace(answered.verdict, notes=notes))
    quotes = bank.cited(quotes_of(question, answered.verdict)) if bank else ()
    stored = _bank(form_item.bank, question, body, quotes, bank, title)
    return _Shown(Item(stored, question, form_item.option_order), answered)


def _when(response: StoredResponse) -> str:
    spent = counted(round(response.seconds), "second")
    hints = f", with {counted(response.hints_used, 'hint')}" if response.hints_used else ""
    return f"Answered on {formatting.moment(response.answered)}, in {spent}{hints}."


def _bank(
    name: str,
    question: Question,
    body: JsonObject,
    quotes: Iterable[Citation],
    bank: Bank | None,
    title: str,
) -> Bank:
    """Return a bank without sources, with the citations as they were stored.

    The history has the positions of the quotes of a question, but not of those of its options:
    these are given by `quotes`, from the current bank.
    """
    return Bank(
        path=bank.path if bank else Path(),
        id=name,
        title=bank.title if bank else title,
        description="",
        language="",
        questions=(question,),
        sources={},
        citations={each.quote: each for each in quotes} | dict(_stored(body, question)),
    )


def _stored(body: JsonObject, question: Question) -> Iterator[tuple[Quote, Citation]]:
    """Yield the quotes of a question with their stored positions."""
    written = body.get("quotes")
    known = written if isinstance(written, list) else []
    unused = [each for each in known if isinstance(each, dict)]
    for quote in question.quotes:
        stored = next((each for each in unused if each.get("text") == quote.text), None)
        if stored is not None:
            # The same quote may be stored twice, from different paragraphs.
            unused.remove(stored)
            yield quote, _citation(quote, stored)


def _citation(quote: Quote, stored: Mapping[str, object]) -> Citation:
    number = stored.get("paragraph")
    return Citation(
        quote=quote,
        source=str(stored.get("source", "")),
        match=Match.EXACT,
        spans=(),  # The source may have changed: see `_current_citations`.
        paragraph=number if isinstance(number, int) else 1,
    )


def _current_citations(
    shown: Iterable[_Shown], banks: Mapping[str, Bank]
) -> Iterator[tuple[tuple[str, Quote], Citation]]:
    """Yield the bank, quote and citation of every quote that its current source contains."""
    wanted: dict[str, dict[Quote, Citation]] = {}
    for item, answered, *_ in shown:
        quotes = item.bank.cited(quotes_of(item.question, answered.verdict))
        wanted.setdefault(item.bank.id, {}).update({each.quote: each for each in quotes})
    for name, citations in wanted.items():
        if name not in banks:
            continue
        sought = [replace(each.quote, source=each.source) for each in citations.values()]
        found = locate_all(sought, banks[name].sources)
        for quote, each in zip(citations, found, strict=True):
            if isinstance(each, Citation):
                yield (name, quote), each
