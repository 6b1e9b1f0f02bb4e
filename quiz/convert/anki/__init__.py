"""Import and export of Anki packages, import of Anki text files."""
