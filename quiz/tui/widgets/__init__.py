"""Widgets that several screens are built of."""
