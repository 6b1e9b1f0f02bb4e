"""A bank cut anywhere, a cursor anywhere: nothing fails, and what is offered is sound."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import example, given, settings
from hypothesis import strategies as st
from lsprotocol.types import PositionEncodingKind

from quiz.editor.completion import completions, skeleton
from quiz.editor.grammar import context_at
from quiz.editor.hover import definition, hover, questions
from quiz.editor.lsp.documents import Positions
from quiz.editor.outline import outline
from quiz.editor.quick_fixes import quick_fixes, token_at
from quiz.editor.view import BankView, OtherBanks, analyze, is_bank
from tests.support import HEADER, SOURCE, all_samples, as_items, write_bank

BANK = HEADER + as_items(*all_samples())
TEXTS = st.text(
    alphabet=st.sampled_from("ab:-[]{}'\"|>#&*!%@ \n\r\t\ufeff\ud800\x00🚢é,?"), max_size=60
)


@settings(max_examples=50)
@given(st.integers(0, len(BANK)), st.integers(0, len(BANK)), TEXTS)
@example(0, 0, "{format: 1, questions: [{id: ")
@example(len(BANK), 0, "  - id: [\n")
@example(0, 0, "[" * 500)
@example(0, 0, "- " * 500)
def test_a_bank_cut_anywhere(cut: int, gap: int, typed: str) -> None:
    text = BANK[:cut] + typed + BANK[cut + gap :]
    view = analyze(Path(__file__).parent / "none.yaml", text, {})
    offset = cut + len(typed)
    for completion in completions(view, offset):
        assert 0 <= completion.start <= offset <= completion.end <= len(text)
    hover(view, offset)
    definition(view, offset)
    for named in questions(view.outline):
        assert 0 <= named.whole.start <= named.name.start <= named.name.end <= named.whole.end
    for problem in view.problems[:20]:
        span = token_at(text, view.offset(problem.position))
        assert 0 <= span.start <= span.end <= len(text)
        quick_fixes(view, problem)
    for node in outline(text).root.walk():
        assert 0 <= node.start <= node.end <= len(text)


_KEPT = st.lists(
    st.tuples(st.integers(0, len(BANK)), st.integers(0, 30), st.sampled_from(["", "a", "Nobody"])),
    max_size=4,
)


@settings(max_examples=30)
@given(_KEPT, st.integers(0, len(SOURCE)))
@example([(0, 0, "["), (0, 1, ""), (BANK.index("Nobody was"), 3, "")], 0)
def test_what_is_kept_between_looks_changes_nothing(
    edits: list[tuple[int, int, str]], gap: int
) -> None:
    with TemporaryDirectory() as folder:
        path = write_bank(Path(folder), as_items(*all_samples()))
        source = (path.parent / "report.txt").resolve()
        text, before = BANK, analyze(path, BANK, {})
        for number, (at, length, typed) in enumerate(edits):
            text = text[:at] + typed + text[at + length :]
            instead = {source: SOURCE[:gap] + SOURCE[gap + number % 2 * 9 :]}
            before = analyze(path, text, instead, before)
            fresh = analyze(path, text, instead)
            assert before.problems == fresh.problems
            assert before.reading.bank == fresh.reading.bank


@given(TEXTS, st.sampled_from(list(PositionEncodingKind)))
def test_positions_and_offsets_are_each_others_way_back(
    text: str, encoding: PositionEncodingKind
) -> None:
    positions = Positions(text, encoding)
    for offset in range(len(text) + 1):
        if text[offset - 1 : offset + 1] != "\r\n":
            assert positions.offset(positions.position(offset)) == offset


def seen(folder: Path, questions: str, header: str = HEADER) -> BankView:
    return analyze(write_bank(folder, questions, header), header + questions, {})


def offered(view: BankView) -> dict[str, str]:
    """Return what is offered at the end of a view's text, with the text that each leads to."""
    found = completions(view, len(view.text))
    return {each.label: view.text[: each.start] + each.text for each in found}


def test_keys_are_those_of_the_type_that_are_not_there(tmp_path: Path) -> None:
    found = offered(seen(tmp_path, "  - id: a\n    type: numeric\n    prompt: How many?\n    "))
    assert list(found)[:1] == ["answer"] and "tolerance" in found
    assert not {"id", "type", "prompt", "distractors"} & set(found)
    quoted = "  - id: a\n    type: numeric\n    quote: The ferry left\n    "
    assert not {"quote", "quotes"} & set(offered(seen(tmp_path, quoted)))


