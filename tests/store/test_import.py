"""Import of histories: errors are reported by line, and then nothing is imported."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.errors import BadHistory, StoreError, UsageError
from quiz.store import import_reader
from quiz.store.import_reader import read_export
from tests.store.merge_samples import Machine, Move

PLAYED = [
    Move("answer", 0, 0, 1.0, 60),
    Move("answer", 0, 1, 1 / 3, 60),
    Move("bury", 0, 1, 0.0, 5),
    Move("answer", 1, 2, 0.0, 60),
    Move("regrade", 1, 2, 1.0, 60),
    Move("finish", 0, 0, 0.0, 60),
]
Data = dict[str, Any]


@contextmanager
def empty(folder: Path) -> Iterator[Machine]:
    machine = Machine("z", folder)
    yield machine
    machine.close()


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> str:
    machine = Machine("a", tmp_path_factory.mktemp("played"))
    machine.play(PLAYED)
    text = machine.exported()
    machine.close()
    return text


def line_of(text: str, kind: str) -> int:
    """Return the number of the first line of a kind."""
    if kind == "header":
        return 1
    return next(n for n, line in enumerate(text.splitlines(), 1) if f':"{kind}"' in line)


def refused(folder: Path, text: str | bytes) -> str:
    """Return what is said of a file, after making sure that nothing of it was taken in."""
    file = folder / "bad.jsonl"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with empty(folder) as machine:
        nothing = machine.exported()
        with pytest.raises(BadHistory) as caught:
            machine.store.merge(read_export(file))
        assert machine.exported() == nothing and machine.store.last_response() == 0
    return str(caught.value).removeprefix(f"{file}:")


def changed(text: str, number: int, change: Callable[[Data], object]) -> str:
    """Return an export with one of its lines changed."""
    lines = text.splitlines()
    data = json.loads(lines[number - 1])
    change(data)
    lines[number - 1] = json.dumps(data, sort_keys=True, separators=(",", ":"))
    return "\n".join(lines) + "\n"


def put(*path: str | int, value: object) -> Callable[[Data], object]:
    def change(data: Any) -> None:
        for key in path[:-1]:
            data = data[key]
        data[path[-1]] = value

    return change


WRONG: dict[str, tuple[str, Callable[[Data], object], str]] = {
    "newer": ("header", put("version", value=2), "newer release"),
    "counts": ("header", put("events", value=9), "is incomplete"),
    "a key too many": ("version", put("more", value=1), "not known: “more”"),
    "a key less": ("version", lambda data: data.pop("body"), "lacks “body”"),
    "an unknown line": ("version", put("line", value="secret"), "“line” must be one of"),
    "a bad id": ("version", put("bank", value="a b"), "“bank” must be an id"),
    "not text": ("version", put("body", "question", value={"x": 1}), "texts, lists and objects"),
    "bad quotes": ("version", put("body", "quotes", value=[{"text": 1}]), "lacks “source”"),
    "deep": ("version", put("body", "x", value=json.loads("[" * 40 + "]" * 40)), "nested"),
    "surrogate": ("attempt", put("title", value="\ud800"), "half a character"),
    "a mode": ("attempt", put("mode", value="cheat"), "“mode” must be one of"),
    "a seed": ("attempt", put("seed", value="007"), "“seed” must be"),
    "no form": ("attempt", put("form", value=[]), "no question"),
    "points": ("attempt", put("form", 0, "points", value=-1), "“points” must be a number"),
    "true points": ("attempt", put("form", 0, "points", value=True), "“points” must be"),
    "an order": ("attempt", put("form", 0, "order", value=[-1]), "numbers of options"),
    "a time": ("attempt", put("started", value="2026-02-30T00:00:00.000Z"), "not a time that"),
    "a time zone": ("attempt", put("started", value="2026-02-03T00:00:00.000+01"), "a time such"),
    "long ago": ("attempt", put("started", value="0001-01-01T00:00:00.000Z"), "the years"),
    "far off": ("attempt", put("started", value="9999-12-31T23:59:59.999Z"), "the years"),
    "a flag": ("attempt", put("measured", value=1), "true or false"),
    "another attempt": ("response", put("attempt", value="nobody"), "not in the file"),
    "a place": ("response", put("position", value=3), "whole number from 0 to 2"),
    "a version": ("response", put("fingerprint", value="v7"), "version of its question"),
    "mixed": ("response", put("given", value=[1, "a"]), "“given” must be"),
    "long": ("response", put("given", value=["a" * 20_001]), "“given” must be"),
    "confidence": ("response", put("confidence", value=4), "from 1 to 3"),
    "seconds": ("response", put("seconds", value=-0.5), "“seconds” must be"),
    "no mark": ("response", put("mark", value=None), "the earliest has a mark"),
    "a high mark": ("response", put("mark", "score", value=2), "from 0 to 1"),
    "no points": (
        "response",
        put("mark", value={"score": 0, "max_score": 0, "outcome": "wrong"}),
        "“max_score” must be above 0",
    ),
    "an outcome": ("response", put("mark", "outcome", value="superb"), "“outcome” must be"),
    "when": ("bury", put("detail", value={}), "lacks “until”"),
    "huge": ("bury", put("detail", "until", value=2**60), "“until” must be"),
    "a regrade": ("regrade", put("detail", "score", value="1"), "“score” must be"),
    "about nothing": ("regrade", put("attempt", value=None), "needs “attempt”"),
    "a kind": ("regrade", put("kind", value="erase"), "“kind” must be one of"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told_by_its_line(export: str, tmp_path: Path, name: str) -> None:
    kind, change, expected = WRONG[name]
    number = line_of(export, kind)
    said = refused(tmp_path, changed(export, number, change))
    where, _, message = said.partition(": ")
    last = export.count("\n") + 1
    assert where == str(last if name == "counts" else number)
    assert expected in message


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (lambda lines: lines[1:], "1: this is not an export"),
        (lambda lines: ["hello"], "1: this is not an export"),
        (lambda lines: [], "1: this is not an export"),
        (lambda lines: lines[:-1], "the file is incomplete"),
        (lambda lines: [*lines, lines[-1]], "duplicate"),
        (lambda lines: [*lines[:2], *lines[1:]], "3: the line is a duplicate"),
        (lambda lines: [lines[0], *reversed(lines[1:])], "3: "),
        (lambda lines: [*lines, *lines], "“line” must be one of"),
        (lambda lines: [lines[0], "", *lines[1:]], "2: the line is empty"),
        (lambda lines: [lines[0], lines[1][:-9]], "2: the line is not JSON"),
        (lambda lines: [lines[0], '{"line":"version","line":"version"}'], "2: a key occurs twice"),
        (lambda lines: [lines[0], '{"line":NaN}'], "2: NaN is not a number"),
        (lambda lines: [lines[0], '{"line":1e999}'], "2: a number is too large"),
        (lambda lines: [lines[0], f'{{"line":{"9" * 5000}}}'], "2: a number is too long"),
        (lambda lines: [lines[0], "[" * 100_000], "2: "),
        (lambda lines: [lines[0], "\x1b[2J"], "2: the line is not JSON"),
    ],
)
def test_files_that_are_not_exports(
    export: str, tmp_path: Path, spoil: Callable[[list[str]], list[str]], expected: str
) -> None:
    lines = spoil(export.splitlines())
    said = refused(tmp_path, "".join(f"{line}\n" for line in lines))
    assert expected in said and "\x1b" not in said


def test_a_byte_order_mark_is_passed_over(export: str, tmp_path: Path) -> None:
    file = tmp_path / "marked.jsonl"
    file.write_text(export, encoding="utf-8-sig")
    with empty(tmp_path / "data") as machine:
        assert machine.store.merge(read_export(file)).new.responses > 0


def test_a_line_is_bounded_and_utf_8(
    export: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = export.splitlines()[0].encode()
    assert "2: the line is not UTF-8" in refused(tmp_path, head + b"\n\xff\n")
    monkeypatch.setattr(import_reader, "MAX_LINE", 1000)
    assert "2: the line is longer" in refused(tmp_path, head + b"\n" + b"[" * 2000)


def test_what_is_no_file_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name in ("missing", "pipe"):
        with pytest.raises(UsageError):
            list(read_export(tmp_path / name))
    with pytest.raises((UsageError, StoreError)):
        list(read_export(tmp_path))
    (tmp_path / "large").write_text("x" * 200)
    monkeypatch.setattr(import_reader, "MAX_EXPORT_BYTES", 100)
    with pytest.raises(UsageError, match="larger"):
        list(read_export(tmp_path / "large"))


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_spoilt_bytes_never_do_worse_than_being_refused(
    export: str, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    spoilt = bytearray(export.encode())
    for _ in range(data.draw(st.integers(1, 3))):
        spoilt[data.draw(st.integers(0, len(spoilt) - 1))] = data.draw(st.integers(0, 255))
    folder = tmp_path_factory.mktemp("spoilt")
    (folder / "bad.jsonl").write_bytes(spoilt)
    with empty(folder) as machine:
        try:
            machine.store.merge(read_export(folder / "bad.jsonl"))
        except BadHistory:
            assert machine.store.last_response() == 0
        # What may pass as another true history is as sound as one.
        assert machine.store.verify() == []
        machine.figures()


CONTRADICTIONS = {
    "a version": ("version", put("body", "question", "prompt", value="Another?")),
    "an attempt": ("attempt", put("title", value="Another")),
    "a response": ("response", put("hints", value=5)),
    "an event": ("bury", put("detail", "until", value=7)),
}


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_what_contradicts_the_history_is_refused(export: str, tmp_path: Path, name: str) -> None:
    kind, change = CONTRADICTIONS[name]
    number = line_of(export, kind)
    with empty(tmp_path) as machine:
        machine.take(export)
        with pytest.raises(BadHistory, match=rf"\.jsonl:{number}: the history has another "):
            machine.take(changed(export, number, change))
        assert machine.exported() == export
