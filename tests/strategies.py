"""Hypothesis strategies for questions of every type."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from quiz.bank.questions import rebuild_question
from quiz.model.question import Question
from quiz.text.cleaning import first_forbidden

Data = dict[str, Any]

CHARACTERS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co", "Cn", "Zl", "Zp"])
LINE = (
    st.text(CHARACTERS, min_size=1, max_size=20)
    .map(lambda text: f"x{text}x")
    .filter(lambda text: first_forbidden(text) is None)
)
TEXT = st.lists(LINE, min_size=1, max_size=3).map("\n".join)
NUMBER = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20)
QUOTE = LINE | st.fixed_dictionaries({"text": TEXT}, optional={"source": LINE, "near": TEXT})
OPTION = LINE | st.fixed_dictionaries({"text": TEXT}, optional={"feedback": TEXT, "quote": QUOTE})
FLAG = st.sampled_from(["true", "false"])
RULES: Data = {
    "case_sensitive": FLAG,
    "strict": FLAG,
    "typos": st.sampled_from(["none", "forgiven"]),
    "reject": st.lists(LINE, min_size=1, max_size=3),
}
COMMON: Data = {
    "explanation": TEXT,
    "inferred": FLAG,
    "hints": st.lists(TEXT, min_size=1, max_size=3),
    "points": st.sampled_from(["1", "2.50", "0.5", "1e2"]),
    "tags": st.lists(LINE, max_size=3),
    "enemies": st.lists(st.just("other"), max_size=1),
    "quotes": st.lists(QUOTE, min_size=1, max_size=3),
}
WORD = st.text("abcdeéß日", min_size=1, max_size=8)
RIGHTS = st.sampled_from(["at noon", "At  noon", "before dark", "日本"]) | TEXT
PAIRS = st.dictionaries(TEXT, RIGHTS, min_size=2, max_size=4) | st.lists(
    st.dictionaries(TEXT, RIGHTS, min_size=1, max_size=1), min_size=2, max_size=4
)
CATEGORIES = st.lists(
    st.dictionaries(LINE, st.lists(TEXT, min_size=1, max_size=3), min_size=1, max_size=1),
    min_size=2, max_size=4,
)  # fmt: skip
PARAGRAPH = st.lists(LINE.map(str.strip), min_size=1, max_size=3)
GAP = st.lists(WORD, min_size=1, max_size=3).map(lambda words: "{{" + "|".join(words) + "}}")
OWN: dict[str, tuple[Data, Data]] = {
    "single_choice": (
        {"prompt": TEXT, "answer": OPTION, "distractors": st.lists(OPTION, min_size=1, max_size=4)},
        {"shuffle": FLAG},
    ),
    "multiple_response": (
        {"prompt": TEXT, "answers": st.lists(OPTION, min_size=1, max_size=3),
         "distractors": st.lists(OPTION, min_size=1, max_size=3)},
        {"shuffle": FLAG, "marking": st.sampled_from(["plus_minus", "all_or_nothing"])},
    ),
    "true_false": ({"prompt": TEXT, "answer": FLAG}, {}),
    "short_answer": ({"prompt": TEXT, "answers": st.lists(LINE, min_size=1, max_size=3)}, RULES),
    "numeric": (
        {"prompt": TEXT, "answer": NUMBER.map(str)},
        {"tolerance": NUMBER.map(abs).map(str), "unit": LINE},
    ),
    "cloze": (
        {"text": st.lists(GAP | LINE, min_size=1, max_size=5).map(" ".join)},
        {"prompt": TEXT, "distractors": st.lists(OPTION, max_size=3), **RULES},
    ),
    "matching": (
        {"prompt": TEXT, "pairs": PAIRS},
        {"distractors": st.lists(OPTION, max_size=3)},
    ),
    "ordering": (
        {"prompt": TEXT, "items": st.lists(TEXT, min_size=2, max_size=6)},
        {},
    ),
    "categorize": (
        {"prompt": TEXT, "categories": CATEGORIES},
        {"distractors": st.lists(OPTION, max_size=3)},
    ),
    "find_evidence": (
        {"prompt": TEXT, "quote": QUOTE, "paragraphs": st.lists(PARAGRAPH, min_size=1, max_size=3),
         "key": st.lists(st.integers(0, 2).map(str), min_size=1, max_size=2, unique=True)},
        {},
    ),
}  # fmt: skip
"""By type: its required and its optional keys."""
KINDS = tuple(OWN)


@st.composite
def questions(draw: st.DrawFn, kinds: Sequence[str] = KINDS) -> Question:
    """Draw a question of one of these types, with any keys that a bank may hold."""
    name = draw(st.sampled_from(kinds))
    own, optional = OWN[name]
    fields = st.fixed_dictionaries(own, optional={**optional, **COMMON})
    made = draw(
        fields.map(lambda data: rebuild_question({"id": "q", "type": name, **data})).filter(bool)
    )
    assert made is not None
    return made


def several_questions(
    kinds: Sequence[str] = KINDS, max_size: int = 4
) -> st.SearchStrategy[tuple[Question, ...]]:
    """Draw 1 to `max_size` questions of these types with ids of their own: q1, q2, …"""
    drawn = st.lists(questions(kinds), min_size=1, max_size=max_size)
    return drawn.map(
        lambda made: tuple(replace(each, id=f"q{n}") for n, each in enumerate(made, 1))
    )
