"""What the types whose rows are drawn one by one share."""

from quiz.tui.answers.base import AnswerWidget, Q
from quiz.tui.widgets.listing import Listing


class ListedAnswer(AnswerWidget[Q]):
    """Passes on what its listing says."""

    def on_listing_submitted(self, event: Listing.Submitted) -> None:
        """Pass it on as the answer."""
        event.stop()
        self.post_message(self.Submitted())

    def on_listing_changed(self, event: Listing.Changed) -> None:
        """Pass it on."""
        event.stop()
        self.post_message(self.Changed())
