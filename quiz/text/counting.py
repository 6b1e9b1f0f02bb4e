"""Numbers of things in words."""


def counted(number: int, noun: str) -> str:
    """Return `1 error`, `2 errors`, `10,000 errors`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
