"""Banks that were made to do harm, to mislead or to break a reader, and some that were not."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

SOURCE = "Two and two make four."
_HEADER = "format: 1\nid: sums\ntitle: %s\nsources: {sums: %s}\nquestions:\n"
_QUESTION = """\
- id: q1
  type: single_choice
  prompt: %s
  answer: %s
  distractors: %s
  explanation: Count.
  quote: Two and two make four.
"""


class Case(NamedTuple):
    """One file, and what is due."""

    name: str
    data: bytes | Callable[[Path], None]
    """The file's bytes, or what makes it at a path."""
    rules: tuple[str, ...]
    """Rules of which each must be reported; none where the bank must be accepted."""
    accepted: bool = False


def bank(
    prompt: str = "2 + 2 = ?",
    answer: str = "'4'",
    distractors: str = "['3']",
    title: str = "Sums",
    source: str = "sums.txt",
) -> str:
    """Return a bank of one question; every part stands as it is given."""
    return _HEADER % (title, source) + _QUESTION % (prompt, answer, distractors)


def _accept(name: str, text: str | bytes, *warnings: str) -> Case:
    data = text.encode() if isinstance(text, str) else text
    return Case(name, data, warnings, accepted=True)


def _reject(name: str, text: str | bytes | Callable[[Path], None], *rules: str) -> Case:
    return Case(name, text.encode() if isinstance(text, str) else text, rules)


def _sound() -> Iterator[Case]:
    yield _accept("ok", bank())
    yield _accept("ok-brackets", bank("'What is a[0] in [b]no[/b] [/] <b> {x} \\[d+]'", "'[a-z]+'"))
    yield _accept("ok-scripts", bank("'ما هي 日本 👩\u200d👩\u200d👧 é שלום'", "巴黎", "[باريس]"))
    yield _accept("ok-crlf", bank().replace("\n", "\r\n"))
    yield _accept("ok-bom", b"\xef\xbb\xbf" + bank().encode())
    yield _accept("ok-variation", bank('"\\u2764\\ufe0f 1\\ufe0f\\u20e3"'))
    yield _accept("ok-norway", bank("no", "no", "[yes, on, off, y, n]"))
    yield _accept("ok-times", bank("12:30", "12:30", "[1:30:45, 017, 0x1F, 1_000, 1e3, 1.10, .5]"))
    yield _accept("ok-dates", bank("2023-02-30", "2023-02-30", "[0000-00-00]"))
    yield _accept("ok-null-words", bank("~", "null", "[~, .inf, .nan]"))
    for number, markup in enumerate(
        (
            "[/",
            "[/]",
            "[@click=app.quit]x[/]",
            "[link='javascript:alert(1)']x",
            "\\[b]",
            "[x](smb://h)",
        )
    ):
        yield _accept(f"ok-markup-{number}", bank("'" + markup.replace("'", "''") + "'"))
    yield _accept("ok-soft-hyphen", bank('"an\\u00adswer"'), "soft-hyphen")
    yield _accept("ok-homoglyph", bank(distractors='[Paris, "P\\u0430ris"]'), "mixed-scripts")
    yield _accept("ok-regex", bank("(a+)+$", "'(?:a{65535}){65535}'", "['(unclosed', '(?<=a+)b']"))
    yield _accept("ok-formula", bank("=1+1", "'=cmd()'", "['@x', '+1', '-1']"))


