"""A client over standard input and output, as an editor is one."""

import asyncio
import json
import shlex
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcMethodNotFound
from pygls.lsp.client import LanguageClient

from quiz.check.engine import check_paths
from quiz.editor.lsp.documents import Documents
from quiz.editor.lsp.server import command_line, make_server, serve
from tests.support import HEADER, SAMPLES, SOURCE, as_items, write_bank

ODD = SAMPLES["short_answer"].text.replace("Off which", "🚢𝔞 Off which")
WRONG = ODD.replace("quote: engines failed", "quote: engines fail")
BANK = as_items(ODD, SAMPLES["true_false"].text)


class Editor:
    """A client with one document at a time, which waits for its diagnostics."""

    def __init__(self) -> None:
        self.client = LanguageClient("test", "1")
        self.published: asyncio.Queue[types.PublishDiagnosticsParams] = asyncio.Queue()
        self.shown: list[str] = []
        self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(
            lambda p: self.published.put_nowait(p)
        )
        self.client.feature(types.WINDOW_SHOW_MESSAGE)(lambda p: self.shown.append(p.message))
        self.version = 0

    async def start(self, folder: Path) -> types.InitializeResult:
        await self.client.start_io(sys.executable, "-m", "quiz", "lsp", "--stdio")
        item = types.ClientCompletionItemOptions(snippet_support=True)
        completion = types.CompletionClientCapabilities(completion_item=item)
        able = types.ClientCapabilities(
            text_document=types.TextDocumentClientCapabilities(completion=completion)
        )
        params = types.InitializeParams(able, root_uri=folder.as_uri())
        result = await self.client.initialize_async(params)
        self.client.initialized(types.InitializedParams())
        return result

    def open(self, path: Path, text: str) -> None:
        item = types.TextDocumentItem(path.as_uri(), "yaml", self.version, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def change(self, path: Path, text: str) -> None:
        self.version += 1
        which = types.VersionedTextDocumentIdentifier(self.version, path.as_uri())
        whole = types.TextDocumentContentChangeWholeDocument(text)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(which, [whole]))

    async def rules(self, path: Path) -> list[str]:
        found = await self.diagnostics(path)
        return [str(each.code) for each in found]

    async def diagnostics(self, path: Path) -> list[types.Diagnostic]:
        while True:
            params = await asyncio.wait_for(self.published.get(), 20)
            if params.uri == path.as_uri() and params.version == self.version:
                return list(params.diagnostics)

    async def stop(self) -> None:
        await self.client.shutdown_async(None)
        self.client.exit(None)
        await asyncio.wait_for(self.client.stop(), 20)  # type: ignore[no-untyped-call]


