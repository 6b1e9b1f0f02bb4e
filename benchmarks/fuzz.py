"""Fuzzing of everything that reads text or files from outside.

`python -m benchmarks.fuzz` runs each target in a process of its own and prints runs, time and
finds; `… bank gift --runs 100000` runs some of them. A find is an exception that a reader does not
announce, an input that takes long, or a result that breaks a promise; each kind is reported once,
with its input in `--folder`. With atheris installed, inputs are led by the code that they reach;
without, the samples are changed at random. Not part of `python -m benchmarks`: it takes hours.
"""

import argparse
import io
import json
import os
import subprocess
import sys
import tempfile
import time
import traceback
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import cache, partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import walk_packages
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from quiz.model.bank import Bank
    from quiz.text.phrases import Lexicon

SLOW = 5.0
"""Processor seconds after which an input of a few thousand characters took too long."""
MAX_LENGTH = 30_000
SAVE_EVERY = 2_000
"""Runs between two looks at the progress file, which survives a killed process."""

SOURCE = (
    "The ferry left Picton at noon with 512 people aboard. Two of the four engines failed off Cape "
    "Jackson, the harbourmaster said.\n\nNobody was hurt, “and the ferry reached Wellington before "
    "dark”. Jake Sullivan, the US adviser, spoke of 1,600 km² … and 2.5 × 10³ m/s.\n"
)
BANK = """\
format: 1
id: ferry
title: The ferry
description: What the report says.
language: en-NZ
sources: {report: report.txt}
rules: {key-longest: info}
questions:
  - {id: a, type: single_choice, prompt: Where?, answer: Picton, quote: The ferry left Picton,
     distractors: [Nelson, {text: Wellington, feedback: Arrived there., quote: reached Wellington}]}
  - id: b
    type: multiple_response
    prompt: |
      Which of these?
        All that are true.
    answers: [engines failed, nobody was hurt]
    distractors: ["it sank"]
    marking: all_or_nothing
    quotes: [{text: engines failed, near: four engines failed off}, "Nobody was hurt […] dark"]
    allow: {key-unsupported: it does}
  - {id: c, type: true_false, prompt: It sank., answer: false, quote: Nobody was hurt}
  - {id: d, type: short_answer, prompt: Off which cape?, answers: [Cape Jackson, the cape Jackson],
     reject: [Cape Jack], strict: true, typos: none, quote: "off Cape Jackson,"}
  - {id: e, type: numeric, prompt: How many?, answer: 512, tolerance: 0.5, unit: people,
     quote: with 512 people aboard, hints: [Look, Count], points: 2.5, tags: [numbers, people]}
  - {id: f, type: cloze, text: "{{Two|2}} of the {{four}} engines", quote: Two of the four engines}
  - {id: g, type: cloze, text: "Off {{Cape}}", distractors: [Jack], quote: "Cape Jackson, the"}
  - {id: h, type: matching, prompt: Match., pairs: {left: Picton, reached: Wellington},
     distractors: [Nelson], quote: reached Wellington before}
  - {id: i, type: ordering, prompt: Order., items: [left, failed, reached], quote: The ferry left}
  - {id: j, type: find_evidence, prompt: Which sentence says how many?, quote: with 512 people}
  - {id: k, type: categorize, prompt: Sort., categories: {towns: [Picton], capes: [Jackson]},
     distractors: [Nelson], enemies: [j], explanation: As the report says., quote: off Cape Jackson}
"""
GIFT = (
    "// comment\n$CATEGORY: $course$/top\n::t::[html]Who <b>was</b>? {=Grant ~%-50%no#why ~=x}\n"
    "\nWhen {#1822:5 =%50%1823:2}\n\nMatch {=a -> b =c -> d ####all}\n\nIt {T#no#yes} is.\n\n{}\n"
)
TEXT2QTI = (
    "Quiz title: T\nshuffle answers: true\n1. What?\n... why\n*a) yes\n... good\nb) no\n\n2. Type\n"
    "* right\n* also\n\n3. n\n= 5 +- 1\n\n4. m\n[*] a\n[ ] b\nGROUP\npick: 1\nEND_GROUP\n___\n"
)
AIKEN = "What is it?\nA. one\nB) two\nC. three\nANSWER: B\n\nNext?\nA) x\nB) y\nANSWER: A\n"
ANKI_TEXT = (
    "#separator:tab\n#html:true\n#tags column:3\nfront\tback <b>x</b>\tt1 t2\n"
    '"a""b"\t{{c1::x::h}}\tu\n'
)
CSV = 'question,type,answer,wrong 1,wrong 2\nWho?,single choice,a,b,c\n"x\ny",true/false,true,,\n'
SETTINGS = 'theme = "dark"\ncount = 20\nretention = 0.9\nfolders = ["a", "b"]\nconfidence = true\n'
HTML = (
    '<p class="x">a &amp; b&#8217;<br/>c<ul><li>1<li>2</ul><table><tr><td>x</table>'
    '<img src="a.png" alt="p"><!-- c --><script>x</script><pre> a\n b</pre>{{c1::x}}'
    "\\(x^2\\)<sup>2</sup>&nbsp;<"
)
WORDS: tuple[str, ...] = (
    *"'\"[]{}|>\t#,-~\r\0\x85\u202e\u2028\ufeff\x1b<>&;=*:%^$\\/", "{{", "}}", "- ", ": ", "\n  ",
    "&a ", "*a", "!t ", "---\n", "...", "? ", "<<: ", "[…]", "日本", "e\u0301", "\U0001f469\u200d",
    "9" * 50, "1e999", "1_000", "true", "null", "::", "->", "####", "<![CDATA[", "<!DOCTYPE a>",
    "&#x1b;", "&lt;", "</p>", "\\n", "\\u0000", "NaN", "-0", "½", "²", "×", "10^", "،", "٣", "ﬁ",
)  # fmt: skip


