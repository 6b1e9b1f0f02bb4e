"""Anki packages: there and back, and those that Anki writes."""

import contextlib
import io
import json
import sqlite3
import tracemalloc
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from quiz.bank.questions import rebuild_question, write_question
from quiz.convert import render, sqlite
from quiz.convert.anki import reader
from quiz.convert.anki.reader import read, reads
from quiz.convert.anki.writer import write
from quiz.convert.model import ImportedBank, no_progress
from quiz.errors import BadFile
from quiz.model.bank import Bank
from quiz.model.question import Question
from quiz.question_types import QUESTION_TYPES
from tests.convert.roundtrip import assert_carried, bank_of
from tests.strategies import questions, several_questions

NEWER = """
CREATE TABLE col (id integer PRIMARY KEY, models text, decks text);
CREATE TABLE notes (id integer PRIMARY KEY, guid text, mid integer, tags text, flds text);
CREATE TABLE cards (id integer PRIMARY KEY, nid integer, did integer, ord integer);
CREATE TABLE fields (ntid integer, ord integer, name text NOT NULL COLLATE unicase, config blob,
  PRIMARY KEY (ntid, ord)) without rowid;
CREATE UNIQUE INDEX idx_fields_name_ntid ON fields (name, ntid);
CREATE TABLE templates (ntid integer, ord integer, PRIMARY KEY (ntid, ord)) without rowid;
CREATE TABLE notetypes (id integer PRIMARY KEY, name text COLLATE unicase, config blob);
CREATE UNIQUE INDEX idx_notetypes_name ON notetypes (name);
CREATE TABLE decks (id integer PRIMARY KEY, name text COLLATE unicase);
INSERT INTO col VALUES (1, '', '');
INSERT INTO notetypes VALUES (10, 'Basic', x'1a00'), (11, 'Cloze', x'08011a00');
INSERT INTO fields VALUES (10, 0, 'Front', x''), (10, 1, 'Back', x''), (11, 0, 'Text', x''),
  (11, 1, 'Back Extra', x'');
INSERT INTO templates VALUES (10, 0), (10, 1), (11, 0);
INSERT INTO decks VALUES (1, 'Default'), (2, 'Geo' || char(31) || 'Cities');
"""


def question(**keys: Any) -> Question:
    made = rebuild_question(
        {"id": "q1", "type": "short_answer", "prompt": "Who?", "answers": ["Ann"], **keys}
    )
    assert made is not None
    return made


def notes_in(data: bytes) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(":memory:")) as connection:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            connection.deserialize(archive.read("collection.anki2"))
        return connection.execute("SELECT guid, mod, tags, flds FROM notes ORDER BY id").fetchall()


