"""Import of text2qti documents; the format is described at https://github.com/gpoore/text2qti."""

import re
from dataclasses import dataclass, field

from quiz.exchange.markdown_text import reduce_markdown
from quiz.exchange.parcels import CannotConvert, Incoming, IncomingBank, Skipped, Tick
from quiz.exchange.plain_text import decode_lines, sample
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


@dataclass
class _Reader:
    """Collects the entries of a document into the questions of a bank."""

    bank: IncomingBank = field(default_factory=IncomingBank)
    pending: list[DocumentEntry] = field(default_factory=list)
    """The title and points of the question that follows."""
    current: list[DocumentEntry] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    """The titles of the questions of the bank, in order."""
    group_points: str = ""

    def add(self, entry: DocumentEntry) -> None:
        """Add an entry; one that starts a question ends the question before it."""
        if entry.kind in ("title", "points"):
            self.end_question()
            self.pending.append(entry)
        elif entry.kind == "question":
            self.end_question()
            self.current, self.pending = [*self.pending, entry], []
        elif entry.kind == "code":
            self.end_question()
            self._skip(entry, "its questions are made by a program, and quiz never runs programs")
        elif not self._add_to_quiz(entry):
            if self.current:
                self.current.append(entry)
            else:
                self._skip(entry, "it belongs to no question")

    def _add_to_quiz(self, entry: DocumentEntry) -> bool:
        """Add an entry that belongs to the quiz as a whole; return whether it does."""
        if entry.kind == "quiz_title":
            self.bank.title = " ".join(entry.text.split())
        elif entry.kind == "quiz_description":
            self.bank.description = reduce_markdown(entry.text).text
        elif entry.kind == "setting":
            self._lose("settings: the settings of the quiz are not imported")
        elif entry.kind in ("text", "text_title"):
            self.end_question()
            self._lose(f"texts: the text between questions in line {entry.line} is not imported")
        elif entry.kind in ("group", "end_group"):
            self.end_question()
            self.group_points = ""
            self._lose(
                "groups: questions were drawn at random from a group; all of them are imported"
            )
        elif entry.kind == "group_points":
            self.group_points = entry.text
        else:
            return entry.kind == "group_setting"
        return True

    def _lose(self, what: str) -> None:
        if what not in self.bank.lost:
            self.bank.lost.append(what)

    def _skip(self, entry: DocumentEntry, reason: str) -> None:
        self.bank.skipped.append(Skipped(f"line {entry.line}", entry.text, reason))

    def end_question(self) -> None:
        """Add the question of the current entries, if there are any."""
        entries, self.current = self.current, []
        if not entries:
            return
        place = f"line {entries[0].line}"
        title = telling(next((each.text for each in entries if each.kind == "title"), ""))
        lost: list[str] = []
        try:
            data = read_question(entries, self.group_points, lost)
        except CannotConvert as reason:
            stem = next(each.text for each in entries if each.kind == "question")
            self.bank.skipped.append(Skipped(place, title or stem, str(reason)))
            return
        self.titles.append(title)
        self.bank.questions.append(Incoming(place, data, title or data["prompt"], lost))


def reads(data: bytes) -> bool:
    """Check for a numbered question and a mark that no other format has."""
    text = sample(data)
    if _QUESTION.search(text) is None:
        return False
    return _SIGNS.search(text) is not None or _TYPED.search(text) is not None


def read(data: bytes, tick: Tick) -> list[IncomingBank]:
    lines = decode_lines(data)
    reader = _Reader()
    for entry in parse_entries(lines):
        reader.add(entry)
        tick(entry.line, len(lines))
    reader.end_question()
    take_as_ids(reader.bank.questions, reader.titles)
    return [reader.bank]
