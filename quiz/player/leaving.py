"""What happens to an attempt that is stopped before its end, as text."""

from quiz.model.mode import Mode

_LEFT = {
    Mode.REVIEW: "questions still due come up next time",
    Mode.MISTAKES: "questions you got wrong come up next time",
}


def left(mode: Mode) -> str:
    """Return what happens to a stopped attempt of a mode, as a clause."""
    return _LEFT.get(mode, "the attempt can be continued")


def way_on(mode: Mode, name: str) -> str:
    """Return the command that continues it; `name` names the banks on a command line, if any."""
    command = f"quiz play {name}".strip()
    if mode not in _LEFT:
        return f"Continue with: {command} --continue"
    text = left(mode)
    return f"{text[0].upper()}{text[1:]}: {command} --mode {mode}"
