"""What stands below the help of the commands: rules, examples, exit codes."""

QUIZ = """\
examples:
  quiz                            open the app
  quiz play nz-foreign-policy     play one bank
  quiz new my-banks/tides.txt     start a bank on a text
  quiz check questions            check every bank of a folder
  quiz history                    list what was played
  quiz progress                   say how learning goes
  quiz map nz-foreign-policy      see how well you know its source
  quiz coverage questions         see how much of its sources a folder of banks asks
  quiz print nz-foreign-policy    put a bank on paper, with its key
  quiz settings                   what can be set, explained

exit codes: 0 done; 1 problems found in what was given; 2 wrong usage;
3 could not be done; 130 interrupted
"""

PLAY = """\
BANK is the id of a bank on offer, the path of a bank, or a folder of banks; several are mixed.
On offer are the banks that come with quiz, those in ./questions, and those in folders given by
--banks or, parted like PATH, by QUIZ_BANKS. Without BANK, review and mistakes take all of them.
Questions not lately seen come first.

In plain mode every question is a few lines of text and every answer is one line of input:
the number of an option (or several: 1 3), the words of a short answer, the words of the gaps
with “;” between them. A line that starts with “:” is a command: :hint, :skip, :answer (show
me), :source, :help, :quit; of the question answered last :undo (it does not count), :easy, :bury
(not before tomorrow), :suspend (not any more, or again). In an exam they are :next, :back, :go 5,
:flag, :sheet, :clear, :sure 2 (with --confidence), :hint, :time, :lift, :hand-in, :help, :quit.
Plain mode is chosen by itself when input or output is no terminal.

--continue goes on with a practice or an exam as it was begun; reviews and mistakes are asked anew.

examples:
  quiz play munitions-policy
  quiz play munitions-policy nato-partners --count 10
  quiz play --mode review
  quiz play nato-partners --mode exam --time 20
  quiz play my/banks --plain
  quiz play munitions-policy --sentence 12
  printf '1\\n2\\n' | quiz play munitions-policy --seed 7
  quiz play munitions-policy --plain --continue
"""

CHECK = """\
examples:
  quiz check questions
  quiz check my-bank.yaml --strict
  quiz check questions --info
  quiz check questions --format sarif > quiz.sarif

What each rule looks for, and how to mend it, stands in docs/rules.md. A bank can change the
severity of a rule (“rules: {key-longest: info}”), and allow one instance of it with a reason.
"""

PREVIEW = """\
The bank stands beside all that “quiz check” says of it, and is read again whenever it or one of its
sources was saved, also while it has errors: what was sound last stays in sight. Answers can be
tried; nothing is recorded.

examples:
  quiz preview my-banks/tides.yaml
  quiz preview my-banks/tides.yaml --question cause
  quiz preview nz-foreign-policy --theme light

exit codes: 0 left; 2 wrong usage, or no terminal; 130 ended by a signal
"""

NEW = """\
The bank has one question that can be played, examples of other types, and all sentences of the text
with their numbers, as notes. TEXT lies beside BANK or in a folder below. Nothing is overwritten.

examples:
  quiz new my-banks/tides.txt
  quiz new my-banks/texts/tides.txt -o my-banks/tides.yaml --title 'The tides' --id tides

exit codes: 0 written; 1 no sentence can be quoted; 2 wrong usage; 3 could not be written
"""

QUOTE = """\
What is printed can be put into a bank as it is: the words as the source has them, with “near” where
they stand in several places, of which a source shows the first 10. Too few words are given their
sentence. When the words stand nowhere, the nearest passages are printed, with what differs.

examples:
  quiz quote less strongly of the Sun --source my-banks/tides.txt
  quiz quote 'The pull of the Moon […] raises the tides' --bank my-banks/tides.yaml
  quiz quote raises the tides --bank my-banks/tides.yaml --format json

exit codes: 0 found; 1 not found, or in no place that can be told from others; 2 wrong usage
"""

SCHEMA = """\
Editors with the YAML language server complete keys, explain them and mark mistakes by the schema.
The first line of a bank names it, as a path from the bank:

  # yaml-language-server: $schema=quiz.schema.json

examples:
  quiz schema -o my-banks/quiz.schema.json
  quiz schema > quiz.schema.json
"""

LSP = """\
Editors start this themselves; it speaks the Language Server Protocol over standard input and
output. While one types, it names the problems that “quiz check --info” finds, completes keys, names
and the words of the sources, shows the passage of a quote, leads to it, and mends what can be
mended. How to set up VS Code, Neovim, Helix and Emacs stands in docs/editors.md.

examples:
  quiz lsp
  quiz lsp --stdio
"""

HISTORY = """\
examples:
  quiz history                    every attempt
  quiz history 3                  the responses of attempt 3
  quiz history 3 --full           attempt 3 question by question, as it was
  quiz history --format csv > attempts.csv
  quiz history --export laptop.jsonl
  quiz history --import laptop.jsonl

An export is the whole history, except for exams under way, as JSON Lines; an existing file is never
overwritten. An import takes in what is not here yet, after a backup: all of the files or nothing.
"""

