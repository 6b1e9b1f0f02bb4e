"""Checks banks for authors: every problem of every file, and a count of what was checked."""
