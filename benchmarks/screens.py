"""The app in a terminal: first paint, keys, memory, against a bare Textual app."""

import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks import commit
from benchmarks.generate import write_bank
from benchmarks.measure import Screen, compare
from quiz.store.store import open_store
from quiz.study.context import now

_BARE = """
from textual.app import App
from textual.widgets import Footer, Header, OptionList

class Bare(App[None]):
    BINDINGS = [("q", "quit", "Quit")]
    def compose(self):
        yield Header()
        yield OptionList("Munitions policy", "Nato partners", "New Zealand")
        yield Footer()
    def on_option_list_option_highlighted(self, event):
        self.title = f"highlighted {event.option_index}"

Bare().run()
"""
BARE = ["-c", _BARE]
DOWN = "\x1b[B"


def first_paint(command: list[str], text: str, **more: str) -> float:
    """Return seconds from the start of a program until a text is written."""
    screen = Screen(command, **more)
    try:
        return screen.until(text) - screen.started
    finally:
        screen.close()


def long_history(data: Path) -> None:
    """Make a history of many responses, some to each of the shipped banks; all may be due."""
    with open_store(data, now, commit.RULES) as store:
        commit.fill(store, commit.RESPONSES)
        store.rebuild()
    first_paint(["-m", "quiz"], "New Zealand", QUIZ_DATA_DIR=str(data))
    with open_store(data, now, commit.RULES) as store:
        for bank in commit.SHIPPED:
            store.offer(bank, commit.QUESTIONS)


def home(data: Path, big: Path, long: Path) -> None:
    """Compare the first paint of the home screen and of a question."""
    place = str(data)
    app = ["-m", "quiz"]
    first_paint(app, "New Zealand", QUIZ_DATA_DIR=place)
    first_paint([*app, "--banks", str(big)], "Generated", QUIZ_DATA_DIR=place)
    runs: dict[str, Callable[[], float]] = {
        "bare app: header, list, footer": lambda: first_paint(BARE, "Munitions policy"),
        "home, three shipped banks (≤ 1.25×)": lambda: first_paint(
            app, "Munitions policy", QUIZ_DATA_DIR=place
        ),
        "home, with 100,000 responses (≤ 1.15× of home)": lambda: first_paint(
            app, "Munitions policy", QUIZ_DATA_DIR=str(long)
        ),
        "home, with a bank of 10,000 questions": lambda: first_paint(
            [*app, "--banks", str(big)], "Generated", QUIZ_DATA_DIR=place
        ),
        "quiz play BANK, first question (≤ 1.35×)": lambda: first_paint(
            [*app, "play", "munitions-policy", "--new"], "1 of ", QUIZ_DATA_DIR=place
        ),
    }
    compare("start to first paint", runs)


def keys(data: Path) -> None:
    """Compare moving the choice, and submitting, with moving in the bare app's list."""
    bare = Screen(BARE)
    bare.until("Munitions policy")
    moves = [_step(bare, DOWN, "highlighted") for _ in range(20)]
    bare.close()
    quiz = Screen(["-m", "quiz", "play", "munitions-policy", "--new"], QUIZ_DATA_DIR=str(data))
    quiz.until("1 of ")
    chosen, verdicts = [], []
    for _ in range(2):
        chosen += [_step(quiz, DOWN, "\x1b[") for _ in range(2)]
        verdicts.append(_step(quiz, "\r", "point"))
        quiz.press("\r")
    for _ in range(8):
        verdicts.append(_step(quiz, "\x1b[15~", "point"))
        quiz.press("\r")
    quiz.close()
    base = statistics.median(moves)
    print("\nkey to paint")
    for label, values in (("bare app, moving", moves), ("moving the choice (≤ 1.5×)", chosen),
                          ("submitting, answer committed (≤ 3×)", verdicts)):  # fmt: skip
        middle = statistics.median(values)
        worst = sorted(values)[int(0.95 * (len(values) - 1))]
        print(
            f"  {label:<44} {1000 * middle:7.1f} ms {middle / base:6.2f}×  p95 {worst / base:.2f}×"
        )


def _step(screen: Screen, key: str, text: str) -> float:
    return -screen.press(key) + screen.until(text)


def memory(data: Path) -> None:
    """Compare the peak memory of the home screen with the bare app's."""
    peaks = {}
    for label, command, text in (
        ("bare app", BARE, "Munitions policy"),
        ("home", ["-m", "quiz"], "Munitions policy"),
    ):
        screen = Screen(command, QUIZ_DATA_DIR=str(data))
        screen.until(text)
        screen.press("x")
        peaks[label] = screen.close()
    ratio = peaks["home"] / peaks["bare app"]
    print(f"\npeak memory of the home screen: {ratio:.2f}× the bare app's (target ≤ 1.3×)")


def main() -> None:
    """Run all."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        big = write_bank(folder / "big", 10_000)
        long_history(folder / "long")
        home(folder / "data", big, folder / "long")
        keys(folder / "data")
        memory(folder / "data")


if __name__ == "__main__":
    main()
