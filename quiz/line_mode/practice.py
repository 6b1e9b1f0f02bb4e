"""The console of a practice attempt in line mode, and past attempts as lines of text."""

from collections.abc import Callable, Iterator

from quiz.attempts.attempt import Answered, Attempt, by_tag, missed
from quiz.attempts.form import Item
from quiz.errors import StoreError, UnreadableResponse
from quiz.line_mode.console import Console, Stopped, Streams, answer_of, is_command, no_command
from quiz.model.question import Quote
from quiz.model.response import Confidence, Response, quotes_of
from quiz.question_types import question_type_of
from quiz.question_types.typed_input import gives_up
from quiz.quotes.sources import surroundings
from quiz.settings.definitions import Settings
from quiz.study import confidence, formatting
from quiz.study.formatting import after_leaving, bank_titles, continue_hint, origin
from quiz.study.practice import PracticeRunner, ResponseActions
from quiz.study.replay import PastAttempt
from quiz.text.formatting import counted
from quiz.text.languages import language


def explained(item: Item, answered: Answered) -> Iterator[str]:
    """Yield the verdict on an answer, its explanation and quotes as lines; not cleaned."""
    verdict = answered.verdict
    points = float(item.question.points)
    earned = formatting.points(verdict.fraction * points, points)
    yield f"{formatting.headline(verdict)}. {earned}."
    yield from formatting.answer_lines(verdict)
    if answered.confidence is not None:
        yield formatting.confidence_words(answered.confidence, verdict.outcome)
    for feedback in verdict.feedback:
        if feedback.text:
            yield f"On “{feedback.option}”: {feedback.text}"
    if item.question.explanation:
        yield f"Why: {item.question.explanation}"
    for citation in item.bank.cited(quotes_of(item.question, verdict)):
        yield f"Quote ({formatting.citation_place(citation)}): {citation.quote.text}"


CONFIDENCE_PROMPT = (
    "How sure are you? 1 guess, 2 think so, 3 certain. Press Enter to change your answer."
)
_LEVELS = {
    word: level for level in Confidence for word in (str(level.value), level.words, level.words[0])
}
PRACTICE_HELP = (
    "Type the number or letter of an option, several of them (1 3), or your answer in words.",
    "Separate the answers to several gaps with “;”. Matching: 1b 2a. Ordering: 2 1 3.",
    "An answer that begins with “:” is typed with “::”, such as ::q for “:q”.",
    ":hint  show a hint            :skip    come back to this question later",
    ":answer  show the answer      :source  show the passage behind the last explanation",
    ":open  show the whole text; the answer then counts as helped",
    ":help  show this help         :quit    stop; {left}",
    "For the question you answered last:",
    ":undo  do not count it        :easy    mark it as easy",
    ":right my answer was right    (the mark stays; your schedule counts it as right)",
    ":postpone  not before tomorrow",
    ":suspend  leave it out of reviews, or resume it",
    ":flag  something is wrong with the question    :note  write a note on it",
)
_AFTERWARDS = (
    ":source",
    ":undo",
    ":easy",
    ":right",
    ":postpone",
    ":suspend",
    ":flag",
    ":note",
    ":help",
)
"""The commands that work once every question is answered."""


