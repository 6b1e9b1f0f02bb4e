"""Line mode from start to end: the choice of a bank, the attempt, and repeated mistakes."""

import shlex
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TextIO

from quiz.attempts.attempt import missed
from quiz.errors import UsageError
from quiz.line_mode.console import InputLines, Streams
from quiz.line_mode.exam import ExamConsole
from quiz.line_mode.practice import PracticeConsole
from quiz.model.response import Mode
from quiz.settings.definitions import Settings
from quiz.store.records import AttemptSummary
from quiz.store.store import Store
from quiz.study import formatting
from quiz.study.context import StudyContext
from quiz.study.exam import ExamRunner
from quiz.study.launch import OnUnfinished, Request, begin, open_banks
from quiz.study.library import BankSummary, Library
from quiz.study.practice import PracticeRunner
from quiz.study.review import due_today
from quiz.text.cleaning import clean_line
from quiz.text.formatting import counted

FAILED = 3


def play(library: Library, store: Store, request: Request, settings: Settings) -> int:
    """Run line mode on standard input and output; return the exit code."""
    if not store.saved:
        _warn(f"nothing is saved: {store.unsaved_reason}")
    streams = Streams(InputLines(sys.stdin), sys.stdout, sys.stderr)
    context = StudyContext(library, store, settings)
    if not request.files and request.mode in (Mode.PRACTICE, Mode.EXAM):
        chosen = _choose(request, context)
        if chosen is None:
            return 0
        request = chosen
    opened = open_banks(request, context)
    unfinished = opened.unfinished
    continues = unfinished is not None and _continues(request.again, unfinished)
    begun = begin(opened, context, continues)
    ids = {bank.path: bank.id for bank in opened.banks}
    name = " ".join(_name(file, library, ids) for file in request.files)
    runners = [begun]
    try:
        _play_rounds(runners, name, streams, settings)
    finally:
        # After Ctrl+C too.
        lost = [text for each in runners if (text := each.save_rest())]
        for text in lost:
            _warn(text)
    return FAILED if lost else 0


def _play_rounds(
    runners: "list[PracticeRunner | ExamRunner]", name: str, streams: Streams, settings: Settings
) -> None:
    """Run the attempt in `runners` and those that follow it, which are added to them."""
    begun = runners[0]
    runner: PracticeRunner | None
    if isinstance(begun, PracticeRunner):
        runner = begun
    else:
        marked = _take_exam(begun, name, streams, settings)
        if marked is None:
            return
        runners.append(marked)
        PracticeConsole(marked, name, streams, settings).review()
        runner = _repeat(marked, streams)
    # Each round repeats the questions missed in the one before, until the learner declines.
    while runner is not None:
        if runner.notice:
            _warn(runner.notice)
        if runner is not begun:
            runners.append(runner)
        ended = PracticeConsole(runner, name, streams, settings).play()
        runner = _repeat(runner, streams) if ended else None


def _name(file: Path, library: Library, ids: Mapping[Path, str]) -> str:
    """Return a bank as typed on a command line: its id if it is available, or else its path."""
    if file in library.files and file in ids:
        return ids[file]
    # It is printed in a hint to be pasted into a shell.
    return shlex.quote(clean_line(str(file)))


def _choose(request: Request, context: StudyContext) -> Request | None:
    """Let the learner choose a bank or a review; return None at the end of the input."""
    summaries = context.library.summaries()
    playable = [(file, summary) for file, summary in summaries.items() if not summary.errors]
    for file, summary in summaries.items():
        if summary.errors:
            _warn(f"{file} is left out: {summary.first_error}")
    if not playable:
        raise UsageError("there is no bank to play; name a file or a folder")
    for number, (_, summary) in enumerate(playable, 1):
        _say(f"  {number}. {_described(summary)}")
    due = due_today(context.store, context.clocks, context.daily_limit)
    count = due.among([summary.bank for _, summary in playable])
    if count:
        _say(f"  r. Review what is due: {counted(count, 'question')}")
    other = " or r" if count else ""
    while True:
        line = _ask(f"Which bank? Type its number, 1 to {len(playable)}{other}.", sys.stdin)
        if not line:
            return None
        text = line.strip().rstrip(".").casefold()
        if count and text == "r":
            return request._replace(mode=Mode.REVIEW)
        if text.isascii() and text.isdigit() and 0 < int(text) <= len(playable):
            return request._replace(files=(playable[int(text) - 1][0],))


def _described(summary: BankSummary) -> str:
    title = f"{summary.title} ({summary.questions} questions)"
    return f"{title}: {' '.join(summary.description.split())}" if summary.description else title


def _take_exam(
    runner: ExamRunner, name: str, streams: Streams, settings: Settings
) -> PracticeRunner | None:
    """Run an exam; return the marked attempt, or None when it was stopped."""
    if runner.notice:
        _warn(runner.notice)
    marked = ExamConsole(runner, name, streams, settings.confidence).play()
    if marked is not None and marked.notice:
        _warn(marked.notice)
    return marked


def _continues(again: OnUnfinished, unfinished: AttemptSummary) -> bool:
    """Check whether to continue an attempt; ask only when the input is a terminal."""
    if again is not OnUnfinished.ASK:
        return again is OnUnfinished.CONTINUE
    state = f"{unfinished.answered} of {unfinished.questions} answered"
    begun = formatting.moment(unfinished.started)
    what = "exam" if unfinished.mode == Mode.EXAM else "attempt"
    if not sys.stdin.isatty():
        # The clock of an exam runs: a program must not start a second one by mistake.
        if unfinished.mode == Mode.EXAM:
            raise UsageError(
                f"the exam of {begun} ({state}) is under way, and its clock is running: "
                "continue it with --continue, or start a new one with --new"
            )
        _warn(f"the {what} of {begun} ({state}) can be continued with --continue")
        return False
    return _agrees(f"Continue the {what} of {begun} ({state})?", sys.stdin)


def _repeat(runner: PracticeRunner, streams: Streams) -> PracticeRunner | None:
    """Offer to repeat the questions that were missed; return None when that is declined."""
    # In the mode “mistakes” the rounds go on by themselves until all are right.
    following = runner.next_round()
    if following is not None:
        return following
    positions = missed(runner.attempt)
    if not positions:
        return None
    offer = f"Try the {counted(len(positions), 'question')} you missed again?"
    return runner.again(positions) if _agrees(offer, streams.lines) else None


def _agrees(question: str, lines: TextIO | InputLines) -> bool:
    """Ask until the answer is yes or no; the end of the input means no."""
    while True:
        line = _ask(f"{question} Type y or n.", lines)
        word = line.strip().casefold()
        if word in ("y", "yes"):
            return True
        if not line or word in ("n", "no"):
            return False


def _ask(question: str, lines: TextIO | InputLines) -> str:
    """Print a question and return the line typed; empty at the end of the input."""
    _say(question)
    return lines.readline()


def _say(line: str) -> None:
    print(clean_line(line), flush=True)


def _warn(message: str) -> None:
    print(f"quiz: {clean_line(message)}", file=sys.stderr)
