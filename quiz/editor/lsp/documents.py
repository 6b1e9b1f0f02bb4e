"""Open documents, positions as clients count them, and results in the types of the protocol."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lsprotocol import types
from lsprotocol.types import Position, PositionEncodingKind, Range
from pygls.uris import from_fs_path, to_fs_path

from quiz.bank.sources import MAX_SOURCE_BYTES
from quiz.editor.completion import Completion, escaped
from quiz.editor.hover import FileSpan, QuestionSymbol, passages_of
from quiz.editor.quick_fixes import QuickFix, token_at
from quiz.editor.view import BankView, OtherBanks, analyze, is_bank, quote_at
from quiz.model.problem import Problem, Severity
from quiz.text.cleaning import clean_line
from quiz.text.formatting import counted
from quiz.yaml_source.untrusted_files import SUFFIXES

_LINE_END = re.compile(r"\r\n|\n|\r")
_UNITS = {PositionEncodingKind.Utf8: ("utf-8", 1), PositionEncodingKind.Utf16: ("utf-16-le", 2)}


class Positions:
    """The lines of one text, with columns counted as client and server agreed."""

    def __init__(self, text: str, encoding: PositionEncodingKind | str) -> None:
        self._text = text
        self._units = _UNITS.get(PositionEncodingKind(encoding))
        found = [match.span() for match in _LINE_END.finditer(text)]
        self._starts = [0, *(end for _, end in found)]
        self._ends = [*(start for start, _ in found), len(text)]

    def offset(self, position: Position) -> int:
        """Return the offset of a position; one beyond the text is its end, or that of its line."""
        if position.line >= len(self._starts):
            return len(self._text)
        start, end = self._starts[position.line], self._ends[position.line]
        if self._units is None:
            return min(start + position.character, end)
        name, size = self._units
        # Columns count UTF-16 units in most clients, so a line is cut in its encoded form; a column
        # within a character means the start of it.
        line = self._text[start:end].encode(name, "surrogatepass")[: position.character * size]
        try:
            return start + len(line.decode(name, "surrogatepass"))
        except UnicodeDecodeError as error:
            return start + len(line[: error.start].decode(name, "surrogatepass"))

    def position(self, offset: int) -> Position:
        """Return the position of an offset."""
        line = bisect_right(self._starts, offset) - 1
        before = self._text[self._starts[line] : min(offset, self._ends[line])]
        if self._units is None:
            return Position(line, len(before))
        name, size = self._units
        return Position(line, len(before.encode(name, "surrogatepass")) // size)

    def range(self, start: int, end: int) -> Range:
        """Return the range from one offset to another."""
        return Range(self.position(start), self.position(end))


MAX_BANK_CHARACTERS = 4_000_000
"""Characters; for a longer bank only problems are reported."""


@dataclass(slots=True)
class Document:
    """One open file."""

    uri: str
    path: Path
    text: str
    version: int | None
    view: BankView | None = None
    """The last analysis; None if the document never was a bank."""

    _typed: BankView | None = None

    @property
    def fresh(self) -> bool:
        """Whether the view belongs to the current text."""
        return self.view is not None and self.view.text == self.text

    @property
    def typed(self) -> BankView | None:
        """The current text with the sources and problems of the last analysis."""
        if self.view is None or self.fresh:
            return self.view
        # Completion needs the text as it is now, but can do with the sources of a moment ago.
        if self._typed is None or self._typed.text != self.text:
            self._typed = replace(self.view, text=self.text)
        return self._typed


class Documents:
    """All open documents."""

    def __init__(self) -> None:
        self._open: dict[str, Document] = {}
        self._other_banks = OtherBanks()

    def put(self, uri: str, text: str, version: int | None) -> Document | None:
        """Store a new or changed text; return None if it is not a file of the file system."""
        known = self._open.get(uri)
        if known is not None:
            known.text, known.version = text, version
            return known
        path = file_of(uri)
        if path is None:
            return None
        return self._open.setdefault(uri, Document(uri, path, text, version))

    def close(self, uri: str) -> None:
        """Forget a document."""
        self._open.pop(uri, None)

    def get(self, uri: str) -> Document | None:
        """Return an open document."""
        return self._open.get(uri)

    def banks(self) -> Iterator[Document]:
        """Yield the open documents that may be banks."""
        yield from (each for each in self._open.values() if each.path.suffix.lower() in SUFFIXES)

    def means_bank(self, document: Document) -> bool:
        """Check whether a document is a bank, or was one before it was changed."""
        named = document.path.suffix.lower() in SUFFIXES
        return named and (document.view is not None or is_bank(document.text))

    def analysis(self, document: Document) -> Callable[[], BankView]:
        """Return a function that analyzes a bank with its sources as they are in the editor now.

        It may be called in another thread while documents change.
        """
        # Taken now, in the thread of the server: the function runs in another one.
        path, text, before = document.path, document.text, document.view
        others = {each.path: each.text for each in self.banks() if each is not document}
        sources = self._typed_sources()
        return lambda: self._other_banks.compare(analyze(path, text, sources, before), others)

    def _typed_sources(self) -> dict[Path, str]:
        found: dict[Path, str] = {}
        for each in self._open.values():
            if each.path.suffix.lower() not in SUFFIXES and len(each.text) <= MAX_SOURCE_BYTES:
                found[each.path.resolve()] = each.text
        return found


def file_of(uri: str) -> Path | None:
    """Return the file that a URI names, or None."""
    name = to_fs_path(uri)
    # Untitled documents and virtual file systems have no file that sources could be beside.
    if not name or "\0" in name:
        return None
    path = Path(name)
    return path if path.is_absolute() else None


@dataclass(frozen=True, slots=True)
class CompletionSupport:
    """The kinds of completions that a client supports."""

    snippets: bool = False
    as_is: bool = False
    """Whether the client leaves the indentation of a snippet's further lines alone."""
    by_label: bool = False
    """Whether the client drops items that do not start with what is typed, or cuts plain ones at
    the first space: it inserts a whole text only as the label of a snippet."""


