"""What `quiz.editing` finds, in the types of the protocol."""

from collections.abc import Sequence
from pathlib import Path

from lsprotocol import types
from pygls.uris import from_fs_path

from quiz.editing.completion import Completion, escaped
from quiz.editing.leading import Named, Target, passages_of
from quiz.editing.marks import token_at
from quiz.editing.mending import Mend
from quiz.editing.view import View, quote_at
from quiz.lsp.positions import Positions
from quiz.lsp.taking import Taking
from quiz.model.problem import Problem, Severity
from quiz.text.cleaning import clean_line
from quiz.text.counting import counted

PREVIEW = "quiz.preview"
MOST_RELATED = 10
"""The nearest passages of so many misquotes are told with their problems."""
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


class Answers:
    """Answers about one view, in positions as the client counts them."""

    def __init__(self, view: View, encoding: types.PositionEncodingKind | str) -> None:
        self._view = view
        self._encoding = encoding
        self.positions = Positions(view.text, encoding)

    def diagnostics(self) -> list[types.Diagnostic]:
        """Return the problems; the first misquotes with the passage most like each."""
        related = 0
        found = []
        for problem in self._view.problems:
            told = problem.rule == "quote-missing" and related < MOST_RELATED
            related += told
            found.append(self.diagnostic(problem, told))
        return found

    def diagnostic(self, problem: Problem, related: bool = False) -> types.Diagnostic:
        """Return one problem."""
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
        part = self._view.outline.at(self._view.offset(problem.position)).part
        quoted = quote_at(self._view, part)
        targets = passages_of(quoted[1], self._view) if quoted else []
        message = "the nearest passage"
        return [types.DiagnosticRelatedInformation(self.location(target), message)
                for target in targets]  # fmt: skip

    def location(self, target: Target) -> types.Location:
        """Return a stretch of a file."""
        positions = Positions(target.text, self._encoding)
        return types.Location(uri_of(target.path), positions.range(*target.span))

    def completion(self, item: Completion, taking: Taking) -> types.CompletionItem:
        """Return one completion, as the client can take it."""
        by_label = taking.by_label and item.kind != "key"
        first = item.text.partition("\n")[0]
        snippet = taking.snippets and (by_label or bool(item.snippet))
        text = first if taking.by_label and not snippet else item.text
        if snippet:
            text = item.snippet or escaped(item.text)
            text = text if taking.as_is else self._outdented(item, text)
        edit = types.TextEdit(self.positions.range(item.start, item.end), text)
        formats = types.InsertTextFormat
        return types.CompletionItem(
            label=clean_line(first if by_label else item.label),
            kind=_KINDS[item.kind],
            documentation=clean_line(item.says) or None,
            sort_text=item.sort,
            filter_text=None if by_label else item.typed or None,
            insert_text_format=formats.Snippet if snippet else formats.PlainText,
            insert_text_mode=types.InsertTextMode.AsIs,
            text_edit=edit,
        )

    def _outdented(self, item: Completion, text: str) -> str:
        """Return a snippet without the indentation that a client gives to its further lines."""
        start = self._view.text.rfind("\n", 0, item.start) + 1
        line = self._view.text[start : item.start]
        return text.replace("\n" + line[: len(line) - len(line.lstrip(" \t"))], "\n")

    def action(
        self, uri: str, version: int | None, problem: Problem, fix: Mend
    ) -> types.CodeAction:
        """Return one fix of a problem, for the version of the text that it was made of."""
        edits = [types.TextEdit(self.positions.range(*edit.span), edit.text) for edit in fix.edits]
        document = types.OptionalVersionedTextDocumentIdentifier(uri, version)
        return types.CodeAction(
            title=clean_line(fix.title),
            kind=types.CodeActionKind.QuickFix,
            diagnostics=[self.diagnostic(problem)],
            edit=types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(document, [*edits])]),
            is_preferred=fix.sure,
        )

    def lenses(self, named: Sequence[Named]) -> list[types.CodeLens]:
        """Return a lens over the bank and one over each question that has an id."""
        path = str(self._view.path)
        start = self.positions.range(0, 0)
        found = [
            types.CodeLens(
                start, types.Command(self._counts(len(named)), PREVIEW, arguments=[path])
            )
        ]
        for each in named:
            if each.id:
                command = types.Command("Preview", PREVIEW, arguments=[path, each.id])
                found.append(types.CodeLens(self._first_line(each), command))
        return found

    def _first_line(self, named: Named) -> types.Range:
        start, text = named.whole.start, self._view.text
        stop = text.find("\n", start)
        return self.positions.range(start, len(text) if stop < 0 else stop)

    def _counts(self, questions: int) -> str:
        reading = self._view.reading
        missed = sum(problem.rule.startswith("quote-") for problem in reading.problems)
        found = f"{reading.quotes - missed} of {counted(reading.quotes, 'quote')} found"
        return f"{counted(questions, 'question')} · {found}"

    def symbols(self, named: Sequence[Named]) -> list[types.DocumentSymbol]:
        """Return the questions by their ids."""
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