class Target(NamedTuple):
    """A reader, and samples of what it reads."""

    run: Callable[[bytes], None]
    samples: Callable[[], Sequence[bytes]]


def text_of(data: bytes) -> str:
    """Return an input as text; half of a surrogate pair can be among it, as in an editor."""
    return data.decode("utf-8", "surrogateescape" if data[:1] == b"\1" else "replace")


def utf8(*texts: str) -> Callable[[], Sequence[bytes]]:
    """Return a function that returns some texts as samples."""
    return lambda: [text.encode("utf-8") for text in texts]


@cache
def folder() -> Path:
    """Return a folder with the source and the bank."""
    made = Path(tempfile.mkdtemp(prefix="fuzz-"))
    (made / "report.txt").write_text(SOURCE, "utf-8")
    (made / "bank.yaml").write_text(BANK, "utf-8")
    return made


def bank(data: bytes) -> None:
    """Read a bank; whatever is sound can be judged, marked, written and read back."""
    from quiz.bank.questions import rebuild_question, write_question
    from quiz.bank.reader import read_bank
    from quiz.check.engine import check_reading
    from quiz.model.problem import Severity
    from quiz.question_types import question_type_of
    from quiz.text.phrases import Lexicon

    reading = read_bank(folder() / "bank.yaml", typed=text_of(data))
    problems = check_reading(reading, "bank.yaml", info=True).problems
    errors = [each for each in reading.problems if each.severity is Severity.ERROR]
    assert (reading.bank is None) == bool(errors), "a bank without an error must be sound"
    assert all(min(each.position) >= 1 and "\n" not in each.message for each in reading.problems)
    assert [str(each) for each in problems]
    nothing = Lexicon(names=frozenset(), words=frozenset())
    for question in reading.bank.questions if reading.bank else ():
        kind = question_type_of(question)
        order = kind.order(question, Random(1))
        assert kind.asks(question)
        assert all(isinstance(line, str) for line in kind.lines(question, order))
        assert kind.mark(question, (), nothing).fraction == 0
        rebuilt = rebuild_question(write_question(question))
        assert rebuilt is not None and write_question(rebuilt) == write_question(question)


