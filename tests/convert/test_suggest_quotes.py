"""The passages of a source that are suggested as quotes."""

from collections.abc import Mapping
from pathlib import Path

from quiz.bank.reader import read_bank
from quiz.convert.suggest_quotes import QuoteSuggester
from quiz.model.bank import Bank, Source, Span
from quiz.model.question import Option, Question, Quote, SingleChoice
from quiz.quotes.locate import QuoteProblem, locate_all

BANKS = Path(__file__).parents[2] / "questions"


def spans(quotes: tuple[Quote, ...], sources: Mapping[str, Source]) -> list[Span]:
    found = locate_all(quotes, sources)
    return [span for each in found if not isinstance(each, QuoteProblem) for span in each.spans]


def holds_the_quote(suggested: Quote, question: Question, bank: Bank) -> bool:
    (sentence,) = spans((suggested,), bank.sources)
    quoted = spans(question.quotes, bank.sources)
    return any(span.start < sentence.end and sentence.start < span.end for span in quoted)


def test_most_proposals_for_the_shipped_banks_hold_the_quote_that_was_there() -> None:
    judged: list[bool] = []
    questions = 0
    for file in sorted(BANKS.glob("*.yaml")):
        bank = read_bank(file).bank
        assert bank is not None
        suggester = QuoteSuggester(bank.sources)
        questions += len(bank.questions)
        for question in bank.questions:
            suggested = suggester.suggest(question)
            if suggested is not None:
                judged.append(holds_the_quote(suggested, question, bank))
    assert sum(judged) >= 0.75 * questions
    assert sum(judged) >= 0.9 * len(judged)


def suggested(text: str, prompt: str, key: str) -> str | None:
    wrong = (Option("the wind"),)
    question = SingleChoice(id="q", prompt=prompt, answer=Option(key), distractors=wrong)
    found = QuoteSuggester({"text": Source("text", Path("t.txt"), text)}).suggest(question)
    return found.text if found else None


def test_of_sentences_that_hold_as_much_the_shortest_is_proposed() -> None:
    long = "It is the Moon that raises the tides, as has been known for a very long time now."
    short = "It is the Moon that raises the tides."
    other = "The wind raises waves, and nobody has ever doubted it."
    asked = ("What raises the tides?", "the Moon")
    assert suggested(f"{long}\n\n{other}\n\n{short}\n", *asked) == short


def test_short_words_alone_support_nothing() -> None:
    text = "One of the boats is in the harbour of the town.\n\nAnother is at sea, and has sails.\n"
    assert suggested(text, "Which of these is it?", "none of the above") is None


GEYSERS = "The oldest geyser of the valley erupts every day.\n\n"
SINTER = "A white crust of geyserite grows around the old vents of the valley.\n"


def test_a_word_that_only_begins_alike_supports_nothing() -> None:
    asked = ("What grows in the valley?", "geyserite")
    assert suggested(f"{GEYSERS}{SINTER}", *asked) == SINTER.strip()
    assert suggested(GEYSERS, *asked) is None


def test_the_word_itself_counts_for_more_than_another_form_of_it() -> None:
    asked = ("Which nation guards the valley?", "the oldest nation")
    national = "The oldest national guards of the valley wore red."
    nation = "The oldest nation guards all of the valley alone."
    assert suggested(f"{national}\n\n{nation}\n", *asked) == nation


def test_another_form_of_a_word_supports_it() -> None:
    asked = ("What erupts each day in the valley?", "the oldest geysers")
    assert suggested(f"{SINTER}\n{GEYSERS}", *asked) == GEYSERS.strip()
