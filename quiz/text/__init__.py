"""Text as such: cleaning what comes from outside, folding for comparison, reading typed answers."""
