"""The settings screen: every setting with its explanation; a change is saved at once."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen
from textual.theme import Theme
from textual.widgets import Static

from quiz.settings.definitions import DEFINITIONS, Definition, Folders, Share, Value, Whole
from quiz.settings.manager import Origin, SettingsManager
from quiz.text.cleaning import clean_line
from quiz.tui import theme
from quiz.tui.content import hanging, joined, line, lines, plain
from quiz.tui.screens.dialogs import Dialog, EntryDialog, answer
from quiz.tui.widgets.controls import HeaderBar, KeyBar
from quiz.tui.widgets.row_list import ListRow, RowList

MARGIN = Content(" ")
LABEL_CELLS = 24
WIDE = 56
"""Width from which the values are aligned in a column."""
MAX_FAULTS = 5
_INDENT = Content("   ")


class FaultsRow(ListRow):
    """The mistakes of the file."""

    choosable = False
    gap = 1

    def __init__(self, manager: SettingsManager) -> None:
        self._faults = manager.faults
        self._path = str(manager.path)

    def draw(self, width: int) -> Content:
        sign = Content.styled("✗ ", f"bold {theme.BAD}")
        messages = [fault.message for fault in self._faults[:MAX_FAULTS]]
        if len(self._faults) > MAX_FAULTS:
            messages.append("and more; “quiz settings” lists them all")
        head = line(f"Mistakes in {self._path}; the settings concerned keep their defaults:")
        return lines(
            [
                hanging(MARGIN, head, width - 1),
                *(hanging(sign, line(text, theme.BAD), width - 1) for text in messages),
            ]
        )


class SettingRow(ListRow):
    """One setting."""

    gap = 1

    def __init__(self, definition: Definition, manager: SettingsManager) -> None:
        self.definition = definition
        self._manager = manager

    def draw(self, width: int) -> Content:
        size = LABEL_CELLS if width >= WIDE else 0
        label = line(self.definition.label.ljust(size), "bold")
        first = hanging(MARGIN, joined(label, Content(" "), self._value()), width - 1)
        return lines([first, *(hanging(_INDENT, part, width - 1) for part in self._rest())])

    def _value(self) -> Content:
        definition, manager = self.definition, self._manager
        value = getattr(manager.settings, definition.name)
        if isinstance(definition.shape, Folders):
            count = len(value)
            return Content.styled(f"  {count or 'none'}", theme.KEY)
        value = line(f"‹ {definition.shape.in_words(value)} ›", theme.KEY)
        standard = manager.origin(definition.name) is Origin.DEFAULT
        return joined(value, Content.styled(" default", theme.MUTED) if standard else Content(""))

    def _rest(self) -> Iterator[Content]:
        definition, manager = self.definition, self._manager
        if isinstance(definition.shape, Folders):
            yield from self._folders()
        yield line(definition.explanation, theme.MUTED)
        origin = manager.origin(definition.name)
        if origin is Origin.FLAG and not isinstance(definition.shape, Folders):
            off = getattr(manager.settings, definition.name) is False
            flag = definition.flag.replace("--", "--no-") if off else definition.flag
            text = f"▸ from {flag}, for this run only; a change here is saved"
            yield Content.styled(text, theme.DOUBTFUL)
        elif origin is Origin.SESSION:
            yield Content.styled("✗ not saved: it applies until you leave", theme.BAD)

    def _folders(self) -> Iterator[Content]:
        for folder in self._manager.named_banks:
            text = Content.styled(" ▸ from --banks, for this run only", theme.DOUBTFUL)
            yield joined(line(folder), text)
        lasting = self._manager.lasting(self.definition.name)
        assert isinstance(lasting, tuple)
        yield from (line(folder) for folder in lasting)


if TYPE_CHECKING:
    from quiz.tui.app import QuizApp

_ADD = 0


class _List(RowList):
    """The settings, changed by Enter, Space and the arrows."""

    BINDINGS = [
        Binding("enter,space", "choose", "change", tooltip="Change the selected setting"),
        # Here, not on the screen: every scrolling widget binds these keys too.
        Binding(
            "left",
            "screen.step(-1)",
            "Less",
            False,
            tooltip="Decrease, or go to the previous value",
        ),
        Binding(
            "right", "screen.step(1)", "More", False, tooltip="Increase, or go to the next value"
        ),
    ]


class SettingsScreen(Screen[Any]):
    """Shows and changes all settings."""

    app: "QuizApp"
    DEFAULT_CSS = """
    SettingsScreen {
        & RowList { margin: 1 2 0 3; max-width: 92; }
        & .status { height: auto; padding: 0 4; color: $right; }
        & .status.-failed { color: $wrong; }
    }
    SettingsScreen.-md RowList, SettingsScreen.-sm RowList { margin: 1 1 0 1; }
    SettingsScreen.-md .status, SettingsScreen.-sm .status { padding: 0 2; }
    SettingsScreen.-xs RowList { margin: 0; }
    SettingsScreen.-xs .status { padding: 0 1; }
    SettingsScreen.-short RowList { margin-top: 0; margin-bottom: 0; }
    """
    BINDINGS = [
        Binding("delete", "reset", "default", tooltip="Reset the setting to its default"),
        Binding("escape,q,f6", "leave", "back", tooltip="Go back"),
    ]

    def compose(self) -> ComposeResult:
        self._list = _List()
        self._status = Static(classes="status")
        self._status.display = False
        yield HeaderBar("Settings")
        yield self._list
        yield self._status
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the mistakes in the file and the settings."""
        self._fill()
        self._list.focus()
        self.app.theme_changed_signal.subscribe(self, self._follow_theme)

    def on_unmount(self) -> None:
        """Unsubscribe from the signal, which would keep the screen in memory."""
        self.app.theme_changed_signal.unsubscribe(self)

    def _follow_theme(self, theme: Theme) -> None:
        self._list.redraw()

    def _fill(self) -> None:
        manager = self.app.settings_manager
        first: list[ListRow] = [FaultsRow(manager)] if manager.faults else []
        self._faults = len(manager.faults)
        rows = [*first, *(SettingRow(each, manager) for each in DEFINITIONS.values())]
        self._list.fill(rows, max(len(first), self._list.cursor))

    @property
    def _current(self) -> Definition | None:
        row = self._list.row
        return row.definition if isinstance(row, SettingRow) else None

    @on(RowList.Chosen)
    def _choose_row(self, event: RowList.Chosen) -> None:
        """Change to the next value, or ask for one."""
        event.stop()
        definition = self._current
        if definition is None:
            return
        if isinstance(definition.shape, Folders):
            self._choose_folder(definition)
        elif isinstance(definition.shape, Whole | Share):
            self._ask(definition)
        else:
            self.action_step(1)

    def action_step(self, by: int) -> None:
        """Change to the previous or next value."""
        if (definition := self._current) is not None:
            value = getattr(self.app.settings, definition.name)
            further = definition.shape.step(value, by)
            # At either end of a range nothing changes, and nothing is saved.
            if further != value:
                self._change(definition, further)

    def action_reset(self) -> None:
        """Go back to the default."""
        if (definition := self._current) is not None:
            self._change(definition, None)

    def action_leave(self) -> None:
        """Go back to where the settings were opened."""
        answer(self)

    def _change(self, definition: Definition, value: Value | None) -> None:
        self.app.change(definition.name, value, partial(self._tell, definition))
        self._list.redraw()
        if isinstance(definition.shape, Folders):
            self.app.offer_banks()

    def _tell(self, definition: Definition, reason: str) -> None:
        """Show that a setting is saved, or why it is not."""
        # The screen was left while the file was being written.
        if not self.is_attached:
            self.app.warn_unsaved(reason)
            return
        # Saving a setting may remove a mistake from the file.
        if self._faults != len(self.app.settings_manager.faults):
            self._fill()
        self._list.redraw()
        value = definition.shape.in_words(self.app.settings_manager.lasting(definition.name))
        text = f"✗ Not saved: {reason}" if reason else f"✓ Saved: {definition.label}: {value}"
        self._status.update(plain(text))
        self._status.set_class(bool(reason), "-failed")
        self._status.display = True

    @work(exclusive=True)
    async def _ask(self, definition: Definition) -> None:
        """Ask for a number."""
        shape = definition.shape
        value = shape.written(getattr(self.app.settings, definition.name))
        given = await self.app.push_screen_wait(
            EntryDialog(
                definition.label,
                f"Type {shape.allowed}.",
                value,
                lambda text: shape.parse([text]),
            )
        )
        if given is not None:
            self._change(definition, given)

    @work(exclusive=True)
    async def _choose_folder(self, definition: Definition) -> None:
        """Ask for a folder to add or to remove."""
        kept = self.app.settings_manager.lasting(definition.name)
        assert isinstance(kept, tuple)
        removals = [f"Remove {clean_line(folder)}" for folder in kept]
        text = "More folders, or single banks, to list at home."
        dialog = Dialog(definition.label, text, ["Add a folder", *removals, "Back"])
        index = await self.app.push_screen_wait(dialog)
        if index == _ADD:
            await self._add_folder(definition, kept)
        elif index <= len(kept):
            rest = kept[: index - 1] + kept[index:]
            self._change(definition, rest or None)

    async def _add_folder(self, definition: Definition, kept: tuple[str, ...]) -> None:
        shape = definition.shape
        given = await self.app.push_screen_wait(
            EntryDialog(
                definition.label,
                "Type the path of a folder or of a single bank; ~ is your home folder.",
                "",
                lambda text: shape.parse([text]),
            )
        )
        if isinstance(given, tuple):
            self._change(definition, tuple(dict.fromkeys((*kept, *given))))
