"""The commands: one module each, with `HELP`, `add_arguments(parser)` and `run(options)`.

The names and summaries are kept here, so that the overview loads none of the modules.
"""

MAIN_COMMANDS = {
    "Learn": {
        "play": "play a bank, or open the app",
        "progress": "show how your learning is going",
    },
    "Write": {
        "new": "start a bank from a text",
        "check": "check banks and report what is wrong",
    },
    "Exchange": {
        "import": "make a bank from other systems' files",
        "export": "write banks for other systems",
    },
    "Look after": {
        "settings": "list, explain and change settings",
        "doctor": "check your data and the installation",
    },
}
"""The commands that most people need, by purpose."""

OTHER_COMMANDS = {
    "Learn": {
        "banks": "list the banks that you can play",
        "map": "show how well you know each sentence of a source",
        "history": "list attempts and responses",
    },
    "Write": {
        "preview": "see a bank as a student does while you write it",
        "quote": "find a passage in a source, ready to quote",
        "coverage": "show how much of each source is asked about",
        "schema": "print the bank format as JSON Schema",
        "lsp": "start the language server for your editor",
    },
    "Exchange": {
        "print": "print banks on paper, with an answer key",
    },
    "Look after": {
        "regrade": "mark old answers again after a correction",
        "overruled": "list the answers that you judged right yourself",
        "completion": "print the completion script for your shell",
    },
}

SUMMARIES = {
    name: summary
    for groups in (MAIN_COMMANDS, OTHER_COMMANDS)
    for commands in groups.values()
    for name, summary in commands.items()
}
"""The summary of each command, in a line."""


def module_name(command: str) -> str:
    """Return the full name of a command's module: `import` is a reserved word."""
    return f"{__name__}.{'import_' if command == 'import' else command}"
