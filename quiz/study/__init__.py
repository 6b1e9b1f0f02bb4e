"""The logic behind both front ends: the available banks, attempts, reviews and progress."""
