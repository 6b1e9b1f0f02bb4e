"""The language server: open documents, the analysis of banks while they are typed, messages."""

import asyncio
import logging
import shlex
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, BinaryIO

from cattrs import BaseValidationError, transform_error
from lsprotocol import types
from pygls.exceptions import (
    JsonRpcException,
    JsonRpcInvalidRequest,
    JsonRpcMethodNotFound,
    JsonRpcParseError,
)
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol
from pygls.protocol.json_rpc import RPCMessage

from quiz import __version__
from quiz.editor.completion import completions, skeleton
from quiz.editor.hover import definition, hover, questions
from quiz.editor.lsp.documents import (
    MAX_BANK_CHARACTERS,
    PREVIEW,
    CompletionSupport,
    Document,
    Documents,
    LspConverter,
    completion_support,
)
from quiz.editor.quick_fixes import quick_fixes
from quiz.editor.view import BankView, analyze
from quiz.text.cleaning import clean_line
from quiz.yaml_source.untrusted_files import SUFFIXES

PAUSE = 0.15
"""Seconds without a key press before a bank is analyzed."""
WATCHED = "**/*.{yaml,yml,txt,md,markdown}"
TRIGGERS = [" ", ":", "-", '"', "'", "“"]
"""Characters after which an editor asks for completions again."""

log = logging.getLogger("quiz.editor.lsp")


class BankProtocol(LanguageServerProtocol):
    """The protocol, with an answer to every request, also one that does not fit its schema."""

    def structure_message(self, data: dict[str, Any]) -> dict[str, Any]:
        """Return a JSON object as it is."""
        # pygls calls this for each object of a message, the innermost first, and drops a message
        # that does not fit without an answer. So only whole messages are structured, below.
        return data

    def handle_message(self, message: Any) -> None:
        """Handle a message; answer a request that is none with an error."""
        try:
            structured = self._structured(message)
        except JsonRpcException as error:
            self.refuse(error, message)
        else:
            super().handle_message(structured)

    def _structured(self, message: Any) -> RPCMessage:
        if not isinstance(message, dict) or message.get("jsonrpc") != self.VERSION:
            raise JsonRpcInvalidRequest("not a message of JSON-RPC 2.0")
        if not isinstance(message.get("method", ""), str) or not (
            {"method", "result", "error"} & message.keys()
        ):
            raise JsonRpcInvalidRequest("neither a request nor a response")
        if self._shutdown and "id" in message and "method" in message:
            raise JsonRpcInvalidRequest("the session was shut down")
        try:
            found: RPCMessage = super().structure_message(message)
        except JsonRpcException as error:
            cause = error.__cause__
            faults = transform_error(cause) if isinstance(cause, BaseValidationError) else [cause]
            raise type(error)(f"{error.message}: {faults[0]}") from cause
        return found

    def refuse(self, error: JsonRpcException, message: Any = None) -> None:
        """Log an error and answer with it, unless the message is one that has no answer."""
        log.error("a message was refused: %s", clean_line(error.message)[:500])
        known = message if isinstance(message, dict) else {}
        is_notification = "method" in known and "id" not in known
        if is_notification or "result" in known or "error" in known:
            return
        # Only numbers and texts name a request: the answer to any other has no id.
        name: Any = known.get("id")
        name = name if isinstance(name, str | int) and not isinstance(name, bool) else None
        # As plain data, because pygls leaves out an id that is null, as JSON-RPC wants it here.
        answer = {"code": error.code, "message": error.message}
        self._send_data({"jsonrpc": self.VERSION, "id": name, "error": answer})


