"""What can be done on a screen, read from its bindings: one list for key bar, help and palette."""

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
    says: str
    """What it does; empty for what a widget of the toolkit brings along."""
    shown: bool
    node: DOMNode
    """What it is done to."""


def acts(screen: Screen[object]) -> list[ScreenAction]:
    """Return everything that can be done now, nearest first.

    A screen may have other words for what its widgets do: label and sentence, by action, in `says`.
    """
    found: dict[str, ScreenAction] = {}
    says: Mapping[str, tuple[str, str]] = getattr(screen, "says", {})
    for key, (node, binding, enabled, _) in screen.active_bindings.items():
        if not enabled or binding.system:
            continue
        label = screen.app.get_key_display(binding)
        known = found.get(binding.action)
        if known is None:
            found[binding.action] = ScreenAction(
                binding.action,
                (key,),
                (label,),
                *says.get(binding.action, (binding.description, binding.tooltip)),
                binding.show,
                node,
            )
        elif label not in known.labels:
            # A key that is shown comes before those that are not.
            first = binding.show and not known.shown
            found[binding.action] = known._replace(
                keys=(key, *known.keys) if first else (*known.keys, key),
                labels=(label, *known.labels) if first else (*known.labels, label),
                shown=known.shown or binding.show,
            )
    return sorted(found.values(), key=lambda act: _distance(act.node))


def _distance(node: DOMNode) -> int:
    return 2 if isinstance(node, App) else 1 if isinstance(node, Screen) else 0


def documented(screen: Screen[object]) -> list[ScreenAction]:
    """Return the actions that help explains: the app's own."""
    return [act for act in acts(screen) if act.says]


def is_alone(screen: Screen[object]) -> bool:
    """Check whether the key bar shows only the keys of the focused widget."""
    return bool(getattr(screen.focused, "alone", False))


def shown(screen: Screen[object]) -> list[ScreenAction]:
    """Return what the key bar shows, help last."""
    chosen = [act for act in acts(screen) if act.shown]
    if is_alone(screen):
        chosen = [act for act in chosen if act.node is screen.focused or act.name == "help"]
    return sorted(chosen, key=lambda act: act.name == "help")


class ActionCommands(Provider):
    """Offers the actions of the screen that the palette was opened on."""

    async def discover(self) -> Hits:
        """Offer all."""
        for act in self._acts():
            yield DiscoveryHit(act.label, self._command(act), act.label, act.says)

    async def search(self, query: str) -> Hits:
        """Offer those whose name or words are like the query."""
        matcher = self.matcher(query)
        for act in self._acts():
            score = max(matcher.match(act.label), matcher.match(act.says))
            if score > 0:
                shown = matcher.highlight(act.label)
                yield Hit(score, shown, self._command(act), act.label, act.says)

    def _acts(self) -> Iterator[ScreenAction]:
        """Yield what makes sense by name: not moving about, nor the palette itself."""
        for act in documented(self.screen):
            if "(" not in act.name and act.name != "command_palette":
                yield act

    def _command(self, act: ScreenAction) -> partial[Coroutine[Any, Any, bool]]:
        return partial(self.app.run_action, act.name, act.node)
