"""Moodle XML, both ways, and what GIFT shares with it: weights, gaps and keys."""
