"""Figures over answers; pure: the answers and today's date are passed in."""
