"""Handlers of the notifications and requests of the protocol, one function each."""

from lsprotocol import types

from quiz.bank.discovery import SUFFIXES
from quiz.editor.completion import completions, skeleton
from quiz.editor.hover import definition, hover, questions
from quiz.editor.lsp.documents import Document, LspConverter, completion_support
from quiz.editor.lsp.server import BankServer, watch
from quiz.editor.quick_fixes import quick_fixes

TRIGGERS = [" ", ":", "-", '"', "'", "“"]


def add(server: BankServer) -> None:
    """Register every handler with a server."""
    _add_documents(server)
    server.feature(
        types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=TRIGGERS)
    )(complete)
    server.feature(types.TEXT_DOCUMENT_HOVER)(hover_at)
    server.feature(types.TEXT_DOCUMENT_DEFINITION)(go_to_definition)
    server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)(list_symbols)
    server.feature(types.TEXT_DOCUMENT_CODE_LENS)(list_lenses)
    kinds = [types.CodeActionKind.QuickFix]
    server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=[*kinds])
    )(list_quick_fixes)


def _add_documents(server: BankServer) -> None:
    server.feature(types.INITIALIZE)(initialize)
    server.feature(types.INITIALIZED)(initialized)
    server.feature(types.SHUTDOWN)(shutdown)
    server.feature(types.TEXT_DOCUMENT_DID_OPEN)(did_open)
    server.feature(types.TEXT_DOCUMENT_DID_CHANGE)(did_change)
    server.feature(types.TEXT_DOCUMENT_DID_SAVE)(analyze_again)
    server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)(analyze_again)
    server.feature(types.TEXT_DOCUMENT_DID_CLOSE)(did_close)


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
        _analyze(server, document, None)


def _analyze(server: BankServer, document: Document, pause: float | None) -> None:
    """Analyze a bank or, where a source was changed, all banks."""
    if document.path.suffix.lower() not in SUFFIXES:
        server.analyze_all()
    elif pause is None:
        server.analyze_soon(document)
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
        from quiz.editor.view import analyze

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
    """Return the text to show for what is under the pointer."""
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
        at = converter.diagnostic(problem).range
        if (converter.positions.offset(at.start) <= last
                and first <= converter.positions.offset(at.end)):  # fmt: skip
            actions += [converter.action(document.uri, document.version, problem, fix)
                        for fix in quick_fixes(view, problem)]  # fmt: skip
    return actions
