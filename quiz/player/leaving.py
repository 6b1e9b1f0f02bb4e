"""What becomes of an attempt that is left before its end, in words."""

from quiz.model.mode import Mode

_LEFT = {
    Mode.REVIEW: "what is still due is asked next time",
    Mode.MISTAKES: "what is not yet right is asked next time",
}


def left(mode: Mode) -> str:
    """Return what becomes of an attempt of a mode, as half a sentence."""
    return _LEFT.get(mode, "the attempt can be continued")


def way_on(mode: Mode, name: str) -> str:
    """Return by which command it goes on; `name` is how a command line names the banks, if any."""
    command = f"quiz play {name}".strip()
    if mode not in _LEFT:
        return f"Go on with: {command} --continue"
    said = left(mode)
    return f"{said[0].upper()}{said[1:]}: {command} --mode {mode}"