def completion_support(params: types.InitializeParams) -> CompletionSupport:
    """Return what kinds of completions the client that starts a session supports."""
    documents = params.capabilities.text_document
    completion = documents.completion if documents else None
    item = completion.completion_item if completion else None
    if item is None:
        return CompletionSupport(by_label=_is_bare_neovim(params, None))
    modes = item.insert_text_mode_support
    return CompletionSupport(
        snippets=bool(item.snippet_support),
        as_is=modes is not None and types.InsertTextMode.AsIs in modes.value_set,
        by_label=_is_bare_neovim(params, item),
    )


def _is_bare_neovim(
    params: types.InitializeParams, item: types.ClientCompletionItemOptions | None
) -> bool:
    """Check whether the client is Neovim before 0.12 with its built-in completion.

    Plugins that replace it (nvim-cmp, blink.cmp) declare `insertReplaceSupport` and insert items
    as the protocol defines.
    """
    client = params.client_info
    if client is None or client.name != "Neovim" or (item and item.insert_replace_support):
        return False
    major, _, rest = (client.version or "").partition(".")
    minor = rest.partition(".")[0]
    return major == "0" and minor.isdecimal() and int(minor) < 12


PREVIEW = "quiz.preview"
MAX_RELATED = 10
"""How many misquotes are reported with their nearest passage."""
_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
}
_KINDS = {
    "key": types.CompletionItemKind.Property,
    "word": types.CompletionItemKind.EnumMember,
    "name": types.CompletionItemKind.Reference,
    "file": types.CompletionItemKind.File,
    "quote": types.CompletionItemKind.Text,
    "skeleton": types.CompletionItemKind.Snippet,
}


def uri_of(path: Path) -> str:
    """Return the URI of a file."""
    uri: str | None = from_fs_path(str(path))
    assert uri is not None, "paths are texts"
    return uri