class PracticeConsole(Console):
    """Runs one attempt in line mode."""

    def __init__(
        self,
        runner: PracticeRunner,
        name: str,
        streams: Streams,
        settings: Settings,
    ) -> None:
        """`name` is how a command line names the bank."""
        super().__init__(streams)
        self._runner = runner
        self._settings = settings
        self._actions = ResponseActions(runner)
        self._name = name
        self._last: tuple[Quote, ...] = ()
        self._last_position = -1
        """The position of the question answered last."""
        self._commands: dict[str, Callable[[], Response | None]] = {
            ":hint": self._hint,
            ":skip": self._skip,
            ":open": self._open_book,
            ":answer": lambda: (),
            ":source": self._source,
            ":undo": lambda: self._act(self._actions.can_undo, self._actions.undo),
            ":easy": lambda: self._act(self._actions.can_mark_easy, self._actions.mark_easy),
            ":right": lambda: self._act(self._actions.can_overrule, self._actions.overrule),
            ":postpone": lambda: self._act(self._actions.possible, self._actions.postpone),
            ":flag": lambda: self._remark(True),
            ":note": lambda: self._remark(False),
            ":suspend": lambda: self._act(self._actions.possible, self._actions.suspend),
            ":help": self._help,
            ":quit": self._quit,
        }

    def play(self) -> bool:
        """Ask every question; return False when the attempt was stopped early."""
        attempt = self._runner.attempt
        about = f"{self._runner.mode}, {counted(len(attempt.items), 'question')}"
        self.say(f"{bank_titles(attempt.items)}: {about}. Type :help for commands.")
        try:
            while not attempt.finished:
                self._ask()
                attempt.advance()
        except (Stopped, KeyboardInterrupt) as reason:
            state = f"{len(attempt.answered)} of {len(attempt.items)} answered"
            self.say("", f"Stopped: {state}.")
            if attempt.answered and not self._runner.unsaved:
                self.say(continue_hint(self._runner.mode, self._name))
            if isinstance(reason, KeyboardInterrupt):
                raise
            return False
        self._await_continue("Press Enter for the results")
        self.say("", *self._results())
        return True

    def review(self) -> None:
        """Print the results, then every question with its verdict and explanation."""
        attempt = self._runner.attempt
        self.say("", *self._results())
        for position, item in enumerate(attempt.items):
            attempt.go(position)
            self._last_position = position
            self.say("", f"Question {position + 1}: {item.question.prompt}")
            self.say(*self._verdict(attempt.answered[position]))
        self._await_continue("Press Enter to continue")

    def _await_continue(self, prompt: str) -> None:
        """Run commands for the question answered last, until any other line is typed."""
        self.say("", f"{prompt}, or a command (:source, :undo, …; :help)")
        while True:
            try:
                line = self.read()
            except Stopped:
                return
            command = line.casefold()
            if command in _AFTERWARDS:
                self._commands[command]()
            elif line in ("", ":quit"):
                return
            elif is_command(line) or self._lines.isatty():
                self.say(f"All questions are answered. {prompt}.")
            else:
                # In piped input this line is the answer to the next question.
                self._lines.put_back(line)
                return

    def _ask(self) -> None:
        self.say("", *self._question())
        while True:
            position = self._runner.attempt.position
            try:
                response = self._response(self.read())
            except UnreadableResponse as error:
                self.say(str(error))
                continue
            if response is None:
                # A command that moved on, such as :skip, shows another question.
                if self._runner.attempt.position != position:
                    self.say("", *self._question())
                continue
            confidence = self._ask_confidence() if self._settings.confidence and response else None
            # The learner wants to change the answer, so it is read again.
            if self._settings.confidence and response and confidence is None:
                continue
            self._last_position = position
            self.say("", *self._verdict(self._submit(response, confidence)))
            return

    def _ask_confidence(self) -> Confidence | None:
        """Ask for the confidence; return None when the learner wants to change the answer."""
        while True:
            self.say(CONFIDENCE_PROMPT)
            line = self.read().casefold()
            if not line:
                self.say("Type your answer again:")
                return None
            if line in _LEVELS:
                return _LEVELS[line]

    def _question(self) -> Iterator[str]:
        attempt = self._runner.attempt
        question, order = attempt.item.question, attempt.item.order
        kind = question_type_of(question)
        points = (
            f", {formatting.number(float(question.points))} points" if question.points != 1 else ""
        )
        number = f"Question {attempt.position + 1} of {len(attempt.items)}"
        bank = origin(attempt.items, attempt.position)
        yield f"{number} ({kind.label.lower()}{points}{bank})"
        yield question.prompt
        yield from kind.lines(question, order)
        hints = len(question.hints)
        more = f" :hint for {'a hint' if hints == 1 else f'{hints} hints'}." if hints else ""
        yield f"{kind.instruction(question)} {kind.line_hint(question)}".rstrip() + more

    def _response(self, line: str) -> Response | None:
        """Return the response in a line; None after a command that gives no answer."""
        if is_command(line):
            command = self._commands.get(line.casefold())
            if command is None:
                raise no_command(line)
            return command()
        if not line:
            raise UnreadableResponse("Type an answer, or :skip, :answer, :help.")
        item = self._runner.attempt.item
        try:
            return question_type_of(item.question).read(item.question, item.order, answer_of(line))
        except UnreadableResponse:
            # Said of a question with options too, where it is none of them.
            if gives_up(line, language(item.bank.language)):
                return ()
            raise

    def _submit(self, response: Response, confidence: Confidence | None) -> Answered:
        try:
            return self._runner.submit(response, confidence)
        except StoreError as error:
            self.warn(
                f"your answer is not saved: {error} You can continue; saving is tried again later."
            )
            return self._runner.submit_unsaved(response, confidence)

    def _verdict(self, answered: Answered) -> Iterator[str]:
        item = self._runner.attempt.item
        self._last = quotes_of(item.question, answered.verdict)
        yield from explained(item, answered)
        if status := self._actions.status(self._last_position):
            yield status

    def _hint(self) -> None:
        hint = self._runner.attempt.hint()
        self.say(f"Hint: {hint}" if hint else "There are no more hints.")

    def _skip(self) -> None:
        attempt = self._runner.attempt
        before = attempt.position
        attempt.advance()
        if attempt.position == before:
            self.say("This is the last unanswered question. Type :answer to see the answer.")

    def _source(self) -> None:
        bank = self._runner.attempt.item.bank
        citations = bank.cited(self._last)
        if not citations:
            self.say("There is no quote to show yet: it comes with the explanation.")
        for citation in citations:
            source = bank.sources[citation.source]
            shown = surroundings(source, citation)
            self.say(
                f"{formatting.citation_place(citation)}:", source.text[slice(*shown.paragraph)]
            )

    def _remark(self, wrong: bool) -> None:
        """Ask for a remark on the question answered last."""
        if self._last_position < 0:
            self.say("Answer a question first.")
            return
        self.say("What is wrong with it? (Enter: no words)" if wrong else "Your note:")
        text = self.read()
        if text or wrong:
            self._act(
                self._actions.possible,
                lambda position: self._actions.remark(position, wrong, text),
            )

    def _open_book(self) -> None:
        item = self._runner.attempt.item
        if not item.bank.sources or item.question.kind == "find_evidence":
            self.say("This question has no text to open.")
            return
        self._runner.attempt.open_book()
        for source in item.bank.sources.values():
            self.say("", f"{formatting.source_name(source.name)}:", "", source.text.strip())
        self.say("", *self._question())

    def _act(self, allowed: Callable[[int], bool], act: Callable[[int], None]) -> None:
        """Apply an action to the question answered last, and print the result."""
        if not allowed(self._last_position):
            self.say("That is not possible for the question answered last.")
            return
        try:
            act(self._last_position)
        except StoreError as error:
            self.say(f"This could not be saved: {error}")
        else:
            prompt = self._runner.attempt.items[self._last_position].question.prompt
            self.say(f"“{prompt}” {self._actions.status(self._last_position)}")

    def _help(self) -> None:
        self.say(*(line.format(left=after_leaving(self._runner.mode)) for line in PRACTICE_HELP))

    def _quit(self) -> None:
        raise Stopped

    def _results(self) -> Iterator[str]:
        attempt = self._runner.attempt
        score = formatting.points(attempt.score, attempt.max_score)
        yield f"Done. Score: {score}, {formatting.percent(attempt.score, attempt.max_score)}."
        try:
            if change := self._runner.change():
                yield f"{change}."
            yield from formatting.return_words(self._runner.due_days(), missed(attempt))
        except StoreError as error:
            yield str(error)
        yield from confidence.remarks(attempt, self._settings)
        tags = by_tag(attempt)
        # One tag says no more than the score.
        if len(tags) > 1:
            yield "By tag, weakest first:"
            yield from (f"  {each.tag}: {formatting.points(each.score, each.max_score)}"
                        for each in tags)  # fmt: skip
        wrong = missed(attempt)
        if wrong:
            yield f"Review these questions ({len(wrong)}):"
        for position in wrong:
            answered = attempt.answered[position]
            undone = " (undone)" if position in attempt.undone else ""
            yield f"  {position + 1}. {attempt.items[position].question.prompt}{undone}"
            yield f"     Correct answer: {formatting.listed(answered.verdict.key)}"


def attempt_lines(past: PastAttempt) -> Iterator[str]:
    """Yield each question of a past attempt with its options, answer and verdict; not cleaned."""
    summary, attempt = past.summary, past.runner.attempt
    score = formatting.points(summary.score, summary.max_score)
    yield f"Attempt {summary.number}: {summary.title}, {formatting.moment(summary.started)}"
    yield f"{score}, {formatting.percent(summary.score, summary.max_score)}. {_answered(past)}"
    yield from confidence.judgements(attempt)
    for position, answered in sorted(attempt.answered.items()):
        yield ""
        yield from _question(attempt, position, answered)


def _answered(past: PastAttempt) -> str:
    text = f"{past.summary.answered} of {counted(past.summary.questions, 'question')} answered."
    if past.unreadable:
        text += f" {counted(past.unreadable, 'answer')} cannot be shown."
    return text


def _question(attempt: Attempt, position: int, answered: Answered) -> Iterator[str]:
    item = attempt.items[position]
    kind = question_type_of(item.question)
    yield f"Question {position + 1} of {len(attempt.items)} ({kind.label.lower()})"
    yield item.question.prompt
    yield from kind.lines(item.question, item.order)
    yield from explained(item, answered)