REGRADE = """\
For use after a key was mended. Every answer given to the questions of these banks (else of all on
offer) is marked by the question as it is now, what was chosen being found by its words. Nothing is
written without --apply, which makes a backup first.

examples:
  quiz regrade munitions-policy            say which scores would change, and why
  quiz regrade munitions-policy --apply    change them
  quiz regrade --format csv > changes.csv
"""

PROGRESS = """\
BANK is the id of a bank that was played, or of one on offer, or a path; without it, all count.
Shares stand with the range in which they lie with 95% certainty: few answers tell little.
--tag, --type and --question may be repeated: what has one of the tags counts, and so on; it must
be of one of the banks, too. All figures are narrowed so, those over time as well.
--resume only lifts suspensions, and what was put off, and says so.

examples:
  quiz progress
  quiz progress munitions-policy --by question
  quiz progress --by tag --format csv > tags.csv
  quiz progress --tag ammunition --type cloze
  quiz progress --question munitions-policy/bombs-target
  quiz progress --resume munitions-policy/bombs-target
  quiz progress --certainty       certainty-based marks too
  quiz progress --format json
"""

MAP = """\
Every sentence of the bank's sources has a number, how well it is known, and its questions. It is
as well known as the weakest of them: “missed” when one was last answered wrong, “fading” when one
is due for review, “partly met” when what was met is known and the rest is new, “known” when all is.

examples:
  quiz map munitions-policy
  quiz map my-bank.yaml --source article
  quiz map munitions-policy --format json
"""

IMPORT = """\
Files are recognised by what they hold, not by their names. All questions become one bank; where -o
names a folder, each group of them (a category, an assessment, a deck) becomes a bank of its own.
Whatever could not be carried is told question by question. A question that cannot be read is left
out and named.

With --source the quotes that came along are looked for in the text, and for questions without a
quote the sentence that may support the key is proposed: as a comment, or with --accept as a quote.
Without -o the bank is printed.

examples:
  quiz import old-questions.txt -o my-banks/old.yaml
  quiz import old-questions.txt -o my-banks/old.yaml --source my-banks/tides.txt
  quiz import export.xml --report json > /dev/null

exit codes: 0 every question came in, losses told; 1 some were left out, nothing could be read, or
--strict found a loss; 2 wrong usage, such as a file that exists already; 3 not written
"""

EXPORT = """\
Whatever the format has no place for is told, question by question. With --strict nothing is
written then. Without -o the result is printed, and the report goes to standard error.

examples:
  quiz export my-bank.yaml --to moodle -o my-bank.xml
  quiz export my-banks --to anki -o my-banks.apkg
  quiz export my-bank.yaml --to gift --strict --report json

exit codes: 0 written; 1 a bank has errors, or --strict found a loss; 2 wrong usage; 3 not written
"""

COVERAGE = """\
Every sentence of the banks' sources has a number, how much of it is quoted, and its questions.
Banks that name the same file are counted together. Nothing is written, but to a FILE of -o.

With --least, the exit code is 1 when fewer sentences of any source have a question.

Drift: --changed compares each source with a text that is to take its place; --was compares the
text that the source had with what it is now. A quote is lost, doubled (it stands in more than one
place), only typographic now, moved, or as before; the exit code is 1 when any is lost or doubled.
NAME is the name or the path of a source; where the banks have but one, FILE is enough.

examples:
  quiz coverage my-bank.yaml
  quiz coverage questions -o coverage.html
  quiz coverage questions --least 80
  quiz coverage my-bank.yaml --changed text=new.txt
  git show HEAD~1:text.txt > old.txt; quiz coverage my-bank.yaml --was text=old.txt
"""

PRINT = """\
One document holds a sheet for each version, then the texts, then the key; each starts on a page
with an odd number, unless --one-sided is given, and its pages count from 1. The same banks,
options and seed give the same document, so that its parts can be printed one by one. Texts that
questions send the learner to are printed with the questions; --parts source adds all that is
quoted. Of questions that give each other away one is taken. Nothing is overwritten.

examples:
  quiz print nz-foreign-policy
  quiz print my-bank.yaml --versions 3 --count 20 -o test.pdf
  quiz print my-bank.yaml --versions 3 --parts questions -o sheets.pdf
  quiz print my-bank.yaml --versions 3 --parts key -o key.pdf
  quiz print my-bank.yaml --paper letter --parts questions,key,source
  quiz print my-bank.yaml -o test.html
"""

SETTINGS = """\
The settings are kept in settings.toml in the data folder, which may be changed in any editor;
F6 changes them in the app. Options of “quiz play” come before them, for one run.

examples:
  quiz settings                   every setting: its value, where it comes from, what it does
  quiz settings theme             the value of one
  quiz settings daily_limit 60    set one
  quiz settings banks ~/banks     folders of banks that are offered too
  quiz settings theme --reset     back to the default
  quiz settings --format json

exit codes: 0 done; 1 the file holds mistakes; 2 wrong usage; 3 could not be saved
"""

DOCTOR = """\
examples:
  quiz doctor                     look, change nothing
  quiz doctor --backup            make a backup of the history now
  quiz doctor --restore FILE      put a backup in the place of the history
"""