def test_words_names_and_files_are_offered(tmp_path: Path) -> None:
    start = "  - id: a\n    type: "
    assert "cloze" in offered(seen(tmp_path, start))
    start = "  - {id: b, tags: [sea]}\n  - id: a\n    type: ordering\n    "
    assert list(offered(seen(tmp_path, start + "tags: ["))) == ["sea"]
    assert list(offered(seen(tmp_path, start + "enemies: "))) == ["b", "a"]
    assert list(offered(seen(tmp_path, start + "quote: {source: "))) == ["report"]
    assert "key-longest" in offered(seen(tmp_path, start + "allow:\n      "))
    assert list(offered(seen(tmp_path, "", "format: 1\nsources:\n  report: "))) == ["report.txt"]


def test_words_of_the_source_become_a_quote_that_is_found(tmp_path: Path) -> None:
    start = "  - id: a\n    type: find_evidence\n    prompt: Which says so?\n    "
    for typed in ("quote: nobody dark", 'quote: "nobody dark', "quotes:\n      - nobody hurt",
                  "quote:\n      text: hurt wel", "quotes: [nobody"):  # fmt: skip
        view = seen(tmp_path, start + typed)
        (text,) = (text for label, text in offered(view).items() if " " in label)
        text += "]\n" if "[" in typed else "\n"
        after = analyze(view.path, text, {})
        assert not after.problems and after.reading.quotes == 1, (text, after.problems)


def test_what_stands_under_the_pointer_is_told(tmp_path: Path) -> None:
    view = seen(tmp_path, as_items(*all_samples()))
    for words, text in (
        ("quote: The ferry", "The words of the source"), ("The ferry left", "**exact** in report"),
        ("type: cloze", "How the question"), ("cloze", "A text with gaps"),
        ("report.txt", "characters"),
    ):  # fmt: skip
        found = hover(view, view.text.index(words))
        assert found and text in found[1]
    (target,) = definition(view, view.text.index("Nobody was hurt, and the"))
    assert SOURCE[target.span.start : target.span.end].startswith("Nobody was hurt, and")


def test_what_the_source_says_is_no_markup(tmp_path: Path) -> None:
    odd = "The *ferry* [left](http://x) <b>Picton</b> at noon.\n"
    bank = "  - id: a\n    type: find_evidence\n    prompt: p?\n    quote: The *ferry* [left]\n"
    path = write_bank(tmp_path, bank, source=odd)
    found = hover(analyze(path, HEADER + bank, {}), (HEADER + bank).index("The *"))
    assert found and "**The \\*ferry\\* \\[left\\]**\\(http" in found[1]


def test_only_banks_are_looked_at(tmp_path: Path) -> None:
    assert is_bank(BANK) and is_bank("{format: 1, questions: []}")
    assert not is_bank("services:\n  format: 1\n  sources: x\n") and not is_bank("")
    (draft,) = skeleton(tmp_path / "my bank.yaml", "")
    assert is_bank(draft.text) and context_at(draft.text, len(draft.text)).path == ()


def test_sources_stay_while_their_names_are_typed(tmp_path: Path) -> None:
    before = seen(tmp_path, as_items(*all_samples()))
    after = analyze(before.path, before.text.replace("  report: report.txt", "  rep"), {}, before)
    assert after.sources == before.sources
    elsewhere = HEADER.replace("report.txt", "../report.txt")
    (tmp_path / "below").mkdir()
    assert not analyze(tmp_path / "below" / "bank.yaml", elsewhere + "  - [", {}).sources


def test_a_bank_beside_it_with_the_same_id(tmp_path: Path) -> None:
    view = seen(tmp_path, as_items(*all_samples()))
    other = tmp_path / "other.yaml"
    other.write_text(BANK, "utf-8")
    compared = OtherBanks().compare(view, {}).problems
    assert compared[0].rule == "duplicate-bank-id" and compared[1:] == view.problems
    typed = {other: BANK.replace("id: ferry", "id: boat", 1)}
    assert OtherBanks().compare(view, typed).problems == view.problems