class BankServer(LanguageServer):
    """The server with the open banks; one worker thread analyzes them."""

    protocol: BankProtocol

    def __init__(self) -> None:
        # Whole texts, because client and server may disagree about what ends a line.
        sync = types.TextDocumentSyncKind.Full
        super().__init__(
            "quiz", __version__, text_document_sync_kind=sync, protocol_cls=BankProtocol
        )
        self.documents = Documents()
        self.completion_support = CompletionSupport()
        self._worker = ThreadPoolExecutor(max_workers=1)
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._running: set[asyncio.Task[None]] = set()
        self._shown_errors: set[str] = set()
        self.ended = False
        """Whether the client has ended the session."""

    def shutdown(self) -> None:
        """Stop the server and cancel the analyses that have not started."""
        self._worker.shutdown(wait=False, cancel_futures=True)
        super().shutdown()  # type: ignore[no-untyped-call]

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Show each failure in the server once in the editor; the log has its traceback."""
        if isinstance(error, JsonRpcMethodNotFound):
            # The answer says so to the client, and its user can do nothing about it.
            return
        if isinstance(error, ValueError | RecursionError) and source is JsonRpcException:
            # pygls could not read the body of a message: not UTF-8, not JSON, or nested too deep.
            self.protocol.refuse(JsonRpcParseError.of(error))
            return
        # A fault in the analysis comes back with every key press: one message is enough.
        message = clean_line(f"{type(error).__name__}: {error}")[:200]
        if message not in self._shown_errors:
            self._shown_errors.add(message)
            text = f"quiz lsp: {message} (see the log of the server)"
            self.show_message(text, types.MessageType.Error)

    def show_message(self, message: str, kind: types.MessageType = types.MessageType.Info) -> None:
        """Show a message in the editor."""
        self.window_show_message(types.ShowMessageParams(kind, message))

    def analyze_soon(self, document: Document, pause: float = PAUSE) -> None:
        """Analyze a bank once nothing has been typed for `pause` seconds."""
        if not self.documents.means_bank(document):
            return
        timer = self._timers.pop(document.uri, None)
        if timer is not None:
            timer.cancel()
        loop = asyncio.get_running_loop()
        self._timers[document.uri] = loop.call_later(pause, self._start, document)

    def analyze_all(self) -> None:
        """Analyze every open bank again, because a source or another bank has changed."""
        for document in self.documents.banks():
            self.analyze_soon(document)

    def forget(self, uri: str) -> None:
        """Forget a document that was closed, and its problems."""
        self.documents.close(uri)
        timer = self._timers.pop(uri, None)
        if timer is not None:
            timer.cancel()
        self._publish(uri, None, [])

    def _start(self, document: Document) -> None:
        """Start the analysis that a timer was set for."""
        # The set keeps a reference: the event loop alone would let a running task be collected.
        self._timers.pop(document.uri, None)
        task = asyncio.ensure_future(self._analyze(document))
        self._running.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: "asyncio.Task[None]") -> None:
        self._running.discard(task)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, Exception):
            log.error("a bank could not be analyzed", exc_info=error)
            self.report_server_error(error, None)

    async def _analyze(self, document: Document) -> None:
        """Analyze a bank in the worker thread; drop the result if its text has changed since."""
        # All that the worker needs of the server is read here, in the thread that may change it.
        version, encoding = document.version, self.encoding
        analyze = self.documents.analysis(document)

        def analyzed() -> tuple[BankView, list[types.Diagnostic]] | None:
            if document.version != version:
                # Other banks were analyzed first, and typing continued.
                return None
            view = analyze()
            return view, LspConverter(view, encoding).diagnostics()

        seen = await asyncio.get_running_loop().run_in_executor(self._worker, analyzed)
        if seen is None or self.documents.get(document.uri) is not document:
            return
        # A result of older text would put its squiggles below the wrong words.
        if document.version == version:
            document.view = seen[0]
            self._publish(document.uri, version, seen[1])

    def _publish(self, uri: str, version: int | None, found: list[types.Diagnostic]) -> None:
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, found, version))

    @property
    def encoding(self) -> str:
        """The unit in which the client counts columns."""
        return self.workspace.position_encoding or types.PositionEncodingKind.Utf16

    async def fresh_view(self, uri: str) -> tuple[Document, BankView, LspConverter] | None:
        """Return a bank with the problems of its current text; None if that changes meanwhile."""
        found = self.view(uri)
        if found is not None and not found[0].fresh:
            await self._analyze(found[0])
            found = self.view(uri) if found[0].fresh else None
        return found

    def view(self, uri: str) -> tuple[Document, BankView, LspConverter] | None:
        """Return a bank's current text with the problems last found; None for other files."""
        document = self.documents.get(uri)
        if document is None or len(document.text) > MAX_BANK_CHARACTERS:
            return None
        if not self.documents.means_bank(document):
            return None
        if document.view is None:
            # A request may arrive before the first analysis is done; nothing is shown without one.
            document.view = self.documents.analysis(document)()
        view = document.typed
        assert view is not None, "it was analyzed"
        return document, view, LspConverter(view, self.encoding)


