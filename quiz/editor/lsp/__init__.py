"""The language server: `quiz.editor` for any editor that speaks the protocol."""
