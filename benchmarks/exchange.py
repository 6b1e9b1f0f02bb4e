"""Exporting and importing 1,000 questions, compared with the best library for each format.

A peer gets finished texts that it only has to write, or reads texts without interpreting them.
Peers that are not installed are left out. `PEERS` has a pair of functions for each format.
"""

import csv
import io
import tempfile
import time
from collections.abc import Callable
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

from benchmarks.generate import write_bank
from benchmarks.measure import compare
from quiz.bank.reader import read_bank
from quiz.convert.formats import FORMATS, recognise, writer
from quiz.convert.model import no_progress
from quiz.model.bank import Bank

QUESTIONS = 1_000
ROUNDS = 7

Job = Callable[[], object]


def seconds(job: Job) -> float:
    """Return the processor seconds that a job takes."""
    start = time.process_time()
    job()
    return time.process_time() - start


def genanki_writes(bank: Bank, data: bytes) -> Job:
    """Return the job of genanki: a note with a list of options, key, explanation and quote."""
    import genanki

    from quiz.convert.anki.writer import BACK, CARD_STYLE, FIELDS, FRONT

    named = [{"name": name} for name in FIELDS]
    template = {"name": "Card", "qfmt": FRONT, "afmt": BACK}

    def note(model: Any, question: Any) -> Any:
        texts = [escape(option.text) for option in question.options]
        answer = f"<p>{escape(question.explanation)}</p>"
        quotes = "".join(f"<blockquote>{escape(q.text)}</blockquote>" for q in question.quotes)
        options = "".join(f"<li>{text}</li>" for text in texts)
        fields = [escape(question.prompt), f"<ol>{options}</ol>", "", texts[0], answer + quotes]
        fields += ["", escape(bank.title), question.kind, question.id, ""]
        return genanki.Note(model=model, fields=fields, guid=question.id, tags=question.tags)

    def job() -> None:
        model = genanki.Model(1, "M", fields=named, templates=[template], css=CARD_STYLE)
        deck = genanki.Deck(2, bank.title)
        for question in bank.questions:
            deck.add_note(note(model, question))
        with tempfile.TemporaryDirectory() as folder:
            genanki.Package(deck).write_to_file(Path(folder) / "out.apkg")

    return job


def anki_reads(bank: Bank, data: bytes) -> Job:
    """Return the job of Anki's own library: a package into a new collection."""
    from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

    def job() -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "in.apkg"
            path.write_bytes(data)
            collection = Collection(str(Path(folder) / "collection.anki2"))
            options = ImportAnkiPackageOptions()
            request = ImportAnkiPackageRequest(package_path=str(path), options=options)
            assert len(collection.import_anki_package(request).log.new) == QUESTIONS
            collection.close()

    return job


def csv_writes(bank: Bank, data: bytes) -> Job:
    """Return the job of the standard library: finished cells as a table."""
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    return lambda: csv.writer(io.StringIO(newline="")).writerows(rows)


def csv_reads(bank: Bank, data: bytes) -> Job:
    """Return the job of the standard library: the cells of a table by their names."""
    return lambda: list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


PEERS: dict[str, tuple[Callable[[Bank, bytes], Job], Callable[[Bank, bytes], Job]]] = {
    "anki": (genanki_writes, anki_reads),
    "csv": (csv_writes, csv_reads),
}
"""By format: what makes the job of writing and that of reading for the best peer."""


def peer(make: Callable[[Bank, bytes], Job], bank: Bank, data: bytes) -> dict[str, Job]:
    """Return a peer's job by its name, or nothing where the peer is not installed."""
    try:
        return {make.__name__.replace("_", " "): make(bank, data)}
    except ImportError:
        return {}


def measure(name: str, bank: Bank) -> None:
    """Compare one format, in both directions, with its peers."""
    export = partial(writer(name).write, [bank], no_progress)
    data = export().data
    makers = PEERS.get(name)
    jobs: dict[str, Job] = peer(makers[0], bank, data) if makers else {}
    jobs["ours"] = export
    _show(f"{QUESTIONS:,} questions to {FORMATS[name].label}", jobs)
    if FORMATS[name].reader:
        _, reader = recognise(data)
        jobs = peer(makers[1], bank, data) if makers else {}
        jobs["ours"] = partial(reader.read, data, no_progress)
        _show(f"{QUESTIONS:,} questions from {FORMATS[name].label}", jobs)


def _show(title: str, jobs: dict[str, Job]) -> None:
    compare(title, {name: partial(seconds, job) for name, job in jobs.items()}, ROUNDS)


def main() -> None:
    """Measure every format that is written."""
    with tempfile.TemporaryDirectory() as folder:
        bank = read_bank(write_bank(Path(folder), QUESTIONS, 100_000)).bank
        assert bank is not None and len(bank.questions) == QUESTIONS
        for each in FORMATS.values():
            if each.writer:
                measure(each.name, bank)


if __name__ == "__main__":
    main()