def editor(data: bytes) -> None:
    """Look at a half-typed bank as an editor does, at an offset taken from the input."""
    from quiz.editor.completion import completions
    from quiz.editor.hover import definition, hover
    from quiz.editor.quick_fixes import quick_fixes
    from quiz.editor.view import analyze
    from quiz.yaml_source.parse import recover

    at, text = int.from_bytes(data[:2], "big"), text_of(data[2:])
    view = analyze(folder() / "bank.yaml", text, {})
    offset = at % (len(text) + 1)
    completions(view, offset)
    hover(view, offset)
    definition(view, offset)
    for problem in view.problems[:3]:
        quick_fixes(view, problem)
    assert len(recover(text).text) == len(text.replace("\r\n", " \n"))


def settings(data: bytes) -> None:
    """Read the settings file, and write a setting into it."""
    from quiz.errors import QuizError
    from quiz.settings.manager import InvalidToml, read_settings, write_setting

    path = folder() / "settings.toml"
    path.write_bytes(data)
    found = read_settings(path)
    try:
        write_setting(path, "theme", "light")
    except (QuizError, InvalidToml):
        return
    assert not found.faults or read_settings(path) is not None


def history(data: bytes) -> None:
    """Read an exported history."""
    from quiz.errors import QuizError
    from quiz.store.import_reader import read_export

    path = folder() / "history.jsonl"
    path.write_bytes(data)
    try:
        for _ in read_export(path):
            pass
    except QuizError:
        return


def foreign(data: bytes, name: str = "") -> None:
    """Import a file of any format, and read the bank that is made of it."""
    from quiz.bank.reader import read_bank
    from quiz.convert.formats import recognise
    from quiz.convert.import_bank import Plan, assemble
    from quiz.convert.model import no_progress
    from quiz.errors import BadFile
    from quiz.model.bank import Source

    try:
        format_, reader = recognise(data)
        banks = reader.read(data, no_progress)
    except BadFile:
        return
    # Making a bank takes longer than reading a file, so only some of the inputs become one.
    for each in banks[:2] if zlib.crc32(data) % 6 == 0 else []:
        sources = {"report": Source("report", folder() / "report.txt", SOURCE)}
        plan = Plan(
            id="b", title="T", description=each.description, language=each.language,
            sources=sources, paths={"report": "report.txt"}, accept=True,
        )  # fmt: skip
        made = assemble([each], plan)
        reading = read_bank(folder() / "imported.yaml", typed=made.text)
        broken = {"yaml-syntax", "forbidden-character", "unreadable", "not-a-bank", "too-deep"}
        rules = {problem.rule for problem in reading.problems}
        assert not rules & broken, f"{format_.name}: an imported bank has {rules & broken}"


def exported(name: str) -> bytes:
    """Return the sample bank as a format writes it."""
    from quiz.convert.formats import writer
    from quiz.convert.model import no_progress

    return writer(name).write([sample_bank()], no_progress).data


@cache
def sample_lexicon() -> "Lexicon":
    """Return the words and names of the source."""
    from quiz.quotes.sources import lexicon

    return lexicon([SOURCE])


@cache
def sample_bank() -> "Bank":
    """Return the sample bank, which has no errors."""
    from quiz.bank.reader import read_bank

    reading = read_bank(folder() / "bank.yaml")
    assert reading.bank is not None, reading.problems
    return reading.bank


def in_package(data: bytes, package: str) -> None:
    """Import a package in which one of the XML files, chosen by the first byte, is the input."""
    parts = _parts(package)
    names = sorted(parts)
    _foreign_zip({**parts, names[data[0] % len(names)] if data else names[0]: data[1:]})


@cache
def _parts(package: str) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(exported(package))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def package_samples(package: str) -> Sequence[bytes]:
    """Return the files of a package, each after the byte that chooses it."""
    parts = _parts(package)
    return [bytes([number]) + parts[name] for number, name in enumerate(sorted(parts))]


def _foreign_zip(parts: dict[str, bytes]) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    foreign(packed.getvalue())


