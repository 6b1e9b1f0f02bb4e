"""What the server is told and asked, one function each."""

from lsprotocol import types

from quiz.bank.discovery import SUFFIXES
from quiz.editor.completion import completions, skeleton
from quiz.editor.definitions import definition, questions
from quiz.editor.hover import hover
from quiz.editor.lsp.documents import Answers, Document, taking_of
from quiz.editor.lsp.server import BankServer, watch
from quiz.editor.quick_fixes import quick_fixes

TRIGGERS = [" ", ":", "-", '"', "'", "“"]


def add(server: BankServer) -> None:
    """Have a server do and answer everything."""
    _add_documents(server)
    server.feature(
        types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=TRIGGERS)
    )(complete)
    server.feature(types.TEXT_DOCUMENT_HOVER)(tell)
    server.feature(types.TEXT_DOCUMENT_DEFINITION)(lead)
    server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)(list_symbols)
    server.feature(types.TEXT_DOCUMENT_CODE_LENS)(list_lenses)
    kinds = [types.CodeActionKind.QuickFix]
    server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=[*kinds])
    )(list_mends)


def _add_documents(server: BankServer) -> None:
    server.feature(types.INITIALIZE)(meet)
    server.feature(types.INITIALIZED)(start)
    server.feature(types.SHUTDOWN)(end)
    server.feature(types.TEXT_DOCUMENT_DID_OPEN)(take_in)
    server.feature(types.TEXT_DOCUMENT_DID_CHANGE)(take_change)
    server.feature(types.TEXT_DOCUMENT_DID_SAVE)(look_again)
    server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)(look_again)
    server.feature(types.TEXT_DOCUMENT_DID_CLOSE)(close)


def meet(server: BankServer, params: types.InitializeParams) -> None:
    """Note how the client takes completions."""
    server.taking = taking_of(params)


def start(server: BankServer, params: types.InitializedParams) -> None:
    """Begin to watch files."""
    watch(server)


def end(server: BankServer, params: None) -> None:
    """Note that the client ends the session."""
    server.ended = True


def take_in(server: BankServer, params: types.DidOpenTextDocumentParams) -> None:
    """Take in a document that was opened."""
    opened = params.text_document
    document = server.documents.put(opened.uri, opened.text, opened.version)
    if document is not None:
        _look(server, document, 0)


def take_change(server: BankServer, params: types.DidChangeTextDocumentParams) -> None:
    """Take in a document that was changed."""
    changed = params.text_document
    text = server.workspace.get_text_document(changed.uri).source
    document = server.documents.put(changed.uri, text, changed.version)
    if document is not None:
        _look(server, document, None)


def _look(server: BankServer, document: Document, pause: float | None) -> None:
    """Look at a bank or, where a source was changed, at all of them."""
    if document.path.suffix.lower() not in SUFFIXES:
        server.look_at_all()
    elif pause is None:
        server.look_soon(document)
    else:
        server.look_soon(document, pause)


def look_again(
    server: BankServer,
    params: types.DidSaveTextDocumentParams | types.DidChangeWatchedFilesParams,
) -> None:
    """Look at the banks again when a file was written."""
    server.look_at_all()


def close(server: BankServer, params: types.DidCloseTextDocumentParams) -> None:
    """Forget a document; what is on disk counts again."""
    server.forget(params.text_document.uri)
    server.look_at_all()


def complete(server: BankServer, params: types.CompletionParams) -> types.CompletionList:
    """Return what can be typed on."""
    uri = params.text_document.uri
    document = server.documents.get(uri)
    found = server.view(uri)
    if found is not None:
        _, view, answers = found
        items = completions(view, answers.positions.offset(params.position))
    elif document is not None and _is_new(document):
        from quiz.editor.view import look

        items = skeleton(document.path, document.text)
        answers = Answers(look(document.path, document.text, {}), server.encoding)
    else:
        return types.CompletionList(False, [])
    # Passages are looked for by all words typed, so that a client must ask again for each.
    return types.CompletionList(True, [answers.completion(each, server.taking) for each in items])


def _is_new(document: Document) -> bool:
    """Check whether a YAML file has nothing but the start of a word in it."""
    words = document.text.split()
    return document.path.suffix.lower() in SUFFIXES and "".join(words[:2]).isalpha() | (not words)


def tell(server: BankServer, params: types.HoverParams) -> types.Hover | None:
    """Return what is to be said of what the pointer stands on."""
    found = server.view(params.text_document.uri)
    if found is None:
        return None
    _, view, answers = found
    said = hover(view, answers.positions.offset(params.position))
    if said is None:
        return None
    part, text = said
    content = types.MarkupContent(types.MarkupKind.Markdown, text)
    return types.Hover(content, answers.positions.range(part.start, part.end))


def lead(server: BankServer, params: types.DefinitionParams) -> list[types.Location]:
    """Return where what stands there leads."""
    found = server.view(params.text_document.uri)
    if found is None:
        return []
    _, view, answers = found
    targets = definition(view, answers.positions.offset(params.position))
    return [answers.location(target) for target in targets]


def list_symbols(
    server: BankServer, params: types.DocumentSymbolParams
) -> list[types.DocumentSymbol]:
    """Return the questions."""
    found = server.view(params.text_document.uri)
    return found[2].symbols(questions(found[1].outline)) if found else []


def list_lenses(server: BankServer, params: types.CodeLensParams) -> list[types.CodeLens]:
    """Return what stands over the bank and its questions."""
    found = server.view(params.text_document.uri)
    return found[2].lenses(questions(found[1].outline)) if found else []


async def list_mends(server: BankServer, params: types.CodeActionParams) -> list[types.CodeAction]:
    """Return the quick fixes for the problems in a range."""
    found = await server.fresh_view(params.text_document.uri)
    if found is None:
        return []
    document, view, answers = found
    first = answers.positions.offset(params.range.start)
    last = answers.positions.offset(params.range.end)
    actions = []
    for problem in view.problems:
        at = answers.diagnostic(problem).range
        if (answers.positions.offset(at.start) <= last
                and first <= answers.positions.offset(at.end)):  # fmt: skip
            actions += [answers.action(document.uri, document.version, problem, fix)
                        for fix in quick_fixes(view, problem)]  # fmt: skip
    return actions
