"""Shares in words."""


def percent(share: float) -> str:
    """Return a share from 0 to 1 in whole per cent: `67%`."""
    whole = round(100 * share)
    # A share that is not full never rounds up to 100%, nor one that is not empty down to 0%.
    if 0 < share < 1:
        whole = min(99, max(1, whole))
    return f"{whole}%"


def percent_range(low: float, high: float) -> str:
    """Return two shares as a range: `39–86%`."""
    return f"{percent(low).removesuffix('%')}–{percent(high)}"
