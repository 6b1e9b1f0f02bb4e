"""The command palette: every action of the screen at hand, by name."""

from collections.abc import Coroutine, Iterator
from functools import partial
from typing import Any

from textual.command import DiscoveryHit, Hit, Hits, Provider

from quiz.tui.actions import Act, told


class Actions(Provider):
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

    def _acts(self) -> Iterator[Act]:
        """Yield what makes sense by name: not moving about, nor the palette itself."""
        for act in told(self.screen):
            if "(" not in act.name and act.name != "command_palette":
                yield act

    def _command(self, act: Act) -> partial[Coroutine[Any, Any, bool]]:
        return partial(self.app.run_action, act.name, act.node)
