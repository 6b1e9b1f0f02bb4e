"""What the documents say holds: banks are sound, commands exist, no rule is left out."""

import ast
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from docs import commands_page
from docs.reference import filled
from quiz.bank.fields import BANK, QUESTION
from quiz.bank.reader import read_bank
from quiz.cli.args import parse
from quiz.cli.commands import SUMMARIES
from quiz.question_types import QUESTION_TYPES
from quiz.settings.definitions import DEFINITIONS
from quiz.settings.manager import read_settings

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)
SOURCES = {
    "tides.txt": "The pull of the Moon, and less strongly of the Sun, raises the tides.\n",
}


def blocks(language: str) -> Iterator[object]:
    for page in PAGES:
        for number, (name, text) in enumerate(BLOCK.findall(page.read_text("utf-8"))):
            if name == language:
                yield pytest.param(text, id=f"{page.name}-{number}")


@pytest.mark.parametrize("text", list(blocks("yaml")))
def test_every_bank_shown_is_sound(text: str, tmp_path: Path) -> None:
    if not text.startswith("format:"):
        head = "format: 1\nid: shown\ntitle: Shown\nsources:\n  text: tides.txt\nquestions:\n"
        text = head + text
    for name, content in SOURCES.items():
        (tmp_path / name).write_text(content, "utf-8")
    bank = tmp_path / "bank.yaml"
    bank.write_text(text, "utf-8")
    reading = read_bank(bank)
    assert reading.bank is not None, reading.problems


def commands() -> Iterator[object]:
    for page in PAGES:
        text = page.read_text("utf-8")
        found = set(re.findall(r"`(quiz(?: [^`\n]+)?)`", text))
        for block in (body for name, body in BLOCK.findall(text) if name in ("sh", "console")):
            found |= {line.removeprefix("$ ") for line in block.splitlines()
                      if line.removeprefix("$ ").startswith("quiz ")}  # fmt: skip
        for command in sorted(found):
            yield pytest.param(command, id=f"{page.name}: {command}")


@pytest.mark.parametrize("command", list(commands()))
def test_every_command_shown_is_one(command: str) -> None:
    words = shlex.split(re.split(r" >>? | \| |  #", command)[0])[1:]
    if len(words) == 1:
        assert words[0] in (*SUMMARIES, "--help")
    else:
        parse(["3" if word == "N" else word for word in words])


def test_the_page_of_commands_is_what_help_says() -> None:
    assert commands_page.PAGE.read_text("utf-8") == commands_page.page(), (
        "python -m docs.commands_page writes it"
    )


def test_every_rule_has_its_line_and_every_line_its_rule() -> None:
    page = (ROOT / "docs" / "format.md").read_text("utf-8")
    table = page[page.index("## Rules\n") :]
    documented = {
        rule
        for row in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
        for rule in re.findall(r"`([a-z-]+)`", row)
    }
    items = (ROOT / "docs" / "rules.md").read_text("utf-8")
    documented |= set(re.findall(r"^### `([a-z-]+)`$", items, re.MULTILINE))
    assert documented == set(used_rules())


def used_rules() -> Iterator[str]:
    """Yield the rule of every problem that the code can report."""
    from quiz.quotes.locate import Reason

    places = {"error": 1, "warning": 1, "_stop": 1, "Problem": 3, "Rule": 0}
    for file in (ROOT / "quiz").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            place = places.get(name, len(node.args))
            rule = node.args[place] if place < len(node.args) else None
            if isinstance(rule, ast.Constant):
                yield str(rule.value)
    yield from (f"quote-{reason.value}" for reason in Reason)
    yield "too-many-problems"  # given in the place of another rule


def test_every_type_and_field_is_in_the_reference() -> None:
    page = (ROOT / "docs" / "format.md").read_text("utf-8")
    for kind in QUESTION_TYPES.values():
        assert f"### `{kind.name}`" in page
        for field in kind.fields:
            assert f"`{field.name}" in page or f"{field.name}:" in page, (kind.name, field.name)


def test_the_tables_of_the_format_are_those_of_the_definitions() -> None:
    page = (ROOT / "docs" / "format.md").read_text("utf-8")
    assert filled(page) == page, "python docs/reference.py fixes it"
    assert set(re.findall("<!-- keys of (.*) -->", page)) == {
        *("bank", "question", "quote", "option", "typed"),
        *(name for name, each in QUESTION_TYPES.items() if each.fields),
    }  # fmt: skip
    assert all(field.description for fields in (BANK, *QUESTION.values()) for field in fields)