def _yaml() -> Iterator[Case]:
    laughs = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10)
    )
    yield _reject("alias-bomb", laughs + bank(title="*a9"), "yaml-feature")
    merge = "m0: &m0 {k0: v, k1: v}\n" + "".join(
        f"m{n}: &m{n}\n  <<: [{','.join([f'*m{n - 1}'] * 10)}]\n" for n in range(1, 10)
    )
    yield _reject("merge-bomb", merge + bank(), "yaml-feature")
    yield _reject("shared-anchor", bank("&p hi", "*p"), "yaml-feature")
    yield _reject(
        "tag-python", bank("!!python/object/apply:os.system [touch pwned]"), "yaml-feature"
    )
    yield _reject("tag-binary", bank("!!binary aGVsbG8="), "yaml-feature")
    yield _reject("tag-set", bank(distractors="!!set {a, b}"), "yaml-feature")
    yield _reject("duplicate-key", bank() + "  answer: '3'\n", "duplicate-key")
    yield _reject("duplicate-id", bank() + _QUESTION % ("Again?", "'4'", "['3']"), "duplicate-id")
    yield _reject("two-documents", bank() + "---\n" + bank(), "second-document")
    yield _reject("only-comment", "# nothing\n", "not-a-bank")
    yield _reject("nothing", "", "not-a-bank")
    yield _reject("list-at-top", "- a\n- b\n", "not-a-bank")
    yield _reject("tab-indent", "title: x\nquestions:\n\t- id: q1\n", "yaml-syntax")
    yield _reject(
        "no-break-indent", bank().replace("  explanation", "\xa0 \xa0 explanation"), "yaml-syntax"
    )
    yield _reject("unknown-field", bank() + "questoins: []\n", "unknown-key")
    yield _reject("line-separator", bank("one\u2028  correct: true"), "forbidden-character")
    yield _reject("hash", bank(distractors="[#5, a #b]"), "yaml-syntax")
    yield _reject("hash-in-block", bank(distractors="\n  - #5\n  - b"), "empty")


def _depths() -> Iterator[Case]:
    for depth in (2_000, 10_000, 40_000):
        yield _reject(f"deep-flow-{depth}", bank("[" * depth + "]" * depth), "too-deep")
        yield _reject(f"deep-block-{depth}", bank() + "x:\n  " + "- " * depth + "a\n", "too-deep")
        yield _reject(f"deep-map-{depth}", bank("{a: " * depth), "too-deep")
        yield _reject(f"deep-keys-{depth}", bank() + "? " * depth, "too-deep")
    yield _reject("deep-unclosed", "[" * 1_000_000, "too-deep")


def _meanings() -> Iterator[Case]:
    yield _reject("directive", "%YAML 9.9\n---\n" + bank(), "yaml-syntax")
    yield _reject("complex-key", bank() + "? {a: b}\n: c\n", "wrong-type")
    yield _reject("number-as-boolean", bank().replace("single_choice", "true_false"), "unknown-key")
    yield _reject("prompt-is-list", bank("[a, b]"), "wrong-type")
    yield _reject("options-null", bank(distractors=""), "wrong-type")
    yield _reject("unknown-type", bank().replace("single_choice", "__import__"), "unknown-type")
    yield _reject("same-options", bank(distractors="['4']"), "duplicate-option")
    yield _reject(
        "zero-width-options", bank(distractors='[Paris, "Par\\u200dis"]'), "duplicate-option"
    )
    yield _reject("full-width-options", bank("p", "'10'", "['１０']"), "duplicate-option")
    yield _reject("empty-option", bank(distractors="['', ' ']"), "empty")
    yield _reject("unseen-option", bank(distractors="['\u3164']"), "empty")
    yield _reject("no-questions", _HEADER[:-1] % ("Sums", "sums.txt") + " []\n", "too-few")