def command_line(arguments: Sequence[Any]) -> str:
    """Return the command that shows a bank, or one of its questions, in a terminal."""
    words = [str(each) for each in arguments[:2]]
    question = ["--question", words[1]] if len(words) > 1 else []
    return clean_line(shlex.join(["quiz", "preview", *words[:1], *question]))


def watch(server: BankServer) -> None:
    """Ask the client to report changed files, if it can."""
    # Editors that watch no files report changes only when one of theirs is saved.
    able = server.client_capabilities.workspace
    watched = able.did_change_watched_files if able else None
    if watched is None or not watched.dynamic_registration:
        return
    options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher(WATCHED)])
    registration = types.Registration(
        "quiz-files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options
    )
    server.client_register_capability(types.RegistrationParams([registration]))


def initialize(server: BankServer, params: types.InitializeParams) -> None:
    """Note what kinds of completions the client supports."""
    server.completion_support = completion_support(params)


def initialized(server: BankServer, params: types.InitializedParams) -> None:
    """Start watching files."""
    watch(server)


def shutdown(server: BankServer, params: None) -> None:
    """Note that the client has ended the session."""
    server.ended = True


def did_open(server: BankServer, params: types.DidOpenTextDocumentParams) -> None:
    """Store a document that was opened and analyze it at once."""
    opened = params.text_document
    document = server.documents.put(opened.uri, opened.text, opened.version)
    if document is not None:
        _analyze(server, document, 0)


def did_change(server: BankServer, params: types.DidChangeTextDocumentParams) -> None:
    """Store a changed document and analyze it after a pause."""
    changed = params.text_document
    text = server.workspace.get_text_document(changed.uri).source
    document = server.documents.put(changed.uri, text, changed.version)
    if document is not None:
        _analyze(server, document, PAUSE)


def _analyze(server: BankServer, document: Document, pause: float) -> None:
    """Analyze a bank or, where a source was changed, all banks."""
    if document.path.suffix.lower() not in SUFFIXES:
        # Any open bank may quote this text.
        server.analyze_all()
    else:
        server.analyze_soon(document, pause)


def analyze_again(
    server: BankServer,
    params: types.DidSaveTextDocumentParams | types.DidChangeWatchedFilesParams,
) -> None:
    """Analyze all banks again after a file was written."""
    server.analyze_all()


def did_close(server: BankServer, params: types.DidCloseTextDocumentParams) -> None:
    """Forget a document; its file on disk is used again."""
    server.forget(params.text_document.uri)
    server.analyze_all()


def complete(server: BankServer, params: types.CompletionParams) -> types.CompletionList:
    """Return the completions at the cursor."""
    uri = params.text_document.uri
    document = server.documents.get(uri)
    found = server.view(uri)
    if found is not None:
        _, view, converter = found
        items = completions(view, converter.positions.offset(params.position))
    elif document is not None and _is_new(document):
        items = skeleton(document.path, document.text)
        converter = LspConverter(analyze(document.path, document.text, {}), server.encoding)
    else:
        return types.CompletionList(False, [])
    # Quotes are searched by all words typed, so the client must ask again after each key press.
    return types.CompletionList(
        True, [converter.completion(each, server.completion_support) for each in items]
    )


def _is_new(document: Document) -> bool:
    """Check whether a YAML file holds nothing but the start of a word."""
    words = document.text.split()
    return document.path.suffix.lower() in SUFFIXES and "".join(words[:2]).isalpha() | (not words)