def test_every_setting_is_documented_as_it_is() -> None:
    page = (ROOT / "docs" / "settings.md").read_text("utf-8")
    rows = re.findall(r"^\| `.*", page, re.MULTILINE)
    assert rows == [
        f"| `{each.name}` | {each.shape.allowed} | {each.shape.written(each.default) or 'none'} | "
        f"{f'`{each.flag}`' if each.flag else '–'} | {each.explanation} |"
        for each in DEFINITIONS.values()
    ]


@pytest.mark.parametrize("text", list(blocks("toml")))
def test_every_file_of_settings_shown_is_sound(text: str, tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(text, "utf-8")
    values, faults = read_settings(file)
    assert values and not faults


def test_the_readme_gives_two_short_commands() -> None:
    page = (ROOT / "README.md").read_text("utf-8")
    for mark, end in (("run", ".venv/bin/quiz"), ("tests", ".venv/bin/pytest")):
        block = re.search(rf"<!-- {mark} -->\n```sh\n(.*?)\n```", page, re.DOTALL)
        assert block and block[1].startswith("sh setup.sh") and block[1].endswith(end)
        assert "\n" not in block[1] and len(block[1]) < 60


def test_the_readme_counts_the_shipped_questions() -> None:
    banks = [read_bank(file).bank for file in sorted((ROOT / "questions").glob("*.yaml"))]
    count = sum(len(bank.questions) for bank in banks if bank is not None)
    words = ("no", "one", "two", "three", "four", "five")[len(banks)].capitalize()
    assert f"{words} banks with {count} questions" in (ROOT / "README.md").read_text("utf-8")


def test_pictures_and_links_lead_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), (page.name, target)


def layers_drawn() -> list[set[str]]:
    """Return the packages of each line of the first drawing in the page on architecture."""
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    layers: list[set[str]] = []
    for line in page.split("```")[1].splitlines():
        names = re.split(r"\s{3,}", line)[0]
        if line.startswith("  | "):
            layers[-1] |= set(re.findall(r"\w+", names))
        elif line[:1].isalpha():
            layers.append(set(re.findall(r"\w+", names)))
    return layers


def test_the_layers_drawn_are_those_of_the_contract() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    (layers,) = (
        contract["layers"]
        for contract in contracts["tool"]["importlinter"]["contracts"]
        if contract["type"] == "layers"
    )
    named = [{name.removeprefix("quiz.") for name in layer.split(" | ")} for layer in layers]
    assert layers_drawn() == named


def test_every_package_and_module_at_the_top_is_drawn() -> None:
    found = {path.parent.name for path in (ROOT / "quiz").glob("*/__init__.py")}
    found |= {path.stem for path in (ROOT / "quiz").glob("[!_]*.py")}
    assert set.union(*layers_drawn()) == found


PATH = re.compile(r"(?<![\w./~-])\.?\w[\w-]*(?:/[\w.-]+)*(?:/|\.(?:py|md|toml|yaml|yml|sh)\b)")
"""A folder with its slash, or a file with an ending of this project."""


@pytest.mark.parametrize("page", ["docs/architecture.md", "CONTRIBUTING.md"])
def test_every_path_named_exists(page: str) -> None:
    # Links have a test of their own.
    text = re.sub(r"\[[^]]*\]\([^)]*\)", "", (ROOT / page).read_text("utf-8"))
    named = set(PATH.findall(text)) - {"tides.yaml", "bank.yaml", "docs/PAGE.md", ".venv/bin/"}
    assert len(named) > 15
    roots = (ROOT, ROOT / "quiz")
    assert not [path for path in named if not any((root / path).exists() for root in roots)]


def test_every_name_that_contributors_are_sent_to_is_in_its_file() -> None:
    sent = re.findall(
        r"`([\w.]+)` in `(quiz/[\w/]+\.py)`", (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    )
    assert len(sent) > 10
    for name, path in sent:
        code = (ROOT / path).read_text("utf-8")
        for part in name.split("."):
            assert re.search(rf"^\s*(?:class |def )?{part}\b", code, re.MULTILINE), (name, path)


@pytest.mark.parametrize(
    "bank", sorted((ROOT / "questions").glob("*.yaml")), ids=lambda one: one.stem
)
def test_every_answer_of_the_banks_that_come_with_quiz_has_explanation_and_quote(
    bank: Path,
) -> None:
    read = read_bank(bank).bank
    assert read is not None
    assert [each.id for each in read.questions if not each.explanation or not each.quotes] == []
