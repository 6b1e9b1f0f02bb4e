"""How question and problems share the screen of a preview."""

from textual.geometry import Size

WIDE = 110
NARROW = 60
SHORT = 18
LAYOUT = """
PreviewScreen {
    & Container { height: 1fr; layout: vertical; }
    & Page { height: 1fr; }
    & Rows { height: 8; padding: 0 0 0 1; border-top: solid $foreground 25%; }
    & .about {
        height: auto; margin: 0 1 1 0; padding: 0 1;
        border-left: thick $error; background: $surface;
    }
    & .status {
        height: 1; padding: 0 1; color: $text-muted; text-wrap: nowrap; text-overflow: ellipsis;
    }
}
PreviewScreen.-sound Rows { display: none; }
PreviewScreen.-single {
    & Rows { height: 1fr; border-top: none; display: none; }
    & .about { margin: 0 1 0 0; }
}
PreviewScreen.-single.-listing {
    & Rows { display: block; }
    & Page { display: none; }
}
PreviewScreen.-wide {
    & Container { layout: horizontal; }
    & Page { width: 3fr; }
    & Rows {
        display: block; width: 2fr; height: 1fr; margin: 1 0; border-top: none;
        border-left: solid $foreground 25%;
    }
}
PreviewScreen.-wide.-short Rows { margin: 0; }
"""


def is_single(size: Size) -> bool:
    """Say whether there is room for only one of the two."""
    return size.width < NARROW or (size.height < SHORT and size.width < WIDE)
