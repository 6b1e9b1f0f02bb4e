"""Between an answer and its verdict: how sure the learner is, if that is wanted."""

from quiz.model.response import Response
from quiz.player.attempt import Player
from quiz.tui.screens.submitting import SubmittingScreen
from quiz.tui.widgets.press import Press
from quiz.tui.widgets.sureness import Sureness


class ConfidingScreen(SubmittingScreen):
    """A screen that asks how sure one is of an answer before it is taken."""

    def __init__(self, player: Player) -> None:
        super().__init__(player)
        self.sureness = Sureness()
        self.sureness.display = False
        self.button = Press()
        """What submits an answer, by mouse."""
        self._response: Response = ()
        """The answer that is given, but for how sure one is of it."""

    def give(self, response: Response) -> None:
        """Take an answer, after asking how sure the learner is if the settings say so."""
        if not self.app.settings.confidence:
            self.submit(response)
            return
        self.say("")
        self._response = response
        self.sureness.display = True
        self.button.display = False
        self.sureness.focus(scroll_visible=False)

    def on_sureness_shown(self, event: Sureness.Shown) -> None:
        """Scroll to the question, all of it."""
        event.stop()
        self.page.scroll_to_widget(self.sureness, animate=False, immediate=True)

    def on_sureness_chosen(self, event: Sureness.Chosen) -> None:
        """Take the answer."""
        event.stop()
        self.submit(self._response, event.confidence)

    def on_sureness_cancelled(self, event: Sureness.Cancelled) -> None:
        """Let the answer be changed."""
        event.stop()
        self.changed()
        self.answer.begin()

    def changed(self) -> None:
        """See `AskingScreen.changed`: how sure one is has to be said of the new answer."""
        super().changed()
        if self.sureness.display:
            self.sureness.display = False
            self.button.display = True