def at(text: str, words: str) -> types.Position:
    """Return the position of words in UTF-16 units, the default of the protocol."""
    before = text[: text.rindex(words)]
    line = before[before.rfind("\n") + 1 :]
    return types.Position(before.count("\n"), len(line.encode("utf-16-le")) // 2)


def asked(path: Path, text: str, words: str) -> dict[str, Any]:
    which = types.TextDocumentIdentifier(path.as_uri())
    return {"text_document": which, "position": at(text, words)}


def edited(text: str, edit: types.TextEdit) -> str:
    lines = text.split("\n")
    offsets = []
    for end in (edit.range.start, edit.range.end):
        line = lines[end.line].encode("utf-16-le")[: 2 * end.character].decode("utf-16-le")
        offsets.append(sum(len(each) + 1 for each in lines[: end.line]) + len(line))
    return text[: offsets[0]] + edit.new_text + text[offsets[1] :]


async def test_an_editor_is_helped(tmp_path: Path) -> None:
    path = write_bank(tmp_path, BANK)
    good = HEADER + BANK
    editor = Editor()
    result = await editor.start(tmp_path)
    assert result.capabilities.text_document_sync is not None
    editor.open(path, good)
    assert await editor.rules(path) == []

    wrong = HEADER + as_items(WRONG, SAMPLES["true_false"].text)
    editor.change(path, wrong)
    (found,) = await editor.diagnostics(path)
    path.write_text(wrong, encoding="utf-8")
    (problem,) = check_paths([str(path)], info=True).problems
    assert (found.code, found.message) == (problem.rule, problem.message)
    assert found.range.start == at(wrong, "engines fail")
    assert found.related_information and "report.txt" in found.related_information[0].location.uri

    await fixed(editor, path, wrong, found)
    await check_hover_and_definition(editor, path, good)
    await typed_on(editor, path, good)
    await broken(editor, path, good)
    await editor.stop()
    assert len(editor.shown) == 2


async def fixed(editor: Editor, path: Path, wrong: str, found: types.Diagnostic) -> None:
    params = types.CodeActionParams(
        types.TextDocumentIdentifier(path.as_uri()), found.range, types.CodeActionContext([found])
    )
    actions = await editor.client.text_document_code_action_async(params)
    assert actions and isinstance(actions[0], types.CodeAction) and actions[0].edit
    (change,) = actions[0].edit.document_changes or ()
    assert isinstance(change, types.TextDocumentEdit)
    assert change.text_document.version == editor.version
    (edit,) = change.edits
    assert isinstance(edit, types.TextEdit)
    editor.change(path, edited(wrong, edit))
    assert await editor.rules(path) == []


async def check_hover_and_definition(editor: Editor, path: Path, text: str) -> None:
    editor.change(path, text)
    await editor.rules(path)
    where = asked(path, text, "engines failed off")
    hover = await editor.client.text_document_hover_async(types.HoverParams(**where))
    assert hover and isinstance(hover.contents, types.MarkupContent)
    assert "**engines failed off Cape Jackson**" in hover.contents.value
    places = await editor.client.text_document_definition_async(types.DefinitionParams(**where))
    assert isinstance(places, list) and isinstance(places[0], types.Location)
    assert places[0].uri.endswith("report.txt") and places[0].range.start == at(SOURCE, "engines")
    which = types.TextDocumentIdentifier(path.as_uri())
    lenses = await editor.client.text_document_code_lens_async(types.CodeLensParams(which)) or []
    commands = [each.command for each in lenses if each.command]
    assert [each.title for each in commands] == [
        "2 questions · 2 of 2 quotes found", "Preview", "Preview",
    ]  # fmt: skip
    lines = [
        await editor.client.workspace_execute_command_async(
            types.ExecuteCommandParams(each.command, each.arguments)
        )
        for each in commands[:2]
    ]
    assert lines == [f"quiz preview {path}", f"quiz preview {path} --question cape"]
    listed = await editor.client.text_document_document_symbol_async(
        types.DocumentSymbolParams(which)
    )
    assert [each.name for each in listed or []] == ["cape", "hurt"]


async def typed_on(editor: Editor, path: Path, text: str) -> None:
    """A quote is completed although the bank cannot be read while it is typed."""
    half = text.replace("quote: engines failed off Cape Jackson", 'quote: "engin harb')
    editor.change(path, half)
    where = at(half, "engin harb")
    where.character += len("engin harb")
    params = types.CompletionParams(types.TextDocumentIdentifier(path.as_uri()), where)
    found = await editor.client.text_document_completion_async(params)
    assert isinstance(found, types.CompletionList)
    (item,) = found.items
    assert isinstance(item.text_edit, types.TextEdit)
    editor.change(path, edited(half, item.text_edit))
    assert "harbourmaster" in item.text_edit.new_text and await editor.rules(path) == []


async def broken(editor: Editor, path: Path, text: str) -> None:
    """New problems are reported, fixed ones disappear, and an unsaved source counts."""
    editor.change(path, text + "  - id: [\n")
    assert await editor.rules(path) == ["yaml-syntax"]
    which = types.TextDocumentIdentifier(path.as_uri())
    lenses = await editor.client.text_document_code_lens_async(types.CodeLensParams(which)) or []
    assert len(lenses) == 3
    editor.change(path, text)
    assert await editor.rules(path) == []
    source = path.parent / "report.txt"
    item = types.TextDocumentItem(source.as_uri(), "text", 1, SOURCE.replace("hurt", "harmed"))
    editor.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
    assert await editor.rules(path) == ["quote-missing"]
    other = path.parent / "compose.yaml"
    editor.open(other, "services:\n  web:\n    format: x\n")
    closed = types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(source.as_uri()))
    editor.client.text_document_did_close(closed)
    assert await editor.rules(path) == []


def test_a_failure_is_shown_once(monkeypatch: pytest.MonkeyPatch) -> None:
    server = make_server()
    shown: list[str] = []
    monkeypatch.setattr(server, "show_message", lambda text, kind: shown.append(text))
    for _ in range(3):
        server.report_server_error(ValueError("odd\x1b"), None)
        server.report_server_error(JsonRpcMethodNotFound.of("x/y"), None)
    (message,) = shown
    assert "ValueError: odd\ufffd" in message


def test_the_line_to_run_is_one_line_of_shell() -> None:
    line = command_line(["/a b/bank.yaml", "it's\n$(x)"])
    assert shlex.split(line) == ["quiz", "preview", "/a b/bank.yaml", "--question", "it's $(x)"]


@pytest.mark.parametrize("uri", ["untitled:1", "file:///a%00b.yaml", "http://x/bank.yaml", ""])
def test_what_is_no_file_is_left_alone(uri: str) -> None:
    assert Documents().put(uri, HEADER, 1) is None


