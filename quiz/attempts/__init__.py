"""The state of one attempt; pure: clock and randomness are passed in."""