class LspConverter:
    """Converts the findings of one view to the types of the protocol."""

    def __init__(self, view: BankView, encoding: types.PositionEncodingKind | str) -> None:
        self._view = view
        self._encoding = encoding
        self.positions = Positions(view.text, encoding)

    def diagnostics(self) -> list[types.Diagnostic]:
        """Return the problems; the first misquotes come with their nearest passage."""
        related = 0
        found = []
        for problem in self._view.problems:
            with_passage = problem.rule == "quote-missing" and related < MAX_RELATED
            # Finding the nearest passage takes a moment: a bank with 1,000 misquotes has to wait.
            related += with_passage
            found.append(self.diagnostic(problem, with_passage))
        return found

    def diagnostic(self, problem: Problem, related: bool = False) -> types.Diagnostic:
        """Return one problem as a diagnostic."""
        span = token_at(self._view.text, self._view.offset(problem.position))
        return types.Diagnostic(
            range=self.positions.range(span.start, span.end),
            message=clean_line(problem.message),
            severity=_SEVERITIES[problem.severity],
            code=problem.rule,
            source="quiz",
            related_information=self._related(problem) if related else None,
        )

    def _related(self, problem: Problem) -> list[types.DiagnosticRelatedInformation]:
        node = self._view.outline.at(self._view.offset(problem.position)).node
        quoted = quote_at(self._view, node)
        targets = passages_of(quoted[1], self._view) if quoted else []
        message = "the nearest passage"
        return [types.DiagnosticRelatedInformation(self.location(target), message)
                for target in targets]  # fmt: skip

    def location(self, target: FileSpan) -> types.Location:
        """Return a span of a file as a location."""
        positions = Positions(target.text, self._encoding)
        return types.Location(uri_of(target.path), positions.range(*target.span))

    def completion(self, item: Completion, support: CompletionSupport) -> types.CompletionItem:
        """Return one completion in a form that the client supports."""
        by_label = support.by_label and item.kind != "key"
        first = item.text.partition("\n")[0]
        snippet = support.snippets and (by_label or bool(item.snippet))
        text = first if support.by_label and not snippet else item.text
        if snippet:
            text = item.snippet or escaped(item.text)
            text = text if support.as_is else self._outdented(item, text)
        edit = types.TextEdit(self.positions.range(item.start, item.end), text)
        formats = types.InsertTextFormat
        return types.CompletionItem(
            label=clean_line(first if by_label else item.label),
            kind=_KINDS[item.kind],
            documentation=clean_line(item.description) or None,
            sort_text=item.sort,
            filter_text=None if by_label else item.typed or None,
            insert_text_format=formats.Snippet if snippet else formats.PlainText,
            insert_text_mode=types.InsertTextMode.AsIs,
            text_edit=edit,
        )

    def _outdented(self, item: Completion, text: str) -> str:
        """Return a snippet without the indentation that the client adds to its further lines."""
        # Clients indent further lines as the first one, unless told to leave them “as is”.
        start = self._view.text.rfind("\n", 0, item.start) + 1
        line = self._view.text[start : item.start]
        return text.replace("\n" + line[: len(line) - len(line.lstrip(" \t"))], "\n")

    def action(
        self, uri: str, version: int | None, problem: Problem, fix: QuickFix
    ) -> types.CodeAction:
        """Return one fix of a problem, valid for one version of the text."""
        edits = [types.TextEdit(self.positions.range(*edit.span), edit.text) for edit in fix.edits]
        document = types.OptionalVersionedTextDocumentIdentifier(uri, version)
        return types.CodeAction(
            title=clean_line(fix.title),
            kind=types.CodeActionKind.QuickFix,
            diagnostics=[self.diagnostic(problem)],
            edit=types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(document, [*edits])]),
            is_preferred=fix.sure,
        )

    def lenses(self, named: Sequence[QuestionSymbol]) -> list[types.CodeLens]:
        """Return a lens above the bank and one above each question that has an id."""
        path = str(self._view.path)
        start = self.positions.range(0, 0)
        reading = self._view.reading
        missed = sum(problem.rule.startswith("quote-") for problem in reading.problems)
        quotes = f"{reading.quotes - missed} of {counted(reading.quotes, 'quote')} found"
        title = f"{counted(len(named), 'question')} · {quotes}"
        found = [types.CodeLens(start, types.Command(title, PREVIEW, arguments=[path]))]
        for each in named:
            if each.id:
                # A lens must stay within one line.
                first, stop = each.whole.start, self._view.text.find("\n", each.whole.start)
                line = self.positions.range(first, len(self._view.text) if stop < 0 else stop)
                command = types.Command("Preview", PREVIEW, arguments=[path, each.id])
                found.append(types.CodeLens(line, command))
        return found

    def symbols(self, named: Sequence[QuestionSymbol]) -> list[types.DocumentSymbol]:
        """Return the questions as symbols named by their ids."""
        return [
            types.DocumentSymbol(
                name=each.id or "(no id)",
                detail=each.prompt,
                kind=types.SymbolKind.Field,
                range=self.positions.range(*each.whole),
                selection_range=self.positions.range(*each.name),
            )
            for each in named
        ]
