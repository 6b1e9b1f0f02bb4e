"""Banks, questions and responses that the tests share."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from textwrap import dedent, indent
from typing import Any, NamedTuple

from quiz.bank.questions import EvidenceResolver, read_question
from quiz.bank.reader import BankReading, read_bank
from quiz.model.bank import Citation, Source
from quiz.model.problem import Problem
from quiz.model.question import Question
from quiz.quotes.locate import locate_all
from quiz.quotes.sources import texts_of
from quiz.text.phrases import Lexicon
from quiz.yaml_source.parse import scan
from quiz.yaml_source.problems import ProblemLog
from quiz.yaml_source.writer import yaml_item, yaml_lines

NO_LEXICON = Lexicon(names=frozenset(), words=frozenset())

SOURCE = (
    "The ferry left Picton at noon with 512 people aboard.\n"
    "Two of the four engines failed off Cape Jackson, the harbourmaster said.\n"
    "Nobody was hurt, and the ferry reached Wellington before dark.\n"
)
"""A source in which the quote of every sample stands."""

HEADER = """\
format: 1
id: ferry
title: The ferry
sources:
  report: report.txt
questions:
"""
FIRST_LINE = HEADER.count("\n") + 1
"""The line of the bank in which the questions start."""


class Sample(NamedTuple):
    """One question of a type, and lines that answer it."""

    text: str
    right: str
    wrong: str


_SAMPLES = {
    "single_choice": Sample(
        """\
        id: harbour
        type: single_choice
        prompt: Where did the ferry leave from?
        answer: Picton
        distractors:
          - Nelson
          - {text: Wellington, feedback: That is where it arrived.}
        quote: The ferry left Picton at noon
        """,
        right="Picton",
        wrong="Nelson",
    ),
    "multiple_response": Sample(
        """\
        id: facts
        type: multiple_response
        prompt: What does the report say?
        answers: [Nobody was hurt, Two engines failed]
        distractors: [The ferry sank, It was night]
        inferred: true
        quote: Nobody was hurt, and the ferry reached Wellington
        """,
        right="1 2",
        wrong="3 4",
    ),
    "true_false": Sample(
        """\
        id: hurt
        type: true_false
        prompt: Somebody was hurt.
        answer: false
        quote: Nobody was hurt
        """,
        right="f",
        wrong="t",
    ),
    "short_answer": Sample(
        """\
        id: cape
        type: short_answer
        prompt: Off which cape did the engines fail?
        answers: [Cape Jackson, Jackson]
        reject: [Cape Johnson]
        quote: engines failed off Cape Jackson
        """,
        right="cape jackson",
        wrong="Cape Johnson",
    ),
    "numeric": Sample(
        """\
        id: aboard
        type: numeric
        prompt: How many were aboard?
        answer: 512
        tolerance: 2
        unit: people
        quote: with 512 people aboard
        """,
        right="five hundred and twelve people",
        wrong="515",
    ),
    "cloze": Sample(
        """\
        id: engines
        type: cloze
        text: "{{Two|2}} of the {{four}} engines failed."
        quote: Two of the four engines failed
        """,
        right="two; 4",
        wrong="one; five",
    ),
    "matching": Sample(
        """\
        id: times
        type: matching
        prompt: When did the ferry do what?
        pairs:
          leave Picton: at noon
          reach Wellington: before dark
        distractors:
          - {text: at midnight, feedback: Nothing is said of the night.}
        quote: the ferry reached Wellington before dark
        """,
        right="at noon; before dark",
        wrong="at midnight; at noon",
    ),
    "ordering": Sample(
        """\
        id: events
        type: ordering
        prompt: What happened first, next and last?
        items: [departure, breakdown, arrival]
        quote: Two of the four engines failed
        """,
        right="departure; breakdown; arrival",
        wrong="arrival; departure; breakdown",
    ),
    "categorize": Sample(
        """\
        id: said
        type: categorize
        prompt: Is each of these a place or a time?
        categories:
          place: [Picton, Wellington]
          time: [noon]
        distractors:
          - {text: harbourmaster, feedback: That is a person.}
        quote: The ferry left Picton at noon
        """,
        right="Picton: place; Wellington: place; noon: time; harbourmaster: -",
        wrong="Picton: time; Wellington: time; noon: place; harbourmaster: place",
    ),
    "find_evidence": Sample(
        """\
        id: unhurt
        type: find_evidence
        prompt: Which sentence says how the people fared?
        quote: Nobody was hurt, and
        """,
        right="3",
        wrong="1",
    ),
}
SAMPLES = {name: each._replace(text=dedent(each.text)) for name, each in _SAMPLES.items()}
"""One question of every type."""


def question(text: str) -> Question:
    """Return the question that a mapping in bank format describes; it must hold no error."""
    read, problems = question_problems(text)
    assert read is not None, problems
    return read


def question_problems(text: str) -> tuple[Question | None, list[Problem]]:
    """Return the question, if any, of a mapping in bank format, and what is wrong with it."""
    report = ProblemLog("question")
    node = scan(dedent(text), report)
    assert node is not None, report.problems
    read = read_question(node, report).question
    return read and in_source(read, SOURCE, report), report.problems


def in_source(asked: Question, text: str, report: ProblemLog) -> Question:
    """Return a question as a bank with one source has it: its quotes were looked for there."""
    sources = {"report": Source("report", Path("report.txt"), text)}
    found = {
        each.quote: each for each in locate_all(asked.quotes, sources) if isinstance(each, Citation)
    }
    return EvidenceResolver(texts_of(sources), found, report).resolve(asked)


def sample(kind: str) -> Question:
    """Return the sample question of a type."""
    return question(SAMPLES[kind].text)


def as_items(*questions: str) -> str:
    """Return questions, each a mapping in bank format, as the items of a list."""
    return "".join("-" + indent(dedent(text), "  ")[1:] for text in questions)


def write_bank(
    folder: Path,
    questions: str,
    header: str = HEADER,
    name: str = "bank.yaml",
    source: str = SOURCE,
) -> Path:
    """Write a bank and its source; `questions` are the lines after `questions:`."""
    (folder / "report.txt").write_text(source, encoding="utf-8", newline="")
    path = folder / name
    path.write_text(header + questions, encoding="utf-8", newline="")
    return path


def read(folder: Path, questions: str, header: str = HEADER) -> BankReading:
    """Write a bank and read it."""
    return read_bank(write_bank(folder, questions, header), "bank.yaml")


def places(problems: tuple[Problem, ...] | list[Problem]) -> list[str]:
    """Return problems as `line:column rule`, errors and warnings alike."""
    return [f"{p.position.line}:{p.position.column} {p.rule}" for p in problems]


def all_samples() -> Iterator[str]:
    """Yield the sample questions in bank format."""
    for each in SAMPLES.values():
        yield each.text


def bank_text(data: Mapping[str, Any]) -> str:
    """Return a bank as YAML: its own keys, then its questions, with blank lines between."""
    lines = [*yaml_lines({key: value for key, value in data.items() if key != "questions"})]
    lines += ["", "questions:"]
    for question in data["questions"]:
        lines += [*yaml_item(question, "  "), ""]
    return "\n".join(lines[:-1]) + "\n"