def anki_notes(data: bytes) -> None:
    """Import an Anki package whose first note has the input as its fields."""
    import sqlite3

    parts = dict(_parts("anki"))
    path = folder() / "notes.anki2"
    path.write_bytes(parts["collection.anki2"])
    with closing(sqlite3.connect(path)) as connection:
        where = "WHERE id = (SELECT min(id) FROM notes)"
        connection.execute(f"UPDATE notes SET flds = ? {where}", (text_of(data[:-1]),))
        if data[-1:] and data[-1] % 4 == 0:
            connection.execute("UPDATE col SET models = ?", (text_of(data),))
        connection.commit()
    _foreign_zip({**parts, "collection.anki2": path.read_bytes()})


def quotes(data: bytes) -> None:
    """Find a quote in a text; both are taken from the input."""
    from quiz.model.bank import Citation, Source
    from quiz.model.question import Quote
    from quiz.quotes.locate import locate_all
    from quiz.quotes.sources import SourceText, lexicon, surroundings
    from quiz.quotes.suggest import nearest_passages, passages, sentence_passages

    words, _, text = text_of(data).partition("\n")
    source = Source("s", Path("s.txt"), text or SOURCE)
    near = words[:40] if len(words) % 7 == 0 else None
    (found,) = locate_all([Quote(words, None, near)], {"s": source})
    for passage in (*passages(words, {"s": source}), *sentence_passages(words, {"s": source})):
        assert source.text[passage.spans[0].start :] is not None
    nearest_passages(words, {"s": source})
    lexicon([source.text])
    whole = SourceText(source.text)
    for _, span in whole.sentences:
        assert source.text[slice(*span)].strip() == source.text[slice(*span)] != ""
    if isinstance(found, Citation):
        assert surroundings(source, found).sentences


def numbers(data: bytes) -> None:
    """Read a number, and mark it as an answer to typed questions."""
    from quiz.errors import UnreadableResponse
    from quiz.question_types import question_type_of
    from quiz.text.numbers import numbers_as_numerals, parse_number, plain
    from quiz.yaml_source.fields import MAX_MAGNITUDE

    text = text_of(data)
    value = parse_number(text)
    if value is not None and abs(value.adjusted()) <= MAX_MAGNITUDE:
        assert parse_number(plain(value)) == value, "a number that is written must be read again"
    numbers_as_numerals(text.split())
    for question in sample_bank().questions:
        kind = question_type_of(question)
        try:
            response = kind.read(question, kind.order(question, Random(1)), text)
        except UnreadableResponse:
            continue
        kind.mark(question, response, sample_lexicon())


def html(data: bytes) -> None:
    """Reduce HTML and Markdown to text."""
    from quiz.convert.html import reduce
    from quiz.convert.markdown import reduce_markdown

    reduce(text_of(data))
    reduce_markdown(text_of(data))


def one(name: str) -> Callable[[], Sequence[bytes]]:
    """Return a function that returns the sample bank in a format."""
    return lambda: [exported(name)]


def table_samples() -> Sequence[bytes]:
    """Return tables in the formats that are recognised, also in UTF-16."""
    return [CSV.encode(), CSV.replace(",", ";").encode("utf-16"), exported("csv")]


def history_samples() -> Sequence[bytes]:
    """Return the history of one played question, as it is exported."""
    here = folder()
    command = [sys.executable, "-m", "quiz", "--data-dir", str(here / "data")]
    command = [sys.executable, "-m", "quiz"]
    data = ["--data-dir", str(here / "data")]
    played = ["play", str(here / "bank.yaml"), "--plain", "--seed", "1", *data]
    subprocess.run([*command, *played], input=b"1\n" * 30, capture_output=True, check=False)
    file = here / "exported.jsonl"
    export = [*command, "history", "--export", str(file), *data]
    subprocess.run(export, capture_output=True, check=True)
    return [file.read_bytes()]


