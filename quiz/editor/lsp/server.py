"""The language server: open documents, the analysis of banks while they are typed, messages."""

import asyncio
import logging
import shlex
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, BinaryIO

from lsprotocol import types
from pygls.exceptions import JsonRpcMethodNotFound
from pygls.lsp.server import LanguageServer

from quiz import __version__
from quiz.editor.lsp.documents import (
    MAX_BANK,
    PREVIEW,
    CompletionSupport,
    Document,
    Documents,
    LspConverter,
)
from quiz.editor.view import BankView
from quiz.text.cleaning import clean_line

PAUSE = 0.15
"""Seconds without a key press before a bank is analyzed."""
WATCHED = "**/*.{yaml,yml,txt,md,markdown}"

log = logging.getLogger("quiz.editor.lsp")


class BankServer(LanguageServer):
    """The server with the open banks; one worker thread analyzes them."""

    def __init__(self) -> None:
        # Whole texts, because client and server may disagree about what ends a line.
        sync = types.TextDocumentSyncKind.Full
        super().__init__("quiz", __version__, text_document_sync_kind=sync)
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
        if document is None or len(document.text) > MAX_BANK:
            return None
        if not self.documents.means_bank(document):
            return None
        if document.view is None:
            document.view = self.documents.analysis(document)()
        view = document.typed
        assert view is not None, "it was analyzed"
        return document, view, LspConverter(view, self.encoding)


def command_line(arguments: Sequence[Any]) -> str:
    """Return the command that shows a bank, or one of its questions, in a terminal."""
    words = [str(each) for each in arguments[:2]]
    question = ["--question", words[1]] if len(words) > 1 else []
    return clean_line(shlex.join(["quiz", "preview", *words[:1], *question]))


def make_server() -> BankServer:
    """Return a server that answers every request it announces."""
    from quiz.editor.lsp import features

    server = BankServer()
    features.add(server)

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
    logging.basicConfig(stream=sys.stderr, level=logging.ERROR, format="%(name)s: %(message)s")
    server = make_server()
    server.start_io(reading, writing)
    return server.ended


def watch(server: BankServer) -> None:
    """Ask the client to report changed files, if it can."""
    able = server.client_capabilities.workspace
    watched = able.did_change_watched_files if able else None
    if watched is None or not watched.dynamic_registration:
        return
    options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher(WATCHED)])
    registration = types.Registration(
        "quiz-files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options
    )
    server.client_register_capability(types.RegistrationParams([registration]))
