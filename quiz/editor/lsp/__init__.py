"""The language server: `quiz.editor` for any editor that supports the protocol."""
