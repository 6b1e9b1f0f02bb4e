"""`quiz map`: show how well each sentence of a bank's sources is known."""

import argparse
from argparse import Namespace
from collections.abc import Iterator

from quiz.cli import context
from quiz.cli.args import add_format, add_locations
from quiz.cli.context import bank_file
from quiz.cli.output import as_json
from quiz.model.bank import Bank
from quiz.settings.manager import load_settings
from quiz.study.context import Clocks
from quiz.study.library import load_bank
from quiz.study.source_map import (
    QuestionKnowledge,
    SentenceKnowledge,
    SourceMap,
    coverage_words,
    coverages,
    source_of,
    standings,
    state_counts,
    state_words,
)
from quiz.text.cleaning import clean_line

HELP = """\
Every sentence of the bank's sources is listed with its number, how well you know it, and its
questions. A sentence is known as well as the weakest of its questions: “missed” if your last
answer to one was wrong, “fading” if one is due for review, “partly met” if you know those you
have met and others are new, “known” if you know them all.

examples:
  quiz map munitions-policy
  quiz map my-bank.yaml --source article
  quiz map munitions-policy --format json
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("bank", metavar="BANK", help="id or path of the bank")
    parser.add_argument("--source", metavar="NAME", help="show only this source")
    add_format(parser, "text", "json")
    add_locations(parser)


def run(options: Namespace) -> int:
    """Print the sentences of a bank's sources with how well each is known; return 0."""
    manager = load_settings(options)
    with context.history(options, manager) as store:
        context.warn_if_unsaved(store)
        bank = load_bank(bank_file(options.bank, context.library(store, manager)))
        known = standings(bank, store, Clocks())
    # From here on only the bank is needed, so the history can be closed.
    maps = [SourceMap(covered, known) for covered in coverages(bank, _names(bank, options))]
    if options.format == "json":
        print(as_json({"bank": bank.id, "sources": [_data(each) for each in maps]}))
        return 0
    for number, each in enumerate(maps):
        print("\n" if number else "", end="")
        for line in _lines(each):
            print(clean_line(line))
    return 0


def _names(bank: Bank, options: Namespace) -> list[str]:
    """Return the sources to show; raise `UsageError` as `source_of` does."""
    several = options.source is None and len(bank.sources) > 1
    return list(bank.sources) if several else [source_of(bank, options.source)]


def _lines(shown: SourceMap) -> Iterator[str]:
    covered = shown.covered
    yield f"Source “{covered.source}”"
    for first, paragraph in zip(covered.firsts, covered.paragraphs, strict=True):
        yield ""
        for number, span in enumerate(paragraph, first):
            found = shown.knowledge.get(number)
            text = " ".join(covered.text[slice(*span)].split())
            yield f"{number}. {state_words(found)}: {text}"
            if found is not None:
                yield f"   questions: {_ids(found)}"
    yield ""
    yield f"{coverage_words(shown)}."
    yield ", ".join(state_counts(shown))


def _ids(knowledge: SentenceKnowledge) -> str:
    pairs = zip(knowledge.questions, knowledge.standings, strict=True)
    return "; ".join(f"{question.id} ({_state(standing)})" for question, standing in pairs)


def _state(standing: QuestionKnowledge) -> str:
    words = [standing.state.value]
    if standing.due:
        words.append("due")
    if standing.suspended:
        words.append("suspended")
    return ", ".join(words)


def _data(shown: SourceMap) -> dict[str, object]:
    covered = shown.covered
    return {
        "source": covered.source,
        "sentences": [_sentence(shown, number) for number in range(1, shown.sentences + 1)],
        "summary": {
            "sentences": shown.sentences,
            "with_questions": len(shown.knowledge),
            "characters": covered.characters,
            "quoted": covered.quoted,
            "states": {state.value: count for state, count in shown.counts.items()},
        },
    }


def _sentence(shown: SourceMap, number: int) -> dict[str, object]:
    covered = shown.covered
    span = covered.sentences[number - 1]
    found = shown.knowledge.get(number)
    return {
        "sentence": number,
        "paragraph": covered.paragraph_of(number),
        "start": span.start,
        "end": span.end,
        "text": covered.text[slice(*span)],
        "state": found and found.state.value,
        "recall": found and _rounded(found.recall),
        "questions": [] if found is None else _questions(shown, number, found),
    }


def _questions(shown: SourceMap, number: int, found: SentenceKnowledge) -> list[dict[str, object]]:
    touches = shown.covered.touches[number]
    return [
        {
            "question": touch.question.id,
            "state": standing.state.value,
            "recall": _rounded(standing.recall),
            "due": standing.due,
            "suspended": standing.suspended,
            "quoted": [list(span) for span in touch.spans],
        }
        for touch, standing in zip(touches, found.standings, strict=True)
    ]


def _rounded(recall: float | None) -> float | None:
    # The model is not exact enough for more digits, and they would change from second to second.
    return None if recall is None else round(recall, 4)