def hover_at(server: BankServer, params: types.HoverParams) -> types.Hover | None:
    """Return the text to show for the item under the pointer."""
    found = server.view(params.text_document.uri)
    if found is None:
        return None
    _, view, converter = found
    shown = hover(view, converter.positions.offset(params.position))
    if shown is None:
        return None
    node, text = shown
    content = types.MarkupContent(types.MarkupKind.Markdown, text)
    return types.Hover(content, converter.positions.range(node.start, node.end))


def go_to_definition(server: BankServer, params: types.DefinitionParams) -> list[types.Location]:
    """Return the targets of the quote or name at the cursor."""
    found = server.view(params.text_document.uri)
    if found is None:
        return []
    _, view, converter = found
    targets = definition(view, converter.positions.offset(params.position))
    return [converter.location(target) for target in targets]


def list_symbols(
    server: BankServer, params: types.DocumentSymbolParams
) -> list[types.DocumentSymbol]:
    """Return the questions of the bank."""
    found = server.view(params.text_document.uri)
    return found[2].symbols(questions(found[1].outline)) if found else []


def list_lenses(server: BankServer, params: types.CodeLensParams) -> list[types.CodeLens]:
    """Return the lenses above the bank and its questions."""
    found = server.view(params.text_document.uri)
    return found[2].lenses(questions(found[1].outline)) if found else []


async def list_quick_fixes(
    server: BankServer, params: types.CodeActionParams
) -> list[types.CodeAction]:
    """Return the quick fixes for the problems in a range."""
    found = await server.fresh_view(params.text_document.uri)
    if found is None:
        return []
    document, view, converter = found
    first = converter.positions.offset(params.range.start)
    last = converter.positions.offset(params.range.end)
    actions = []
    for problem in view.problems:
        # Editors ask for the range they underlined, which the client counts in its own units.
        at = converter.diagnostic(problem).range
        if (converter.positions.offset(at.start) <= last
                and first <= converter.positions.offset(at.end)):  # fmt: skip
            actions += [converter.action(document.uri, document.version, problem, fix)
                        for fix in quick_fixes(view, problem)]  # fmt: skip
    return actions


_FEATURES: tuple[tuple[str, Any, Any], ...] = (
    (types.INITIALIZE, initialize, None),
    (types.INITIALIZED, initialized, None),
    (types.SHUTDOWN, shutdown, None),
    (types.TEXT_DOCUMENT_DID_OPEN, did_open, None),
    (types.TEXT_DOCUMENT_DID_CHANGE, did_change, None),
    (types.TEXT_DOCUMENT_DID_SAVE, analyze_again, None),
    (types.WORKSPACE_DID_CHANGE_WATCHED_FILES, analyze_again, None),
    (types.TEXT_DOCUMENT_DID_CLOSE, did_close, None),
    (types.TEXT_DOCUMENT_COMPLETION, complete, types.CompletionOptions(TRIGGERS)),
    (types.TEXT_DOCUMENT_HOVER, hover_at, None),
    (types.TEXT_DOCUMENT_DEFINITION, go_to_definition, None),
    (types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, list_symbols, None),
    (types.TEXT_DOCUMENT_CODE_LENS, list_lenses, None),
    (
        types.TEXT_DOCUMENT_CODE_ACTION,
        list_quick_fixes,
        types.CodeActionOptions([types.CodeActionKind.QuickFix]),
    ),
)
"""The notifications and requests of the protocol, each with its handler and capability."""


def make_server() -> BankServer:
    """Return a server that answers every request it announces."""
    server = BankServer()
    for name, handler, announced in _FEATURES:
        server.feature(name, announced)(handler)

    @server.command(PREVIEW)
    def preview(*arguments: Any) -> str:
        line = command_line(arguments)
        server.show_message(f"In a terminal: {line}")
        return line

    return server


def serve(reading: BinaryIO, writing: BinaryIO) -> bool:
    """Answer a client; return whether it ended the session properly before it disconnected.

    Failures are logged to stderr.
    """
    # The output belongs to the protocol: one line of a log in it would end the session.
    logging.basicConfig(stream=sys.stderr, level=logging.ERROR, format="%(name)s: %(message)s")
    server = make_server()
    server.start_io(reading, writing)
    return server.ended
