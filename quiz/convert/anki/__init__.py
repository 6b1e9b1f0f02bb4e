"""Anki: packages and text files."""
