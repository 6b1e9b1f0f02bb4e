"""Faults put into sound questions: how many `quiz check` finds, and how many alarms are false."""

import tempfile
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

SOUND = 240
"""Questions without a fault."""
_EACH = 8
"""Questions of each fault."""
_SOUNDS = "ba de fi go lu ma ne pi ro su ta ve wi zo ka jo".split()
_HEAD = "format: 1\nid: seeded\ntitle: Seeded\nsources:\n  text: text.txt\nquestions:\n"


class Voyage(NamedTuple):
    """One fact of the source, in words that occur nowhere else in it."""

    ship: str
    port: str
    goal: str
    skipper: str
    cargo: str
    people: int

    @property
    def text(self) -> str:
        """What the source says of it."""
        return (
            f"The {self.ship} left {self.port} last week with {self.people} people aboard and a "
            f"load of {self.cargo}. She will reportedly call at {self.goal} for repairs. Captain "
            f"{self.skipper} said: “We sail for {self.goal} ... whatever the wind may be.”\n"
        )


class Fault(NamedTuple):
    """One kind of fault, put into a question about a fact."""

    question: Callable[[Voyage], str]
    """The lines of a question with it, without the id."""
    times: int = _EACH


def _choice(prompt: str, answer: str, wrong: str, quote: str, more: str = "") -> str:
    more = f"  {more}\n" if more else ""
    return (
        f"  type: single_choice\n  prompt: '{prompt}'\n  answer: '{answer}'\n"
        f"  distractors: {wrong}\n  quote: '{quote}'\n{more}"
    )


def _typed(prompt: str, answer: str, quote: str) -> str:
    return (
        f"  type: short_answer\n  prompt: '{prompt}'\n  answers: ['{answer}']\n  quote: '{quote}'\n"
    )


def _statement(prompt: str, answer: bool, quote: str) -> str:
    word = str(answer).lower()
    return f"  type: true_false\n  prompt: '{prompt}'\n  answer: {word}\n  quote: '{quote}'\n"


def _left(voyage: Voyage) -> str:
    return f"The {voyage.ship} left {voyage.port}"


def _calls(voyage: Voyage) -> str:
    return f"will reportedly call at {voyage.goal}"


FAULTS: dict[str, Fault] = {
    "key-longest": Fault(lambda v: _choice(
        f"What left with Captain {v.skipper}?", f"the {v.ship} that left {v.port}",
        "[no ship, two ships]", _left(v))),
    "all-of-the-above": Fault(lambda v: _choice(
        "Where from?", v.port, "[Qaxum, none of the above]", _left(v))),
    "article-fits-key": Fault(lambda v: _choice(
        f"Besides {v.cargo} the ship bore an", "awning", "[rudder, mast]", _left(v),
        "inferred: true")),
    "numbers-shuffled": Fault(lambda v: _choice(
        "How many people were aboard?", str(v.people), f"['{v.people + 7}', '{v.people + 90}']",
        f"with {v.people} people aboard")),
    "option-count": Fault(lambda v: _choice("Where from?", v.port, "[Qaxum Town]", _left(v))),
    "options-equal": Fault(lambda v: _choice(
        "Where from?", v.port, "[Qaxum Town, Qaxum Town.]", _left(v))),
    "negative-prompt": Fault(lambda v: _choice(
        "From where did she not sail?", "Qaxum", f"[{{text: {v.port}, feedback: She did.}}, Xuq]",
        f"with {v.people} people aboard", "inferred: true")),
    "hedge-lost": Fault(lambda v: _typed("Where will she have repairs?", v.goal, _calls(v))),
    "speaker-lost": Fault(lambda v: _typed(
        "Where will they sail?", v.goal, f"We sail for {v.goal} ... whatever")),
    "evaluation-unattributed": Fault(lambda v: _typed(
        "From where was the disastrous start?", v.port, _left(v))),
    "key-unsupported": Fault(lambda v: _typed("Which was her cargo?", v.cargo, _left(v))),
    "number-unsupported": Fault(lambda v: (
        f"  type: numeric\n  prompt: How many were aboard?\n  answer: {v.people}\n"
        f"  quote: '{_left(v)}'\n")),
    "distractor-in-quote": Fault(lambda v: _choice(
        "From which port?", v.port, f"[{{text: {v.ship}, feedback: A ship.}}, Qaxum]", _left(v))),
    "distractor-in-source": Fault(lambda v: _choice(
        "From which port?", v.port, f"[{v.goal}, Qaxum]", _left(v))),
    "date-invented": Fault(lambda v: _choice(
        "When did she leave?", "in July 2023", "[in June 2023, in May 2023]",
        f"{v.port} last week", "inferred: true")),
    "quote-starts-with-pronoun": Fault(lambda v: _typed(
        "Which place, according to the text, has the repairs?", v.goal, f"She {_calls(v)}")),
    "quote-touches-omission": Fault(lambda v: _typed(
        "For which place does the captain say they sail?", v.goal, f"We sail for {v.goal}")),
}  # fmt: skip
"""The faults, by the rule that must find them; patterns over banks are tested separately."""

