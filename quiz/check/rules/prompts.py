"""What a prompt loses, adds or hides of what the source says."""

from collections.abc import Iterator

from quiz.check.prepared import CHOICE, Item, Survey
from quiz.check.rules.base import EVALUATIVE, HEDGES, NEGATIONS, REPORTING, Hit, Rule, each
from quiz.model.bank import Citation
from quiz.model.problem import Severity
from quiz.text.folding import fold

_MIN_SPEECH = 4
"""Words between quotation marks that make speech, not a name or a term."""
_REACH = 3000
"""Characters before a quote in which the mark that opens a speech is looked for."""
_LEAD = 200
"""Characters before a speech that name its speaker."""
_EXEMPT = (("at", "least"), ("not", "only"), ("least", "one"), ("whether", "not"), ("or", "not"))


def _negative(item: Item) -> str:
    prompt = item.prompt
    if NEGATIONS.isdisjoint(item.words) and "n't" not in prompt:
        return ""
    negated = NEGATIONS.intersection(item.own_words)
    if not negated and "n't" not in prompt:
        return ""
    if any(mark in prompt for mark in ("*", "_")) or any(
        word.upper() in prompt for word in negated
    ):
        return ""
    pairs = list(zip(item.words, item.words[1:], strict=False))
    found = negated - {word for pair in _EXEMPT if pair in pairs for word in pair}
    if not found and "n't" not in prompt:
        return ""
    word = min(found, default="n't")
    return f"“{word}” is easily read over: ask for what holds, or write it in capitals"


def _hedge_lost(item: Item) -> str:
    if HEDGES.isdisjoint(item.quote_words):
        return ""
    lost = HEDGES.intersection(item.quote_words)
    if not HEDGES.isdisjoint(item.words) or not REPORTING.isdisjoint(item.words):
        return ""
    if any(not HEDGES.isdisjoint(words) for words in item.options[: len(item.keys)]):
        return ""
    return f"the quote says “{min(lost)}”, the prompt asks for a fact: keep the caution, or say who"


def _unattributed(item: Item) -> str:
    if EVALUATIVE.isdisjoint(item.words):
        return ""
    found = EVALUATIVE.intersection(item.own_words)
    if not found or not REPORTING.isdisjoint(item.words):
        return ""
    return f"“{min(found)}” is a judgement: say whose, or leave it out"


def _speakers(survey: Survey) -> Iterator[Hit]:
    for item in survey.items:
        if not item.quote or not REPORTING.isdisjoint(item.words):
            continue
        for citation in survey.bank.cited(item.question.quotes):
            lead = _lead_of_speech(survey.bank.sources[citation.source].text, citation)
            if lead is not None and not _names(item.prompt, lead):
                message = "the quote is somebody's speech, and the prompt does not say whose"
                yield Hit(message, item, "prompt")
                break


def _lead_of_speech(text: str, citation: Citation) -> str | None:
    """Return what stands before the speech that a quote is or holds, None where it is none."""
    start, end = citation.spans[0].start, citation.spans[-1].end
    opened = _opening(text, start)
    if opened is None:
        quoted = fold(text[start:end]).split('"')
        if len(quoted) < 3 or len(quoted[1].split()) < _MIN_SPEECH:
            return None
        return text[max(0, start - _LEAD) : start] + quoted[0]
    return text[max(0, opened - _LEAD) : opened]


def _opening(text: str, start: int) -> int | None:
    """Return where the speech opens that is still open at an offset, None where none is."""
    least = max(0, start - _REACH)
    opened = text.rfind("“", least, start)
    if opened >= 0:
        return opened if text.rfind("”", least, start) < opened else None
    least = max(least, text.rfind("\n", least, start) + 1)
    if text.count('"', least, start) % 2:
        return text.rfind('"', least, start)
    return None


def _names(prompt: str, lead: str) -> bool:
    """Check whether a prompt holds a word with a capital, beyond its first, of what leads up."""
    known = {word.strip(".,;:!?\"'()") for word in fold(lead).split()}
    asked = (word.strip(".,;:!?\"'()").removesuffix("'s") for word in prompt.split()[1:])
    return any(word[:1].isupper() and word in known for word in asked)


RULES = (
    Rule(
        "negative-prompt",
        Severity.WARNING,
        "the prompt of a choice asks for what does not hold, without emphasis",
        each(_negative, "prompt", *CHOICE),
        english=True,
    ),
    Rule(
        "hedge-lost",
        Severity.WARNING,
        "the quote says reportedly, might or could, and the prompt does not",
        each(_hedge_lost, "prompt"),
        english=True,
    ),
    Rule(
        "speaker-lost",
        Severity.WARNING,
        "the quote is speech, and the prompt does not say whose",
        _speakers,
        english=True,
    ),
    Rule(
        "evaluation-unattributed",
        Severity.WARNING,
        "the prompt judges in its own voice",
        each(_unattributed, "prompt"),
        english=True,
    ),
)