def package(*entries: tuple[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return file.getvalue()


def newer(notes: Sequence[tuple[int, str, str]], further: str = "") -> bytes:
    """Return a collection as newer releases have it, with notes of (note type, tags, fields)."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.create_collation("unicase", lambda one, other: (one > other) - (one < other))
        connection.executescript(NEWER + further)
        for number, (kind, tags, fields) in enumerate(notes, 1):
            row = (number, str(number), kind, tags, fields)
            connection.execute("INSERT INTO notes VALUES (?, ?, ?, ?, ?)", row)
            deck = 1 if kind == 10 else 2
            connection.execute("INSERT INTO cards VALUES (?, ?, ?, 0)", (number, number, deck))
        connection.commit()
        return connection.serialize()


def packed(reader: bytes) -> bytes:
    from zstandard import ZstdCompressor

    stub = newer([(10, "", "Please update to the latest Anki version, then import again.\x1f")])
    squeezed = ZstdCompressor().compress(reader)
    return package(("collection.anki21b", squeezed), ("collection.anki2", stub), ("media", b"\x01"))


def foreign(kind: int, *fields: str, tags: str = "") -> ImportedBank:
    (bank,) = read(packed(newer([(kind, tags, "\x1f".join(fields))])), no_progress)
    return bank


def test_every_type_is_displayed() -> None:
    assert render.KINDS.keys() == QUESTION_TYPES.keys()


@given(question=questions())
@settings(max_examples=40)
def test_a_question_comes_back_as_it_was(question: Question) -> None:
    exported = write([bank_of(question)], no_progress)
    assert reads(exported.data) and not exported.losses
    assert_carried(question, exported, read(exported.data, no_progress))


@given(several=several_questions())
@settings(max_examples=10)
def test_equal_banks_give_equal_bytes_and_no_note_another_s_name(
    several: tuple[Question, ...],
) -> None:
    banks = [bank_of(*several), bank_of(*several, name="second")]
    exported = write(banks, no_progress)
    assert exported.data == write(banks, no_progress).data
    assert len({guid for guid, *_ in notes_in(exported.data)}) == 2 * len(several)
    assert [bank.id for bank in read(exported.data, no_progress)] == ["bank", "second"]


def test_what_is_said_of_a_bank_comes_back() -> None:
    bank = replace(bank_of(question()), description="All\n\nof it", title="A::B", language="de")
    (came,) = read(write([bank], no_progress).data, no_progress)
    assert (came.id, came.title, came.description, came.language) == (
        "bank", "A::B", "All\n\nof it", "de",
    )  # fmt: skip


def test_a_changed_question_keeps_its_name_and_is_newer(tmp_path: Path) -> None:
    import os

    path = tmp_path / "bank.yaml"
    path.touch()
    found = []
    for age, prompt in ((1_800_000_000, "Who?"), (1_800_000_001, "Who is it?")):
        os.utime(path, (age, age))
        bank = replace(bank_of(question(prompt=prompt)), path=path)
        found += notes_in(write([bank], no_progress).data)
    assert [note[0] for note in found] == [found[0][0]] * 2
    assert [note[1] for note in found] == [1_800_000_000, 1_800_000_001]


def test_text_of_a_question_has_no_special_meaning_in_anki() -> None:
    prompt = "[sound:x.mp3] {{c1::no}} [latex]y[/latex] [[type:Typed]] <script>z</script>"
    made = question(prompt=prompt, tags=["cold war", "a"], explanation=prompt, hints=[prompt])
    (_, _, tags, fields), = notes_in(write([bank_of(made)], no_progress).data)  # fmt: skip
    assert tags.split() == ["cold_war", "a"]
    assert [sign for sign in ("[", "{{", "<script") if sign in fields] == []


def test_gaps_are_gaps_of_anki_with_nothing_of_their_words_acting() -> None:
    made = rebuild_question({"id": "q", "type": "cloze", "text": "{a} {{x::y|z}} and {{b}}} "})
    assert made is not None
    (_, _, _, fields), = notes_in(write([bank_of(made)], no_progress).data)  # fmt: skip
    text = fields.split("\x1f")[0]
    assert text == "&#123;a&#125; {{c1::x&#58;&#58;y}} and {{c2::b}}&#125;"


def test_tags_given_in_anki_come_along_and_changes_made_there_are_listed_as_lost() -> None:
    exported = write([bank_of(question(tags=["cold war", "gone"]))], no_progress)
    with closing(sqlite3.connect(":memory:")) as connection:
        with zipfile.ZipFile(io.BytesIO(exported.data)) as archive:
            connection.deserialize(archive.read("collection.anki2"))
        connection.execute("UPDATE notes SET tags = ' Cold_War leech new ',"
                           " flds = replace(flds, '<div>Ann</div>', '<div>Bob</div>')")  # fmt: skip
        connection.commit()
        data = package(("collection.anki2", connection.serialize()), ("media", b"{}"))
    ((incoming,),) = [bank.questions for bank in read(data, no_progress)]
    assert incoming.data["tags"] == ["cold war", "new"]
    assert incoming.data["answers"] == ["Ann"]
    assert incoming.lost == ["key: changes made in Anki are not imported"]


def test_a_newer_package_is_read_and_not_the_notice_beside_it() -> None:
    data = packed(
        newer(
            [
                (10, " a b::c leech ", "What <b>raises</b> the tides?\x1f<div>the Moon</div>"),
                (11, "", "{{c1::Paris::city}} is in {{c2::France}}.\x1fMore [sound:x.mp3]"),
            ]
        )
    )
    tides, cities = read(data, no_progress)
    assert (tides.title, cities.title) == ("Default", "Geo::Cities")
    assert tides.questions[0].data == {
        "type": "short_answer",
        "prompt": "What raises the tides?",
        "answers": ["the Moon"],
        "tags": ["a", "b::c"],
    }
    assert [what.split(":")[0] for what in tides.questions[0].lost] == ["prompt", "type"]
    assert cities.questions[0].data == {
        "type": "cloze",
        "text": "{{Paris}} is in {{France}}.",
        "hints": ["[1] city"],
        "explanation": "More",
    }
    assert cities.questions[0].lost == ["explanation: sound"]


@pytest.mark.parametrize(
    ("kind", "fields", "reason"),
    [
        (10, ("<img src=x.png>", "a"), "its first field holds pictures but no text"),
        (10, ("Q", "[sound:a.mp3]"), "its back holds sound but no text"),
        (10, ("Q", ""), "its back is empty"),
        (10, ("Name them", "a<br>b"), "its back is too long to be typed as an answer"),
        (10, ("Q", "x" * 101), "its back is too long to be typed as an answer"),
        (11, ("no gap", ""), "its text has no gaps"),
        (11, ("{{c1::a {{c2::b}} c}}", ""), "its gaps are nested or not closed"),
        (11, ("{{c1::a|b}}", ""), "a gap is empty or holds one of |, { and }"),
        (11, ("{{c1::image-occlusion:rect:left=.1}}", ""), "its gaps lie on a picture"),
    ],
)  # fmt: skip
def test_what_can_be_no_question_is_skipped(
    kind: int, fields: tuple[str, ...], reason: str
) -> None:
    bank = foreign(kind, *fields)
    assert not bank.questions
    assert bank.skipped[0].place == "note 1"
    assert bank.skipped[0].reason.startswith(reason)


def test_a_back_of_true_or_false_is_a_true_false_question() -> None:
    assert foreign(10, "It is so.", "False").questions[0].data["answer"] == "false"


def test_a_trigger_never_fires_and_views_are_refused() -> None:
    trigger = "CREATE TRIGGER t AFTER INSERT ON notes BEGIN UPDATE decks SET name = 'x'; END;"
    bank = read(packed(newer([(10, "", "Q\x1fA")], trigger)), no_progress)[0]
    assert len(bank.questions) == 1
    view = "ALTER TABLE decks RENAME TO d; CREATE VIEW decks AS SELECT * FROM d;"
    with pytest.raises(BadFile, match="“decks” in the database is a view"):
        read(packed(newer([], view)), no_progress)


def _bad() -> Iterator[tuple[bytes, str]]:
    stub = newer([(10, "", "Please update to the latest Anki version\x1f")])
    yield package(("collection.anki2", stub)), "holds only a notice"
    yield package(("collection.anki21b", b"(\xb5/\xfd\0\0"), ("collection.anki2", stub)), "SQLite"
    yield (
        package(("collection.anki21b", b"x"), ("collection.anki2", stub)),
        "cannot be decompressed",
    )
    yield package(("collection.anki2", b"SQLite")), "not an SQLite database"
    yield package(("media", json.dumps({"0": "../x"}).encode())), "by a path"
    yield package(("media", b"{}")), "holds no Anki collection"
    yield packed(newer([])), "holds no notes"


@pytest.mark.parametrize(("data", "reason"), list(_bad()))
def test_a_package_that_cannot_be_read_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(BadFile, match=reason):
        read(data, no_progress)


def test_a_collection_that_unpacks_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "MAX_DATABASE_BYTES", 3_000_000)
    with pytest.raises(BadFile, match="larger than 3 MB"):
        read(packed(bytes(4_000_000)), no_progress)


def test_a_collection_that_unpacks_to_very_much_is_not_kept_in_memory() -> None:
    data = packed(newer([(10, "", "Q\x1fA")]) + bytes(100_000_000))
    tracemalloc.start()
    try:
        with contextlib.suppress(BadFile):
            read(data, no_progress)
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_notes_with_very_much_text_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "_MAX_LENGTH", 10)
    with pytest.raises(BadFile, match="more than 10 characters"):
        read(packed(newer([(10, "", "Q" * 20 + "\x1fA")])), no_progress)


@pytest.mark.parametrize("held", ["", "{}", "[" * 5000, '{"bank":{},"question":{"id":5}}'])
def test_a_field_that_holds_no_question_any_more_is_told(held: str) -> None:
    data = write([bank_of(question())], no_progress).data
    with closing(sqlite3.connect(":memory:")) as connection:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            connection.deserialize(archive.read("collection.anki2"))
        (fields,) = connection.execute("SELECT flds FROM notes").fetchone()
        kept = "\x1f".join([*fields.split("\x1f")[:-1], held])
        connection.execute("UPDATE notes SET flds = ?", (kept,))
        connection.commit()
        changed = package(("collection.anki2", connection.serialize()))
    (bank,) = read(changed, no_progress)
    assert bank.skipped[0].name == "Who?" and not bank.questions


def test_other_banks_are_not_mixed() -> None:
    banks: list[Bank] = [bank_of(question(), name="one"), bank_of(question(), name="two")]
    one, two = read(write(banks, no_progress).data, no_progress)
    assert write_question(question()) == one.questions[0].data == two.questions[0].data


@pytest.mark.parametrize("fields", [("a" * 1_000_001, "A"), ("Q", "A", "<b>" * 400_000)])
def test_a_note_with_a_field_that_no_bank_could_hold_is_skipped(fields: tuple[str, ...]) -> None:
    bank = foreign(10, *fields)
    assert not bank.questions
    assert "characters: at most 1,000,000 are read" in bank.skipped[0].reason
    assert len(bank.skipped[0].name) <= 500
