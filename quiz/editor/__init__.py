"""Completion, hover, definitions and quick fixes for a bank while it is typed."""
