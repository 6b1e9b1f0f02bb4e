"""A sample of `benchmarks.flips`: single flipped bits in a history that holds everything."""

from benchmarks.flips import measure


def test_every_flipped_bit_that_changes_a_figure_is_noticed() -> None:
    flips = measure(8, 3)
    assert flips.unnoticed == flips.faults == flips.facts_unnoticed == ()
