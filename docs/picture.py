"""Makes the picture of the README with the app itself: `python docs/picture.py`."""

import asyncio
import re
import tempfile
from pathlib import Path

from quiz.player.clocks import now
from quiz.player.grading import Grading
from quiz.player.library import Library
from quiz.player.request import Again, Request
from quiz.settings.keeper import Keeper
from quiz.store.opening import open_store
from quiz.tui.app import make_app

DOCS = Path(__file__).parent
BANK = DOCS.parent / "questions" / "munitions-policy.yaml"
SEED = 2


async def play(folder: Path) -> str:
    """Answer the first question of a shipped bank wrongly; return the screen as SVG."""
    with open_store(folder, now, Grading(0.9)) as store:
        request = Request((BANK,), Again.NEW, SEED)
        app = make_app(Library(store, [BANK]), store, request, Keeper(folder))
        async with app.run_test(size=(92, 26)) as pilot:
            while "Question" not in app.export_screenshot().replace("&#160;", " "):
                await pilot.pause(0.05)
            await pilot.press("a", "enter")
            await pilot.pause(0.5)
            return alone(app.export_screenshot(title="quiz"))


def alone(picture: str) -> str:
    """Return an SVG that fetches no font from elsewhere and keeps its spaces in any viewer."""
    picture = re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL)
    return picture.replace("<svg ", '<svg xml:space="preserve" ', 1)


def main() -> None:
    """Write the picture beside this file."""
    with tempfile.TemporaryDirectory() as folder:
        picture = asyncio.run(play(Path(folder)))
    (DOCS / "verdict.svg").write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main()
