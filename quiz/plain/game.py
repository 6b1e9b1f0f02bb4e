"""One attempt played line by line."""

from collections.abc import Callable, Iterator

from quiz.errors import StoreError, UnreadableResponse
from quiz.evidence.context import passage
from quiz.kinds import kind_of
from quiz.model.confidence import Confidence
from quiz.model.question import Quote
from quiz.model.response import Response, quotes_of
from quiz.plain.console import Console, Left, Streams
from quiz.plain.explaining import explained
from quiz.player import outlook, words
from quiz.player.attempt import Player
from quiz.player.leaving import left, way_on
from quiz.player.tending import Tending
from quiz.player.titles import origin, titles
from quiz.session.results import by_tag, missed
from quiz.session.session import Answered
from quiz.settings.definitions import Settings
from quiz.text.counting import counted

SURENESS = "How sure are you? 1 guess, 2 think so, 3 certain; an empty line goes back."
_LEVELS = {
    word: level for level in Confidence for word in (str(level.value), level.words, level.words[0])
}
HELP = (
    "Type the number or letter of an option, of several (1 3), or the words of an answer.",
    "For several gaps, part the words by “;”. To match: 1b 2a. To put in order: 2 1 3.",
    ":hint  one more hint          :skip    come back to this question later",
    ":answer  show me the answer   :source  the passage behind the last explanation",
    ":help  this help              :quit    stop; {left}",
    "Of the question answered last:",
    ":undo  it does not count      :easy    ask it later than planned",
    ":bury  not before tomorrow    :suspend no review asks it any more, or again",
)
_AFTERWARDS = (":source", ":undo", ":easy", ":bury", ":suspend", ":help")
"""What can be done when all is answered."""


