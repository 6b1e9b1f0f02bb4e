"""Rules about prompts: what they leave out, add or hide of the source."""

from collections.abc import Iterator

from quiz.check.rules.base import CHOICE, Hit, PreparedBank, PreparedQuestion, Rule, each
from quiz.model.bank import Citation
from quiz.model.problem import Severity
from quiz.text.folding import fold

_MIN_SPEECH = 4
"""Words between quotation marks that make speech, not a name or a term."""
_REACH = 3000
"""Characters before a quote in which the mark that opens a speech is looked for."""
_LEAD = 200
"""Characters before a speech that name its speaker."""
_MIN_WORDS = 12
_HARD = 60
"""LIX from which a text is very hard to read."""
_EXEMPT = (("at", "least"), ("not", "only"), ("least", "one"), ("whether", "not"), ("or", "not"))
_NEGATIONS = frozenset(("not", "except", "least", "never", "cannot"))
_HEDGES = frozenset(
    "reportedly allegedly supposedly purportedly apparently possibly potentially probably perhaps "
    "maybe might may could likely unlikely seemingly presumably reported alleged rumoured "
    "rumored suggests suggested appears appeared seems seemed".split()
)
_REPORTING = frozenset(
    "according say says said saying state states stated claim claims claimed call calls called "
    "describe describes described mention mentions mentioned name names named report reports "
    "reported quote quotes quoted quotation quotations word words wording article text passage "
    "author writer speaker speech statement list lists listed warn warns warned argue argues "
    "argued believe believes believed think thinks thought tell tells told give gives present "
    "presents presented conclude concludes explain explains explained suggest suggests "
    "suggested recognise recognises recognised recognize recognizes express expresses "
    "sentence sentences source adjective whose attribute attributes attributed".split()
)
"""Words by which a prompt attributes a claim."""
_EVALUATIVE = frozenset(
    "controversial crucial massive shocking brilliant terrible disastrous outrageous remarkable "
    "stunning dramatic alarming impressive excellent horrific tragic shameful disgraceful "
    "historic vital dire appalling heroic infamous notorious unprecedented devastating "
    "catastrophic wonderful amazing excessive reckless".split()
)


def _negative(item: PreparedQuestion) -> str:
    prompt = item.prompt
    if _NEGATIONS.isdisjoint(item.words) and "n't" not in prompt:
        return ""
    negated = _NEGATIONS.intersection(item.own_words)
    if not negated and "n't" not in prompt:
        return ""
    # Asterisks, underscores and capitals are how plain text stresses a word.
    if any(mark in prompt for mark in ("*", "_")) or any(
        word.upper() in prompt for word in negated
    ):
        return ""
    pairs = list(zip(item.words, item.words[1:], strict=False))
    found = negated - {word for pair in _EXEMPT if pair in pairs for word in pair}
    if not found and "n't" not in prompt:
        return ""
    word = min(found, default="n't")
    return f"“{word}” is easily overlooked: ask for what is true, or write it in capitals"


def _hedge_lost(item: PreparedQuestion) -> str:
    lost = _HEDGES.intersection(item.quote_words)
    if not lost or not _HEDGES.isdisjoint(item.words) or not _REPORTING.isdisjoint(item.words):
        return ""
    if any(not _HEDGES.isdisjoint(words) for words in item.options[: len(item.keys)]):
        return ""
    return (
        f"the quote says “{min(lost)}”, but the prompt asks for a fact: keep the caution, or name "
        "who said it"
    )


def _unattributed(item: PreparedQuestion) -> str:
    # Not in quotation marks: there the judgement is a quoted one.
    found = _EVALUATIVE.intersection(item.own_words)
    if not found or not _REPORTING.isdisjoint(item.words):
        return ""
    return f"“{min(found)}” is a judgement: name whose it is, or leave it out"


def _speakers(prepared: PreparedBank) -> Iterator[Hit]:
    for item in prepared.items:
        if not item.quote or not _REPORTING.isdisjoint(item.words):
            continue
        for citation in prepared.bank.cited(item.question.quotes):
            # One name from before the speech is enough: who it is, the reader of the prompt sees.
            lead = _lead_of_speech(prepared.bank.sources[citation.source].text, citation)
            if lead is not None and not _names(item.prompt, lead):
                message = "the quote is speech: name the speaker in the prompt"
                yield Hit(message, item, "prompt")
                break


def _lead_of_speech(text: str, citation: Citation) -> str | None:
    """Return the text before the speech that a quote is or contains, None if it is not speech."""
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
    # Curly marks tell opening from closing. Straight ones do not, so they are counted from the
    # start of the paragraph: after an odd number of them a speech is open.
    earliest = max(0, start - _REACH)
    opened = text.rfind("“", earliest, start)
    if opened >= 0:
        return opened if text.rfind("”", earliest, start) < opened else None
    earliest = max(earliest, text.rfind("\n", earliest, start) + 1)
    if text.count('"', earliest, start) % 2:
        return text.rfind('"', earliest, start)
    return None


def _names(prompt: str, lead: str) -> bool:
    """Check whether a prompt has a capitalised word, other than its first, from the lead-in."""
    known = {word.strip(".,;:!?\"'()") for word in fold(lead).split()}
    asked = (word.strip(".,;:!?\"'()").removesuffix("'s") for word in prompt.split()[1:])
    return any(word[:1].isupper() and word in known for word in asked)


def _hard_prompt(item: PreparedQuestion) -> str:
    words = item.words
    if len(words) < _MIN_WORDS:
        return ""
    # LIX (Björnsson 1968): words per sentence plus the percentage of words over six letters.
    sentences = max(1, sum(item.prompt.count(mark) for mark in ".?!:"))
    lix = len(words) / sentences + 100 * sum(len(word) > 6 for word in words) / len(words)
    if lix < _HARD:
        return ""
    return f"the prompt is hard to read (LIX {lix:.0f}): use shorter sentences and words"


RULES = (
    Rule(
        "negative-prompt",
        Severity.WARNING,
        "the prompt of a choice asks for what is not true, without emphasis",
        each(_negative, "prompt", *CHOICE),
        english=True,
    ),
    Rule(
        "hedge-lost",
        Severity.WARNING,
        "the quote says reportedly, might or could, but the prompt does not",
        each(_hedge_lost, "prompt"),
        english=True,
    ),
    Rule(
        "speaker-lost",
        Severity.WARNING,
        "the quote is speech, but the prompt does not name the speaker",
        _speakers,
        english=True,
    ),
    Rule(
        "evaluation-unattributed",
        Severity.WARNING,
        "the prompt makes a judgement of its own",
        each(_unattributed, "prompt"),
        english=True,
    ),
    Rule(
        "hard-prompt",
        Severity.INFO,
        "the prompt is hard to read: LIX of 60 or more",
        each(_hard_prompt, "prompt"),
        english=True,
    ),
)
