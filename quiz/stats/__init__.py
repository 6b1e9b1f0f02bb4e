"""Figures over answers; pure: what was answered and today's date are passed in."""
