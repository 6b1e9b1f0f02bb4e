"""text2qti: quizzes as plain text with Markdown, of which nothing is ever run."""
