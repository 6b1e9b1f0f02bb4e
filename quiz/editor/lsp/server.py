"""The server: keeps the documents, looks at banks as they are typed, answers requests."""

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
from quiz.editor.lsp.documents import MOST_OF_BANK, PREVIEW, Answers, Document, Documents, Taking
from quiz.editor.view import View
from quiz.text.cleaning import clean_line

PAUSE = 0.15
"""Seconds without a key before a bank is looked at."""
WATCHED = "**/*.{yaml,yml,txt,md,markdown}"

log = logging.getLogger("quiz.editor.lsp")


class BankServer(LanguageServer):
    """Knows the open banks."""

    def __init__(self) -> None:
        # Whole texts: they are taken as they are, whatever client and server call a line end.
        sync = types.TextDocumentSyncKind.Full
        super().__init__("quiz", __version__, text_document_sync_kind=sync)
        self.documents = Documents()
        self.taking = Taking()
        self._worker = ThreadPoolExecutor(max_workers=1)
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._running: set[asyncio.Task[None]] = set()
        self._told: set[str] = set()
        self.ended = False
        """Whether the client has ended the session."""

    def shutdown(self) -> None:
        """End the server and what it still had to look at."""
        self._worker.shutdown(wait=False, cancel_futures=True)
        super().shutdown()  # type: ignore[no-untyped-call]

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Tell the client of a failure in the server, of each once; the log has all of it."""
        if isinstance(error, JsonRpcMethodNotFound):
            # The client knows by the answer, and there is nothing for its user to do.
            return
        message = clean_line(f"{type(error).__name__}: {error}")[:200]
        if message not in self._told:
            self._told.add(message)
            text = f"quiz lsp: {message} (the log of the server has more)"
            self.tell(text, types.MessageType.Error)

    def tell(self, message: str, kind: types.MessageType = types.MessageType.Info) -> None:
        """Show a message in the editor."""
        self.window_show_message(types.ShowMessageParams(kind, message))

    def look_soon(self, document: Document, pause: float = PAUSE) -> None:
        """Look at a bank once nothing has been typed for a while."""
        if not self.documents.means_bank(document):
            return
        timer = self._timers.pop(document.uri, None)
        if timer is not None:
            timer.cancel()
        loop = asyncio.get_running_loop()
        self._timers[document.uri] = loop.call_later(pause, self._start, document)

    def look_at_all(self) -> None:
        """Look at every open bank again, for what they rest on has changed."""
        for document in self.documents.banks():
            self.look_soon(document)

    def forget(self, uri: str) -> None:
        """Forget a document that was closed, and its problems."""
        self.documents.close(uri)
        timer = self._timers.pop(uri, None)
        if timer is not None:
            timer.cancel()
        self._publish(uri, None, [])

    def _start(self, document: Document) -> None:
        self._timers.pop(document.uri, None)
        task = asyncio.ensure_future(self._look(document))
        self._running.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: "asyncio.Task[None]") -> None:
        self._running.discard(task)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, Exception):
            log.error("a bank could not be looked at", exc_info=error)
            self.report_server_error(error, None)

    async def _look(self, document: Document) -> None:
        """Look at a bank in another thread; what comes of a text changed meanwhile is dropped."""
        version, encoding = document.version, self.encoding
        look = self.documents.looking(document)

        def found() -> tuple[View, list[types.Diagnostic]] | None:
            if document.version != version:
                # Other banks were looked at first, and typing went on.
                return None
            view = look()
            return view, Answers(view, encoding).diagnostics()

        seen = await asyncio.get_running_loop().run_in_executor(self._worker, found)
        if seen is None or self.documents.get(document.uri) is not document:
            return
        if document.version == version:
            document.view = seen[0]
            self._publish(document.uri, version, seen[1])

    def _publish(self, uri: str, version: int | None, found: list[types.Diagnostic]) -> None:
        told = types.PublishDiagnosticsParams(uri, found, version)
        self.text_document_publish_diagnostics(told)

    @property
    def encoding(self) -> str:
        """How the client counts columns."""
        return self.workspace.position_encoding or types.PositionEncodingKind.Utf16

    async def fresh_view(self, uri: str) -> tuple[Document, View, Answers] | None:
        """Return a bank with the problems of its text as it is; None if that changes meanwhile."""
        found = self.view(uri)
        if found is not None and not found[0].fresh:
            await self._look(found[0])
            found = self.view(uri) if found[0].fresh else None
        return found

    def view(self, uri: str) -> tuple[Document, View, Answers] | None:
        """Return a bank's text as it is, its problems as they were last. None for other files."""
        document = self.documents.get(uri)
        if document is None or len(document.text) > MOST_OF_BANK:
            return None
        if not self.documents.means_bank(document):
            return None
        if document.view is None:
            document.view = self.documents.looking(document)()
        view = document.typed
        assert view is not None, "it was looked at"
        return document, view, Answers(view, self.encoding)


def command_line(arguments: Sequence[Any]) -> str:
    """Return the command that shows a bank, or one of its questions, in a terminal."""
    words = [str(each) for each in arguments[:2]]
    question = ["--question", words[1]] if len(words) > 1 else []
    return clean_line(shlex.join(["quiz", "preview", *words[:1], *question]))


def make_server() -> BankServer:
    """Return a server that knows all that it can be asked."""
    from quiz.editor.lsp import features

    server = BankServer()
    features.add(server)

    @server.command(PREVIEW)
    def preview(*arguments: Any) -> str:
        line = command_line(arguments)
        server.tell(f"In a terminal: {line}")
        return line

    return server


def serve(reading: BinaryIO, writing: BinaryIO) -> bool:
    """Answer a client; return whether it ended the session, and did not just go.

    What fails goes to the log, on stderr.
    """
    logging.basicConfig(stream=sys.stderr, level=logging.ERROR, format="%(name)s: %(message)s")
    server = make_server()
    server.start_io(reading, writing)
    return server.ended


def watch(server: BankServer) -> None:
    """Ask the client to tell of changed files, where it can."""
    able = server.client_capabilities.workspace
    watched = able.did_change_watched_files if able else None
    if watched is None or not watched.dynamic_registration:
        return
    options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher(WATCHED)])
    registration = types.Registration(
        "quiz-files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options
    )
    server.client_register_capability(types.RegistrationParams([registration]))