def _characters() -> Iterator[Case]:
    escapes = {
        "clipboard": "\\e]52;c;ZXZpbA==\\e\\\\", "clipboard-bel": "\\e]52;c;ZXZpbA==\\a",
        "title": "\\e]0;PWNED\\e\\\\", "clear": "\\e[2J\\e[H", "query": "\\eP+q544e\\e\\\\",
        "c1": "\\x9b2J", "nul": "\\0", "backspace": "good\\b\\b\\b\\bBAD\\a\\rX", "delete": "\\x7f",
        "link": "\\e]8;;http://x\\e\\\\x", "override": "\\u202e4\\u202c not 5",
        "isolate": "\\u2066x",
        "zero-width": "Pa\\u200br\\u2060is\\ufeff", "tags": "hi\\U000e0041",
        "private": "\\ue000\\uffff",
        "return": "\\r=1",
    }  # fmt: skip
    for name, text in escapes.items():
        for field in ("prompt", "answer", "title", "source"):
            changed = bank(**{field: f'"A{text}B"'})
            yield _reject(f"escape-{name}-{field}", changed, "forbidden-character")
        key = bank() + f'"A{text}B": x\n'
        yield _reject(f"escape-{name}-key", key, "unknown-key")
        option = bank(distractors=f'[{{text: x, feedback: "A{text}"}}]')
        yield _reject(f"escape-{name}-feedback", option, "forbidden-character")
    yield _reject("raw-escape", bank("A\x1b[31mB"), "forbidden-character")
    yield _reject("raw-c1", bank("A\x9b31mB"), "forbidden-character")
    yield _reject("raw-in-key", bank() + "\x1b]0;x\x07: y\n", "forbidden-character")
    yield _reject("surrogate", bank('"A\\ud800B"'), "yaml-syntax")
    yield _reject("title-of-two-lines", bank(title='"../../etc/cron.d/x\\n[core]"'), "line-break")
    yield _reject("id-with-tab", bank().replace("id: q1", 'id: "\\t=1+1"'), "bad-id")


def _encodings() -> Iterator[Case]:
    yield _reject("utf-16", bank().encode("utf-16"), "unreadable")
    yield _reject("utf-16-no-mark", bank().encode("utf-16-le"), "forbidden-character")
    yield _reject("utf-32", bank().encode("utf-32"), "unreadable")
    yield _reject("latin-1", bank("Café").encode("latin-1"), "unreadable")
    yield _reject("cp1252", bank("“quoted”").encode("cp1252"), "unreadable")
    yield _reject("surrogate-bytes", b"a: \xed\xa0\x80", "unreadable")
    yield _reject("overlong", b"a: \xc0\xaf", "unreadable")
    yield _reject("nul-byte", bank("a\x00b"), "forbidden-character")
    yield _reject("image", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 10, "unreadable")
    yield _reject("cut", (bank() + "# 日").encode()[:-1], "unreadable")
    yield _reject("random", bytes(n * 7919 % 251 for n in range(100_000)), "unreadable")


def _paths() -> Iterator[Case]:
    paths = ("/etc/passwd", "//etc/passwd", "/dev/zero", "http://127.0.0.1:9/x", "file:///etc/passwd",
             "~/.ssh/id_rsa", "CON", "../sums.txt", "a/../../sums.txt")  # fmt: skip
    for number, path in enumerate(paths):
        yield _reject(f"path-{number}", bank(source=f"'{path}'"), "source-path")
    yield _reject("path-folder", bank(source="."), "source-unreadable")
    yield _reject("path-list", bank(source="[a, b]"), "wrong-type")
    yield _reject("path-fifo", bank(source="fifo.txt"), "source-unreadable")
    yield _reject("path-zero", bank(source="zero.txt"), "source-path")
    yield _reject("path-loop", bank(source="loop.txt"), "source-missing")
    yield _reject("path-sparse", bank(source="sparse.txt"), "source-unreadable")
    yield _accept("path-itself", bank(source="path-itself.yaml"), "source-is-bank")