@pytest.mark.parametrize(
    ("methods", "ended"), [(["shutdown", "exit"], True), (["exit"], False), ([], False)]
)
def test_a_session_that_was_not_ended_is_known(methods: list[str], ended: bool) -> None:
    start = {"id": 1, "method": "initialize", "params": {"capabilities": {}, "processId": None}}
    bodies = [start, *({"id": 2, "method": each} if each == "shutdown" else {"method": each}
                       for each in methods)]  # fmt: skip
    sent = [json.dumps(body | {"jsonrpc": "2.0"}).encode() for body in bodies]
    framed = b"".join(b"Content-Length: %d\r\n\r\n%b" % (len(each), each) for each in sent)
    assert serve(BytesIO(framed), BytesIO()) is ended


def conversation(*messages: Any) -> list[dict[str, Any]]:
    """Return what the server answers to messages: JSON data, or bytes as they are."""
    bodies = [each if isinstance(each, bytes) else json.dumps(each).encode() for each in messages]
    framed = b"".join(b"Content-Length: %d\r\n\r\n%s" % (len(body), body) for body in bodies)
    output = BytesIO()
    output.close = lambda: None  # type: ignore[method-assign]
    serve(BytesIO(framed), output)
    return [json.loads(part.partition(b"\r\n\r\n")[2].partition(b"Content-Length")[0])
            for part in output.getvalue().split(b"Content-Length: ")[1:]]  # fmt: skip


def request(method: str, params: Any, number: Any = 7) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": number, "method": method, "params": params}


START = request("initialize", {"capabilities": {}, "processId": None, "rootUri": None}, 1)
END = request("shutdown", None, 99)


@pytest.mark.parametrize(
    ("message", "code", "number"),
    [
        (request("textDocument/hover", {}), -32602, 7),
        (request("textDocument/hover", []), -32602, 7),
        (request("textDocument/hover", "x"), -32602, 7),
        (request("textDocument/completion", {"textDocument": 5, "position": None}), -32602, 7),
        (
            request(
                "textDocument/definition",
                {"textDocument": {"uri": "file:///a.yaml"}, "position": {"line": -1}},
            ),
            -32602,
            7,
        ),
        (request("textDocument/codeAction", {"range": {"start": "x"}}, "seven"), -32602, "seven"),
        (request("workspace/executeCommand", {"arguments": []}), -32602, 7),
        (request("no/such/method", {}), -32601, 7),
        ({"jsonrpc": "1.0", "id": 7, "method": "shutdown"}, -32600, 7),
        ({"id": 7, "method": "shutdown"}, -32600, 7),
        ({"jsonrpc": "2.0", "id": 7}, -32600, 7),
        (request("shutdown", None) | {"method": None}, -32600, 7),
        (request("textDocument/hover", {}, [1]), -32602, None),
        ([], -32600, None),
        (5, -32600, None),
        ({}, -32600, None),
        (b"{", -32700, None),
        (b'{"jsonrpc": "2.0", "id": 7, "method": "\xff"}', -32700, None),
        (b"[" * 100_000, -32700, None),
    ],
)
def test_a_request_that_does_not_fit_is_answered_with_an_error(
    message: Any, code: int, number: Any
) -> None:
    answers = conversation(START, message, END)
    assert [answers[0]["id"], answers[-1]["id"]] == [1, 99], "the server lives on"
    (answer,) = answers[1:-1]
    assert answer["id"] == number
    assert answer["error"]["code"] == code and answer["error"]["message"]


def test_a_notification_that_does_not_fit_has_no_answer() -> None:
    opened = {"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": 5}}
    assert [each["id"] for each in conversation(START, opened, END) if "id" in each] == [1, 99]


def test_a_message_within_a_message_is_data() -> None:
    inner = {"jsonrpc": "2.0", "id": 8, "method": "shutdown"}
    command = request("workspace/executeCommand", {"command": "quiz.preview", "arguments": [inner]})
    answers = conversation(START, command, END)
    assert [each["id"] for each in answers if "id" in each] == [1, 7, 99]


def test_a_request_after_the_end_is_refused() -> None:
    answers = conversation(START, END, request("textDocument/hover", {}))
    assert answers[-1]["id"] == 7 and answers[-1]["error"]["code"] == -32600


def test_documents_may_change_while_a_bank_is_looked_at(tmp_path: Path) -> None:
    path = write_bank(tmp_path, BANK)
    documents = Documents()
    document = documents.put(path.as_uri(), path.read_text("utf-8"), 1)
    assert document is not None
    analyze = documents.analysis(document)
    documents.put(path.as_uri(), "", 2)
    documents.close(path.as_uri())
    assert analyze().reading.bank is not None
