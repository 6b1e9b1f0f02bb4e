"""The language server: `quiz.editing` for any editor that speaks the protocol."""
