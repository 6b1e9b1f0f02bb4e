"""Anki's own library judges packages: `pip install anki`, then QUIZ_JUDGES=1 pytest tests/judges.

The library is under the AGPL, and nothing else here uses it.
"""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from quiz.bank.questions import rebuild_question, write_question
from quiz.bank.reader import read_bank
from quiz.convert.anki import reader, text
from quiz.convert.anki.writer import write
from quiz.convert.model import no_progress
from quiz.model.bank import Bank
from quiz.model.question import Question
from quiz.question_types import QUESTION_TYPES
from tests.convert.roundtrip import bank_of

pytestmark = pytest.mark.filterwarnings("default")
NASTY = "[sound:x.mp3] {{c1::no}} \\(x^2\\) <script>alert(1)</script> & “it”"


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Any]:
    from anki.collection import Collection

    opened = Collection(str(tmp_path / "collection.anki2"))
    yield opened
    opened.close()


def bring(collection: Any, folder: Path, *banks: Bank) -> Any:
    """Import a package of banks; return Anki's log."""
    from anki.collection import ImportAnkiPackageOptions, ImportAnkiPackageRequest

    path = folder / "made.apkg"
    path.write_bytes(write(banks, no_progress).data)
    request = ImportAnkiPackageRequest(
        package_path=str(path), options=ImportAnkiPackageOptions(with_scheduling=False)
    )
    return collection.import_anki_package(request).log


def aged(bank: Bank, path: Path, seconds: int) -> Bank:
    path.touch()
    os.utime(path, (seconds, seconds))
    return replace(bank, path=path)


def shipped() -> list[Bank]:
    folder = Path(__file__).parents[2] / "questions"
    banks = [read_bank(path).bank for path in sorted(folder.glob("*.yaml"))]
    return [bank for bank in banks if bank is not None]


def nasty() -> Question:
    made = rebuild_question(
        {"id": "nasty", "type": "single_choice", "prompt": NASTY, "answer": f"a {NASTY}",
         "distractors": [f"b {NASTY}"], "explanation": NASTY, "tags": ["cold war"]}
    )  # fmt: skip
    assert made is not None
    return made


def sorted_into_categories() -> Question:
    """Return a question of the type that the shipped banks do not use."""
    made = rebuild_question(
        {"id": "tides", "type": "categorize", "prompt": "What comes when?",
         "categories": {"at high water": ["boats"], "at low water": ["mud", "birds"]}}
    )  # fmt: skip
    assert made is not None
    return made


def test_every_question_comes_in_once_and_its_cards_render(collection: Any, tmp_path: Path) -> None:
    banks = [*shipped(), bank_of(nasty(), sorted_into_categories(), name="nasty")]
    assert {each.kind for bank in banks for each in bank.questions} == QUESTION_TYPES.keys()
    total = sum(len(bank.questions) for bank in banks)
    log = bring(collection, tmp_path, *banks)
    assert (len(log.new), collection.note_count()) == (total, total)
    again = bring(collection, tmp_path, *banks)
    assert not again.new and not again.conflicting and collection.note_count() == total
    for number in collection.find_cards(""):
        card = collection.get_card(number)
        assert "verbatim" in card.question() and "key" in card.answer()
        assert "invalid" not in card.question().casefold()
    _, sound = collection.fix_integrity()
    assert sound


def test_a_changed_question_updates_its_note(collection: Any, tmp_path: Path) -> None:
    bank = shipped()[0]
    bring(collection, tmp_path, aged(bank, tmp_path / "bank.yaml", 1_800_000_000))
    changed = replace(bank.questions[0], prompt="Asked anew?")
    bank = replace(bank, questions=(changed, *bank.questions[1:]))
    bring(collection, tmp_path, aged(bank, tmp_path / "bank.yaml", 1_800_000_060))
    assert collection.note_count() == len(bank.questions)
    (note,) = collection.find_notes('"Asked anew?"')
    assert collection.get_note(note)["ID"] == f"{bank.id}/{changed.id}"


def test_nothing_acts_and_what_is_typed_is_compared(collection: Any, tmp_path: Path) -> None:
    typed = rebuild_question(
        {"id": "typed", "type": "short_answer", "prompt": "P", "answers": ["{a} <b> [c]"]}
    )
    assert typed is not None
    bring(collection, tmp_path, bank_of(nasty(), typed))
    (card,) = (collection.get_card(each) for each in collection.find_cards("tag:cold_war"))
    shown = card.render_output()
    assert not shown.question_av_tags and "<script" not in shown.question_text
    assert "{{c1::no}}" in _decoded(shown.question_text)
    (card,) = (collection.get_card(each) for each in collection.find_cards("Type:Short*"))
    assert "[[type:Typed]]" in card.question()
    expected = collection.get_note(card.nid)["Typed"]
    good = collection.compare_answer(expected, "{a} <b> [c]")
    assert "typeGood" in good and "typeBad" not in good and "typeMissed" not in good


def _decoded(markup: str) -> str:
    import html

    return html.unescape(markup)


@pytest.mark.parametrize("legacy", [False, True])
def test_what_anki_exports_comes_back_exactly(
    collection: Any, tmp_path: Path, legacy: bool
) -> None:
    from anki.collection import ExportAnkiPackageOptions

    bank = shipped()[0]
    bring(collection, tmp_path, bank)
    path = tmp_path / "out.apkg"
    options = ExportAnkiPackageOptions(legacy=legacy, with_media=True)
    collection.export_anki_package(out_path=str(path), options=options, limit=None)
    (came,) = reader.read(path.read_bytes(), no_progress)
    assert (came.id, came.title, came.description) == (bank.id, bank.title, bank.description)
    wanted = [_without_found(write_question(each)) for each in bank.questions]
    assert [each.data for each in came.questions] == wanted


def test_notes_exported_as_text_come_back_exactly(collection: Any, tmp_path: Path) -> None:
    bank = shipped()[0]
    bring(collection, tmp_path, bank)
    path = tmp_path / "out.txt"
    collection.export_note_csv(
        out_path=str(path), limit=None, with_html=True, with_tags=True,
        with_deck=True, with_notetype=True, with_guid=True,
    )  # fmt: skip
    data = path.read_bytes()
    assert text.reads(data)
    (came,) = text.read(data, no_progress)
    wanted = {each.id: _without_found(write_question(each)) for each in bank.questions}
    assert {each.data["id"]: each.data for each in came.questions} == wanted


def _without_found(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key not in ("paragraphs", "key")}