def _sizes() -> Iterator[Case]:
    yield _reject("field-of-100-kb", bank("x" * 100_000), "too-long")
    yield _reject("field-of-10-mb", bank("'" + "x y " * 2_500_000 + "'"), "too-long")
    yield _reject("field-of-100000-lines", bank("|\n" + "    x\n" * 100_000), "too-long")
    yield _reject("key-of-1-mb", bank() + "k" * 1_000_000 + ": v\n", "yaml-syntax")
    yield _reject(
        "explicit-key-of-1-mb", bank() + "? " + "k" * 1_000_000 + "\n: v\n", "unknown-key"
    )
    yield _reject("quoted-key-of-1-mb", bank() + '? "' + "é" * 500_000 + '"\n: v\n', "unknown-key")
    yield _reject("anchor-of-1-mb", bank("&" + "a" * 1_000_000 + " x"), "yaml-feature")
    yield _reject(
        "huge-number", bank().replace("format: 1", "format: " + "9" * 1_000_000), "wrong-type"
    )
    yield _reject("huge-exponent", bank() + "  points: 1e999\n", "out-of-range")
    yield _reject("sexagesimal", bank(answer="1" + ":59" * 300_000), "too-long")
    yield _reject(
        "options", bank(distractors=f"[{', '.join(map(str, range(100_000)))}]"), "too-many"
    )
    gaps = "{{a}} " * 3_000
    for name, text in {"gaps": gaps, "braces": "{" * 19_000}.items():
        cloze = f"- {{id: c, type: cloze, text: '{text}'}}\n"
        yield _reject(name, bank() + cloze, "bad-gaps")


def _counts() -> Iterator[Case]:
    yield _reject("300000-items", bank() + f"  tags: [{'a,' * 300_000}]\n", "too-large")
    keys = "".join(f"prompt{number}: v\n" for number in range(100_000))
    yield _reject("100000-near-keys", bank() + keys, "unknown-key", "too-many-problems")
    yield _reject(
        "100000-same-keys", bank() + "x: v\n" * 100_000, "duplicate-key", "too-many-problems"
    )
    many = "".join(f"- {{id: q{n}, type: single, enemies: [q{n}x]}}\n" for n in range(5_000))
    yield _reject("5000-wrong-questions", bank() + many, "unknown-type")
    torn = "".join(
        f"- {{id: e{n}, type: true_false, prompt: p, answer: true, enemies: [f{n}]}}\n"
        for n in range(5_000)
    )
    yield _reject("5000-strange-enemies", bank() + torn, "unknown-enemy")
    fine = "".join(
        f"- {{id: f{n}, type: true_false, prompt: p, answer: true}}\n" for n in range(5_000)
    )
    yield _accept("5000-questions", bank() + fine)
    missing = "".join(
        f"- {{id: m{n}, type: true_false, prompt: p, answer: true,"
        f" quote: No words {n} like these}}\n"
        for n in range(1_000)
    )
    yield _reject("1000-misquotes", bank() + missing, "quote-missing")


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(10 * 2**30)


def _made() -> Iterator[Case]:
    yield _reject("made-fifo", os.mkfifo, "unreadable")
    yield _reject("made-zero", lambda path: path.symlink_to("/dev/zero"), "unreadable")
    yield _reject("made-loop", lambda path: path.symlink_to(path.name), "unreadable")
    yield _reject("made-dangling", lambda path: path.symlink_to("gone"), "unreadable")
    yield _reject("made-sparse", _sparse, "unreadable")


def cases() -> tuple[Case, ...]:
    """Return every case."""
    groups = (
        *(_sound, _yaml, _depths, _meanings, _characters, _encodings),
        *(_paths, _sizes, _counts, _made),
    )
    return tuple(case for group in groups for case in group())


def furnish(folder: Path) -> None:
    """Put beside the banks what they name as sources."""
    (folder / "sums.txt").write_text(SOURCE)
    os.mkfifo(folder / "fifo.txt")
    (folder / "zero.txt").symlink_to("/dev/zero")
    (folder / "loop.txt").symlink_to("loop.txt")
    _sparse(folder / "sparse.txt")
    (folder / "folder").mkdir()


def write(case: Case, folder: Path) -> Path:
    """Make the file of a case and return its path."""
    path = folder / f"{case.name}.yaml"
    if isinstance(case.data, bytes):
        path.write_bytes(case.data)
    else:
        case.data(path)
    return path
