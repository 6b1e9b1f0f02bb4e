"""Verdicts, scores, durations and due dates as text for both front ends; not cleaned."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from math import ceil
from typing import TYPE_CHECKING

from quiz.model.response import Confidence, Mode, Outcome
from quiz.schedule import days_until
from quiz.text import formatting

if TYPE_CHECKING:
    from quiz.attempts.answer_sheet import AnswerSheet
    from quiz.attempts.form import Item
    from quiz.model.bank import Citation
    from quiz.model.response import Memory, Verdict


NO_ANSWER = "(no answer)"
UNDONE_SIGN = "–"
"""The sign of an answer that no longer counts."""
_SIGNS = {Outcome.RIGHT: "✓", Outcome.PARTLY: "◐", Outcome.WRONG: "✗"}


def sign(outcome: Outcome) -> str:
    """Return the sign of an outcome, so that colour is never the only cue."""
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


def max_points(points: float) -> str:
    """Return `1 point`, `2 points`."""
    return f"{number(points)} {'point' if points == 1 else 'points'}"


def percent(score: float, max_score: float) -> str:
    """Return a score as a whole percentage, `–` when there are no points to earn."""
    return formatting.percent(score / max_score) if max_score else "–"


def headline(verdict: "Verdict") -> str:
    """Return the verdict in a few words, such as `Right` or `Partly right`."""
    # A forgiven slip is right, but must not look as if it were the correct spelling.
    if verdict.outcome is Outcome.RIGHT and verdict.spellings:
        return "Right, apart from the spelling"
    if not verdict.given:
        return "Not answered"
    if verdict.outcome is Outcome.WRONG:
        return "Not right"
    return verdict.outcome.value[0].upper() + verdict.outcome.value[1:]


def confidence_words(confidence: Confidence, outcome: Outcome) -> str:
    """Return the stated confidence in a sentence, with a remark when the answer was wrong."""
    text = f"You said: {confidence.words}."
    if confidence is Confidence.CERTAIN and outcome is Outcome.WRONG:
        return f"{text} This is the best chance to learn: it comes back soon."
    return text


def listed(texts: tuple[str, ...]) -> str:
    """Return texts on one line: words with semicolons between them, sentences with points."""
    parts = [" ".join(text.split()) for text in texts]
    # “… face.”; He said …” would be read as one sentence.
    has_sentences = any(
        part.rstrip("”’»\"')").endswith((".", "!", "?", "…")) for part in parts[:-1]
    )
    return (" · " if has_sentences else "; ").join(parts)


def answer_lines(verdict: "Verdict") -> list[str]:
    """Return the answer given and the correct one, one statement a line."""
    lines = []
    # After a right answer, the correct one beside it would only repeat it.
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


_KINDS = frozenset(
    "article chapter excerpt extract interview leaflet lecture letter lesson manual message notice "
    "paper passage play poem post recipe reference report review rules source speech story summary "
    "text timetable transcript".split()
)
"""Names of sources that say what the source is; any other name stands for itself."""


def source_name(source: str) -> str:
    """Return the name of a source as it stands in a sentence: `the article`, `Treaty of 1840`."""
    return f"the {source}" if source in _KINDS else source.replace("_", " ")


def citation_place(citation: "Citation", inferred: bool = False) -> str:
    """Return the source and the paragraph of a quote: `the article, paragraph 5`.

    `inferred` says that the answer follows from the quote without standing in it.
    """
    place = f"{source_name(citation.source)}, paragraph {citation.paragraph}"
    return f"inferred from {place}" if inferred else place


def due_words(memory: "Memory", now: int) -> str:
    """Return when a question is due: `Comes back tomorrow.`; `now` in milliseconds."""
    days = days_until(memory.due, now)
    if days <= 0:
        return "Comes back today."
    return "Comes back tomorrow." if days == 1 else f"Comes back in {days} days."


def back_words(memory: "Memory", now: int) -> str:
    """Return when a question is due in a few words: `back tomorrow`; `now` in milliseconds."""
    days = days_until(memory.due, now)
    return "back today" if days <= 0 else "back tomorrow" if days == 1 else f"back in {days} days"


def _in_days(days: int) -> str:
    return "today" if days <= 0 else "tomorrow" if days == 1 else f"in {days} days"


def return_words(due: Mapping[int, int], missed: Collection[int]) -> Iterator[str]:
    """Yield when the questions of an attempt come back: the missed ones, then the others.

    `due` maps their positions to days from today.
    """
    late = sorted(days for position, days in due.items() if position in missed)
    rest = sorted(days for position, days in due.items() if position not in missed)
    if late:
        who = "The one you missed comes" if len(late) == 1 else f"The {len(late)} you missed come"
        if len(late) < len(missed):
            # Questions left blank in an exam are not scheduled.
            who = "What you answered wrongly comes"
        yield f"{who} back {_in_days(late[0])}{' or later' if late[-1] > late[0] else ''}."
    if rest:
        who = ("The other comes" if len(rest) == 1 else "The others come") if late else (
            "It comes" if len(rest) == 1 else "They come")  # fmt: skip
        yield f"{who} back {_in_days(rest[0])}{' or later' if rest[-1] > rest[0] else ''}."


_WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_MONTHS = (
    "January February March April May June July August September October November December"
).split()


def date_words(day: date) -> str:
    """Return a day in words: `Monday 30 November`."""
    # Not by strftime, whose words depend on the system's language.
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"


def day_words(text: str, now: datetime) -> str:
    """Return the day of a stored UTC time: `yesterday`, `on Friday`, `on 3 May`."""
    then, today = datetime.fromisoformat(text).astimezone().date(), now.astimezone().date()
    days = (today - then).days
    if days <= 0:
        return "earlier today"
    if days == 1:
        return "yesterday"
    if days < len(_WEEKDAYS):
        return f"on {_WEEKDAYS[then.weekday()]}"
    year = "" if then.year == today.year else f" {then.year}"
    return f"on {then.day} {_MONTHS[then.month - 1]}{year}"


def change(share: float, before: float, day: str) -> str:
    """Return how a score changed, in percentage points: `▲ 18 more than on Friday`."""
    difference = round(share * 100) - round(before * 100)
    if not difference:
        return f"As much as {day}"
    if difference > 0:
        return f"▲ {difference} more than {day}"
    return f"▼ {-difference} less than {day}"


def moment(text: str) -> str:
    """Return a stored UTC time as local date and time to the minute: `2026-05-04 12:03`."""
    when = datetime.fromisoformat(text)
    return when.astimezone().strftime("%Y-%m-%d %H:%M")


LAST_MINUTES = 300.0
"""Seconds left from which a warning is shown."""
LAST_MINUTE = 60.0


def duration(seconds: float) -> str:
    """Return a duration in its two largest units: `1 h 5 min`, `11 min 43 s`, `9 s`."""
    # Rounded up, so that 0 s is shown only when the time is really over.
    minutes, rest = divmod(ceil(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [(hours, "h"), (minutes, "min"), (rest, "s")]
    units = [f"{count} {unit}" for count, unit in parts if count]
    return " ".join(units[:2]) if units else "0 s"


def clock_digits(seconds: float) -> str:
    """Return a duration as a clock shows it: `11:43`, `1:05:09`."""
    minutes, rest = divmod(ceil(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def last_minute(left: float | None) -> bool:
    """Return whether so many seconds left are the last minute."""
    return left is not None and left <= LAST_MINUTE


def time_warning(left: float | None) -> str:
    """Return a warning in the last five minutes and in the last minute; empty before."""
    if left is None or left > LAST_MINUTES:
        return ""
    return "last minute" if last_minute(left) else "less than 5 min"


def time_left(sheet: "AnswerSheet") -> str:
    """Return the time left, or that there is no limit, as a sentence."""
    if sheet.left is None:
        return "There is no time limit."
    return f"Time left: {duration(sheet.left)}."


def answered_count(sheet: "AnswerSheet") -> str:
    """Return how many questions are answered: `5 of 9 answered`."""
    count = len(sheet.items)
    return f"{count - len(sheet.blank)} of {count} answered"


def open_items(sheet: "AnswerSheet") -> str:
    """Return how many are blank and to check: `3 blank, 2 to check`; empty when none are."""
    counts = [(len(sheet.blank), "blank"), (len(sheet.flagged), "to check")]
    return ", ".join(f"{count} {state}" for count, state in counts if count)


def bank_titles(items: "Sequence[Item]") -> str:
    """Return the titles of the banks of a form, each once."""
    return "; ".join(dict.fromkeys(item.bank.title for item in items))


def origin(items: "Sequence[Item]", index: int) -> str:
    """Return the bank of a question as `, from “Tides”`; empty when there is only one bank."""
    if len({item.bank.id for item in items}) == 1:
        return ""
    return f", from “{items[index].bank.title}”"


# Reviews and mistakes are chosen anew each time, so there is no attempt to continue.
_LEFT = {
    Mode.REVIEW: "questions still due come up next time",
    Mode.MISTAKES: "questions you got wrong come up next time",
}


def after_leaving(mode: Mode) -> str:
    """Return the consequence of stopping an attempt of a mode, as a clause."""
    return _LEFT.get(mode, "the attempt can be continued")


def continue_hint(mode: Mode, name: str) -> str:
    """Return how to continue an attempt; `name` is the banks on a command line, if any."""
    command = f"quiz play {name}".strip()
    if mode not in _LEFT:
        return f"Continue with: {command} --continue"
    text = after_leaving(mode)
    return f"{text[0].upper()}{text[1:]}: {command} --mode {mode}"
