"""The preview of a bank while it is being written: lasting views, and the problems of a check."""

import os
import shutil
import time
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from quiz.check.engine import check_paths
from quiz.study.library import shipped_folder
from quiz.study.preview import BankSnapshot, FileWatcher, Preview, PreviewState
from tests.support import HEADER, SAMPLES, as_items, write_bank

PICTON, HURT = SAMPLES["single_choice"].text, SAMPLES["true_false"].text
CAPE = SAMPLES["short_answer"].text
BANK = "munitions-policy.yaml"


class Author:
    """A bank that is saved again and again, and its preview."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.preview = Preview()
        self.index = 0

    def save(self, *questions: str, text: str | None = None, header: str = HEADER) -> None:
        path = write_bank(self.folder, as_items(*questions), header)
        if text is not None:
            path.write_text(text, "utf-8")
        self.read(path)

    def read(self, path: Path) -> None:
        self.index = self.preview.take(BankSnapshot(path, info=False), self.index)

    @property
    def states(self) -> list[tuple[str, PreviewState]]:
        return [(view.name, view.state) for view in self.preview.views]

    def prompt(self, index: int) -> str:
        question = self.preview.views[index].question
        assert question is not None
        return question.prompt


@pytest.fixture
def author(tmp_path: Path) -> Author:
    return Author(tmp_path)


@cache
def shipped() -> tuple[str, str]:
    folder = shipped_folder()
    source = next((folder / "sources").iterdir())
    return (folder / BANK).read_text("utf-8"), str(source)


def shown_ids(preview: Preview) -> set[str]:
    """Return the ids of the questions that can be shown."""
    return {view.item.question.id for view in preview.views if view.item is not None}


@settings(max_examples=25)
@given(st.floats(0, 1))
@example(0.962890625)
def test_a_bank_cut_off_anywhere_keeps_its_views_and_has_the_problems_of_a_check(
    share: float,
) -> None:
    text, source = shipped()
    with TemporaryDirectory() as name:
        bank = Path(name, BANK)
        (bank.parent / "sources").mkdir()
        shutil.copy(source, bank.parent / "sources")
        bank.write_text(text, "utf-8")
        author = Author(bank.parent)
        author.read(bank)
        whole = shown_ids(author.preview)
        bank.write_text(text[: round(share * len(text))], "utf-8")
        author.read(bank)
        snapshot = author.preview.snapshot
        assert snapshot is not None
        assert list(snapshot.problems) == check_paths([str(bank)]).problems
    if not snapshot.sound:
        # Cut off inside its id, a question is another one, and the one it was is still shown.
        assert whole <= shown_ids(author.preview)
        assert whole <= {view.name for view in author.preview.views if view.item is not None}
        assert all(view.item.question.id == view.name for view in author.preview.views if view.item)
        for view in author.preview.views:
            assert view.state is PreviewState.SOUND or author.preview.reasons(view)


@pytest.mark.parametrize("length", range(1, 4))
def test_a_question_cut_off_in_its_id_does_not_show_the_one_that_was_there(
    author: Author, length: int
) -> None:
    author.save(PICTON, HURT)
    text = HEADER + as_items(PICTON, HURT)
    author.save(text=text[: text.index("id: hurt") + len("id: ") + length])
    assert author.states == [
        ("harbour", PreviewState.SOUND),
        ("hurt"[:length], PreviewState.UNSEEN),
        ("hurt", PreviewState.GONE),
    ]


def test_a_question_written_in_place_of_another_does_not_show_it(author: Author) -> None:
    author.save(PICTON, HURT)
    author.save(PICTON, CAPE.replace("quote: ", "quote: Nobody wrote this, "))
    assert author.states == [
        ("harbour", PreviewState.SOUND),
        ("cape", PreviewState.UNSOUND),
        ("hurt", PreviewState.GONE),
    ]
    assert author.prompt(1).startswith("Off which")


def test_a_question_whose_id_is_changed_while_it_has_an_error_is_still_itself(
    author: Author,
) -> None:
    author.save(PICTON, HURT)
    author.save(PICTON, HURT.replace("id: hurt", "id: injured").replace(": false", ": maybe"))
    assert author.states == [("harbour", PreviewState.SOUND), ("injured", PreviewState.STALE)]
    assert author.prompt(1) == "Somebody was hurt."


def test_what_is_wrong_with_one_question_leaves_the_others_as_they_are_now(author: Author) -> None:
    author.save(PICTON, HURT)
    author.save(PICTON.replace("leave from", "sail from"), HURT.replace(": false", ": maybe"))
    assert author.states == [("harbour", PreviewState.SOUND), ("hurt", PreviewState.STALE)]
    assert author.prompt(0) == "Where did the ferry sail from?"
    assert author.prompt(1) == "Somebody was hurt."
    assert [each.rule for each in author.preview.reasons(author.preview.views[1])] == ["wrong-type"]
    author.save(PICTON, HURT)
    assert author.states == [("harbour", PreviewState.SOUND), ("hurt", PreviewState.SOUND)]


@pytest.mark.parametrize(
    "wrong", ['"Somebody', "[Somebody", "Somebody: and", "{Somebody: [", "\x01'"]
)
def test_a_fault_of_the_syntax_is_one_of_its_question_alone(author: Author, wrong: str) -> None:
    author.save(PICTON, HURT, CAPE)
    changed, cape = PICTON.replace("leave from", "sail from"), CAPE.replace("Off which", "At what")
    text = HEADER + as_items(changed, HURT.replace("Somebody", wrong), cape)
    author.save(text=text)
    assert author.states == [
        ("harbour", PreviewState.SOUND), ("hurt", PreviewState.STALE), ("cape", PreviewState.SOUND)
    ]  # fmt: skip
    assert author.prompt(0) == "Where did the ferry sail from?"
    assert (author.prompt(2) or "").startswith("At what")


def test_a_question_at_fault_from_its_first_line_on_is_kept_as_it_was(author: Author) -> None:
    author.save(PICTON, HURT)
    author.save(text=(HEADER + as_items(PICTON, HURT)).replace("- id: hurt", "- id: [hurt"))
    assert author.states == [("harbour", PreviewState.SOUND), ("hurt", PreviewState.GONE)]
    assert [each.rule for each in author.preview.reasons(author.preview.views[1])] == [
        "yaml-syntax"
    ]


def test_a_bank_that_was_never_sound_shows_what_can_be_shown(author: Author) -> None:
    lost = HURT.replace("Nobody was hurt", "Nobody was harmed")
    author.save(PICTON, lost, CAPE.replace("short_answer", "essay"))
    assert author.states == [
        ("harbour", PreviewState.SOUND),
        ("hurt", PreviewState.UNSOUND),
        ("cape", PreviewState.UNSEEN),
    ]  # fmt: skip
    assert author.preview.views[1].item is not None
    assert author.preview.views[2].item is None
    author.save(PICTON, lost.replace("Somebody", "Anybody"), CAPE)
    assert author.prompt(1) == "Anybody was hurt."


def test_the_place_follows_the_id_and_else_stays(author: Author) -> None:
    author.save(PICTON, HURT, CAPE)
    author.index = 1
    author.save(CAPE, PICTON, HURT)
    assert author.index == 2
    author.save(CAPE, PICTON, HURT.replace("id: hurt", "id: unhurt"))
    assert author.index == 2
    author.save(CAPE)
    assert author.index == 0 and author.states == [("cape", PreviewState.SOUND)]


def test_a_new_id_in_a_bank_with_errors_makes_no_second_question(author: Author) -> None:
    author.save(PICTON, HURT)
    author.save(PICTON.replace("id: harbour", "id: port"), HURT.replace("type:", "typ:"))
    assert author.states == [("port", PreviewState.SOUND), ("hurt", PreviewState.STALE)]
    author.save(PICTON.replace("id: harbour", "id: Not One"), HURT)
    assert [state for _, state in author.states] == [PreviewState.STALE, PreviewState.SOUND]


def test_problems_lead_to_their_questions_and_those_of_the_bank_to_none(author: Author) -> None:
    header = HEADER.replace("report: report.txt", "report: other.txt")
    author.save(PICTON, HURT + "colour: red\n", header=header)
    snapshot = author.preview.snapshot
    assert snapshot is not None
    found = {each.rule: author.preview.view_of(each) for each in snapshot.problems}
    assert found == {"source-missing": None, "unknown-key": 1}
    assert [each.rule for each in author.preview.reasons(author.preview.views[0])] == [
        "source-missing"
    ]
    assert snapshot.counts == "2 errors"


def test_a_key_after_the_questions_is_in_none_of_them(author: Author) -> None:
    author.save(text=HEADER + as_items(PICTON) + "rules: {key-longest: grave}\n")
    assert author.states == [("harbour", PreviewState.SOUND)]


@pytest.mark.parametrize("what", ["away", "folder", "empty", "no-yaml"])
def test_a_file_that_is_no_bank_any_more_keeps_every_view(author: Author, what: str) -> None:
    author.save(PICTON, HURT)
    path = author.folder / "bank.yaml"
    path.unlink()
    if what == "folder":
        path.mkdir()
    elif what != "away":
        path.write_text("" if what == "empty" else "\x00\t}", "utf-8")
    author.read(path)
    assert author.states == [("harbour", PreviewState.GONE), ("hurt", PreviewState.GONE)]
    assert all(author.preview.reasons(view) for view in author.preview.views)


def test_options_keep_their_order_while_the_prompt_changes(author: Author) -> None:
    author.save(PICTON)
    before = author.preview.views[0]
    author.save(HURT, PICTON)
    assert before.shows_same(author.preview.views[1])
    author.save(PICTON.replace("leave", "sail"))
    now = author.preview.views[0]
    assert not before.shows_same(now)
    assert before.item and now.item and before.item.order == now.item.order


def test_a_file_counts_as_written_once_it_is_at_rest(tmp_path: Path) -> None:
    file, other = tmp_path / "bank.yaml", tmp_path / "text.txt"
    file.write_text("a", "utf-8")
    watch = FileWatcher([file])
    assert not watch.changed()
    file.write_text("", "utf-8")
    assert not watch.changed()
    file.write_text("ab", "utf-8")
    assert not watch.changed()
    assert watch.changed() and not watch.changed()
    watch.follow([file, other], since=time.time_ns())
    assert not watch.changed()
    other.write_text("now it is there", "utf-8")
    os.replace(other, tmp_path / "moved.txt")
    (tmp_path / "new.yaml").write_text("ab", "utf-8")
    os.replace(tmp_path / "new.yaml", file)
    assert not watch.changed() and watch.changed()


def test_a_source_written_while_the_bank_was_read_counts_as_written(tmp_path: Path) -> None:
    file, source, old = tmp_path / "bank.yaml", tmp_path / "text.txt", tmp_path / "old.txt"
    old.write_text("long at rest", "utf-8")
    os.utime(old, (1, 1))
    watch = FileWatcher([file])
    began = max(time.time_ns(), os.stat(old).st_ctime_ns + 200_000_000)
    source.write_text("written after it was read", "utf-8")
    os.utime(source, ns=(began, began))
    watch.follow([file, source], began)
    assert watch.changed() and not watch.changed()
    watch.follow([file, source, old], began)
    assert not watch.changed()
