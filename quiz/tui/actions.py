"""The actions of a screen, read from its bindings for the key bar, the help and the palette."""

from collections.abc import Coroutine, Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple

from textual.app import App
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.dom import DOMNode
from textual.screen import Screen


class ScreenAction(NamedTuple):
    """One action with all its keys."""

    name: str
    """The action as bindings write it."""
    keys: tuple[str, ...]
    labels: tuple[str, ...]
    """The keys as people write them."""
    label: str
    tooltip: str
    """What it does, in a sentence; empty for the actions of Textual's own widgets."""
    shown: bool
    node: DOMNode
    """The widget, screen or app that has it."""


def available_actions(screen: Screen[object], now: bool = True) -> list[ScreenAction]:
    """Return the actions that are available now, or those that are not.

    Those of the focused widget come first.

    A screen can replace the label and tooltip of its widgets' actions: `action_texts` has both by
    the name of the action. A widget can show a key by another label, such as `A–D` for all letters
    from A to D: `key_labels` has it by the key.
    """
    found: dict[str, ScreenAction] = {}
    texts: Mapping[str, tuple[str, str]] = getattr(screen, "action_texts", {})
    for key, (node, binding, enabled, _) in screen.active_bindings.items():
        # System bindings are second names of a key (F15 for Shift+F3); one is enough in the help.
        if enabled is not now or binding.system:
            continue
        labels: Mapping[str, str] = getattr(node, "key_labels", {})
        label = labels.get(key) or screen.app.get_key_display(binding)
        known = found.get(binding.action)
        if known is None:
            found[binding.action] = ScreenAction(
                binding.action,
                (key,),
                (label,),
                *texts.get(binding.action, (binding.description, binding.tooltip)),
                binding.show,
                node,
            )
        elif label not in known.labels:
            # Keys for the key bar come before hidden ones.
            first = binding.show and not known.shown
            found[binding.action] = known._replace(
                keys=(key, *known.keys) if first else (*known.keys, key),
                labels=(label, *known.labels) if first else (*known.labels, label),
                shown=known.shown or binding.show,
            )
    return sorted(
        found.values(), key=lambda each: (isinstance(each.node, App), isinstance(each.node, Screen))
    )


def documented_actions(screen: Screen[object]) -> list[ScreenAction]:
    """Return the actions that the help lists: those that the app defines."""
    return [action for action in available_actions(screen) if action.tooltip]


def later_actions(screen: Screen[object]) -> list[ScreenAction]:
    """Return the actions of a screen that the help lists although they are not available now."""
    return [action for action in available_actions(screen, now=False) if action.tooltip]


def is_alone(screen: Screen[object]) -> bool:
    """Check whether the key bar shows only the keys of the focused widget."""
    return bool(getattr(screen.focused, "alone", False))


def shown(screen: Screen[object]) -> list[ScreenAction]:
    """Return the actions that the key bar shows, help last."""
    # In a text field, where a question mark is text, help has only its hidden key.
    chosen = [
        action for action in available_actions(screen) if action.shown or action.name == "help"
    ]
    # While a prompt waits for one of its keys, the keys of the screen behind it only distract.
    if is_alone(screen):
        chosen = [
            action for action in chosen if action.node is screen.focused or action.name == "help"
        ]
    # What Enter does comes first, and help last, which leads to all the others.
    return sorted(chosen, key=lambda each: (each.name == "help", "Enter" not in each.labels))


class ActionCommands(Provider):
    """The command palette's list: the actions of the screen below it."""

    async def discover(self) -> Hits:
        """Yield all actions."""
        for action in self._actions():
            yield DiscoveryHit(action.label, self._command(action), action.label, action.tooltip)

    async def search(self, query: str) -> Hits:
        """Yield the actions whose label or tooltip matches the query."""
        matcher = self.matcher(query)
        for action in self._actions():
            score = max(matcher.match(action.label), matcher.match(action.tooltip))
            if score > 0:
                shown = matcher.highlight(action.label)
                yield Hit(score, shown, self._command(action), action.label, action.tooltip)

    def _actions(self) -> Iterator[ScreenAction]:
        """Yield the actions to choose by name: no cursor movements, nor the palette itself."""
        for action in documented_actions(self.screen):
            # An action with arguments moves a cursor or steps through values: useless by name.
            if "(" not in action.name and action.name != "command_palette":
                yield action

    def _command(self, action: ScreenAction) -> partial[Coroutine[Any, Any, bool]]:
        return partial(self.app.run_action, action.name, action.node)
