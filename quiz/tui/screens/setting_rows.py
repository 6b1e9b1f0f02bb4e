"""The settings as rows: value, explanation, and what is to be known of where it comes from."""

from collections.abc import Iterator

from textual.content import Content

from quiz.settings.definitions import Definition
from quiz.settings.keeper import Keeper, Origin
from quiz.settings.shapes import Folders
from quiz.tui.content import MUTED, hanging, joined, line, lines
from quiz.tui.widgets.rows import Row

MARGIN = Content("  ")
LABEL_CELLS = 24
_INDENT = Content("    ")


class FaultRow(Row):
    """One mistake of the file."""

    choosable = False
    gap = 1

    def __init__(self, text: str) -> None:
        self._text = text

    def draw(self, width: int) -> Content:
        """See `Row.draw`."""
        sign = Content.styled("✗ ", "bold $text-error")
        return hanging(sign, line(self._text, "$text-error"), width - 1)


class SettingRow(Row):
    """One setting."""

    gap = 1

    def __init__(self, definition: Definition, keeper: Keeper) -> None:
        self.definition = definition
        self._keeper = keeper

    def draw(self, width: int) -> Content:
        """See `Row.draw`."""
        label = line(self.definition.label.ljust(LABEL_CELLS), "bold")
        first = hanging(MARGIN, joined(label, Content(" "), self._value()), width - 1)
        return lines([first, *(hanging(_INDENT, part, width - 1) for part in self._rest())])

    def _value(self) -> Content:
        definition, keeper = self.definition, self._keeper
        value = getattr(keeper.settings, definition.name)
        if isinstance(definition.shape, Folders):
            count = len(value)
            return Content.styled(f"  {count or 'none'}", "bold $text-accent")
        told = line(f"‹ {definition.shape.told(value)} ›", "bold $text-accent")
        standard = keeper.origin(definition.name) is Origin.DEFAULT
        return joined(told, Content.styled(" default", MUTED) if standard else Content(""))

    def _rest(self) -> Iterator[Content]:
        definition, keeper = self.definition, self._keeper
        if isinstance(definition.shape, Folders):
            yield from (line(folder) for folder in getattr(keeper.settings, definition.name))
        yield line(definition.explanation, MUTED)
        origin = keeper.origin(definition.name)
        if origin is Origin.FLAG:
            said = f"▸ set with {definition.flag} for this run; a change here is for good"
            yield Content.styled(said, "$text-warning")
        elif origin is Origin.SESSION:
            yield Content.styled("✗ not saved: it counts until you leave", "$text-error")
