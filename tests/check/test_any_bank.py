"""Rules over whatever a bank holds: any words, any language, no sources."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.bank.reader import BankReading
from quiz.check.engine import apply_rules
from quiz.check.rules import RULES
from quiz.check.rules.whole_bank import tail
from quiz.model.bank import Bank, Citation, Source
from quiz.model.question import (
    Cloze,
    Gap,
    Matching,
    MultipleResponse,
    Numeric,
    Option,
    Ordering,
    Pair,
    Question,
    Quote,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
)
from quiz.quotes.locate import locate_all
from quiz.quotes.sources import texts_of

SOURCE = (
    "Им сказали: «Вода поднимется в понедельник» ... 水は月曜日に上がる。 They said “it may rise”."
)
WORDS = "not an All of the above Пуля 月曜日 reportedly “may rise” crucial 1,5 ½ -- ... ß ﬁ".split()
TEXT = st.one_of(st.text(min_size=1), st.lists(st.sampled_from(WORDS), min_size=1).map(" ".join))
OPTIONS = st.lists(TEXT.map(Option), min_size=1, max_size=6).map(tuple)
QUOTES = st.lists(st.sampled_from([Quote("понедельник» ... 水は"), Quote("They said “it may")]))
COMMON = {"id": st.sampled_from("abc"), "prompt": TEXT, "quotes": QUOTES.map(tuple)}
QUESTION: st.SearchStrategy[Question] = st.one_of(
    st.builds(SingleChoice, answer=TEXT.map(Option), distractors=OPTIONS,
              shuffle=st.booleans(), **COMMON),
    st.builds(MultipleResponse, answers=OPTIONS, distractors=OPTIONS, **COMMON),
    st.builds(TrueFalse, answer=st.booleans(), **COMMON),
    st.builds(ShortAnswer, answers=st.lists(TEXT, min_size=1).map(tuple), **COMMON),
    st.builds(Numeric, answer=st.decimals(allow_nan=False, allow_infinity=False), **COMMON),
    st.builds(Cloze, parts=TEXT.map(lambda text: (text, Gap((text,)))), distractors=OPTIONS,
              **COMMON),
    st.builds(Matching, pairs=TEXT.map(lambda text: (Pair(text, text),)), **COMMON),
    st.builds(Ordering, items=st.lists(TEXT, min_size=2).map(tuple), **COMMON),
)  # fmt: skip


@given(
    st.lists(QUESTION, max_size=8), st.sampled_from(["en", "en-NZ", "ru", "zh-Hant"]), st.booleans()
)
def test_no_rule_ever_fails_on_a_bank(questions: list[Question], language: str, bare: bool) -> None:
    sources = {} if bare else {"text": Source("text", Path("text.txt"), SOURCE)}
    quotes = [quote for question in questions for quote in question.quotes]
    found = {each.quote: each for each in locate_all(quotes, sources) if isinstance(each, Citation)}
    bank = Bank(Path("b.yaml"), "b", "B", "", language, tuple(questions), sources, found)
    reading = BankReading(bank, (), len(questions), len(quotes), "", sources, texts_of(sources))
    judgement = apply_rules(reading, "b.yaml", info=True)
    foreign = {name for name, rule in RULES.items() if not rule.english}
    assert judgement.rules == (RULES.keys() if language.startswith("en") else foreign)
    for problem in judgement.problems:
        assert "\n" not in problem.message or "\n" in str(questions)


@pytest.mark.parametrize(
    ("count", "trials", "chance", "due"),
    [(7, 12, 0.25, "0.0143"), (6, 12, 0.25, "0.0544"), (8, 16, 0.25, "0.0271"),
     (10, 12, 0.5, "0.0193"), (0, 5, 0.5, "1.0000"), (5, 5, 0.5, "0.0312")],
)  # fmt: skip
def test_the_tail_of_a_binomial(count: int, trials: int, chance: float, due: str) -> None:
    assert Decimal(f"{tail(count, trials, chance):.4f}") == Decimal(due)