class Game(Console):
    """Plays one attempt on two streams."""

    def __init__(
        self,
        player: Player,
        name: str,
        streams: Streams,
        settings: Settings,
    ) -> None:
        """`name` is how a command line names the bank."""
        super().__init__(streams)
        self._player = player
        self._settings = settings
        self._tending = Tending(player)
        self._name = name
        self._last: tuple[Quote, ...] = ()
        self._last_place = -1
        """The position of the question answered last."""
        self._commands: dict[str, Callable[[], Response | None]] = {
            ":hint": self._hint,
            ":skip": self._skip,
            ":answer": lambda: (),
            ":source": self._source,
            ":undo": lambda: self._tend(self._tending.may_take_back, self._tending.take_back),
            ":easy": lambda: self._tend(self._tending.may_call_easy, self._tending.call_easy),
            ":bury": lambda: self._tend(self._tending.possible, self._tending.bury),
            ":suspend": lambda: self._tend(self._tending.possible, self._tending.suspend),
            ":help": self._help,
            ":quit": self._quit,
        }

    def play(self) -> bool:
        """Play to the end of the form; False when the attempt was left before it."""
        session = self._player.session
        said = f"{self._player.mode}, {counted(len(session.items), 'question')}"
        self.say(f"{titles(session.items)}: {said}. Type :help for commands.")
        try:
            while not session.finished:
                self._ask()
                session.advance()
        except (Left, KeyboardInterrupt) as reason:
            state = f"{len(session.answered)} of {len(session.items)} answered"
            self.say("", f"Stopped: {state}.")
            if session.answered and not self._player.unsaved:
                self.say(way_on(self._player.mode, self._name))
            if isinstance(reason, KeyboardInterrupt):
                raise
            return False
        self._linger("Enter for the results")
        self.say("", *self._results())
        return True

    def review(self) -> None:
        """Print the results, then every question with its verdict and what bears it out."""
        session = self._player.session
        self.say("", *self._results())
        for position, item in enumerate(session.items):
            session.go(position)
            self._last_place = position
            self.say("", f"Question {position + 1}: {item.question.prompt}")
            self.say(*self._verdict(session.answered[position]))
        self._linger("Enter to go on")

    def _linger(self, onward: str) -> None:
        """Let something be done about the question answered last, until what is no command."""
        self.say("", f"{onward}, or a command (:source, :undo, …; :help)")
        while True:
            try:
                line = self.read()
            except Left:
                return
            command = line.casefold()
            if command in _AFTERWARDS:
                self._commands[command]()
            elif line in ("", ":quit"):
                return
            elif line.startswith(":") or self._lines.isatty():
                self.say(f"There is no question to answer any more. {onward}.")
            else:
                # Who pipes answers goes on with the line for what is asked next.
                self._lines.put_back(line)
                return

    def _ask(self) -> None:
        self.say("", *self._question())
        while True:
            position = self._player.session.position
            try:
                response = self._response(self.read())
            except UnreadableResponse as error:
                self.say(str(error))
                continue
            if response is None:
                if self._player.session.position != position:
                    self.say("", *self._question())
                continue
            confidence = self._sureness() if self._settings.confidence and response else None
            if self._settings.confidence and response and confidence is None:
                continue
            self._last_place = position
            self.say("", *self._verdict(self._submit(response, confidence)))
            return

    def _sureness(self) -> Confidence | None:
        """Return how sure the learner is; None when the answer is to be changed."""
        while True:
            self.say(SURENESS)
            line = self.read().casefold()
            if not line:
                self.say("Your answer, then:")
                return None
            if line in _LEVELS:
                return _LEVELS[line]

    def _question(self) -> Iterator[str]:
        session = self._player.session
        question, order = session.item.question, session.item.order
        kind = kind_of(question)
        points = f", {words.number(float(question.points))} points" if question.points != 1 else ""
        place = f"Question {session.position + 1} of {len(session.items)}"
        bank = origin(session.items, session.position)
        yield f"{place} ({kind.label.lower()}{points}{bank})"
        yield question.prompt
        yield from kind.lines(question, order)
        hints = len(question.hints)
        more = f" :hint for {'a hint' if hints == 1 else f'{hints} hints'}." if hints else ""
        yield kind.instruction(question) + more

    def _response(self, line: str) -> Response | None:
        """Return the response of a line, None after a command that answers nothing."""
        if line.startswith(":"):
            command = self._commands.get(line.casefold())
            if command is None:
                raise UnreadableResponse(f"There is no command {line}; :help lists them.")
            return command()
        if not line:
            raise UnreadableResponse("Type an answer, or :skip, :answer, :help.")
        item = self._player.session.item
        return kind_of(item.question).read(item.question, item.order, line)

    def _submit(self, response: Response, confidence: Confidence | None) -> Answered:
        try:
            return self._player.submit(response, confidence)
        except StoreError as error:
            self.warn(f"your answer is not saved: {error} Playing on; it is tried again.")
            return self._player.submit_unsaved(response, confidence)

    def _verdict(self, answered: Answered) -> Iterator[str]:
        item = self._player.session.item
        self._last = quotes_of(item.question, answered.verdict)
        yield from explained(item, answered)
        fate = self._tending.fate(self._last_place)
        if fate:
            yield fate

    def _hint(self) -> None:
        hint = self._player.session.hint()
        self.say(f"Hint: {hint}" if hint else "There is no further hint.")

    def _skip(self) -> None:
        session = self._player.session
        before = session.position
        session.advance()
        if session.position == before:
            self.say("This is the last open question: answer it, or :answer to be shown it.")

    def _source(self) -> None:
        bank = self._player.session.item.bank
        citations = bank.cited(self._last)
        if not citations:
            self.say("There is no quote yet: it comes with the explanation.")
        for citation in citations:
            source = bank.sources[citation.source]
            shown = passage(source, citation)
            self.say(f"{words.place(citation)}:", source.text[slice(*shown.paragraph)])

    def _tend(self, may: Callable[[int], bool], act: Callable[[int], None]) -> None:
        """Do something about the question answered last, and say what comes of it."""
        if not may(self._last_place):
            self.say("That cannot be done about the question answered last.")
            return
        try:
            act(self._last_place)
        except StoreError as error:
            self.say(f"This could not be saved: {error}")
        else:
            prompt = self._player.session.items[self._last_place].question.prompt
            self.say(f"“{prompt}” {self._tending.fate(self._last_place)}")

    def _help(self) -> None:
        self.say(*(line.format(left=left(self._player.mode)) for line in HELP))

    def _quit(self) -> None:
        raise Left

    def _results(self) -> Iterator[str]:
        session = self._player.session
        score = words.points(session.score, session.max_score)
        yield f"Done. Score: {score}, {words.percent(session.score, session.max_score)}."
        yield from outlook.remarks(session, self._settings)
        for tag in by_tag(session):
            yield f"  {tag.tag}: {words.points(tag.score, tag.max_score)}"
        again = missed(session)
        if again:
            yield f"To look at again ({len(again)}):"
        for position in again:
            answered = session.answered[position]
            yield f"  {position + 1}. {session.items[position].question.prompt}"
            yield f"     The right answer: {words.listed(answered.verdict.key)}"