TARGETS: dict[str, Target] = {
    "bank": Target(bank, utf8(BANK, "E a\n- b\n", "[]", BANK.replace("\n", "\r\n"))),
    "editor": Target(editor, lambda: [b"\1\1" + BANK.encode(), b"\0\0" + BANK[:400].encode()]),
    "settings": Target(settings, utf8(SETTINGS)),
    "history": Target(history, history_samples),
    "gift": Target(foreign, lambda: [GIFT.encode(), exported("gift")]),
    "moodle": Target(foreign, one("moodle")),
    "canvas": Target(partial(in_package, package="canvas"), partial(package_samples, "canvas")),
    "qti21": Target(partial(in_package, package="qti21"), partial(package_samples, "qti21")),
    "qti3": Target(partial(in_package, package="qti3"), partial(package_samples, "qti3")),
    "tables": Target(foreign, table_samples),
    "anki": Target(anki_notes, utf8("front\x1fback", "{{c1::a::b}} c\x1f<b>x</b>", HTML)),
    "anki-text": Target(foreign, utf8(ANKI_TEXT)),
    "text2qti": Target(foreign, utf8(TEXT2QTI)),
    "aiken": Target(foreign, utf8(AIKEN)),
    "html": Target(html, utf8(HTML)),
    "quotes": Target(quotes, utf8("The ferry left […] at noon\n" + SOURCE, "Two of teh engines")),
    "numbers": Target(numbers, utf8("1,600.5", "two and a half", "6.02×10²³", "512 people", "½")),
}


class Finds:
    """The kinds of faults that were found, each with its first input."""

    def __init__(self, name: str, where: Path, runs: int, seconds: float) -> None:
        self._name, self._where, self._max, self._seconds = name, where, runs, seconds
        self.kinds: dict[str, int] = {}
        self.runs = 0
        self.started = time.monotonic()

    def try_input(self, run: Callable[[bytes], None], data: bytes) -> None:
        """Run a target on an input; remember what it should not have done."""
        self.runs += 1
        start = time.process_time()
        try:
            run(data)
        except Exception as error:
            self._add(_signature(error), data, traceback.format_exc())
        if time.process_time() - start > SLOW:
            self._add("slow", data, f"{time.process_time() - start:.1f} s")
        if self.runs % SAVE_EVERY == 0:
            self.save()

    @property
    def enough(self) -> bool:
        """Whether the number of runs, or the time for them, is reached."""
        return self.runs >= self._max or time.monotonic() - self.started > self._seconds

    def _add(self, kind: str, data: bytes, details: str) -> None:
        self.kinds[kind] = self.kinds.get(kind, 0) + 1
        if self.kinds[kind] == 1:
            file = self._where / f"{self._name}-{len(self.kinds)}"
            file.write_bytes(data)
            file.with_suffix(".txt").write_text(f"{kind}\n{details}", "utf-8", "replace")

    def save(self) -> None:
        """Write the counts to the progress file of the target."""
        seconds = round(time.monotonic() - self.started, 1)
        counts = {"runs": self.runs, "seconds": seconds, "finds": self.kinds}
        (self._where / f"{self._name}.json").write_text(json.dumps(counts), "utf-8")


def _signature(error: Exception) -> str:
    """Return the kind of an exception: its type, and the innermost line of ours."""
    frames = [each for each in traceback.extract_tb(error.__traceback__) if "quiz/" in each.filename
              or each.filename == __file__]  # fmt: skip
    last = frames[-1]
    return f"{type(error).__name__} in {Path(last.filename).name}:{last.name}"


def changed(sample: bytes, random: Random) -> bytes:
    """Return a sample with a few changes: pieces cut, doubled, moved or put in."""
    data = bytearray(sample)
    for _ in range(random.choice((1, 1, 2, 3, 8))):
        at = random.randrange(len(data) + 1)
        size = random.choice((0, 1, 1, 4, 30))
        new = random.choice((b"", bytes([random.randrange(256)]), _word(random), _word(random),
                             bytes(data[at : at + size]) * 2))  # fmt: skip
        if random.random() < 0.1:
            other = random.randrange(len(data) + 1)
            new = bytes(data[other : other + random.randrange(60)])
        data[at : at + size] = new
    return bytes(data[:MAX_LENGTH])


def _word(random: Random) -> bytes:
    return random.choice(WORDS).encode("utf-8")


