"""Every quick fix removes its problem and causes no other."""

from pathlib import Path

import pytest

from quiz.editor.quick_fixes import quick_fixes
from quiz.editor.view import BankView, analyze
from tests.support import HEADER, SAMPLES, as_items, write_bank

CHOICE = SAMPLES["single_choice"].text
OTHER = SAMPLES["short_answer"].text
TWICE = "Rain fell. The ferry sailed on. Snow fell. The ferry sailed on. Nobody saw it.\n"


def seen(
    folder: Path, *questions: str, header: str = HEADER, source: str | None = None
) -> BankView:
    text = header + as_items(*questions)
    more = {} if source is None else {"source": source}
    path = write_bank(folder, as_items(*questions), header, **more)
    return analyze(path, text, {})


def fixed(view: BankView, number: int, choice: int = 0) -> BankView:
    edits = quick_fixes(view, view.problems[number])[choice].edits
    text = view.text
    for edit in sorted(edits, reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return analyze(view.path, text, {})


@pytest.mark.parametrize(
    ("rule", "old", "new"),
    [
        ("quote-missing", "The ferry left Picton at noon", "The ferries left Picton at noon"),
        ("quote-missing", "quote: The ferry left Picton", "quotes: [The ferries left, Picton]\n#"),
        ("quote-too-short", "The ferry left Picton at noon", "ferry left"),
        ("quote-too-short", "quote: The ferry left Picton at noon",
         "quote:\n  text: ferry left\n  source: report"),
        ("quote-unknown-source", "quote: The ferry left Picton at noon",
         "quote: {text: The ferry left Picton at noon, source: reprot}"),
        ("quote-near-missing", "quote: The ferry left Picton at noon",
         "quote:\n  text: The ferry left Picton at noon\n  near: The ferry left Nelson at noon"),
        ("missing-field", "id: harbour\n", ""),
        ("unknown-key", "distractors:", "distractor:"),
        ("unknown-key", "feedback:", "fedback:"),
        ("unknown-key", "prompt: Where", "prmpt: Whence\nprompt: Where"),
        ("unknown-type", "single_choice", "singel_choice"),
        ("bad-id", "id: harbour", "id: the harbour"),
        ("duplicate-id", "id: harbour", "id: cape"),
        ("unknown-enemy", "type: single_choice", "type: single_choice\nenemies: [cap]"),
        ("needless-allowance", "type: single_choice",
         "type: single_choice\nallow:\n  key-longest: so"),
        ("needless-allowance", "type: single_choice",
         "type: single_choice\nallow: {key-longest: so, negative-prompt: so}"),
        ("wrong-type", "type: single_choice", "type: single_choice\nshuffle: yes"),
        ("forbidden-character", "from?", "from?\u200b"),
    ],
)  # fmt: skip
def test_a_quick_fix_removes_its_problem(rule: str, old: str, new: str, tmp_path: Path) -> None:
    view = seen(tmp_path, OTHER, CHOICE.replace(old, new))
    found = [number for number, each in enumerate(view.problems) if each.rule == rule]
    assert found, view.problems
    for number in range(len(quick_fixes(view, view.problems[found[0]]))):
        after = fixed(view, found[0], number)
        assert len(after.problems) < len(view.problems), (after.text, after.problems)
        assert {p.rule for p in after.problems} <= {p.rule for p in view.problems}
    assert quick_fixes(view, view.problems[found[0]])


@pytest.mark.parametrize(
    ("old", "new"),
    [("format: 1\n", ""), ("format: 1", "format: 2"), ("id: ferry\n", ""),
     ("sources:", "source:"), ("title: The", "rules: {key-longest: wraning}\ntitle: The"),
     ("title: The", "rules: {key-longst: info}\ntitle: The")],
)  # fmt: skip
def test_the_head_is_fixed(old: str, new: str, tmp_path: Path) -> None:
    view = seen(tmp_path, OTHER, CHOICE, header=HEADER.replace(old, new))
    after = fixed(view, 0)
    assert view.problems and not after.problems


@pytest.mark.parametrize(
    "written", ["quote: The ferry sailed on.", "quotes: [The ferry sailed on.]"]
)
def test_an_ambiguous_quote_is_given_its_place(written: str, tmp_path: Path) -> None:
    asked = f"id: a\ntype: find_evidence\nprompt: Which sentence says so?\n{written}\n"
    view = seen(tmp_path, asked, source=TWICE)
    assert [each.rule for each in view.problems] == ["quote-ambiguous"]
    places = set()
    for choice in range(2):
        after = fixed(view, 0, choice)
        assert not after.problems and after.reading.bank is not None
        places |= {each.spans for each in after.reading.bank.citations.values()}
    assert len(places) == 2


def test_what_is_allowed_needs_its_reason(tmp_path: Path) -> None:
    odd = CHOICE.replace("Where did the ferry leave from?", "Which is not where it left from?")
    for asked in (odd, odd + "allow:\n  quote-too-long: so\n"):
        view = seen(tmp_path, OTHER, asked)
        number = next(n for n, each in enumerate(view.problems) if each.rule == "negative-prompt")
        after = fixed(view, number)
        assert [each.rule for each in after.problems] == ["empty"]
