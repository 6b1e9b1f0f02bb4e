"""Completions are given in the form that a client takes whole."""

from pathlib import Path

import pytest
from lsprotocol import types

from quiz.editor.completion import completions
from quiz.editor.lsp.documents import CompletionSupport, LspConverter, completion_support
from quiz.editor.view import analyze
from tests.support import HEADER, write_bank

START = "  - id: a\n    type: find_evidence\n    prompt: Which says so?\n    "


def met(name: str, version: str, **item: object) -> CompletionSupport:
    """Return the completion support of a client with these capabilities."""
    able = types.ClientCompletionItemOptions(**item)  # type: ignore[arg-type]
    documents = types.TextDocumentClientCapabilities(
        completion=types.CompletionClientCapabilities(completion_item=able)
    )
    capable = types.ClientCapabilities(text_document=documents)
    return completion_support(
        types.InitializeParams(capable, client_info=types.ClientInfo(name, version))
    )


def offered(
    folder: Path, typed: str, taking: CompletionSupport, label: str
) -> types.CompletionItem:
    """Return the item of a label that is offered at the end of a bank."""
    text = HEADER + START + typed
    view = analyze(write_bank(folder, START + typed), text, {})
    found = completions(view, len(text))
    items = [LspConverter(view, "utf-16").completion(each, taking) for each in found]
    return next(item for item in items if item.label.startswith(label))


@pytest.mark.parametrize(
    ("name", "version", "replaces", "by_label"),
    [
        ("Neovim", "0.11.4+v0.11.4", None, True), ("Neovim", "0.7.2", None, True),
        ("Neovim", "0.12.0", None, False), ("Neovim", "0.11.4", True, False),
        ("Neovim", "1.0", None, False), ("Neovim", "", None, False), ("Helix", "0.11", None, False),
    ],
)  # fmt: skip
def test_clients_are_known(name: str, version: str, replaces: bool, by_label: bool) -> None:
    assert met(name, version, insert_replace_support=replaces).by_label is by_label


def test_a_quote_can_be_found_by_its_label_or_by_what_is_typed(tmp_path: Path) -> None:
    own = offered(tmp_path, "quote: nobody hurt", CompletionSupport(True, by_label=True), "Nobody")
    assert own.filter_text is None and own.insert_text_format == types.InsertTextFormat.Snippet
    assert own.text_edit and own.text_edit.new_text == own.label
    other = offered(tmp_path, "quote: nobody hurt", CompletionSupport(True), "Nobody")
    assert other.filter_text == "nobody hurt" and other.text_edit == own.text_edit
    assert other.insert_text_format == types.InsertTextFormat.PlainText


def test_lines_are_indented_once(tmp_path: Path) -> None:
    as_is = types.ClientCompletionItemInsertTextModeOptions([types.InsertTextMode.AsIs])
    clients = [met("a", "1"), met("a", "1", snippet_support=True),
               met("a", "1", snippet_support=True, insert_text_mode_support=as_is),
               met("Neovim", "0.7.2")]  # fmt: skip
    texts = []
    for taking in clients:
        edit = offered(tmp_path, "", taking, "quotes").text_edit
        assert edit
        texts.append(edit.new_text)
    assert texts == ["quotes:\n      - ", "quotes:\n  - $0", "quotes:\n      - $0", "quotes:"]
