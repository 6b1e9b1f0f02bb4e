"""text2qti documents: https://github.com/gpoore/text2qti has the format."""

import re
from dataclasses import dataclass, field

from quiz.document.files import Unreadable, decode
from quiz.errors import BadFile
from quiz.exchange.markdown_text import reduce_markdown
from quiz.exchange.parcels import CannotConvert, Incoming, IncomingBank, Skipped, Tick
from quiz.exchange.text2qti.asking import read_question
from quiz.exchange.text2qti.entries import DocumentEntry, parse_entries
from quiz.exchange.titles import take_as_ids, telling

_SIGNS = re.compile(
    r"^(?:[Qq]uiz [Tt]itle:[ \t]+\S|\*[a-zA-Z]\)[ \t]+\S|\[\*\][ \t]+\S"
    r"|=[ \t]+(?:\[[-+.\d][^\n]*,[^\n]*\]|[-+.\d]+[^\n]*\+-[^\n]*)$"
    r"|```+\s*\{\s*\.[a-zA-Z]\w*\s+\.run)",
    re.MULTILINE,
)
_TYPED = re.compile(r"^\d+\.[ \t]+\S[^\n]*\n\*[ \t]{2,}\S", re.MULTILINE)
_QUESTION = re.compile(r"^(?:\d+\.[ \t]+\S|```)", re.MULTILINE)
_LOOKED_AT = 200_000


@dataclass
class _Reader:
    """Gathers entries into questions."""

    bank: IncomingBank = field(default_factory=IncomingBank)
    ahead: list[DocumentEntry] = field(default_factory=list)
    """Title and points of the question that follows."""
    current: list[DocumentEntry] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    """Those of the questions of the bank, in order."""
    group_points: str = ""

    def take(self, entry: DocumentEntry) -> None:
        """Take an entry in."""
        if entry.kind in ("title", "points"):
            self.end_question()
            self.ahead.append(entry)
        elif entry.kind == "question":
            self.end_question()
            self.current, self.ahead = [*self.ahead, entry], []
        elif entry.kind == "code":
            self.end_question()
            reason = "a program is to make these questions, and nothing is run here"
            self.bank.skipped.append(Skipped(f"line {entry.line}", entry.text, reason))
        elif not self._of_quiz(entry):
            if self.current:
                self.current.append(entry)
            else:
                self._stray(entry)

    def _of_quiz(self, entry: DocumentEntry) -> bool:
        """Take in what belongs to the quiz and to no question; say whether it does."""
        if entry.kind == "quiz_title":
            self.bank.title = " ".join(entry.text.split())
        elif entry.kind == "quiz_description":
            self.bank.description = reduce_markdown(entry.text).text
        elif entry.kind == "setting":
            self._lose("settings: how the quiz is shown is not kept")
        elif entry.kind in ("text", "text_title"):
            self.end_question()
            self._lose(f"texts: the one between questions in line {entry.line} is not kept")
        elif entry.kind in ("group", "end_group"):
            self.end_question()
            self.group_points = ""
            self._lose("groups: some questions were drawn at random from many; all are here")
        elif entry.kind == "group_points":
            self.group_points = entry.text
        else:
            return entry.kind == "group_setting"
        return True

    def _lose(self, what: str) -> None:
        if what not in self.bank.lost:
            self.bank.lost.append(what)

    def _stray(self, entry: DocumentEntry) -> None:
        reason = "it belongs to no question"
        self.bank.skipped.append(Skipped(f"line {entry.line}", entry.text, reason))

    def end_question(self) -> None:
        """Make a question of the entries gathered, if there are any."""
        gathered, self.current = self.current, []
        if not gathered:
            return
        place = f"line {gathered[0].line}"
        title = telling(next((each.text for each in gathered if each.kind == "title"), ""))
        lost: list[str] = []
        try:
            data = read_question(gathered, self.group_points, lost)
        except CannotConvert as reason:
            stem = next(each.text for each in gathered if each.kind == "question")
            self.bank.skipped.append(Skipped(place, title or stem, str(reason)))
            return
        self.titles.append(title)
        self.bank.questions.append(Incoming(place, data, title or data["prompt"], lost))


def reads(data: bytes) -> bool:
    """See `Reader.reads`: a numbered question, and a sign that other formats do not have."""
    text = data[:_LOOKED_AT].decode("utf-8", "replace").replace("\r\n", "\n")
    if _QUESTION.search(text) is None:
        return False
    return _SIGNS.search(text) is not None or _TYPED.search(text) is not None


def read(data: bytes, tick: Tick) -> list[IncomingBank]:
    """See `Reader.read`."""
    try:
        text = decode(data)
    except Unreadable as error:
        raise BadFile(str(error)) from error
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    reader = _Reader()
    for entry in parse_entries(lines):
        reader.take(entry)
        tick(entry.line, len(lines))
    reader.end_question()
    take_as_ids(reader.bank.questions, reader.titles)
    return [reader.bank]
