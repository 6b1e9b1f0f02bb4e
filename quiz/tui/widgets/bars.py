"""Shares as bars."""

from textual.content import Content

from quiz.tui.content import joined


def bar(share: float, cells: int, style: str = "$text-success") -> Content:
    """Return a bar of a share from 0 to 1."""
    done = round(max(0.0, min(1.0, share)) * cells)
    return joined(
        Content.styled("━" * done, style), Content.styled("━" * (cells - done), "$foreground 20%")
    )
