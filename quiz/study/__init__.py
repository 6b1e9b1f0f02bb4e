"""The logic behind both front ends: the banks on offer, attempts, reviews and progress."""