_SOUND: tuple[Callable[[Voyage], str], ...] = (
    lambda v: _choice(
        f"From where did the {v.ship} sail?", f"from {v.port}", "[from Qaxum, from Xuqamore]",
        _left(v)),
    lambda v: _choice(
        f"What did the {v.ship} carry, not only people but at least one load?",
        v.cargo, f"[{{text: {v.skipper}, feedback: The captain.}}, 'Xuq, or so']",
        f"a load of {v.cargo}"),
    lambda v: _choice(
        f"How many were aboard the {v.ship}?", f"{v.people} people",
        f"['{v.people + 2000} people', '{v.people + 3000} people']",
        f"with {v.people} people aboard"),
    lambda v: _typed(
        f"Where will the {v.ship} reportedly be repaired?", f"at {v.goal}", _calls(v)),
    lambda v: _typed(
        f"Of which place does Captain {v.skipper} speak?", v.goal,
        f"We sail for {v.goal} ... whatever the wind"),
    lambda v: _typed(f"What was the load of the {v.ship}?", f"the {v.cargo}", f"load of {v.cargo}"),
    lambda v: (
        f"  type: numeric\n  prompt: How many people sailed with the {v.ship}?\n"
        f"  answer: {v.people}\n  quote: with {v.people} people aboard\n"),
    lambda v: _statement(f"The {v.ship} stayed in port.", False, _left(v)),
    lambda v: _statement(
        f"According to the text, Captain {v.skipper} may sail in any wind.", True,
        f"We sail for {v.goal} ... whatever the wind may be"),
    lambda v: (
        f"  type: cloze\n  text: 'The {v.ship} left {{{{{v.port}}}}} last week.'\n"
        f"  quote: '{_left(v)}'\n"),
    lambda v: (
        f"  type: find_evidence\n  prompt: Which sentence names the load of the {v.ship}?\n"
        f"  quote: a load of {v.cargo}\n"),
    lambda v: (
        f"  type: multiple_response\n  prompt: Which names go with the {v.ship}?\n"
        f"  answers: ['{v.port}', 'Captain {v.skipper}']\n  distractors: [Qaxum, Captain Xuq]\n"
        f"  inferred: true\n  quote: '{_left(v)}'\n"),
)  # fmt: skip


class Detected(NamedTuple):
    """Which faults a check found."""

    found: dict[str, int]
    """Faulty questions for which the right rule fired."""
    false_alarms: dict[str, int]
    """Warnings and errors for sound questions, or from other rules."""


def check_seeded_faults(folder: Path) -> Detected:
    """Write a bank of sound and faulty questions, check it, and count."""
    from quiz.check.engine import check_paths

    texts, due = _questions()
    voyages = _voyages(len(texts))
    (folder / "text.txt").write_text("".join(each.text for each in voyages), "utf-8")
    items = [text(voyage) for text, voyage in zip(texts, voyages, strict=True)]
    starts, line = [], _HEAD.count("\n") + 1
    for item in items:
        starts.append(line)
        line += item.count("\n") + 1
    body = "".join(f"- id: q{number}\n{item}" for number, item in enumerate(items))
    (folder / "bank.yaml").write_text(_HEAD + body, "utf-8")
    found, false = set[int](), Counter[str]()
    for problem in check_paths([str(folder / "bank.yaml")]).problems:
        number = bisect_right(starts, problem.position.line) - 1
        if number >= 0 and due[number] == problem.rule:
            found.add(number)
        else:
            false[problem.rule] += 1
    return Detected(dict(Counter(due[number] for number in sorted(found))), dict(false))


def _questions() -> tuple[list[Callable[[Voyage], str]], list[str]]:
    """Return shuffled makers of questions, and the rule each must trigger, empty for sound ones."""
    pairs = [(_SOUND[number % len(_SOUND)], "") for number in range(SOUND)]
    pairs += [(fault.question, rule) for rule, fault in FAULTS.items() for _ in range(fault.times)]
    Random(4).shuffle(pairs)
    return [text for text, _ in pairs], [rule for _, rule in pairs]


def _voyages(count: int) -> list[Voyage]:
    names = _names()
    return [
        Voyage(
            next(names), next(names), next(names), next(names), next(names).lower(), 100 + number
        )
        for number in range(count)
    ]


def _names() -> Iterator[str]:
    """Yield names that are all different."""
    for first in _SOUNDS:
        for second in _SOUNDS:
            for third in _SOUNDS:
                yield f"{first}{second}{third}n".capitalize()


def main() -> None:
    """Print how many of each fault were found."""
    with tempfile.TemporaryDirectory() as folder:
        detected = check_seeded_faults(Path(folder))
    for rule, fault in FAULTS.items():
        print(f"  {rule:26} {detected.found.get(rule, 0)} of {fault.times} found")
    print(f"  among {SOUND} sound questions, and beside the due rule: {detected.false_alarms}")


if __name__ == "__main__":
    main()
