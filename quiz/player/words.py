"""Verdicts, citations and scores as text for every front end; callers clean the text."""

from datetime import datetime
from typing import TYPE_CHECKING

from quiz.model.confidence import Confidence
from quiz.model.response import Outcome
from quiz.schedule.days import days_until
from quiz.text import shares

if TYPE_CHECKING:
    from quiz.model.bank import Citation
    from quiz.model.memory import Memory
    from quiz.model.response import Verdict

NO_ANSWER = "(no answer)"
_SIGNS = {Outcome.RIGHT: "✓", Outcome.PARTLY: "◐", Outcome.WRONG: "✗"}


def sign(outcome: Outcome) -> str:
    """Return the sign of an outcome, so that colour is never alone."""
    return _SIGNS[outcome]


def number(value: float) -> str:
    """Return points with at most two decimals: `1`, `0.5`, `0.67`."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def signed(value: float) -> str:
    """Return a number with its sign and at most two decimals: `+1.5`, `−0.67`, `0`."""
    text = number(abs(value))
    return text if text == "0" else f"{'−' if value < 0 else '+'}{text}"


def points(earned: float, max_points: float) -> str:
    """Return `0.5 of 1 point`, `2 of 3 points`."""
    return f"{number(earned)} of {number(max_points)} {'point' if max_points == 1 else 'points'}"


def percent(score: float, max_score: float) -> str:
    """Return a score as a whole percentage, `–` when there are no points to earn."""
    return shares.percent(score / max_score) if max_score else "–"


def headline(verdict: "Verdict") -> str:
    """Return the verdict in a few words, such as `Right` or `Partly right`."""
    if verdict.outcome is Outcome.RIGHT and verdict.spellings:
        return "Right, apart from the spelling"
    if not verdict.given:
        return "Not answered"
    return verdict.outcome.value[0].upper() + verdict.outcome.value[1:]


def sureness(confidence: Confidence, outcome: Outcome) -> str:
    """Return the stated confidence in a sentence, with a remark when it was misplaced."""
    text = f"You said: {confidence.words}."
    if confidence is Confidence.CERTAIN and outcome is Outcome.WRONG:
        return f"{text} This is the best chance to learn: it comes back soon."
    return text


def listed(texts: tuple[str, ...]) -> str:
    """Return texts on one line, separated by semicolons."""
    return "; ".join(" ".join(text.split()) for text in texts)


def answer_lines(verdict: "Verdict") -> list[str]:
    """Return the answer given and the correct one, one statement a line."""
    lines = []
    if verdict.outcome is Outcome.RIGHT:
        lines.append(f"Your answer: {listed(verdict.given)}")
    else:
        lines.append(f"Your answer: {listed(verdict.given) or NO_ANSWER}")
        lines.append(f"Correct answer: {listed(verdict.key)}")
    if verdict.outcome is Outcome.PARTLY:
        if verdict.right:
            lines.append(f"You got right: {listed(verdict.right)}")
        if verdict.missed:
            lines.append(f"You missed: {listed(verdict.missed)}")
        if verdict.wrong:
            lines.append(f"Not right: {listed(verdict.wrong)}")
    lines += [
        f"The correct spelling is “{right}”; you wrote “{given}”"
        for given, right in verdict.spellings
    ]
    return lines + list(verdict.notes)


def place(citation: "Citation") -> str:
    """Return where a quote stands: `article, paragraph 5`."""
    return f"{citation.source}, paragraph {citation.paragraph}"


def comes_back(memory: "Memory", now: int) -> str:
    """Return when a question is due: `Comes back tomorrow.`; `now` in milliseconds."""
    days = days_until(memory.due, now)
    if days <= 0:
        return "Comes back today."
    return "Comes back tomorrow." if days == 1 else f"Comes back in {days} days."


def moment(text: str) -> str:
    """Return a stored UTC time as local date and time to the minute: `2026-05-04 12:03`."""
    when = datetime.fromisoformat(text)
    return when.astimezone().strftime("%Y-%m-%d %H:%M")