def at_random(target: Target, finds: Finds, seed: int) -> None:
    """Run a target on samples that are changed at random."""
    random = Random(seed)
    samples = target.samples()
    for sample in samples:
        finds.try_input(target.run, sample)
    while not finds.enough:
        finds.try_input(target.run, changed(random.choice(samples), random))


def guided(target: Target, finds: Finds, seed: int, corpus: Path) -> None:
    """Run a target on inputs that atheris makes by what code they reach; never returns."""
    atheris: Any = import_module("atheris")
    corpus.mkdir(parents=True, exist_ok=True)
    for number, sample in enumerate(target.samples()):
        (corpus / f"sample-{number}").write_bytes(sample)
    dictionary = corpus.with_suffix(".dict")
    escaped = ("".join(f"\\x{byte:02x}" for byte in word.encode("utf-8")) for word in WORDS)
    dictionary.write_text("".join(f'"{each}"\n' for each in escaped))

    def once(data: bytes) -> None:
        finds.try_input(target.run, data)
        if finds.enough:
            # libFuzzer knows no quiet end: it would report this one as a crash.
            finds.save()
            os._exit(0)

    options = [f"-seed={seed}", f"-max_len={MAX_LENGTH}", f"-dict={dictionary}", "-timeout=60"]
    atheris.Setup([sys.argv[0], *options, str(corpus)], once)
    atheris.Fuzz()


def fuzz(name: str, finds: Finds, seed: int, corpus: Path | None) -> None:
    """Run one target in this process, guided if there is a folder for a corpus."""
    # Imports are instrumented as they happen, so that nothing of quiz may be imported before.
    if corpus is not None:
        atheris: Any = import_module("atheris")
        with atheris.instrument_imports(include=["quiz"]):
            _import_all()
    os.environ["QUIZ_DATA_DIR"] = str(folder() / "data")
    if corpus is not None:
        guided(TARGETS[name], finds, seed, corpus)
    at_random(TARGETS[name], finds, seed)
    finds.save()


def _import_all() -> None:
    """Import what reads anything; the rest of the app would only take time."""
    for package in ("bank", "check", "convert", "editor", "settings", "store"):
        folder_of = str(Path(__file__).parents[1] / "quiz" / package)
        for each in walk_packages([folder_of], f"quiz.{package}."):
            if not each.name.startswith("quiz.editor.lsp"):
                import_module(each.name)


def results(names: Sequence[str], where: Path) -> Iterator[str]:
    """Yield a line for each target, its finds, and the sum."""
    total, took = 0, 0.0
    for name in names:
        file = where / f"{name}.json"
        found: dict[str, Any] = json.loads(file.read_text()) if file.exists() else {}
        total, took = total + found.get("runs", 0), took + found.get("seconds", 0)
        kinds = found.get("finds", {})
        yield f"{name:<12}{found.get('runs', 0):>10,} runs {found.get('seconds', 0):>8.0f} s  " + (
            f"{len(kinds)} kinds of finds"
        )
        yield from (f"    {count:>6} × {kind}" for kind, count in kinds.items())
    yield f"{'all':<12}{total:>10,} runs {took:>8.0f} s"


def main() -> None:
    """Run the targets one after another, each in a process of its own."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", choices=[[], *TARGETS], default=[])
    parser.add_argument("--runs", type=int, default=60_000, help="of each target")
    parser.add_argument("--seconds", type=float, default=600, help="of each target, at most")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=Path("fuzz"), help="for finds and counts")
    parser.add_argument("--unguided", action="store_true", help="do without atheris")
    parser.add_argument("--here", action="store_true", help="run one target in this process")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    names = options.targets or list(TARGETS)
    if options.here:
        (name,) = names
        finds = Finds(name, options.folder, options.runs, options.seconds)
        guide = find_spec("atheris") is not None and not options.unguided
        fuzz(name, finds, options.seed, options.folder / f"corpus-{name}" if guide else None)
        return
    given = [each for each in sys.argv[1:] if each not in names]
    for name in names:
        subprocess.run([sys.executable, "-m", "benchmarks.fuzz", name, *given, "--here"])
    print("\n".join(results(names, options.folder)))


if __name__ == "__main__":
    main()
