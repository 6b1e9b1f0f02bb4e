"""Plain mode as a whole: choosing a bank, going on with an attempt, playing, repeating."""

import shlex
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TextIO

from quiz.errors import StoreError, UsageError
from quiz.model.mode import Mode
from quiz.plain.console import Lines, Streams
from quiz.plain.exam import ExamGame
from quiz.plain.game import Game
from quiz.player import words
from quiz.player.attempt import Player
from quiz.player.context import Desk
from quiz.player.due import due_today
from quiz.player.exam import ExamPlayer
from quiz.player.library import Card, Library
from quiz.player.opening import Opened, begin, open_banks
from quiz.player.request import Again, Request
from quiz.session.results import missed
from quiz.settings.definitions import Settings
from quiz.store.records import AttemptSummary
from quiz.store.store import Store
from quiz.text.cleaning import clean_line
from quiz.text.counting import counted


def play(library: Library, store: Store, request: Request, settings: Settings) -> int:
    """Play on standard input and output; return the exit code."""
    if not store.saved:
        _warn(f"nothing is saved: {store.unsaved_reason}")
    streams = Streams(Lines(sys.stdin), sys.stdout, sys.stderr)
    desk = Desk(library, store, settings)
    if not request.files and request.mode in (Mode.PRACTICE, Mode.EXAM):
        chosen = _choose(request, desk)
        if chosen is None:
            return 0
        request = chosen
    opened = open_banks(request, desk)
    begun = _begin(opened, desk)
    ids = {bank.path: bank.id for bank in opened.banks}
    name = " ".join(_name(file, library, ids) for file in request.files)
    player = begun if isinstance(begun, Player) else _sit(begun, name, streams, settings)
    while player is not None:
        if player.notice:
            _warn(player.notice)
        ended = Game(player, name, streams, settings).play()
        _save_rest(player)
        player = _again(player, streams) if ended else None
    return 0


def _name(file: Path, library: Library, ids: Mapping[Path, str]) -> str:
    """Return how to name a bank on a command line: by its id if it is on offer."""
    if file in library.files and file in ids:
        return ids[file]
    return shlex.quote(clean_line(str(file)))


def _choose(request: Request, desk: Desk) -> Request | None:
    """Let the learner choose a bank, or what is due; None when there is no input."""
    cards = desk.library.cards()
    playable = [(file, card) for file, card in cards.items() if not card.errors]
    for file, card in cards.items():
        if card.errors:
            _warn(f"{file} is left out: {card.first_error}")
    if not playable:
        raise UsageError("there is no bank to play: name a file or a folder")
    for number, (_, card) in enumerate(playable, 1):
        _say(f"  {number}. {_described(card)}")
    due = due_today(desk.store, desk.clocks, desk.daily_limit)
    count = due.among([card.bank for _, card in playable])
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


def _described(card: Card) -> str:
    title = f"{card.title} ({card.questions} questions)"
    return f"{title}: {' '.join(card.description.split())}" if card.description else title


def _begin(opened: Opened, desk: Desk) -> Player | ExamPlayer:
    unfinished = opened.unfinished
    goes_on = unfinished is not None and _goes_on(opened.request.again, unfinished)
    return begin(opened, desk, goes_on)


def _sit(player: ExamPlayer, name: str, streams: Streams, settings: Settings) -> Player | None:
    """Sit an exam and show what became of it; None when it was left."""
    if player.notice:
        _warn(player.notice)
    marked = ExamGame(player, name, streams, settings.confidence).play()
    if marked is None:
        return None
    if marked.notice:
        _warn(marked.notice)
    Game(marked, name, streams, settings).review()
    return _again(marked, streams)


def _goes_on(again: Again, unfinished: AttemptSummary) -> bool:
    """Say whether to go on; asked only of a person at a terminal, told to a program."""
    if again is not Again.ASK:
        return again is Again.CONTINUE
    state = f"{unfinished.answered} of {unfinished.questions} answered"
    begun = words.moment(unfinished.started)
    what = "exam" if unfinished.mode == Mode.EXAM else "attempt"
    if not sys.stdin.isatty():
        if unfinished.mode == Mode.EXAM:
            raise UsageError(
                f"the exam of {begun} ({state}) is under way, and its clock runs: go on with it by "
                "--continue, or begin another by --new"
            )
        _warn(f"the {what} of {begun} ({state}) can be continued with --continue")
        return False
    return _agrees(f"Continue the {what} of {begun} ({state})?", sys.stdin)


def _again(player: Player, streams: Streams) -> Player | None:
    """Offer to repeat what was missed; None when there is nothing, or no wish, to repeat."""
    following = player.next_round()
    if following is not None:
        return following
    positions = missed(player.session)
    if not positions:
        return None
    wished = _agrees(f"Repeat the {len(positions)} missed now?", streams.lines)
    return player.again(positions) if wished else None


def _agrees(question: str, lines: TextIO | Lines) -> bool:
    """Ask until the answer is yes or no; the end of the input is a no."""
    while True:
        line = _ask(f"{question} Type y or n.", lines)
        word = line.strip().casefold()
        if word in ("y", "yes"):
            return True
        if not line or word in ("n", "no"):
            return False


def _save_rest(player: Player) -> None:
    if not player.unsaved:
        return
    try:
        player.save()
    except StoreError as error:
        _warn(f"{player.unsaved} answers are not saved: {error}")


def _ask(question: str, lines: TextIO | Lines) -> str:
    """Print a question and return the line typed; empty at the end of the input."""
    _say(question)
    return lines.readline()


def _say(line: str) -> None:
    print(clean_line(line), flush=True)


def _warn(message: str) -> None:
    print(f"quiz: {clean_line(message)}", file=sys.stderr)
