"""The console of an exam in line mode."""

from collections.abc import Callable, Iterator

from quiz.errors import AnsweredElsewhere, StoreError, UnreadableResponse
from quiz.line_mode.console import Console, Stopped, Streams, answer_of, is_command, no_command
from quiz.model.response import Confidence
from quiz.question_types import question_type_of
from quiz.study import formatting
from quiz.study.exam import ExamRunner
from quiz.study.formatting import bank_titles, origin
from quiz.study.practice import PracticeRunner
from quiz.text.formatting import counted

EXAM_HELP = (
    "Type your answer as the question asks. You can change it until you hand in the exam.",
    "An answer that begins with “:” is typed with “::”, such as ::q for “:q”.",
    ":next  next question          :back     previous question",
    ":go 5  go to question 5       :mark     mark the question to check, or not",
    ":sheet  show all questions    :clear    delete the answer",
    ":hint  show a hint            :time     show the time left",
    ":remove-limit  remove the time limit",
    ":hand-in  hand in the exam and see the explanations",
    ":help  show this help         :quit     stop; the exam can be continued",
)
SURE = ":sure 1  state how sure you are: 1 guess, 2 think so, 3 certain"


class _HandedIn(Exception):
    """The learner handed in the exam."""


class ExamConsole(Console):
    """Runs one exam in line mode; with `ask_confidence`, answers can have a confidence."""

    def __init__(
        self, runner: ExamRunner, name: str, streams: Streams, ask_confidence: bool = False
    ) -> None:
        """`name` is how a command line names the bank."""
        super().__init__(streams)
        self._runner = runner
        self._sheet = runner.sheet
        self._name = name
        self._ask_confidence = ask_confidence
        self._commands: dict[str, Callable[[str], None]] = {
            ":next": lambda _: self._step(1),
            ":back": lambda _: self._step(-1),
            ":go": self._go,
            ":mark": self._flag,
            ":sheet": self._show_sheet,
            ":time": lambda _: self.say(formatting.time_left(self._sheet)),
            ":remove-limit": self._remove_limit,
            ":hand-in": self._hand_in,
            ":clear": self._clear,
            ":hint": self._hint,
            ":help": self._help,
            ":quit": self._quit,
        }
        if ask_confidence:
            self._commands[":sure"] = self._sure

    def play(self) -> PracticeRunner | None:
        """Run the exam; return the marked attempt, or None when it was stopped."""
        self._greet()
        try:
            if not self._sheet.over:
                self.say("", *self._question())
            while not self._sheet.over:
                self._process(self.read())
            self.say("", "Time is up: your exam is handed in as it is.")
        except _HandedIn:
            pass
        except AnsweredElsewhere as error:
            self.say("", str(error))
        # Ctrl+C ends the program with 130, but the sheet is saved first.
        except (Stopped, KeyboardInterrupt) as reason:
            self._stop()
            if isinstance(reason, KeyboardInterrupt):
                raise
            return None
        return self._handed_in()

    def _handed_in(self) -> PracticeRunner | None:
        """Hand in; on failure, offer another try and return None when the learner declines.

        Raises `AnsweredElsewhere` when the exam was ended in another window without being marked.
        """
        while True:
            try:
                return self._runner.hand_in()
            except AnsweredElsewhere:
                raise
            except StoreError as error:
                self.say("", f"The exam is not handed in: {error}")
            if not self._wants_another_try():
                self._stop()
                return None

    def _wants_another_try(self) -> bool:
        try:
            return self._agrees("Try again?")
        except Stopped:
            return False

    def _greet(self) -> None:
        count = counted(len(self._sheet.items), "question")
        title = bank_titles(self._sheet.items)
        self.say(f"{title}: an exam, {count}. {formatting.time_left(self._sheet)}")
        self.say("Answers are marked when you hand in. Type :help for commands.")

    def _stop(self) -> None:
        self._save()
        self.say("", f"Stopped: {formatting.answered_count(self._sheet)}.")
        if not self._runner.unsaved:
            runs = "" if self._sheet.left is None else "The clock keeps running. "
            self.say(f"{runs}Continue with: quiz play {self._name} --continue")

    def _question(self) -> Iterator[str]:
        question = self._sheet.item.question
        yield f"Question {self._sheet.position + 1} of {len(self._sheet.items)} ({self._about()})"
        yield question.prompt
        kind = question_type_of(question)
        yield from kind.lines(question, self._sheet.item.order)
        yield from (f"Hint: {hint}" for hint in self._sheet.hints)
        hints = len(question.hints) - len(self._sheet.hints)
        more = f" :hint for {'a hint' if hints == 1 else f'{hints} hints'}." if hints else ""
        yield f"{kind.instruction(question)} {kind.line_hint(question)}".rstrip() + more
        given = self._runner.given
        if given:
            yield f"Your answer so far: {formatting.listed(given)}"

    def _about(self) -> str:
        """Return the type, points, mark and time left for the current question."""
        sheet, question = self._sheet, self._sheet.item.question
        parts = [question_type_of(question).label.lower()]
        if question.points != 1:
            parts.append(f"{formatting.number(float(question.points))} points")
        if sheet.entry.flagged:
            parts.append("to check")
        if sheet.left is not None:
            parts.append(f"{formatting.duration(sheet.left)} left")
        return ", ".join(parts) + origin(sheet.items, sheet.position)

    def _process(self, line: str) -> None:
        """Process a line of input, unless the time is up."""
        # The clock ran on while the line was being typed.
        if self._sheet.over:
            return
        try:
            if is_command(line):
                self._run_command(line)
            elif line:
                self._answer(line)
            else:
                raise UnreadableResponse("Type an answer, or :next, :hand-in, :help.")
        except UnreadableResponse as error:
            self.say(str(error))

    def _run_command(self, line: str) -> None:
        name, _, rest = line.partition(" ")
        command = self._commands.get(name.casefold())
        if command is None:
            raise no_command(name)
        command(rest.strip())

    def _answer(self, line: str) -> None:
        item = self._sheet.item
        given = question_type_of(item.question).read(item.question, item.order, answer_of(line))
        self._runner.answer(given, given)
        # Saving after the step stores the new position too.
        if self._sheet.step(1):
            self._save()
            self.say("", *self._question())
            return
        self._save()
        self.say("", f"That was the last question. {self._state()}")
        self.say(
            "Type :sheet for all questions, :go 1 for question 1, :hand-in to hand in the exam."
        )

    def _state(self) -> str:
        open_items = formatting.open_items(self._sheet)
        return f"{formatting.answered_count(self._sheet)}{f': {open_items}' if open_items else ''}."

    def _save(self) -> None:
        """Save the changes. Raises `AnsweredElsewhere`."""
        try:
            self._runner.save()
        except AnsweredElsewhere:
            raise
        except StoreError as error:
            self.warn(
                f"your answer is not saved: {error} It will be saved with the next one if possible."
            )

    def _step(self, by: int) -> None:
        if not self._sheet.step(by):
            raise UnreadableResponse(f"This is the {'last' if by > 0 else 'first'} question.")
        self._save()
        self.say("", *self._question())

    def _go(self, rest: str) -> None:
        count = len(self._sheet.items)
        # `isdigit` alone accepts digits that `int` rejects, and `int` limits the length.
        number = int(rest) if rest.isascii() and rest.isdigit() and len(rest) < 10 else 0
        if not 0 < number <= count:
            raise UnreadableResponse(f"Type :go and the number of a question, 1 to {count}.")
        self._sheet.go(number - 1)
        self._save()
        self.say("", *self._question())

    def _flag(self, _: str) -> None:
        self._sheet.flag()
        self._save()
        self.say("Marked to check." if self._sheet.entry.flagged else "No longer marked.")

    def _sure(self, rest: str) -> None:
        if rest not in ("1", "2", "3"):
            raise UnreadableResponse("Type :sure 1 for guess, 2 for think so, 3 for certain.")
        level = Confidence(int(rest))
        self._sheet.rate(level)
        self._save()
        self.say(f"How sure: {level.words}.")

    def _clear(self, _: str) -> None:
        self._sheet.clear()
        self._save()
        self.say("The answer is deleted.")

    def _hint(self, _: str) -> None:
        hint = self._sheet.hint()
        self._save()
        self.say(f"Hint: {hint}" if hint else "There are no more hints.")

    def _show_sheet(self, _: str) -> None:
        for position, item in enumerate(self._sheet.items):
            entry = self._sheet.at(position)
            state = "answered" if entry.given is not None else "blank"
            flag = ", to check" if entry.flagged else ""
            prompt = " ".join(item.question.prompt.split())
            self.say(f"  {position + 1}. {state}{flag}: {prompt}")
        self.say(f"{self._state()} {formatting.time_left(self._sheet)}")

    def _remove_limit(self, _: str) -> None:
        if self._sheet.limit is None:
            raise UnreadableResponse("There is no time limit.")
        if self._agrees("Remove the time limit? This cannot be undone."):
            try:
                self._runner.remove_limit()
            except StoreError as error:
                self.say(f"The time limit could not be removed: {error}")
            else:
                self.say("The time limit is removed.")

    def _hand_in(self, _: str) -> None:
        open_items = formatting.open_items(self._sheet)
        if self._agrees(f"{f'{open_items}. ' if open_items else ''}Hand in the exam?"):
            raise _HandedIn

    def _agrees(self, question: str) -> bool:
        """Ask until the answer is yes or no. Raises `Stopped` at the end of the input."""
        while True:
            self.say(f"{question} Type y or n.")
            word = self.read().casefold()
            if word in ("y", "yes", "n", "no"):
                return word.startswith("y")

    def _help(self, _: str) -> None:
        self.say(*EXAM_HELP, *((SURE,) if self._ask_confidence else ()))

    def _quit(self, _: str) -> None:
        raise Stopped
