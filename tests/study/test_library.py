"""The available banks: those in folders, and those that were played before, wherever they are."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from quiz.cli import main
from quiz.settings.definitions import Settings
from quiz.store.store import Store, open_store
from quiz.study.context import Grading, StudyContext, now
from quiz.study.launch import Request, begin, open_banks
from quiz.study.library import Library, bank_locations, moved_to, offered_files
from quiz.study.practice import PracticeRunner
from tests.line_mode.test_practice import Run, run
from tests.study.histories import answered
from tests.support import SAMPLES, as_items, write_bank

__all__ = ["run"]

QUESTION = SAMPLES["true_false"].text
HEADER = "format: 1\nid: {id}\ntitle: {title}\nsources:\n  report: report.txt\nquestions:\n"


def bank(folder: Path, name: str = "tides", title: str = "Tides") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    header = HEADER.format(id=name, title=title)
    return write_bank(folder, as_items(QUESTION), header, f"{name}.yaml")


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the folder of the repository, which offers banks of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("QUIZ_BANKS", raising=False)


@contextmanager
def library(data: Path) -> Iterator[tuple[Library, Store]]:
    """Open the available banks, as a command without options does."""
    with open_store(data, now, Grading(0.9)) as store:
        locations = bank_locations([], played=store.places().values())
        yield Library(store, offered_files(locations)), store


def play(data: Path, file: Path) -> None:
    """Answer the questions of a bank."""
    with library(data) as (banks, store):
        context = StudyContext(banks, store, Settings())
        runner = begin(open_banks(Request((file,)), context), context, False)
        assert isinstance(runner, PracticeRunner)
        runner.submit((0,))
        assert file in banks.files


def ids(banks: Library) -> set[str]:
    return {summary.bank for summary in banks.summaries().values()}


def test_a_bank_played_by_its_path_is_offered_from_then_on(tmp_path: Path) -> None:
    file = bank(tmp_path / "far" / "away")
    play(tmp_path / "data", file)
    with library(tmp_path / "data") as (banks, store):
        assert "tides" in ids(banks) and banks.search() == []
        assert store.places()["tides"].path == str(file.resolve())
        banks.forget(store.places()["tides"])
    with library(tmp_path / "data") as (banks, _):
        assert "tides" not in ids(banks) and banks.search() == []
    # Playing it again brings it back.
    play(tmp_path / "data", file)
    with library(tmp_path / "data") as (banks, _):
        assert "tides" in ids(banks)


@pytest.mark.parametrize(
    "new",
    ["away/neap.yaml", "away/older/tides.yml", "near/tides.yaml", "away/a.yaml", "x/y/z/t.yaml"],
)
def test_a_bank_that_moved_is_found_by_its_id(tmp_path: Path, new: str) -> None:
    file = bank(tmp_path / "away")
    play(tmp_path / "data", file)
    # Others that only look like it.
    bank(tmp_path / "away", "tides-2")
    (tmp_path / "away" / "00.yaml").write_text("id: tides\n", encoding="utf-8")
    (tmp_path / "away" / "folder.yaml").mkdir()
    there = tmp_path / new
    bank(there.parent).rename(there)
    if there.parent != file.parent:
        file.unlink()
    with library(tmp_path / "data") as (banks, store):
        assert "tides" not in ids(banks)
        assert banks.search() == [] and there in banks.files and "tides" in ids(banks)
        assert store.places()["tides"].path == str(there.resolve())
    with library(tmp_path / "data") as (banks, _):
        assert "tides" in ids(banks)


def test_a_bank_whose_folder_was_renamed_is_found(tmp_path: Path) -> None:
    play(tmp_path / "data", bank(tmp_path / "mine" / "sea"))
    (tmp_path / "mine" / "sea").rename(tmp_path / "mine" / "ocean")
    with library(tmp_path / "data") as (banks, _):
        assert banks.search() == [] and "tides" in ids(banks)


def test_a_bank_that_is_gone_says_so_and_can_be_forgotten(tmp_path: Path) -> None:
    file = bank(tmp_path / "away")
    play(tmp_path / "data", file)
    file.unlink()
    with library(tmp_path / "data") as (banks, store):
        (lost,) = banks.search()
        assert (lost.bank, lost.title, lost.path) == ("tides", "Tides", str(file.resolve()))
        assert moved_to(lost) is None
        banks.forget(lost)
        assert banks.search() == [] and len(store.attempts()) == 1


def test_a_bank_that_a_folder_offers_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = bank(tmp_path / "far" / "away")
    play(tmp_path / "data", file)
    file.unlink()
    bank(tmp_path / "location")
    monkeypatch.setenv("QUIZ_BANKS", str(tmp_path / "location"))
    with library(tmp_path / "data") as (banks, _):
        assert banks.search() == [] and "tides" in ids(banks)


def test_an_own_copy_comes_before_the_shipped_bank_but_after_named_folders(tmp_path: Path) -> None:
    own = bank(tmp_path / "own", "munitions-policy", "Mine")
    play(tmp_path / "data", own)
    with library(tmp_path / "data") as (banks, store):
        assert {
            summary.title for summary in banks.summaries().values() if summary.bank == own.stem
        } == {"Mine"}
        named = bank(tmp_path / "named", "munitions-policy", "Named")
        files = offered_files(bank_locations([str(named.parent)], played=store.places().values()))
        summaries = Library(store, files).summaries().values()
        assert {summary.title for summary in summaries if summary.bank == own.stem} == {"Named"}


def test_its_questions_come_back_in_reviews(run: Run, tmp_path: Path) -> None:
    file = bank(tmp_path / "away")
    answered(run.data, file, [(0,)], days_ago=2)
    run("play", str(file), "--new", lines=":quit\n")
    assert "Question 1 of 1" in run("play", "--mode", "review", lines="t\n")
    file.rename(file.with_name("moved.yaml"))
    assert "Question 1 of 1" in run("play", "--mode", "mistakes", lines="f\n")


def test_a_played_bank_that_now_has_an_error_is_named_with_it(run: Run, tmp_path: Path) -> None:
    file = bank(tmp_path / "away").rename(tmp_path / "away" / "other.yaml")
    run("play", str(file), lines=":quit\n")
    file.write_text(file.read_text() + "  - [never closed\n")
    run("play", "tides", "--continue", code=1)
    assert "other.yaml" in run.errors
    assert "error yaml-syntax" in run.errors
    with library(run.data) as (banks, _):
        assert "Tides (other.yaml)" in {each.title for each in banks.summaries().values()}


def test_a_shipped_bank_stays_a_shipped_one_after_it_was_played(run: Run) -> None:
    before = run("banks", "--format", "json")
    shipped = next(each["bank"] for each in json.loads(before) if each["from"] == "shipped")
    run("play", shipped, lines=":quit\n")
    assert run("banks", "--format", "json") == before


def test_the_banks_are_listed_and_forgotten_by_a_command(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = bank(tmp_path / "away")
    run("play", str(file), lines="f\n\n")
    assert f"tides: Tides (1 question)\n    played before: {file.resolve()}\n" in run("banks")
    assert "Question 1 of 1" in run("play", "tides", "--new", lines="f\n\n")
    assert "“report” of tides" in run("coverage", "tides")
    file.unlink()
    assert "problem: the file cannot be found" in run("banks")
    assert run("banks", "--format", "csv").startswith("bank,title,questions,from,file,problem\n")
    run("play", "tides", code=2)
    assert "is no longer at" in run.errors and "quiz banks --forget tides" in run.errors
    assert "Forgotten: Tides" in run("banks", "--forget", "tides")
    assert "tides" not in run("banks", "--format", "json")
    run("banks", "--forget", "tides", code=2)
    assert "1 in all" not in run("progress") and main(["history"]) == 0
