"""The state of an attempt, without input or output: the clock and the randomness are passed in."""
