"""The settings as rows: value, explanation, and what is to be known of where it comes from."""

from collections.abc import Iterator

from textual.content import Content

from quiz.settings.definitions import Definition
from quiz.settings.keeper import Keeper, Origin
from quiz.settings.shapes import Folders
from quiz.tui.content import MUTED, hanging, joined, line, lines
from quiz.tui.widgets.rows import Row

MARGIN = Content(" ")
LABEL_CELLS = 24
WIDE = 56
"""From how many cells on values stand below each other."""
MAX_FAULTS = 5
_INDENT = Content("   ")


class FaultsRow(Row):
    """The mistakes of the file."""

    choosable = False
    gap = 1

    def __init__(self, keeper: Keeper) -> None:
        self._faults = keeper.faults
        self._path = str(keeper.path)

    def draw(self, width: int) -> Content:
        """Draw the row."""
        sign = Content.styled("✗ ", "bold $text-error")
        told = [fault.message for fault in self._faults[:MAX_FAULTS]]
        if len(self._faults) > MAX_FAULTS:
            told.append("and more: “quiz settings” lists them all")
        head = line(f"Mistakes in {self._path}; what they concern is at its default:")
        return lines(
            [
                hanging(MARGIN, head, width - 1),
                *(hanging(sign, line(text, "$text-error"), width - 1) for text in told),
            ]
        )


class SettingRow(Row):
    """One setting."""

    gap = 1

    def __init__(self, definition: Definition, keeper: Keeper) -> None:
        self.definition = definition
        self._keeper = keeper

    def draw(self, width: int) -> Content:
        """Draw the row."""
        size = LABEL_CELLS if width >= WIDE else 0
        label = line(self.definition.label.ljust(size), "bold")
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
            yield from self._folders()
        yield line(definition.explanation, MUTED)
        origin = keeper.origin(definition.name)
        if origin is Origin.FLAG and not isinstance(definition.shape, Folders):
            off = getattr(keeper.settings, definition.name) is False
            flag = definition.flag.replace("--", "--no-") if off else definition.flag
            said = f"▸ from {flag}, for this run only; a change here is kept"
            yield Content.styled(said, "$text-warning")
        elif origin is Origin.SESSION:
            yield Content.styled("✗ not saved: it counts until you leave", "$text-error")

    def _folders(self) -> Iterator[Content]:
        for folder in self._keeper.named_banks:
            said = Content.styled(" ▸ from --banks, for this run only", "$text-warning")
            yield joined(line(folder), said)
        lasting = self._keeper.lasting(self.definition.name)
        assert isinstance(lasting, tuple)
        yield from (line(folder) for folder in lasting)
